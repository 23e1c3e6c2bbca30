"""What was acknowledged, in a form that can be asked for later: by another process, of a copy, an image."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_crm.database import backup
from desktop_crm.values.errors import UserError


@dataclass(frozen=True, slots=True)
class Promise:
    """`sql` finds exactly `answer`, whatever is done afterwards. With "file" for `sql`, a whole copy lies at
    the path `answer`.
    """

    what: str
    sql: str
    values: tuple[Any, ...]
    answer: Any

    def line(self) -> str:
        return json.dumps([self.what, self.sql, self.values, self.answer])


FILE = "file"
Result = tuple[list[str], dict[str, int]]
"""Of a trial: what is wrong, and how much of what was tried."""
Keep = Callable[[Promise], object]


def a_file(path: Path) -> Promise:
    return Promise(f"the copy {path.name}", FILE, (), str(path))


def read(text: str) -> list[Promise]:
    """The complete lines; the last one may have been cut by a kill."""
    lines = text[: text.rfind("\n") + 1].splitlines()
    return [Promise(what, sql, tuple(values), answer) for what, sql, values, answer in map(json.loads, lines)]


def broken(promises: Iterable[Promise], ask: Callable[[str, tuple[Any, ...]], Any]) -> list[str]:
    """What was promised and does not hold; `ask` runs a query and gives its first row, or None."""
    wrong = []
    for promise in promises:
        if promise.sql == FILE:
            try:
                backup.verify_file(Path(promise.answer))
            except UserError as refusal:
                wrong.append(f"{promise.what}: {refusal}")
            continue
        row = ask(promise.sql, promise.values)
        found = None if row is None else row[0]
        if found != promise.answer:
            wrong.append(f"{promise.what} was acknowledged: {promise.answer!r}, not {found!r}")
    return wrong
