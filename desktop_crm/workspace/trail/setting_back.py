"""Fields of one record back to earlier values, through the verb that a person would use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.catalog import queries as catalog_queries
from desktop_crm.catalog import service as catalog
from desktop_crm.company import queries as company_queries
from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.queries.activities import get_note
from desktop_crm.contacts.rules.told_values import draft_with
from desktop_crm.database.connection import raw
from desktop_crm.expenses import queries as expenses_queries
from desktop_crm.expenses import service as expenses
from desktop_crm.support import queries as ticket_queries
from desktop_crm.support import service as support
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller
from desktop_crm.workspace.trail.reading import EntryRow

Values = dict[str, Any]
Setter = Callable[[Caller, EntryRow, Values, date], object]

FOLLOWING: Final[Mapping[str, frozenset[str]]] = {
    "document": frozenset({"gross", "customer", "draft.is_sample"}),
    "ticket": frozenset({"number_text"}),
}
"""Columns that follow from the others."""


def key_of(row: EntryRow) -> int | str:
    """The key of the entry's row: settings have words."""
    return row.record.partition(":")[2] if row.table == "setting" else row.row


def _contact(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    if "is_archived" in values:
        act = contacts.archive_contacts if values.pop("is_archived") else contacts.restore_contacts
        act(caller, [row.row])
    if not values:
        return
    view = contact_queries.get_contact(caller, row.row)
    contacts.save_contact(caller, row.row, view.version, draft_with(view.draft, values))


def _note(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    note = get_note(caller, row.row)
    if "done_at" in values and len(values) == 1:
        act = contacts.complete_note if values["done_at"] else contacts.reopen_note
        act(caller, row.row)
        return
    text = values.get("text", note.text)
    follow_up = _day(values["follow_up_on"]) if "follow_up_on" in values else note.follow_up_on
    contacts.save_note(caller, row.row, note.version, text, follow_up)
    if values.get("done_at"):
        contacts.complete_note(caller, row.row)


def _product(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    product = catalog_queries.get_product(caller, row.row)
    version = product.version
    if "is_archived" in values:
        archived = bool(values.pop("is_archived"))
        version = catalog.archive_product(caller, row.row, version, archived=archived)
    if values:
        made = {**values, **({"price": Decimal(values["price"])} if "price" in values else {})}
        catalog.save_product(caller, row.row, version, replace(product.draft, **made))


def _ticket(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    ticket = ticket_queries.get_ticket(caller, row.row)
    made = {**values, **({"due_on": _day(values["due_on"])} if "due_on" in values else {})}
    support.save_ticket(caller, row.row, ticket.version, replace(ticket.draft, **made), today)


def _document(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    sql = "SELECT version, draft, internal_notes FROM document WHERE id = ?"
    version, text, notes = raw().execute(sql, (row.row,)).fetchone()
    members = {name.removeprefix("draft."): value for name, value in values.items() if "." in name}
    notes = values.get("internal_notes", notes) or ""
    if not members:
        billing.save_internal_notes(caller, row.row, version, notes)
        return
    stored: dict[str, Any] = {**json.loads(text), **members}
    stored = {name: value for name, value in stored.items() if name not in members or value is not None}
    draft = canonical.load(DocumentDraft, json.dumps(stored))
    billing.save_draft(caller, row.row, version, replace(draft, internal_notes=notes), today)


def _firm(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    firm = company_queries.get_firm(caller)
    made: Values = {}
    for name, value in values.items():
        if name == "address":
            made[name] = Address(**(value or {}))
        elif name == "endpoint":
            made[name] = tuple(value) if value else None
        elif name == "footer":
            made[name] = tuple(value or ())
        elif name in ("logo", "signature"):
            made[name] = value or ""
        else:
            made[name] = value
    company.save_firm(caller, replace(firm.draft, **made), firm.version)


def _listed(
    get: Callable[[Caller, int], Any], save: Callable[..., int], archive: Callable[..., int]
) -> Setter:
    """A row of one of the firm's lists: rates, terms, accounts."""

    def set_back(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
        stored = get(caller, row.row)
        version = stored.version
        if "is_archived" in values:
            version = archive(caller, row.row, version, archived=bool(values.pop("is_archived")))
        if values:
            made = {name: _listed_value(name, value) for name, value in values.items()}
            save(caller, replace(stored.draft, **made), row.row, version)

    return set_back


def _listed_value(name: str, value: Any) -> Any:
    if name in ("rate", "extra_rate", "early_percent") and value is not None:
        return Decimal(value)
    if name in ("valid_from", "valid_to"):
        return _day(value)
    if name == "lines":
        return tuple((label, text) for label, text in value or ())
    return value


def _received(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    version = expenses_queries.get_received(caller, row.row).row.version
    expenses.set_supplier(caller, row.row, version, values.get("contact_id"))


def _setting(caller: Caller, row: EntryRow, values: Values, today: date) -> None:
    company.set_setting(caller, str(key_of(row)), values.get("value"))


def _day(value: Any) -> date | None:
    return None if not value else date.fromisoformat(value)


SETTERS: Final[Mapping[str, Setter]] = {
    "contact": _contact,
    "note": _note,
    "product": _product,
    "ticket": _ticket,
    "document": _document,
    "received_invoice": _received,
    "firm": _firm,
    "bank_account": _listed(
        company_queries.get_bank_account, company.save_bank_account, company.archive_bank_account
    ),
    "tax_rate": _listed(company_queries.get_tax_rate, company.save_tax_rate, company.archive_tax_rate),
    "payment_terms": _listed(company_queries.get_terms, company.save_terms, company.archive_terms),
    "setting": _setting,
}
