"""The Swiss QR-bill: what its code says.

Source: Swiss Payment Standards, Implementation Guidelines QR-bill, version 2.3 (in force since 21 November
2025): data elements (4.2), signs (4.1.1), references (annex B). Addresses are structured ("S"), the only
kind that is left.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from desktop_crm.billing.rules import references
from desktop_crm.billing.rules.facts import PartyFacts
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.identifiers import compact
from desktop_crm.company.rules.payment_codes import SWISS_CURRENCIES, is_qr_iban, is_swiss
from desktop_crm.values import money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

MOST: Final = 99_999_999_999
"""999 999 999.99 in minor units."""
_NAME: Final = 70
_STREET: Final = 70
_BUILDING: Final = 16
_POSTAL: Final = 16
_TOWN: Final = 35
_MESSAGE: Final = 140

ReferenceKind = Literal["QRR", "SCOR", "NON"]

_NUMBERED: Final = re.compile(
    r"(?P<street>.*\D)[ ,]+(?P<building>\d+(?:[ ]?[A-Za-z])?(?:[-/.]\d*[A-Za-z]?)*)"
)
_ALIKE: Final = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u201c": '"', "\u201d": '"',
        "\u201e": '"', "\u2039": "'", "\u203a": "'", "\u2010": "-", "\u2011": "-", "\u2012": "-",
        "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2026": "...", "\u2022": "-", "\u2032": "'",
        "\u00ad": "", "\u1e9e": "SS", "\u2007": " ", "\u2009": " ", "\u202f": " ",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BillParty:
    """Creditor or debtor: a structured address with its name."""

    name: str
    street: str = ""
    building: str = ""
    postal_code: str
    town: str
    country: str  # ISO 3166-1 alpha-2

    @property
    def street_line(self) -> str:
        return f"{self.street} {self.building}".strip()

    @property
    def town_line(self) -> str:
        """The town with its code; abroad the country stands before it."""
        before = "" if self.country in ("CH", "LI") else f"{self.country}-"
        return f"{before}{self.postal_code} {self.town}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QrBill:
    """One bill. Without an amount (minor units) or a debtor the payer fills them in."""

    account: str
    creditor: BillParty
    currency: str
    amount: int | None = None
    debtor: BillParty | None = None
    reference: str = ""
    message: str = ""

    @property
    def reference_kind(self) -> ReferenceKind:
        if not self.reference:
            return "NON"
        return "QRR" if references.is_qr_reference(self.reference) else "SCOR"


def party_of(name: str, address: Address) -> BillParty | None:
    """The party as the code takes it; None where name, town, its code or the country are missing, or hold
    none of the signs that the code takes.
    """
    street, building = split_street(_street_of(address))
    party = BillParty(
        name=permitted(name)[:_NAME].strip(),
        street=street[:_STREET].strip(),
        building=building,
        postal_code=permitted(address.postal_code),
        town=permitted(address.city),
        country=address.country,
    )
    if not (_says(party.name) and _says(party.postal_code) and _says(party.town) and party.country):
        return None
    return party if len(party.postal_code) <= _POSTAL and len(party.town) <= _TOWN else None


def _street_of(address: Address) -> str:
    """All lines in one; where they are too long, the last, which is the street by custom."""
    lines = [line for line in map(permitted, address.street.split("\n")) if line]
    whole = ", ".join(lines)
    return whole if len(whole) <= _STREET else lines[-1]


def debtor_of(buyer: PartyFacts) -> BillParty | None:
    """Who is billed; None where the payer has to write it."""
    return party_of(buyer.name, buyer.address)


def split_street(line: str) -> tuple[str, str]:
    """ "Rue du Lac 1268a" is ("Rue du Lac", "1268a"); without a number at the end all is the street."""
    found = _NUMBERED.fullmatch(line.strip())
    if found is None or len(found["building"]) > _BUILDING:
        return line.strip(), ""
    return found["street"].rstrip(" ,"), found["building"]


def permitted(text: str) -> str:
    """The text in one line, in the signs that the code takes: letters without their marks and plain quotes
    stand for others, "?" for what has no such.
    """
    line = " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(one if is_permitted(one) else _plain(one) for one in line).strip()


def is_permitted(one: str) -> bool:
    """Basic Latin, Latin-1 Supplement and Latin Extended-A without control signs, and a few more (4.1.1)."""
    code = ord(one)
    return 0x20 <= code <= 0x7E or 0xA0 <= code <= 0x17F or 0x218 <= code <= 0x21B or code == 0x20AC


def _plain(one: str) -> str:
    if unicodedata.category(one).startswith("C"):
        return ""
    return "".join(part for part in unicodedata.normalize("NFKD", one) if is_permitted(part)) or "?"


def _says(text: str) -> bool:
    return any(one.isalnum() for one in text)


def check(bill: QrBill) -> None:
    """Raise UserError naming the field that breaks the norm: what no bank would take is never printed."""
    if not is_swiss(bill.account):
        raise UserError(_("A QR-bill pays to an IBAN of Switzerland or Liechtenstein"), "account")
    if bill.currency not in SWISS_CURRENCIES:
        raise UserError(_("A QR-bill is in francs or euros"), "currency")
    if bill.amount is not None and not 0 < bill.amount <= MOST:
        raise UserError(_("A QR-bill is over 0.01 to 999 999 999.99"), "amount")
    _check_reference(bill)
    _check_party(bill.creditor, "creditor")
    if bill.debtor is not None:
        _check_party(bill.debtor, "debtor")
    _check_text(bill.message, "message", _MESSAGE)


def _check_reference(bill: QrBill) -> None:
    if is_qr_iban(bill.account) and not references.is_qr_reference(bill.reference):
        raise UserError(_("A QR-IBAN takes payments with a QR reference only"), "reference")
    if is_qr_iban(bill.account) or not bill.reference:
        return
    if references.is_qr_reference(bill.reference):
        raise UserError(_("A QR reference needs a QR-IBAN"), "reference")
    if not references.is_creditor_reference(bill.reference):
        raise UserError(_("The check digits of this reference are wrong"), "reference")


def _check_party(party: BillParty, field: str) -> None:
    for name, most, required in (
        ("name", _NAME, True), ("street", _STREET, False), ("building", _BUILDING, False),
        ("postal_code", _POSTAL, True), ("town", _TOWN, True),
    ):  # fmt: skip
        _check_text(getattr(party, name), f"{field}.{name}", most, required=required)
    if not re.fullmatch("[A-Z]{2}", party.country):
        raise UserError(_("“{code}” is no country code (ISO 3166)", code=party.country), f"{field}.country")


def _check_text(text: str, field: str, most: int, *, required: bool = False) -> None:
    texts.check_line(text, field, most=most, required=required)
    for one in text:
        if not is_permitted(one):
            raise UserError(_("A QR-bill cannot say “{character}”", character=one), field)


def payload(bill: QrBill) -> str:
    """The text of the Swiss QR code, its elements a line each (LF), without one after the trailer."""
    check(bill)
    rows = [
        "SPC", "0200", "1",
        compact(bill.account),
        *_party_rows(bill.creditor),
        *_party_rows(None),  # the ultimate creditor, kept for later use
        "" if bill.amount is None else money.plain(bill.amount, bill.currency),
        bill.currency,
        *_party_rows(bill.debtor),
        bill.reference_kind,
        compact(bill.reference),
        bill.message,
        "EPD",
    ]  # fmt: skip
    return "\n".join(rows)


def _party_rows(party: BillParty | None) -> list[str]:
    if party is None:
        return [""] * 7
    return ["S", party.name, party.street, party.building, party.postal_code, party.town, party.country]
