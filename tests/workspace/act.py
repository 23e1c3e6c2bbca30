"""One verb with arguments that work in a prepared firm, for the tests of all verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_crm.database.connection import raw


@dataclass(frozen=True)
class Act:
    """`given()` are the arguments in the prepared firm.

    `row` is the (table, id) that somebody else may write first; `again` says what doing it a second time
    with the same arguments does: "conflict", "same" (the first answer), "nothing" (it is so already),
    "refused", "counted" (refused, and the try is counted), or "second" (another one, which a person sees
    and can take away).
    """

    given: Callable[[], Mapping[str, Any]]
    again: str = "conflict"
    row: tuple[str, int] | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)


def version(table: str, row: int) -> int:
    key = "document" if table == "document" else table
    return int(raw().execute(f"SELECT version FROM {key} WHERE id = ?", (row,)).fetchone()[0])


def seen(sql: str, *values: Any) -> int:
    """The first column of the first row. LookupError where whoever is connected sees none."""
    row = raw().execute(sql, values).fetchone()
    if row is None:
        raise LookupError(f"no row is seen: {sql}")
    return int(row[0])


def versioned(table: str, row: int, id_name: str | None, again: str = "conflict", **rest: Any) -> Act:
    """An act on one row that was read as its version."""

    def given() -> dict[str, Any]:
        named = {} if id_name is None else {id_name: row}
        made = {name: value() if callable(value) else value for name, value in rest.items()}
        return {**named, "version": version(table, row), **made}

    return Act(given, again, (table, row))


def adds(again: str = "second", **given: Any) -> Act:
    return Act(lambda: {name: value() if callable(value) else value for name, value in given.items()}, again)
