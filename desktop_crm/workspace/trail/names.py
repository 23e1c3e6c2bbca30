"""What records and ids are called now, or were called when they were deleted: a query a table, however many
rows ask.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop_crm.database.connection import raw
from desktop_crm.database.engine import placeholders
from desktop_crm.values.messages import Message, _
from desktop_crm.workspace.trail.labels import OWN_SETTINGS


@dataclass(frozen=True, slots=True)
class Named:
    """A record by name. `kind` is what it is: the table's name, for papers "quote", "invoice"..."""

    key: tuple[str, int]
    kind: str
    title: str | Message
    currency: str = ""
    is_there: bool = True


_OF_THE_FIRM: Final = "coalesce((SELECT nullif(currency, '') FROM firm), 'EUR')"
"""The cash book is in the firm's currency."""
_SQL: Final[Mapping[str, str]] = {
    "contact": "SELECT id, 'contact', name, '' FROM contact",
    "document": "SELECT id, kind, coalesce(number_text, customer, ''), currency FROM document",
    "product": "SELECT id, 'product', name, currency FROM product",
    "price_list": "SELECT id, 'price_list', name, currency FROM price_list",
    "received_invoice": "SELECT id, 'received_invoice', trim(number || ' ' || seller), coalesce(currency, '')"
    " FROM received_invoice",
    "expense": "SELECT id, 'expense', CASE WHEN supplier <> '' THEN supplier ELSE description END, currency"
    " FROM expense",
    "recurring_expense": "SELECT id, 'recurring_expense', title, currency FROM recurring_expense",
    "ticket": "SELECT id, 'ticket', number_text || ' ' || subject, '' FROM ticket",
    "bank_account": "SELECT id, 'bank_account',"
    " CASE WHEN label <> '' THEN label WHEN bank <> '' THEN bank ELSE iban END, '' FROM bank_account",
    "tax_rate": "SELECT id, 'tax_rate', label, '' FROM tax_rate",
    "payment_terms": "SELECT id, 'payment_terms', label, '' FROM payment_terms",
    "number_series": "SELECT id, kind, '', '' FROM number_series",
    "closed_period": "SELECT id, 'closed_period', starts_on || ' / ' || ends_on, '' FROM closed_period",
    "handover": "SELECT id, 'handover', name, '' FROM handover",
    "import_job": "SELECT id, 'import_job', name, '' FROM import_job",
    "colleague": "SELECT id, 'colleague', name, '' FROM colleague",
    "recurring": "SELECT r.id, 'recurring', r.title, r.currency FROM recurring r",
    "purge_run": "SELECT id, 'purge_run', done_on, '' FROM purge_run",
    "cash_entry": f"SELECT id, 'cash_entry', booked_on || ' ' || text, {_OF_THE_FIRM} FROM cash_entry",
    "cash_day": f"SELECT id, 'cash_day', day, {_OF_THE_FIRM} FROM cash_day",
    "bank_statement": "SELECT id, 'bank_statement', name, currency FROM bank_statement",
    "remittance": "SELECT id, 'remittance', paid_on || ' ' || reference, currency FROM remittance",
}
"""Id, kind, title, currency."""

SERIES: Final[Mapping[str, Message]] = {
    "invoice": _("Invoices"),
    "quote": _("Quotes"),
    "credit_note": _("Credit notes"),
    "order": _("Order confirmations"),
    "delivery": _("Delivery notes"),
    "pro_forma": _("Pro formas"),
    "deposit": _("Deposit invoices"),
    "progress": _("Progress invoices"),
    "corrected": _("Corrected invoices"),
    "receipt": _("Receipts"),
    "dunning_letter": _("Reminders"),
    "contact": _("Customers"),
    "ticket": _("Tickets"),
}
_NAMING: Final = ("name", "number_text", "label", "subject", "customer", "seller", "supplier", "description")
"""The column that names a deleted record."""

REFERENCES: Final[Mapping[str, str]] = {
    "terms_id": "payment_terms",
    "bank_account_id": "bank_account",
    "tax_rate_id": "tax_rate",
    "contact_id": "contact",
    "other_id": "contact",
    "person_id": "contact",
    "customer_id": "contact",
    "received_id": "received_invoice",
    "rebilled_in": "document",
    "product_id": "product",
    "list_id": "price_list",
    "document_id": "document",
    "from_id": "document",
    "corrects_id": "document",
    "deliveries": "document",
    "settles": "document",
}
"""What a column of ids refers to."""


def referred(table: str, column: str) -> str | None:
    """The table that this column of a table refers to; None where it holds no id."""
    if column == "person_id" and table == "assignment":
        return "colleague"  # elsewhere a person is a contact
    return REFERENCES.get(column)


def records(wanted: Iterable[str]) -> dict[str, Named]:
    """The name of each record ("contact:5"); of those that are gone the one they had."""
    by_table: dict[str, list[int]] = {}
    found: dict[str, Named] = {}
    for record in wanted:
        table, _colon, row = record.partition(":")
        if table == "firm":
            found[record] = Named(("firm", 1), "firm", _("Company"))
        elif table == "setting" or not row.isdecimal():
            found[record] = Named((table, 0), table, OWN_SETTINGS.get(row, row))
        else:
            by_table.setdefault(table, []).append(int(row))
    for table, ids in by_table.items():
        found |= {f"{table}:{row}": each for row, each in _of_table(table, ids).items()}
        missing = [f"{table}:{row}" for row in ids if f"{table}:{row}" not in found]
        found |= _gone(table, missing)
    return found


def references(values: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[tuple[str, int], str]:
    """What the ids in these values of tables' rows stand for, by (table, id)."""
    wanted: dict[str, set[int]] = {}
    for own, each in values:
        for table, row in _ids(own, [each]):
            wanted.setdefault(table, set()).add(row)
    return {
        (table, row): str(each.title)
        for table, ids in wanted.items()
        for row, each in _of_table(table, sorted(ids)).items()
    }


def _ids(own: str, values: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, int]]:
    for each in values:
        for column, value in each.items():
            table = referred(own, column.rpartition(".")[2])
            if table is not None and isinstance(value, int):
                yield table, value
            elif table is not None and isinstance(value, list):
                yield from ((table, item) for item in value if isinstance(item, int))
            elif isinstance(value, list):
                yield from _ids(own, (item for item in value if isinstance(item, dict)))


def _of_table(table: str, ids: list[int]) -> dict[int, Named]:
    if table not in _SQL:
        return {}
    found: dict[int, Named] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        sql = f"{_SQL[table]} WHERE id IN ({placeholders(some)})"
        for row, kind, title, currency in raw().execute(sql, some).fetchall():
            shown = SERIES.get(kind, kind) if table == "number_series" else title
            kind = table if table == "number_series" else kind
            found[int(row)] = Named((table, int(row)), kind, shown, currency)
    return found


def _gone(table: str, missing: list[str]) -> dict[str, Named]:
    """By what their last entry says they were."""
    found = {each: Named((table, 0), table, "", is_there=False) for each in missing}
    for start in range(0, len(missing), 500):
        some = missing[start : start + 500]
        sql = f"SELECT record, before FROM change_log WHERE act = 'deleted' AND table_name = ? AND record IN ({placeholders(some)}) ORDER BY id"  # noqa: E501
        for record, before in raw().execute(sql, (table, *some)).fetchall():
            values = json.loads(before) if before else {}
            name = next((str(values[each]) for each in _NAMING if values.get(each)), "")
            kind = str(values.get("kind", table)) if table == "document" else table
            found[record] = Named((table, 0), kind, name, str(values.get("currency", "")), is_there=False)
    return found
