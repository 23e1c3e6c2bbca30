"""Whatever people edit is on the trail, and nothing secret is."""

from __future__ import annotations

import re
from typing import Any

from desktop_crm.database.connection import OWN_TABLES, Table
from desktop_crm.workspace import registry

SECRET = re.compile(r"password|secret|token|salt|passphrase|recovery")
FOLLOWING = {
    "contact_point", "tax_key", "address", "contact_link", "tag", "contact_tag", "document_line",
    "document_tax", "document_link", "record_seal", "erasure", "purged_paper",
    "exchange_rate",
    "allocation", "customer_credit", "bank_line", "cash_line", "learned_payer", "statement_layout",
    "recurring_run", "outgoing_mail", "outgoing_file",
    "expense_vat", "expense_file", "recurring_expense_run", "enclosure",
}  # fmt: skip
"""Tables whose rows are parts of a record, follow from its change, or are published facts with who brought
them in."""
TABLES = (*OWN_TABLES, *registry.TABLES)


def test_every_table_is_on_the_trail_or_follows_from_one_that_is() -> None:
    for table in registry.TABLES:
        is_told = table.trail is not None or table._meta.table_name in FOLLOWING
        assert is_told, f"{table.__name__} says by no `trail` how its changes are told"


def test_nothing_secret_is_written_on_the_trail() -> None:
    for table in TABLES:
        if table.trail is not None:
            open_ones = columns(table) - {*table.trail.silent, *table.trail.secret}
            assert not [name for name in open_ones if SECRET.search(name)], table.__name__


def test_what_a_trail_names_is_there() -> None:
    for table in TABLES:
        if table.trail is not None:
            named = {*table.trail.silent, *table.trail.secret, *filter(None, [table.trail.unfolded])}
            assert named <= columns(table), f"{table.__name__}: {named - columns(table)}"


def columns(table: type[Table]) -> set[str]:
    meta: Any = table._meta
    return set(meta.columns)
