"""What the screens of expenses say and offer: contacts to choose, rates, states."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from desktop_crm.company.rules.addresses import country_names
from desktop_crm.contacts import queries as contacts
from desktop_crm.expenses.queries import ExpenseRow
from desktop_crm.expenses.rules.categories import Categories
from desktop_crm.expenses.rules.expenses import METHODS_WORDS
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.inputs import Choice

_ICONS = {"person": "user", "company": "building-2"}


def contact_choices(caller: Caller, typed: str) -> list[Choice]:
    """Contacts for what was typed (database's thread)."""
    return [
        Choice(found.id, found.name, found.subtitle, "", _ICONS.get(found.kind, ""))
        for found in contacts.suggest(caller, typed)
    ]


def contact_choice(caller: Caller, contact_id: int | None) -> Choice | None:
    """One contact (database's thread)."""
    return None if contact_id is None else Choice(contact_id, contacts.get_name(caller, contact_id))


def category_choices(t: Translator, categories: Categories, present: str = "") -> list[Choice]:
    """What it may have been spent on; `present` also where it is out of use."""
    found = categories.all()
    if present and not categories.is_known(present):
        found.append(categories.get(present))
    offered = [each for each in found if not each.is_archived or each.key == present]
    return [Choice(each.key, t.message(each.word)) for each in offered]


def country_choices(t: Translator) -> list[Choice]:
    """Whose VAT it may be."""
    names = sorted(country_names(t.language).items(), key=lambda each: each[1])
    return [Choice("", t("Not said")), *(Choice(code, name) for code, name in names)]


def method_choices(t: Translator) -> list[Choice]:
    """How it may have been paid."""
    return [Choice("", t("Not said")), *(Choice(key, t.message(each)) for key, each in METHODS_WORDS.items())]


def rate_choices(t: Translator, rates: Sequence[tuple[str, Decimal]]) -> list[Choice]:
    """VAT categories and rates."""
    return [Choice(each, rate_words(t, *each)) for each in rates]


def rate_words(t: Translator, category: str, rate: Decimal) -> str:
    """ "19%", "No VAT (AE)"."""
    if rate or category == "S":
        return t.formats.percent(rate)
    return t("No VAT ({category})", category=category)


def state_words(t: Translator, row: ExpenseRow) -> str:
    """Where it stands with the money."""
    if row.rebilled_in is not None:
        return t("Billed on")
    return t("Paid") if row.paid_on else t("Unpaid")


def state_role(row: ExpenseRow) -> str:
    """The colour of its state."""
    if row.rebilled_in is not None:
        return "info"
    return "ok" if row.paid_on else "warn"


def trip_words(t: Translator, trip: Trip) -> str:
    """ "313 × 0.30 · EStG § 9"."""
    counted = " + ".join(
        f"{t.formats.number(band.count)} \u00d7 {t.formats.number(band.rate, least=2)}" for band in trip.bands
    )
    off = f" \u2212 {t.formats.number(trip.taken_off, least=2)}" if trip.taken_off else ""
    return " \u00b7 ".join(filter(None, (f"{counted}{off}", trip.source)))
