"""The keys of a priced document as JSON, and what stands in a file beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.json_keys import unknown_keys

LINE_KEYS: Final = frozenset({"qty", "price", "category", "rate", "base_qty", "allowances", "charges"})
PRICED_KEYS: Final = frozenset(
    {
        "lines",
        "currency",
        "document",
        "price_mode",
        "tax_rounding",
        "doc_allowances",
        "doc_charges",
        "prepaid",
        "round_due_to",
        "rounding_amount",
        "withholdings",
        "extra_taxes",
        "tax_currency",
        "early_discount",
    }
)
CASE_KEYS: Final = frozenset({"id", "title", "description", "source", "note", "expected"})
"""What collections of worked cases say beside the document; nothing is calculated from it."""

_ADJUSTMENT: Final = frozenset({"percent", "amount", "category", "rate", "reason", "reason_code"})
_LISTS: Final = {
    "doc_allowances": _ADJUSTMENT,
    "doc_charges": _ADJUSTMENT,
    "withholdings": frozenset({"code", "base", "rate", "fraction"}),
    "extra_taxes": frozenset({"code", "rate", "category", "on_rate"}),
}
_OBJECTS: Final = {
    "tax_currency": frozenset({"code", "rate"}),
    "early_discount": frozenset({"percent", "days"}),
}


def unknown_priced_keys(
    data: Mapping[str, object],
    also: frozenset[str] = CASE_KEYS,
    also_in_lines: frozenset[str] = frozenset(),
) -> Iterator[UserError]:
    """A refusal for each unknown key at any depth; values of a wrong kind are left to the reader."""
    yield from unknown_keys(data, PRICED_KEYS | also)
    for number, line in enumerate(_items(data, "lines"), 1):
        if isinstance(line, Mapping):
            place = f"lines[{number}]"
            yield from unknown_keys(line, LINE_KEYS | also_in_lines, place)
            for key in ("allowances", "charges"):
                yield from _inside(line, key, _ADJUSTMENT, f"{place}.")
    for key, known in _LISTS.items():
        yield from _inside(data, key, known)
    for key, known in _OBJECTS.items():
        value = data.get(key)
        if isinstance(value, Mapping):
            yield from unknown_keys(value, known, key)


def _inside(
    data: Mapping[str, object], key: str, known: frozenset[str], prefix: str = ""
) -> Iterator[UserError]:
    for number, item in enumerate(_items(data, key), 1):
        if isinstance(item, Mapping):
            yield from unknown_keys(item, known, f"{prefix}{key}[{number}]")


def _items(data: Mapping[str, object], key: str) -> list[object] | tuple[object, ...]:
    value = data.get(key)
    return value if isinstance(value, list | tuple) else ()
