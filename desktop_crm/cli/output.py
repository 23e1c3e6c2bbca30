"""What a command prints: readable text, or one JSON value with `--json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from desktop_crm.values.canonical import plain
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message


class PartlyDone(UserError):
    """Something was done and something else refused: `answer` is printed before the refusal."""

    def __init__(self, message: Message, field: str, answer: Mapping[str, Any]) -> None:
        super().__init__(message, field)
        self.answer = answer


def print_json(value: Any, to: TextIO) -> None:
    """One JSON value on its own line(s); decimals and dates as text."""
    json.dump(plain(value), to, ensure_ascii=False, indent=2)
    to.write("\n")


def print_text(value: Any, to: TextIO) -> None:
    """A list of records as a table, a record as `key: value` lines, anything else as it is."""
    value = plain(value)
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        to.writelines(line + "\n" for line in table(value))
    elif isinstance(value, Mapping):
        to.writelines(line + "\n" for line in record(value))
    elif isinstance(value, list):
        to.writelines(f"{item}\n" for item in value)
    elif value not in (None, ""):
        to.write(f"{value}\n")


def table(rows: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """Columns as wide as their widest cell, in the order of the first row's keys."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    cells = [[_cell(row.get(key)) for key in keys] for row in rows]
    widths = [max(len(key), *(len(row[at]) for row in cells)) for at, key in enumerate(keys)]
    yield "  ".join(key.ljust(width) for key, width in zip(keys, widths, strict=True)).rstrip()
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def record(value: Mapping[str, Any], indent: str = "") -> Iterable[str]:
    """Nested records and lists are indented below their key; long paths and reasons one a line."""
    for key, item in value.items():
        if isinstance(item, Mapping) and item:
            yield f"{indent}{key}:"
            yield from record(item, indent + "  ")
        elif isinstance(item, list) and item and any(isinstance(part, Mapping | list) for part in item):
            yield f"{indent}{key}:"
            for number, part in enumerate(item, start=1):
                if isinstance(part, Mapping):
                    yield f"{indent}  [{number}]"
                    yield from record(part, indent + "    ")
                else:
                    yield f"{indent}  - {_cell(part)}"
        elif isinstance(item, list) and len(item) > 1 and key in ("files", "reasons"):
            yield f"{indent}{key}:"
            yield from (f"{indent}  {_cell(part)}" for part in item)
        else:
            yield f"{indent}{key}: {_cell(item)}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(item)}" for key, item in value.items())
    return "".join(char if char.isprintable() else " " for char in str(value))
