"""A product as JSON: what `catalog list --json` prints and an input file holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.values.draft_json import draft_from_json, draft_to_json

_OWN = frozenset({"id", "version", "is_archived", "tax_category", "rate"})


def product_from_json(data: object, base: ProductDraft | None = None) -> ProductDraft:
    """A draft of the object's keys, over `base`; UserError names the key."""
    return draft_from_json(base or ProductDraft(), data, also=_OWN)


def product_to_json(
    draft: ProductDraft, *, product_id: int, version: int, is_archived: bool, rate: Decimal | None
) -> dict[str, Any]:
    """Every key of the draft with id, version, archive state and the rate's percentage (null: the
    default)."""
    return {
        "id": product_id,
        "version": version,
        **draft_to_json(draft),
        "is_archived": is_archived,
        "rate": None if rate is None else f"{rate:f}",
    }
