"""What the firm spent: a draft as it is typed, its sums by VAT rate, and what may stand in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.billing.rules.payments import METHOD_WORDS
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.values import dates, money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.totals.checks import CATEGORIES as VAT_CATEGORIES
from desktop_crm.values.totals.checks import UNTAXED_CATEGORIES
from desktop_crm.values.totals.rounding import half_away, percent_of

Kind = Literal["purchase", "mileage", "per_diem"]
KINDS: Final = ("purchase", "mileage", "per_diem")
KIND_WORDS: Final[dict[str, Message]] = {
    "purchase": _("Purchase"),
    "mileage": _("Mileage"),
    "per_diem": _("Days away"),
}
CATEGORIES: Final[dict[str, Message]] = {
    "goods": _("Goods for resale"),
    "material": _("Material"),
    "services": _("Work of others"),
    "software": _("Software and online services"),
    "equipment": _("Equipment and tools"),
    "rent": _("Rent and premises"),
    "energy": _("Energy and water"),
    "phone": _("Phone and internet"),
    "postage": _("Postage and shipping"),
    "office": _("Office supplies"),
    "advertising": _("Advertising"),
    "travel": _("Travel"),
    "meals": _("Meals and hospitality"),
    "vehicle": _("Vehicles"),
    "insurance": _("Insurance"),
    "fees": _("Fees and memberships"),
    "advice": _("Legal and tax advice"),
    "training": _("Training and books"),
    "bank": _("Bank and payment fees"),
    "taxes": _("Taxes and duties"),
    "other": _("Other"),
}
"""What it was spent on, by key: the keys stand in files for accountants and never change."""
METHODS: Final = ("transfer", "cash", "card", "direct_debit", "pix", "paypal", "cheque", "other")
METHODS_WORDS: Final[dict[str, Message]] = {key: METHOD_WORDS[key] for key in METHODS}
MOST_LINES: Final = 20
_WHOLE: Final = Decimal(100)
_AHEAD: Final = 31
"""Days: suppliers date their invoices ahead, a month at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatLine:
    """What was spent at one VAT category and rate, in minor units; less than zero gives money back."""

    category: str = "S"
    rate: Decimal = Decimal(0)
    net: int
    tax: int = 0

    @property
    def gross(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseDraft:
    """One expense as a person typed it. `contact_id` is the supplier among the contacts, `customer_id` for
    whom it was spent."""

    kind: Kind = "purchase"
    supplier: str = ""
    contact_id: int | None = None
    number: str = ""
    description: str = ""
    category: str = "other"
    country: str = ""  # whose VAT it is
    currency: str = "EUR"
    spent_on: date | None = None
    due_on: date | None = None
    lines: tuple[VatLine, ...] = ()
    paid_on: date | None = None
    method: str = ""
    customer_id: int | None = None
    notes: str = ""
    trip: Trip | None = None

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def tax(self) -> int:
        return sum(line.tax for line in self.lines)

    @property
    def gross(self) -> int:
        return self.net + self.tax


def line_of_gross(gross: int, rate: Decimal, category: str = "S", tax: int | None = None) -> VatLine:
    """A line from what was paid: the tax in it is round(gross x r / (100 + r)) unless the receipt says
    another."""
    if tax is None:
        numerator, denominator = rate.as_integer_ratio()
        tax = half_away(gross * numerator, 100 * denominator + numerator)
    return VatLine(category=category, rate=rate, net=gross - tax, tax=tax)


def line_of_net(net: int, rate: Decimal, category: str = "S", tax: int | None = None) -> VatLine:
    """A line from what it was without VAT."""
    return VatLine(category=category, rate=rate, net=net, tax=percent_of(net, rate) if tax is None else tax)


def tidy(draft: ExpenseDraft) -> ExpenseDraft:
    """Without blanks at the ends; without lines of nothing."""
    return replace(
        draft,
        supplier=texts.tidy_line(draft.supplier),
        number=texts.tidy_line(draft.number),
        description=texts.tidy_line(draft.description),
        notes=texts.tidy_text(draft.notes),
        country=draft.country.strip().upper(),
        lines=tuple(line for line in draft.lines if line.net or line.tax),
    )


def check_expense(draft: ExpenseDraft, today: date, own: Collection[str] = ()) -> None:
    """Raise UserError at the field of what can never be right; `own` are keys of the firm's categories."""
    if draft.kind not in KINDS:
        raise UserError(_("Write one of {choices}", choices=", ".join(KINDS)), "kind")
    if (draft.kind == "purchase") != (draft.trip is None):
        raise UserError(_("Only a way or days away have a trip"), "trip")
    texts.check_line(draft.supplier, "supplier", most=texts.NAME)
    texts.check_line(draft.number, "number", most=texts.NAME)
    texts.check_line(draft.description, "description")
    texts.check_text(draft.notes, "notes")
    if not draft.supplier and not draft.description:
        raise UserError(_("Say from whom it was, or what it was"), "supplier")
    if draft.category not in CATEGORIES and draft.category not in own:
        choices = ", ".join(dict.fromkeys((*CATEGORIES, *own)))
        raise UserError(_("Write one of {choices}", choices=choices), "category")
    if draft.country and not (
        len(draft.country) == 2 and draft.country.isascii() and draft.country.isalpha()
    ):
        raise UserError(_("A country has two letters: DE, PT"), "country")
    money.digits(draft.currency)
    _check_days(draft, today)
    _check_lines(draft.lines)


def _check_days(draft: ExpenseDraft, today: date) -> None:
    if draft.spent_on is None:
        raise UserError(_("Give the day"), "spent_on")
    for field, day in (("spent_on", draft.spent_on), ("due_on", draft.due_on), ("paid_on", draft.paid_on)):
        if day is not None and not dates.FIRST_DATE <= day <= date(2200, 1, 1):
            raise UserError(_("This date cannot be meant: {day}", day=day.isoformat()), field)
    if draft.spent_on > today + timedelta(days=_AHEAD):
        raise UserError(_("{day} is yet to come", day=draft.spent_on), "spent_on")
    if draft.paid_on is not None and draft.paid_on > today:
        raise UserError(_("{day} is yet to come", day=draft.paid_on), "paid_on")
    if draft.paid_on is None and draft.method:
        raise UserError(_("Say on which day it was paid"), "paid_on")
    if draft.method and draft.method not in METHODS:
        raise UserError(_("“{method}” is no way of paying", method=draft.method), "method")


def _check_lines(lines: Sequence[VatLine]) -> None:
    if not lines:
        raise UserError(_("Give the amount"), "lines[1].gross")
    if len(lines) > MOST_LINES:
        raise UserError(_("At most {n} lines", n=MOST_LINES), "lines")
    for number, line in enumerate(lines, 1):
        place = f"lines[{number}]"
        if line.category not in VAT_CATEGORIES:
            raise UserError(_("Write one of {choices}", choices=", ".join(sorted(VAT_CATEGORIES))),
                            f"{place}.category")  # fmt: skip
        if not 0 <= line.rate <= _WHOLE:
            raise UserError(_("A rate lies between 0 and 100"), f"{place}.rate")
        if line.category in UNTAXED_CATEGORIES and (line.rate or line.tax):
            raise UserError(_("There is no VAT in this category"), f"{place}.rate")
        if max(abs(line.net), abs(line.tax)) > money.MAX_MINOR:
            raise UserError(_("This amount is too large"), f"{place}.gross")
        if line.tax and (line.tax > 0) != (line.gross > 0):
            raise UserError(_("Amount and VAT have different signs"), f"{place}.tax")
        if abs(line.tax) > abs(line.gross):
            raise UserError(_("There is more VAT than amount"), f"{place}.tax")


def doubts(draft: ExpenseDraft) -> tuple[tuple[str, Message], ...]:
    """What is worth a second look and keeps nothing back: (field, why)."""
    found: list[tuple[str, Message]] = []
    for number, line in enumerate(draft.lines, 1):
        expected = line_of_gross(line.gross, line.rate, line.category).tax
        if abs(expected - line.tax) > max(2, len(draft.lines)):
            amount = money.major(expected, draft.currency)
            why = _("{rate} % would be {amount}", rate=line.rate, amount=f"{amount:f}")
            found.append((f"lines[{number}].tax", why))
    if draft.due_on and draft.spent_on and draft.due_on < draft.spent_on:
        found.append(("due_on", _("It was due before it was spent")))
    return tuple(found)


def same_sums(one: ExpenseDraft, other: ExpenseDraft) -> bool:
    """Whether both say the same amounts, in the same currency, at the same rates."""
    return (one.currency, one.lines) == (other.currency, other.lines)
