"""Two people changed one product: what goes together, and how each value is called in the form's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from desktop_crm.catalog import queries
from desktop_crm.catalog.rules.products import PRICE_MODE_WORDS, ProductDraft, tidied
from desktop_crm.values.merging import Plan
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.settling import Manner

PLAN: Final = Plan(together=(("price", "price_mode", "currency"),))


def product_manner(
    desk: Desk, form: Form, product_id: Callable[[], int | None], now: dict[str, bool]
) -> Manner[ProductDraft]:
    """How the page of a product settles; `now["archived"]` is how it stands after each reading."""

    def read() -> tuple[ProductDraft, int] | None:
        key = product_id()
        if key is None:
            return None
        row = queries.get_product(desk.caller, key)
        now["archived"] = row.is_archived
        return row.draft, row.version

    def record() -> tuple[str, int] | None:
        key = product_id()
        return None if key is None else ("product", key)

    return Manner(read, lambda: product_words(desk.t, form), lambda *_drafts: PLAN, tidied, record=record)


def product_words(t: Translator, form: Form) -> FieldWords:
    """How values are called when two people changed one product."""

    def price(parts: Mapping[str, Any]) -> str:
        mode = t.message(PRICE_MODE_WORDS[parts["price_mode"]])
        return f"{t.formats.price(parts['price'], parts['currency'])} \u00b7 {mode}"

    return FieldWords(t, form, words={"price": price})
