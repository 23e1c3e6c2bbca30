"""How prices, units and tax rates of the catalogue are said."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from desktop_crm.catalog.queries import ProductRow
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.values.messages import Translator
from desktop_crm.values.units import UNITS, unit_word
from desktop_crm.widgets.inputs import Choice

DASH: Final = "\u2013"


def unit_text(t: Translator, code: str) -> str:
    """The short word of a unit: "h", "pc."; an unknown code as it is."""
    return unit_word(code, Decimal(1), t)


def unit_choices(t: Translator, also: str = "") -> list[Choice]:
    """Every unit with a word, and `also`, a code that a product has already."""
    choices = [Choice(code, t.message(unit.name), "", code) for code, unit in UNITS.items()]
    return choices if not also or also in UNITS else [*choices, Choice(also, also)]


def rate_text(t: Translator, row: ProductRow) -> str:
    """The product's own rate; the firm's usual one is not repeated on every row."""
    if row.rate is None:
        return t("Usual")
    return t.formats.percent(row.rate)


def rate_choices(t: Translator, rows: list[TaxRateRow]) -> list[Choice]:
    """The rates of the day, after the firm's usual one."""
    own = [Choice(row.id, row.draft.label, "", t.formats.percent(row.draft.rate)) for row in rows]
    usual = next((row for row in rows if row.draft.is_default), None)
    return [Choice(None, t("The firm\u2019s usual"), "", usual.draft.label if usual else ""), *own]
