"""Which rows of a bank's table are movements, which state a balance, which are passed over with a word.

Banks write "Kontostand", "Closing balance" or "Total" before or after the movements. What such a row says is
read where its words or its place say it without doubt; else it is passed over, and the person is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop_crm.files.tables import TableRow, cell_text
from desktop_crm.receivables.documents.csv_dates import broken, date_parts
from desktop_crm.receivables.documents.csv_words import CLOSING, DAILY, OPENING, PLAIN, TOTALS
from desktop_crm.values import money
from desktop_crm.values.messages import Message, _, many

_AMOUNT: Final = re.compile(r"[+\-−]?\d[\d.,'’\s]*[.,]\d{2}-?")
_LITTLE: Final = frozenset("am vom per on at as of au em al del a op na dzień tarihi le el il".split())
"""Words between a balance and its day: "Kontostand vom 30.11.2026:"."""
_KINDS: Final = (
    ("opening", OPENING), ("closing", CLOSING), ("plain", PLAIN), ("daily", DAILY), ("total", TOTALS),
)  # fmt: skip
_FIRST: Final = frozenset(each.split()[0] for _kind, words in _KINDS for each in words)
_LISTED: Final = 10
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Stated:
    """A row that states something: `kind` is one of `_KINDS`, `label` its words, `after` how many movements
    stand before it."""

    row: TableRow
    kind: str
    label: str
    after: int

    def told(self, use: str) -> Message:
        """What is said of the row: `use` is "opening", "closing" or "" where it was passed over."""
        line, text = str(self.row.line), self.label[:40]
        if use == "opening":
            return _(
                "Line {line}: “{text}” was read as the balance before the movements", line=line, text=text
            )
        if use == "closing":
            return _(
                "Line {line}: “{text}” was read as the balance after the movements", line=line, text=text
            )
        return _("Line {line}: “{text}” is no movement and was passed over", line=line, text=text)


@dataclass(slots=True)
class Rows:
    """The rows of a table, told apart. `dayless` have an amount and no day, `amountless` no amount."""

    movements: list[TableRow] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    dayless: list[int] = field(default_factory=list)
    amountless: list[int] = field(default_factory=list)

    def passed_over(self) -> list[Message]:
        """What is said of the rows that are neither a movement nor a balance."""
        notes = []
        for lines, note in (
            (self.dayless, _dayless(len(self.dayless), _listed(self.dayless))),
            (self.amountless, _amountless(len(self.amountless), _listed(self.amountless))),
        ):
            if lines:
                notes.append(note)
        return notes


def cell(row: TableRow, places: Mapping[str, int], key: str) -> str:
    """The text of a field; "" where the row or the table has none."""
    place = places.get(key)
    if place is None or place >= len(row.cells):
        return ""
    return cell_text(row.cells[place]).strip()


def amount_cells(row: TableRow, places: Mapping[str, int]) -> list[str]:
    """What stands in the columns of amounts."""
    return [text for key in ("amount", "credit", "debit") if (text := cell(row, places, key))]


def kind_of(text: str) -> str:
    """What a cell names: one of `_KINDS`, or "" for every other text. A day and a currency may follow the
    words."""
    tokens = text.strip().strip('"').casefold().split() if len(text) <= _LONGEST else []
    if not tokens or tokens[0].rstrip(":") not in _FIRST:
        return ""
    while tokens:
        folded = " ".join(tokens).rstrip(": ")
        for kind, words in _KINDS:
            if folded in words:
                return kind
        last = tokens[-1].strip(":()")
        if not (last in _LITTLE or re.fullmatch(r"[\d./\-]+", last) or money.is_currency(last.upper())):
            return ""
        tokens.pop()
    return ""


def _begins(text: str) -> bool:
    """Whether a cell of a row without a day begins as a balance or a total does: "Total credits"."""
    first = text.strip().casefold().split(maxsplit=1)
    return bool(first) and first[0].rstrip(":") in PLAIN | TOTALS


def told_apart(rows: Sequence[TableRow], places: Mapping[str, int], name: str) -> Rows:
    """The rows below the head. UserError names the line of an amount whose day is none.

    A row with a day and an amount is a movement, unless its only words are those of an opening or closing
    balance: "Saldo" may be what a customer wrote.
    """
    found = Rows()
    for row in rows:
        if row.is_empty:
            continue
        day, amounts = cell(row, places, "date"), amount_cells(row, places)
        dated = bool(day) and date_parts(day) is not None
        label = _label(row, loose=not dated)
        if label is not None and (not dated or not amounts or _says_only(row, places, label)):
            found.stated.append(Stated(row, *label, len(found.movements)))
        elif not amounts:
            found.amountless.append(row.line)
        elif not day:
            found.dayless.append(row.line)
        elif not dated:
            raise broken(name, row.line, _("“{text}” is no day", text=day[:40]))
        else:
            found.movements.append(row)
    return found


def stated_above(rows: Sequence[TableRow]) -> list[Stated]:
    """Opening and closing balances in what a bank writes above its table."""
    made = []
    for row in rows:
        label = _label(row)
        if label is not None and label[0] in ("opening", "closing"):
            made.append(Stated(row, *label, 0))
    return made


def stated_amount(row: TableRow, places: Mapping[str, int]) -> str:
    """The amount a row states outside the columns of amounts: in that of balances, else anywhere."""
    if text := cell(row, places, "balance"):
        return text
    texts = [cell_text(each).strip() for each in row.cells]
    for text in texts:
        if _AMOUNT.fullmatch(re.sub(r"[€$£]|\b[A-Z]{3}\b", "", text).strip()):
            return text
    return ""


def _label(row: TableRow, *, loose: bool = False) -> tuple[str, str] | None:
    texts = [cell_text(each).strip() for each in row.cells]
    for text in texts:
        if text and (kind := kind_of(text)):
            return kind, text
    return next((("total", text) for text in texts if loose and _begins(text)), None)


def _says_only(row: TableRow, places: Mapping[str, int], label: tuple[str, str]) -> bool:
    if label[0] not in ("opening", "closing", "daily"):
        return False
    said = {cell(row, places, key) for key in ("name", "account", "text", "reference")} - {"", label[1]}
    return not said


def _listed(lines: Sequence[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:_LISTED])
    return shown if len(lines) <= _LISTED else f"{shown}, …"


def _dayless(n: int, lines: str) -> Message:
    return many(
        "{n} line has an amount and no day and was passed over: {lines}",
        "{n} lines have an amount and no day and were passed over: {lines}",
        n,
        lines=lines,
    )


def _amountless(n: int, lines: str) -> Message:
    return many(
        "{n} line has no amount and was passed over: {lines}",
        "{n} lines have no amount and were passed over: {lines}",
        n,
        lines=lines,
    )
