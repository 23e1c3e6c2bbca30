"""What a draft may hold, and what must be there before a number is drawn. The message names the field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from desktop_crm.billing.rules import appending
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import INVOICE, UNTAXED_FOR_VAT_ID, DocumentFacts
from desktop_crm.billing.rules.kinds import BILLING
from desktop_crm.billing.rules.pricing import counted, counts, priced, priced_line
from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import check_address
from desktop_crm.company.rules.checks import check_language
from desktop_crm.company.rules.identifiers import is_eu, vat_id_country
from desktop_crm.values import dates, money, texts, totals, units
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

MAX_LINES: Final = 2000
LATEST_DATE: Final = date(2200, 1, 1)
_SINGLE: Final = ("order_number", "buyer_reference", "project", "contract", "language", "tax_currency")
_TEXTS: Final = ("intro", "notes", "cover", "internal_notes")
_DATES: Final = ("issued_on", "due_on", "valid_until", "delivered_on", "period_from", "period_to")

_LEGAL: Final = (
    "delivered_on",
    "period_from",
    "period_to",
    "due_on",
    "order_number",
    "buyer_reference",
    "project",
    "contract",
    "tax_currency",
)

_CHOSEN: Final = {"treatment": law.SPECIALS, "supply": law.SUPPLIES, "buyer_is": law.BUYERS}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a paper from being issued, or (`is_warning`) that one should know before. `about`
    is the paper that it has to do with, where that is another one."""

    field: str
    message: Message
    is_warning: bool = False
    about: int | None = None


# ------------------------------------------------------------------------------------------------- saving


def tidy(draft: DocumentDraft) -> DocumentDraft:
    """The draft as it is kept: no blanks at the ends, one kind of line break, upper-case codes."""
    tidied: dict[str, object] = {name: texts.tidy_line(getattr(draft, name)) for name in _SINGLE}
    tidied |= {name: texts.tidy_text(getattr(draft, name)) for name in _TEXTS}
    tidied["currency"] = draft.currency.strip().upper()
    tidied["tax_currency"] = draft.tax_currency.strip().upper()
    tidied["lines"] = tuple(_tidy_line(line) for line in draft.lines)
    changes = {name: value for name, value in tidied.items() if value != getattr(draft, name)}
    return replace(draft, **changes) if changes else draft  # type: ignore[arg-type]


def _tidy_line(line: LineDraft) -> LineDraft:
    description, unit, code = texts.tidy_text(line.description), line.unit.strip(), texts.tidy_line(line.code)
    if (description, unit, code) == (line.description, line.unit, line.code):
        return line
    return replace(line, description=description, unit=unit, code=code)


def check_draft(draft: DocumentDraft) -> totals.PricedDocument:
    """Raise UserError for what can never become right: wrong codes and dates, absurd amounts, control
    characters.

    What is merely still empty is let through; `check_issue` asks for it. The draft comes back as the
    arithmetic takes it.
    """
    if not money.is_currency(draft.currency):
        raise UserError(_("“{code}” is no currency code (ISO 4217)", code=draft.currency), "currency")
    for name in _SINGLE:
        texts.check_line(getattr(draft, name), name)
    for name in _TEXTS:
        texts.check_text(getattr(draft, name), name)
    if draft.language:
        check_language(draft.language, "language")
    _check_dates(draft)
    for name in ("address", "delivery"):
        if (address := getattr(draft, name)) is not None:
            check_address(address, name)
    _check_chosen(draft)
    appending.check_appended(draft.appended)
    for name in ("withholdings", "extra_taxes"):
        for place, each in enumerate(getattr(draft, name), 1):
            texts.check_line(each.code, f"{name}[{place}].code")
    if len(draft.lines) > MAX_LINES:
        raise UserError(_("{n} lines are too many; {most} fit", n=len(draft.lines), most=MAX_LINES), "lines")
    for place, line in enumerate(draft.lines, 1):
        _check_line(line, f"lines[{place}]")
    return _check_amounts(draft)


def _check_chosen(draft: DocumentDraft) -> None:
    for name, known in _CHOSEN.items():
        if getattr(draft, name) not in ("", *known):
            raise UserError(_("Write one of {choices}", choices=", ".join(known)), name)


def _check_dates(draft: DocumentDraft) -> None:
    for name in _DATES:
        day = getattr(draft, name)
        if day is not None and not dates.FIRST_DATE <= day <= LATEST_DATE:
            raise UserError(_("This date cannot be meant: {day}", day=day.isoformat()), name)
    for later, earlier, message in (
        ("due_on", "issued_on", _("The due date lies before the date of issue")),
        ("valid_until", "issued_on", _("The last day of validity lies before the date of issue")),
        ("period_to", "period_from", _("The period ends before it begins")),
    ):
        first, last = getattr(draft, earlier), getattr(draft, later)
        if first is not None and last is not None and last < first:
            raise UserError(message, later)


def _check_line(line: LineDraft, field: str) -> None:
    texts.check_text(line.description, f"{field}.description")
    texts.check_line(line.code, f"{field}.code")
    if line.kind == "item" and not units.is_unit(line.unit):
        raise UserError(_("“{unit}” is no unit code (UN/ECE Rec. 20)", unit=line.unit), f"{field}.unit")
    for name in ("period_from", "period_to"):
        day = getattr(line, name)
        if day is not None and not dates.FIRST_DATE <= day <= LATEST_DATE:
            raise UserError(_("This date cannot be meant: {day}", day=day.isoformat()), f"{field}.{name}")
    if line.period_from and line.period_to and line.period_to < line.period_from:
        raise UserError(_("The period ends before it begins"), f"{field}.period_to")
    for place, adjustment in enumerate(line.adjustments, 1):
        _check_reason(adjustment, f"{field}.adjustments[{place}]")


def _check_reason(adjustment: AdjustmentDraft, field: str) -> None:
    texts.check_line(adjustment.reason, f"{field}.reason")
    texts.check_line(adjustment.reason_code, f"{field}.reason_code")


def _check_amounts(draft: DocumentDraft) -> totals.PricedDocument:
    """The arithmetic's own checks, with lines counted as the person sees them (headings and options
    included)."""
    for place, adjustment in enumerate(draft.adjustments, 1):
        _check_reason(adjustment, f"adjustments[{place}]")
    if draft.tax_currency and draft.exchange_rate is None and draft.tax_currency != draft.currency:
        raise UserError(_("Give the exchange rate to {code}", code=draft.tax_currency), "exchange_rate")
    places = counted(draft)
    try:
        document = priced(draft)
        totals.check_priced(document if places else replace(document, doc_allowances=(), doc_charges=()))
    except UserError as error:
        raise UserError(error.message, _seen_field(error.field, places)) from None
    for place, line in enumerate(draft.lines, 1):
        if line.kind == "item" and line.is_optional:
            alone = totals.PricedDocument(
                (priced_line(line, draft.currency),), draft.currency, draft.price_mode
            )
            try:
                totals.check_priced(alone)
            except UserError as error:
                raise UserError(error.message, _seen_field(error.field, (place - 1,))) from None
    return document


def _seen_field(field: str | None, places: Sequence[int]) -> str | None:
    """The field as counted on screen: the arithmetic's first line may be the paper's second."""
    if field is None or not field.startswith("lines["):
        return field
    number, bracket, rest = field.removeprefix("lines[").partition("]")
    return f"lines[{places[int(number) - 1] + 1}{bracket}{rest}"


# ------------------------------------------------------------------------------------------------ issuing


Demanded = Sequence[tuple[Sequence[str], Message]]
"""What the law asks for: at least one of these fields must be filled, and how that is said."""


def check_issue(draft: DocumentDraft, facts: DocumentFacts, demanded: Demanded, *, today: date) -> None:
    """Raise UserError for the first thing that must be mended before a number is drawn."""
    for problem in problems(draft, facts, demanded, today=today):
        if not problem.is_warning:
            raise UserError(problem.message, problem.field)


def problems(
    draft: DocumentDraft, facts: DocumentFacts, demanded: Demanded, *, today: date
) -> tuple[Problem, ...]:
    """Everything that keeps the paper from being issued, then what one should know before.

    What the law demands of an invoice binds our paper only where it is the invoice itself.
    """
    found = [*_missing(draft), *_parties(facts), *_amounts(facts), *_sane_dates(facts, today)]
    if facts.kind in BILLING:
        filled = filled_fields(draft, facts)
        found += [
            Problem(any_of[0], message, is_warning=not facts.is_fiscal)
            for any_of, message in demanded
            if filled.isdisjoint(any_of)
        ]
    return tuple(sorted(found, key=lambda problem: problem.is_warning))


def filled_fields(draft: DocumentDraft, facts: DocumentFacts) -> frozenset[str]:
    """The fields the law table speaks of that have a value. Periods on every line meet the demand for a
    period."""
    filled = {name for name in _LEGAL if getattr(facts, name)}
    lines = [line for line in draft.lines if counts(line)]
    if lines and all(line.period_from or line.period_to for line in lines):
        filled.add("period_from")
    for party, name in ((facts.seller, "seller"), (facts.buyer, "buyer")):
        filled |= {
            f"{name}.{part}" for part in ("name", "vat_id", "tax_number", "legal_id") if getattr(party, part)
        }
        if not party.address.is_empty:
            filled.add(f"{name}.address")
    place = facts.delivery or facts.buyer
    if place.address.country:
        filled.add("delivery.country")
    return frozenset(filled)


def _missing(draft: DocumentDraft) -> Iterator[Problem]:
    if draft.contact_id is None:
        yield Problem("contact_id", _("Choose the customer"))
    if not any(counts(line) for line in draft.lines):
        yield Problem("lines", _("There is no line to charge"))
    for place, line in enumerate(draft.lines, 1):
        if not line.description.strip():
            yield Problem(f"lines[{place}].description", _("Say what this line is for"))
        if counts(line) and not line.qty:
            yield Problem(f"lines[{place}].qty", _("The quantity is zero"))


def _parties(facts: DocumentFacts) -> Iterator[Problem]:
    if not facts.seller.name.strip():
        yield Problem("seller.name", _("Your own name is missing: fill in the firm's profile"))
    if not facts.buyer.name.strip():
        yield Problem("contact_id", _("The customer has no name"))


def _amounts(facts: DocumentFacts) -> Iterator[Problem]:
    yield from _rateless(facts)
    if facts.kind not in BILLING:
        return
    if facts.kind == INVOICE and facts.totals.gross < 0:
        yield Problem("lines", _("The total is below zero: write a credit note instead"))
    if facts.totals.gross == 0:
        yield Problem("lines", _("The total is zero"), is_warning=True)
    if facts.kind == INVOICE and facts.totals.prepaid > facts.totals.gross >= 0:
        yield Problem("prepaid", _("More is prepaid than the document comes to"))
    if facts.is_fiscal:
        yield from _untaxed(facts)
        yield from _proof(facts)
        yield from _places(facts)


def _rateless(facts: DocumentFacts) -> Iterator[Problem]:
    """Category S has a rate above zero (BR-S-05); what is charged at 0 % has a category that says why."""
    fields = [
        f"lines[{place}].category"
        for place, line in enumerate(facts.lines, 1)
        if line.category == "S" and not (line.rate or line.is_section or line.is_optional)
    ]
    fields = fields or [
        f"adjustments[{place}].category"
        for place, adjustment in enumerate(facts.adjustments, 1)
        if adjustment.category == "S" and not adjustment.rate
    ]
    message = _("VAT at 0 % has no category S: choose Z (zero rate), E (exempt) or another one that fits")
    for field in fields:
        yield Problem(field, message, is_warning=facts.kind not in BILLING or not facts.is_fiscal)


def _places(facts: DocumentFacts) -> Iterator[Problem]:
    """Supplies within the EU and exports go where their category says; a doubt, places are not the whole
    law."""
    seller, place = facts.seller.address.country, (facts.delivery or facts.buyer).address.country
    if not is_eu(seller) or not place:
        return
    categories = {tax.category for tax in facts.taxes}
    if "K" in categories and (place == seller or not is_eu(place)):
        message = _(
            "VAT category K is for supplies to other EU countries, this goes to {country}", country=place
        )
        yield Problem(_first_line(facts, "K"), message, is_warning=True)
    if "G" in categories and is_eu(place):
        message = _("VAT category G is for exports out of the EU, this goes to {country}", country=place)
        yield Problem(_first_line(facts, "G"), message, is_warning=True)


def _untaxed(facts: DocumentFacts) -> Iterator[Problem]:
    """Where no VAT is charged the paper says why, and both VAT IDs where the customer owes it."""
    for tax in facts.taxes:
        if tax.category in ("AE", "K"):
            if not facts.seller.vat_id:
                yield Problem("seller.vat_id", _("Your VAT ID is needed where no VAT is charged like this"))
            if not facts.buyer.vat_id:
                message = _("The customer's VAT ID is needed where the customer owes the VAT")
                yield Problem("buyer.vat_id", message)
        if tax.category in ("E", "AE", "K", "G", "O") and not (tax.reason or tax.reason_code):
            message = _(
                "VAT category {code} needs a reason on the paper: write it with the rate, in Settings, Taxes",
                code=tax.category,
            )
            yield Problem(_first_line(facts, tax.category), message)


def needs_proof(facts: DocumentFacts) -> bool:
    """Whether this sale is without VAT because of the VAT ID of a buyer in another member state."""
    seller, buyer = facts.seller.address.country, vat_id_country(facts.buyer.vat_id)
    untaxed = any(tax.category in UNTAXED_FOR_VAT_ID for tax in facts.taxes)
    return untaxed and facts.kind == INVOICE and is_eu(seller) and is_eu(buyer) and seller != buyer


def _proof(facts: DocumentFacts) -> Iterator[Problem]:
    """The check of the VAT ID is stored, or somebody says that there was none."""
    proof = facts.vat_proof
    if not needs_proof(facts) or (proof is not None and proof.result == "valid"):
        return
    message = _("The VAT ID {vat_id} has not been checked in the last weeks", vat_id=facts.buyer.vat_id)
    if proof is not None:
        message = _("The VAT ID {vat_id} was not valid on {date}", vat_id=proof.vat_id, date=proof.checked_on)
    yield Problem("vat_check", message, is_warning=facts.vat_unchecked)


def _first_line(facts: DocumentFacts, category: str) -> str:
    for place, line in enumerate(facts.lines, 1):
        if line.category == category and not line.is_section:
            return f"lines[{place}].category"
    return "lines"


def _sane_dates(facts: DocumentFacts, today: date) -> Iterator[Problem]:
    if facts.issued_on > today:
        yield Problem("issued_on", _("The date of issue lies in the future"), is_warning=True)
    if facts.due_on is not None and facts.due_on < facts.issued_on:
        yield Problem("due_on", _("The due date lies before the date of issue"))
    if facts.valid_until is not None and facts.valid_until < facts.issued_on:
        yield Problem("valid_until", _("The last day of validity lies before the date of issue"))
