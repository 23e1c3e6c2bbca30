"""The fiscal document that was made elsewhere (a tax office's portal, a certified program), taken in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from desktop_crm.values import dates, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_KEYS: Final = MappingProxyType(
    {
        "PT": _("ATCUD"),
        "BR": _("Access key (chave de acesso)"),
        "TR": _("ETTN"),
        "IT": _("SdI identifier"),
        "PL": _("KSeF number"),
        "BE": _("Peppol message"),
    }
)
_PDF: Final = b"%PDF-"
MOST_BYTES: Final = 25_000_000
_UUID: Final = re.compile(r"[0-9A-F]{8}-?(?:[0-9A-F]{4}-?){3}[0-9A-F]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalDraft:
    """Number, date and key as the fiscal document says, and its files where there are some."""

    number: str
    issued_on: date
    access_key: str = ""
    pdf: bytes | None = None
    xml: bytes | None = None


def key_name(country: str) -> Message:
    """What the key of a fiscal document is called in the seller's country."""
    return _KEYS.get(country, _("Access key"))


def check_fiscal(draft: FiscalDraft, country: str, today: date) -> None:
    """Raise UserError at the field for what cannot be a fiscal document of this country."""
    if not draft.number:
        raise UserError(_("Write down the number of the fiscal document"), "number")
    for name in ("number", "access_key"):
        texts.check_line(getattr(draft, name), name)
        if len(getattr(draft, name)) > 100:
            raise UserError(_("At most {n} characters", n=100), name)
    if not dates.FIRST_DATE <= draft.issued_on <= today:
        raise UserError(_("This day is not over yet, or cannot be meant"), "issued_on")
    _check_key(draft.access_key, country)
    if draft.pdf is not None and not draft.pdf.startswith(_PDF):
        raise UserError(_("This file is no PDF"), "pdf")
    if draft.xml is not None and not draft.xml.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise UserError(_("This file is no XML"), "xml")
    for name in ("pdf", "xml"):
        if len(getattr(draft, name) or b"") > MOST_BYTES:
            raise UserError(_("This file is too large"), name)


def _check_key(key: str, country: str) -> None:
    """Keys with a check digit or a fixed form are checked; of the others nothing is known for sure."""
    if not key:
        return
    if country == "BR" and not _is_brazilian(key):
        raise UserError(_("This is no access key: 44 digits, the last one checks the others"), "access_key")
    if country == "TR" and not _UUID.fullmatch(key):
        raise UserError(_("An ETTN has 32 digits and letters in five groups"), "access_key")


def _is_brazilian(key: str) -> bool:
    """44 digits with a check digit modulo 11 (MOC NF-e, 2.2.6.2); an NFS-e's of 50 digits has its own."""
    digits = re.sub(r"[\s.]", "", key)
    if not (digits.isascii() and digits.isdigit()):
        return False
    if len(digits) == 50:
        return True
    weights = (weight for _round in range(6) for weight in range(2, 10))
    total = sum(int(digit) * weight for digit, weight in zip(reversed(digits[:-1]), weights, strict=False))
    check = 11 - total % 11
    return len(digits) == 44 and int(digits[-1]) == (0 if check >= 10 else check)
