"""The SQL of this house, as PostgreSQL speaks it.

Rooms write one SQL: SQLite's, as far as a standard engine can say the same. What differs is a short list,
and it stands here: how values are marked, the indexes that a query names, the checks of typed columns, and
triggers that refuse. What SQLite has as functions is made in the database itself (`schema.FUNCTIONS`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\?(\d*)|(?<![:\w]):([A-Za-z_]\w*)|%")
_INDEXED_BY: Final = re.compile(r"\s+INDEXED BY \w+")
_CROSS_JOIN_ON: Final = re.compile(
    r"CROSS JOIN ((?:\"?\w+\"?|\([^()]*(?:\([^()]*\)[^()]*)*\))(?: \w+)?) ON\b"
)
_FOLDED_VALUE: Final = re.compile(r"([\w.]+) (=|<|>=) \? COLLATE NOCASE")
_FOLDED_KEY: Final = re.compile(r"([\w.]+) COLLATE NOCASE")
_UNHELPFUL_PLUS: Final = re.compile(r"(?<= )\+(?=[a-z]\.\w)")
"""Before a column: keeps SQLite from reading along its index."""
_INSERT_WITH_ID: Final = re.compile(
    r'^\s*INSERT INTO "?(\w+)"?\s*\((?:[^)]*,)?\s*"?id"?\s*[,)]', re.IGNORECASE
)


class Statement(NamedTuple):
    """A statement ready for psycopg, and the table whose ids it gives itself, if it does."""

    sql: str
    gives_ids_of: str = ""
    is_numbered: bool = False
    """Its values are named by their places, "?1" and on."""


@lru_cache(maxsize=4096)
def statement(sql: str) -> Statement:
    """A query or a change: `?` and `:name` become psycopg's marks."""
    plain = _CROSS_JOIN_ON.sub(r"JOIN \1 ON", _INDEXED_BY.sub("", sql))
    plain = _UNHELPFUL_PLUS.sub("", plain.replace(" IN ()", " IN (NULL)"))
    if "NOCASE" in plain:
        plain = _FOLDED_KEY.sub(r"lower(\1)", _FOLDED_VALUE.sub(r"lower(\1) \2 lower(?)", plain))
    found = _INSERT_WITH_ID.match(plain)
    return Statement(_TOKEN.sub(_marked, plain), found[1] if found else "", "?1" in plain)


def _marked(token: re.Match[str]) -> str:
    text = token[0]
    if text.startswith("?"):
        return f"%(n{token[1]})s" if token[1] else "%s"
    if token[2]:
        return f"%({token[2]})s"
    return text.replace("%", "%%")


# ---------------------------------------------------------------------------------------------- definitions

_DAY: Final = re.compile(r"date\((\"\w+\"|\w+), '\+0 days'\) IS \1")
_MOMENT: Final = re.compile(r"strftime\('%Y-%m-%dT%H:%M:%SZ', (\"\w+\"|\w+), '\+0 days'\) IS \1")
_FLAG: Final = re.compile(r"CHECK \(?(\"\w+\") IN \(0, 1\)\)?")
_GLOB: Final = re.compile(r"(\S+) (NOT )?GLOB '([^']*)'")
_REFERENCE: Final = re.compile(
    r"(REFERENCES \"?\w+\"? ?\([^)]*\)(?: ON DELETE (?:CASCADE|RESTRICT|SET NULL))?)", re.IGNORECASE
)
_CASE_COLUMN: Final = re.compile(r"\((CASE \w+ .*? END),")
_IS_NOT_TEXT: Final = re.compile(r"\bIS NOT ('[^']*')")
_TRIGGER: Final = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) BEFORE (?P<event>INSERT|UPDATE|DELETE)(?: OF (?P<columns>[\w,\s]+?))?"
    r" ON (?P<table>\w+)\s+(?:WHEN (?P<condition>.+?)\s+)?"
    r"BEGIN SELECT RAISE\(ABORT, '(?P<message>(?:[^']|'')*)'\); END",
    re.DOTALL,
)


def definition(sql: str) -> str:
    """A CREATE TABLE, INDEX or TRIGGER as PostgreSQL takes it (one text, perhaps of two statements)."""
    if sql.lstrip().startswith("CREATE TRIGGER"):
        return _trigger(sql)
    text = sql.removesuffix(" STRICT").replace(" AUTOINCREMENT", "")
    text = _DAY.sub(r"is_day(\1)", text)
    text = _MOMENT.sub(r"is_moment(\1)", text)
    text = _FLAG.sub(r"CHECK (\1 IS NOT NULL)", text)
    text = _GLOB.sub(lambda found: f"{found[1]} {'!' if found[2] else ''}~ '{_pattern(found[3])}'", text)
    text = _CASE_COLUMN.sub(r"((\1),", text)
    text = _FOLDED_KEY.sub(r"lower(\1)", text)
    return _REFERENCE.sub(r"\1 DEFERRABLE INITIALLY IMMEDIATE", text)


def _pattern(glob: str) -> str:
    """A GLOB as a regular expression: "*" and sets are all that the tables use."""
    return "^" + glob.replace("*", ".*") + "$"


def _trigger(sql: str) -> str:
    """A trigger that refuses. Its condition moves into a function: there it may look into other tables."""
    found = _TRIGGER.fullmatch(sql.strip())
    if found is None:
        raise ValueError(f"no refusing trigger: {sql}")
    name, event, table = found["name"], found["event"], found["table"]
    columns = f" OF {found['columns']}" if found["columns"] else ""
    condition = _IS_NOT_TEXT.sub(r"IS DISTINCT FROM \1", found["condition"] or "TRUE")
    row = "OLD" if event == "DELETE" else "NEW"
    message = found["message"]
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $refuse$
        BEGIN
          IF {condition} THEN RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = '{message}'; END IF;
          RETURN {row};
        END $refuse$;
        CREATE TRIGGER {name} BEFORE {event}{columns} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"""
