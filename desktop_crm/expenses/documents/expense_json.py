"""Expenses as JSON: what `expense show` prints, `expense new` takes.

supplier        a name; supplier_id is a contact
number          the supplier's own
date            the day of the invoice
due_on, paid_on days; method how it was paid
category        goods, material, services ...
lines           [{"gross": "119.00", "rate": "19"}], or "net" in place of "gross"; "tax" where the receipt
                says another VAT than the rate makes; "category" of VAT ("S" if not given)
customer        for whom it was spent
trip            of mileage and days away

Amounts are decimal texts in the expense's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from desktop_crm.expenses.queries.rows import (
    ExpenseRow,
    ExpenseSum,
    ExpenseView,
    InputVat,
    RhythmRow,
    RhythmView,
)
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine, line_of_gross, line_of_net
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.values import canonical, money
from desktop_crm.values.draft_json import date_from_json, draft_from_json, listed, mapping, plain
from desktop_crm.values.errors import UserError
from desktop_crm.values.json_keys import check_keys
from desktop_crm.values.messages import _
from desktop_crm.values.priced_json import decimal_from_json

_TEXTS: Final = ("supplier", "number", "description", "category", "country", "currency", "method", "notes")
_DAYS: Final = {"date": "spent_on", "due_on": "due_on", "paid_on": "paid_on"}
_KEYS: Final = frozenset({*_TEXTS, *_DAYS, "supplier_id", "customer_id", "lines"})
_TRIP_KEYS: Final = frozenset(
    "person purpose start goal country vehicle distance full_days part_days hours breakfasts main_meals rate"
    " unit".split()
)
_LINE_KEYS: Final = frozenset({"gross", "net", "tax", "rate", "category"})


def expense_from_json(base: ExpenseDraft, data: object, also: frozenset[str] = frozenset()) -> ExpenseDraft:
    """`base` with what a JSON object says. UserError names the field ("lines[2].rate")."""
    given = mapping(data, "")
    check_keys(given, _KEYS | also, "")
    changes: dict[str, Any] = {}
    for key in _TEXTS:
        if key in given:
            changes[key] = _text(given[key], key)
    for key, name in _DAYS.items():
        if key in given:
            changes[name] = None if given[key] is None else date_from_json(given[key], key)
    for key, name in (("supplier_id", "contact_id"), ("customer_id", "customer_id")):
        if key in given:
            changes[name] = _id(given[key], key)
    draft = replace(base, **changes)
    money.digits(draft.currency)
    if "lines" in given:
        lines = enumerate(listed(given["lines"], "lines"), 1)
        draft = replace(
            draft, lines=tuple(_line(each, draft.currency, f"lines[{number}]") for number, each in lines)
        )
    return draft


def _line(data: object, currency: str, place: str) -> VatLine:
    given = mapping(data, place)
    check_keys(given, _LINE_KEYS, place)
    if ("gross" in given) == ("net" in given):
        raise UserError(_("Give the amount with VAT (gross) or without (net), one of both"), f"{place}.gross")
    name = "gross" if "gross" in given else "net"
    amount = money.minor(decimal_from_json(given[name], f"{place}.{name}"), currency, f"{place}.{name}")
    rate = decimal_from_json(given["rate"], f"{place}.rate") if "rate" in given else Decimal(0)
    if not 0 <= rate <= 100:
        raise UserError(_("A rate lies between 0 and 100"), f"{place}.rate")
    tax = None
    if given.get("tax") is not None:
        tax = money.minor(decimal_from_json(given["tax"], f"{place}.tax"), currency, f"{place}.tax")
    category = _text(given.get("category", "S"), f"{place}.category")
    made = line_of_gross if name == "gross" else line_of_net
    return made(amount, rate, category, tax)


def trip_from_json(data: object) -> Trip:
    """Who went where and why. UserError names the field."""
    check_keys(mapping(data, ""), _TRIP_KEYS, "")
    return draft_from_json(Trip(), data)


def rhythm_from_json(base: ExpenseDraft, data: Mapping[str, Any]) -> RhythmDraft:
    """A rhythm: `expense` with the keys of `expense new`, `rule`, `starts_on`, `last_on`, `times`,
    `is_paid`, `is_paused`."""
    if data.get("starts_on") is None:
        raise UserError(_("Say on which day it begins"), "starts_on")
    try:
        expense = expense_from_json(base, data.get("expense"))
    except UserError as error:
        raise error.inside("expense") from None
    draft = RhythmDraft(expense=expense, starts_on=date_from_json(data["starts_on"], "starts_on"))
    return draft_from_json(draft, {key: value for key, value in data.items() if key != "expense"})


def row_to_json(row: ExpenseRow) -> dict[str, Any]:
    """One line of the list."""
    code = row.currency
    return {
        "id": row.id,
        "kind": row.kind,
        "date": plain(row.spent_on),
        "supplier": row.supplier,
        "supplier_id": row.contact_id,
        "number": row.number,
        "description": row.description,
        "category": row.category,
        "currency": code,
        "net": money.plain(row.net, code),
        "tax": money.plain(row.tax, code),
        "gross": money.plain(row.gross, code),
        "due_on": plain(row.due_on),
        "paid_on": plain(row.paid_on),
        "method": row.method,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "received_id": row.received_id,
        "rebilled_in": row.rebilled_in,
        "rebilled_as": row.rebilled_as,
        "files": row.files,
    }


def view_to_json(view: ExpenseView) -> dict[str, Any]:
    """One expense with its VAT and receipts."""
    draft, code = view.draft, view.row.currency
    return {
        **row_to_json(view.row),
        "country": draft.country,
        "notes": draft.notes,
        "lines": [
            {"category": line.category, "rate": plain(line.rate), "net": money.plain(line.net, code),
             "tax": money.plain(line.tax, code), "gross": money.plain(line.gross, code)}
            for line in draft.lines
        ],
        "files": [{"id": each.id, "name": each.name, "sha256": each.sha256} for each in view.files],
        "rebilled_number": view.rebilled_number,
        **({"trip": canonical.plain(draft.trip)} if draft.trip else {}),
    }  # fmt: skip


def sum_to_json(total: ExpenseSum) -> dict[str, Any]:
    """All of a list in one currency."""
    code = total.currency
    amounts = {name: money.plain(getattr(total, name), code) for name in ("net", "tax", "gross")}
    return {"currency": code, "count": total.count, **amounts}


def input_vat_to_json(row: InputVat) -> dict[str, Any]:
    """One row of the input VAT of a period."""
    return {
        "expense_id": row.expense_id,
        "supplier": row.supplier,
        "number": row.number,
        "country": row.country,
        "invoiced_on": plain(row.invoiced_on),
        "paid_on": plain(row.paid_on),
        "category": row.category,
        "rate": plain(row.rate),
        "currency": row.currency,
        "net": money.plain(row.net, row.currency),
        "tax": money.plain(row.tax, row.currency),
    }


def rhythm_to_json(row: RhythmRow) -> dict[str, Any]:
    """One rhythm of the list."""
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state,
        "rule": row.rule,
        "next_on": plain(row.next_on),
        "last_on": plain(row.last_on),
        "made": row.made,
        "currency": row.currency,
        "gross": money.plain(row.gross, row.currency),
        **({"problem": row.problem} if row.problem else {}),
    }


def rhythm_view_to_json(view: RhythmView) -> dict[str, Any]:
    """One rhythm with what it writes down."""
    draft = view.draft
    return {**rhythm_to_json(view.row), "starts_on": plain(draft.starts_on), "times": draft.times,
            "is_paid": draft.is_paid}  # fmt: skip


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise UserError(_("Write a text in quotes"), place)
    return value


def _id(value: object, place: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise UserError(_("Write a whole number"), place)
