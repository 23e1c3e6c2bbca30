"""What a server's own rules should have kept, looked at again: its owner can switch them off."""

from __future__ import annotations

from typing import Final

from desktop_crm.database.server import schema
from desktop_crm.database.server.engine import Connection

_KEYS: Final = """SELECT t.relname, p.relname,
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num),
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num),
    (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'id')
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid
    WHERE c.contype = 'f' AND c.connamespace = %s::regnamespace ORDER BY t.relname, c.conname"""
_SOME: Final = 20


def lost_references(connection: Connection) -> list[tuple[str, int, str]]:
    """Rows that refer to none: table, row, the table referred to; at most some of each key."""
    found: list[tuple[str, int, str]] = []
    for table, parent, columns, targets, key in connection.run(_KEYS, [schema.NAME]).fetchall():
        given = " AND ".join(f"t.{column} IS NOT NULL" for column in columns)
        pairs = zip(columns, targets, strict=True)
        same = " AND ".join(f"p.{target} = t.{column}" for column, target in pairs)
        row = f"t.{key}" if key else "row_number() OVER ()"
        rows = connection.run(
            f"SELECT {row} FROM {table} t WHERE {given} AND NOT EXISTS"
            f" (SELECT 1 FROM {parent} p WHERE {same}) LIMIT {_SOME}"
        )
        found += [(table, int(number), parent) for (number,) in rows.fetchall()]
    return found
