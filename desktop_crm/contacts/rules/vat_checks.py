"""Proof that a customer's VAT ID was valid: the day, the answer and its reference, by VIES or by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from desktop_crm.company.rules.identifiers import compact, vat_id_country, vat_id_hint
from desktop_crm.values import dates, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

Result = Literal["valid", "invalid"]
RESULTS: Final[dict[str, Message]] = {"valid": _("Valid"), "invalid": _("Not valid")}
SOURCES: Final = MappingProxyType(
    {"vies": _("VIES, asked by this program"), "manual": _("Written down by hand")}
)
FRESH_DAYS: Final = 92
"""So long a check is taken as one for a later sale: a quarter, the period of the EC sales list. No law names
a number; who sells daily to the same customer need not ask daily.
"""
_SINGLE: Final = {"reference": 100, "name": 300, "address": 500}


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCheckDraft:
    """One answer about one VAT ID. `name` and `address` are those that the register gave, "" for none."""

    vat_id: str
    checked_on: date
    result: Result = "valid"
    reference: str = ""  # VIES' consultation number, or that of the tax office
    source: Literal["vies", "manual"] = "manual"
    name: str = ""
    address: str = ""


def tidy_check(draft: VatCheckDraft) -> VatCheckDraft:
    """Without blanks; the id in capitals without separators."""
    return replace(
        draft,
        vat_id=bare(draft.vat_id),
        reference=_one_line(draft.reference),
        name=_one_line(draft.name),
        address=_one_line(draft.address),
    )


def _one_line(text: str) -> str:
    return texts.tidy_line(" ".join(text.split()))


def bare(vat_id: str) -> str:
    """The id as it is compared: capitals, nothing between them."""
    return compact(vat_id).replace(".", "").replace("-", "").replace("/", "")


def check_check(draft: VatCheckDraft, today: date) -> None:
    """Raise UserError at the field for what cannot be an answer."""
    if not draft.vat_id:
        raise UserError(_("The customer has no VAT ID yet"), "vat_id")
    country = vat_id_country(draft.vat_id)
    hint = vat_id_hint(country, draft.vat_id)
    if draft.result == "valid" and (not country or hint is not None):
        raise UserError(hint.message if hint else _("A VAT ID begins with its country"), "vat_id")
    if draft.result not in RESULTS:
        raise UserError(_("Write one of {choices}", choices=", ".join(RESULTS)), "result")
    if not dates.FIRST_DATE <= draft.checked_on <= today:
        raise UserError(_("This day is not over yet, or cannot be meant"), "checked_on")
    for name, most in _SINGLE.items():
        texts.check_line(getattr(draft, name), name)
        if len(getattr(draft, name)) > most:
            raise UserError(_("At most {n} characters", n=most), name)
    if draft.source == "manual" and draft.result == "valid" and not draft.reference:
        raise UserError(_("Write down the number of the inquiry, or where the answer is kept"), "reference")


def proof_on(checks: Iterable[VatCheckDraft], vat_id: str, day: date) -> VatCheckDraft | None:
    """The latest answer about this id that counts for a sale of this day, or None."""
    wanted, first = bare(vat_id), day - timedelta(days=FRESH_DAYS)
    fitting = [each for each in checks if each.vat_id == wanted and first <= each.checked_on <= day]
    return max(fitting, key=lambda each: each.checked_on, default=None)
