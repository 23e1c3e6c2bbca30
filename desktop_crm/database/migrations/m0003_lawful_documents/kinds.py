"""Order confirmations, delivery notes, pro formas and receipts; forms of invoices; how papers hang together.

A file cannot change a CHECK: the tables are built again, with the indexes and triggers that they had. A
server changes its constraints in place.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

_KINDS: Final = "'quote', 'order', 'delivery', 'pro_forma', 'receipt', 'invoice', 'credit_note'"
_FORMS: Final = "'', 'deposit', 'progress', 'final', 'cancellation'"
_STATES: Final = (
    "'draft', 'issued', 'sent', 'accepted', 'declined', 'invoiced', 'written_off', 'partly_delivered',"
    " 'delivered', 'replaced', 'cancelled'"
)
_SERIES: Final = (
    "'quote', 'order', 'delivery', 'pro_forma', 'invoice', 'deposit', 'progress', 'corrected', 'credit_note',"
    " 'receipt', 'dunning_letter', 'ticket', 'contact'"
)
_OLD_STATES: Final = "'draft', 'issued', 'sent', 'accepted', 'declined', 'invoiced', 'written_off'"
_CHECKS: Final = (
    "CHECK (kind NOT IN ('invoice', 'credit_note') OR"
    " state IN ('draft', 'issued', 'written_off', 'replaced'))",
    "CHECK (kind IN ('quote', 'invoice', 'credit_note') OR state IN"
    " ('draft', 'issued', 'partly_delivered', 'delivered', 'invoiced', 'cancelled'))",
    "CHECK (form = '' OR (kind = 'invoice' AND form <> 'cancellation') OR"
    " (kind = 'credit_note' AND form = 'cancellation'))",
)
_REWRITTEN: Final = {
    "document": (
        (
            "\"kind\" TEXT NOT NULL CHECK (\"kind\" IN ('quote', 'invoice', 'credit_note'))",
            f'"kind" TEXT NOT NULL CHECK ("kind" IN ({_KINDS})),'
            f' "form" TEXT NOT NULL CHECK ("form" IN ({_FORMS}))',
        ),
        (f'CHECK ("state" IN ({_OLD_STATES}))', f'CHECK ("state" IN ({_STATES}))'),
        ("CHECK ((kind = 'quote') OR state IN ('draft', 'issued', 'written_off'))", ", ".join(_CHECKS)),
    ),
    "purged_paper": (
        (
            "CHECK (\"kind\" IN ('quote', 'invoice', 'credit_note'))",
            f'CHECK ("kind" IN ({_KINDS}))',
        ),
    ),
    "number_series": (
        (
            "CHECK (\"kind\" IN ('quote', 'invoice', 'credit_note', 'ticket', 'contact'))",
            f'CHECK ("kind" IN ({_SERIES}))',
        ),
    ),
}

_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'an issued document never changes'); END"
_SEALED: Final = f"""CREATE TRIGGER document_is_sealed BEFORE UPDATE OF kind, form, series_id, year, number,
    number_text, customer, title, order_number, currency, language, issued_on, due_on, valid_until, net, tax,
    gross, due, quote_id, corrects_id, is_external, is_sample, draft, facts, pdf_sha, xml_sha, link,
    previous_hash, hash, issued_at, created_at ON document
    WHEN OLD.state <> 'draft' {_REFUSE}"""
_INVOICE_STATE: Final = "kind, state, open, paid, credited, due, due_on"
_BILLING: Final = "kind IN ('invoice', 'credit_note')"
_PAPERS: Final = "kind IN ('order', 'delivery', 'pro_forma', 'receipt')"
_SORTS: Final = ("number_text", "issued_on", "customer_folded", "net", "gross", "updated_at")
_AGAIN: Final[dict[str, str]] = {
    **{
        f"document_by_{sort}": f"ON document ({sort}, id, {_INVOICE_STATE}) WHERE {_BILLING}"
        for sort in ("due_on", "open", *_SORTS)
    },
    "document_by_id": f"ON document (id, {_INVOICE_STATE}, currency, net, gross) WHERE {_BILLING}",
}
_NEW: Final[dict[str, str]] = {
    **{
        f"document_papers_by_{sort}": f"ON document ({sort}, id, kind, state) WHERE {_PAPERS}"
        for sort in _SORTS
    },
    "document_papers_by_id": f"ON document (id, kind, state, currency, net, gross, open) WHERE {_PAPERS}",
    "document_line_of": "ON document_line (of_document_id, of_position) WHERE of_document_id IS NOT NULL",
    "document_link_before_id": 'ON "document_link" ("before_id")',
}
_TABLES: Final = (
    "ALTER TABLE document_line ADD COLUMN of_document_id INTEGER REFERENCES document (id) ON DELETE RESTRICT",
    "ALTER TABLE document_line ADD COLUMN of_position INTEGER"
    " CHECK ((of_document_id IS NULL) = (of_position IS NULL))",
    """CREATE TABLE "document_link" ("document_id" INTEGER NOT NULL, "before_id" INTEGER NOT NULL,
       "role" TEXT NOT NULL CHECK ("role" IN ('delivery', 'settles', 'prepaid', 'cancels')),
       PRIMARY KEY ("document_id", "before_id", "role"),
       FOREIGN KEY ("document_id") REFERENCES "document" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("before_id") REFERENCES "document" ("id") ON DELETE RESTRICT) STRICT""",
)
_PURGED: Final = "AND NOT EXISTS (SELECT 1 FROM purged_paper p WHERE p.document_id = OLD.document_id)"
_LINK_TRIGGERS: Final = tuple(
    f"""CREATE TRIGGER document_link_{name} BEFORE {event} ON document_link
            WHEN EXISTS (
    SELECT 1 FROM document d WHERE d.id = {row}.document_id AND d.state <> 'draft' AND NOT d.is_sample)
            {_PURGED if event == "DELETE" else ""} {_REFUSE}"""
    for name, event, row in (
        ("is_not_added", "INSERT", "NEW"), ("is_sealed", "UPDATE", "OLD"), ("stays", "DELETE", "OLD"),
    )
)  # fmt: skip


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new; no row of what is there changes."""
    if getattr(cursor, "on_server", False):
        _change_constraints(cursor)
    else:
        for table, changes in _REWRITTEN.items():
            _rebuild(cursor, table, changes)
        cursor.execute(_SEALED)
    for statement in _TABLES:
        cursor.execute(statement)
    for name, rest in {**_AGAIN, **_NEW}.items():
        cursor.execute(f"CREATE INDEX {name} {rest}")
    for trigger in _LINK_TRIGGERS:
        cursor.execute(trigger)


def _rebuild(cursor: sqlite3.Cursor, table: str, changes: tuple[tuple[str, str], ...]) -> None:
    """The table with other checks and every row, index and trigger that it had; ids go on where they were."""
    (sql,) = cursor.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).fetchone()
    others = cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger')"
        " AND sql IS NOT NULL",
        (table,),
    ).fetchall()
    columns = ", ".join(f'"{row[1]}"' for row in cursor.execute(f"PRAGMA table_info({table})").fetchall())
    for old, new in changes:
        if sql.count(old) != 1:
            raise RuntimeError(f"{table} is not the table of the version before: {old}")
        sql = sql.replace(old, new)
    made = f"{table}_new"
    cursor.execute(sql.replace(f'CREATE TABLE "{table}"', f'CREATE TABLE "{made}"', 1))
    added = ("form", "''") if table == "document" else ("", "")
    more = tuple(f", {each}" if each else "" for each in added)
    cursor.execute(f"INSERT INTO {made} ({columns}{more[0]}) SELECT {columns}{more[1]} FROM {table}")
    if "AUTOINCREMENT" in sql:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = ?", (made,))
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ?",
            (made, table),
        )
    cursor.execute(f"DROP TABLE {table}")
    cursor.execute(f"ALTER TABLE {made} RENAME TO {table}")
    for name, statement in others:
        if name not in _AGAIN and name != "document_is_sealed":
            cursor.execute(statement)


def _change_constraints(cursor: Any) -> None:
    """The same on a server: other checks on the tables as they are."""
    for table in _REWRITTEN:
        checks = cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = to_regclass(?) AND contype = 'c'",
            (table,),
        ).fetchall()
        for name, check in checks:
            if "'written_off'" in check or ("'credit_note'" in check and "corrects_id" not in check):
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for statement in (
        f"ALTER TABLE document ADD COLUMN form TEXT NOT NULL DEFAULT '' CHECK (form IN ({_FORMS}))",
        "ALTER TABLE document ALTER COLUMN form DROP DEFAULT",
        f"ALTER TABLE document ADD CONSTRAINT document_kind_check CHECK (kind IN ({_KINDS}))",
        f"ALTER TABLE document ADD CONSTRAINT document_state_check CHECK (state IN ({_STATES}))",
        *(
            f"ALTER TABLE document ADD CONSTRAINT document_{name} {check}"
            for name, check in zip(("state_of_bill", "state_of_paper", "form_of_kind"), _CHECKS, strict=True)
        ),
        f"ALTER TABLE purged_paper ADD CONSTRAINT purged_paper_kind_check CHECK (kind IN ({_KINDS}))",
        f"ALTER TABLE number_series ADD CONSTRAINT number_series_kind_check CHECK (kind IN ({_SERIES}))",
        *(f"DROP INDEX {name}" for name in _AGAIN),
        "DROP TRIGGER document_is_sealed ON document",
        "DROP FUNCTION document_is_sealed()",
        _SEALED,
    ):
        cursor.execute(statement)
