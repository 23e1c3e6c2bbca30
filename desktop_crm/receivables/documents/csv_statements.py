"""Tables of banks: columns, decimal sign and order of dates told by the file where it can be told.

What a file leaves open (is 03/04 in March or April, is 1.234 a thousand) is asked about, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from desktop_crm.files.tables import TableFile, TableRow, cell_text
from desktop_crm.receivables.documents.csv_dates import ORDERS, broken, date_as, date_order, date_parts
from desktop_crm.receivables.documents.csv_rows import (
    Stated,
    amount_cells,
    cell,
    stated_above,
    stated_amount,
    told_apart,
)
from desktop_crm.receivables.documents.csv_words import COLUMNS, INCOMING, OUTGOING
from desktop_crm.receivables.rules.statements import Statement, StatementLine, tidy
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

UNNAMED: Final = "csv"
"""The account of a table that names none: the same whatever the file is called."""
DECIMALS: Final = (".", ",")
_PREAMBLE: Final = 40
"""Rows before the head of the table, as many banks write about the account first."""
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,'’   ]?\d{3})*(?:[.,]\d+)?|[+-]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is read: the column of each field by its name, the order of dates ("dmy"), the decimal
    sign, and what the table does not say itself."""

    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    decimal: str = ""
    currency: str = ""
    account: str = ""


def layout_json(layout: Layout) -> dict[str, str]:
    """What `check_layout` reads again."""
    more = {
        "date_order": layout.date_order,
        "decimal": layout.decimal,
        "own_currency": layout.currency,
        "own_account": layout.account,
    }
    return {**layout.columns, **{key: value for key, value in more.items() if value}}


def check_layout(given: Any) -> Layout:
    """A layout from JSON. UserError names the key."""
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise UserError(_("A layout is one JSON object of texts"), "--map")
    others = {"date_order", "decimal", "own_currency", "own_account"}
    for key in given:
        if key not in COLUMNS and key not in others:
            raise UserError(_("“{key}” is not known here", key=key), "--map")
    if given.get("date_order", "") not in ("", *ORDERS):
        raise UserError(_("Write one of {choices}", choices=", ".join(ORDERS)), "date_order")
    if given.get("decimal", "") not in ("", *DECIMALS):
        raise UserError(_("Write one of {choices}", choices=", ".join(DECIMALS)), "decimal")
    if given.get("own_currency"):
        money.digits(given["own_currency"])
    return Layout(
        columns={key: given[key] for key in COLUMNS if given.get(key)},
        date_order=given.get("date_order", ""),
        decimal=given.get("decimal", ""),
        currency=given.get("own_currency", ""),
        account=given.get("own_account", ""),
    )


def signature_of(table: TableFile) -> str:
    """What tells the tables of one bank: the names of the columns."""
    found = _head(table, None)
    names = table.headers if found is None else found[0]
    return "|".join(_folded(name) for name in names)[:500]


def read_table_statement(table: TableFile, layout: Layout, currency: str) -> tuple[Statement, Layout]:
    """The movements of a table and the layout that read them, complete. `currency` is the firm's own.

    UserError at "date_order", "decimal", "date", "amount": what the file does not say must be told.
    """
    found = _head(table, layout)
    if found is None:
        reason = _("no column is known as {field}: say with --map which is", field="date, amount")
        raise UserError(_("{name}: {reason}", name=table.name, reason=reason), "FILE")
    headers, rows, above = found
    places = places_of(headers, layout)
    told = told_apart(rows, places, table.name)
    kept = told.movements
    if not kept:
        raise UserError(_("{name} holds no movement", name=table.name), "FILE")
    dated = [*kept, *(each.row for each in told.stated if date_parts(cell(each.row, places, "date")))]
    days = ((row.line, cell(row, places, "date")) for row in dated)
    order = layout.date_order or date_order(days, table.name)
    stated = [*stated_above(above), *told.stated]
    decimal = layout.decimal or _decimal_sign(kept, _stated_amounts(stated, places), places, table.name)
    unit = layout.currency or currency
    lines = tuple(_line(row, places, order, decimal, unit, table.name) for row in kept)
    units = {line.currency for line in lines}
    unit = units.pop() if len(units) == 1 else unit
    balances, notes = _balances(stated, lines, places, decimal, unit)
    statement = Statement(
        account=layout.account or _own_account(table) or UNNAMED,
        currency=unit,
        opening=balances.get("opening"),
        closing=balances.get("closing"),
        from_day=min(line.booked_on for line in lines),
        to_day=max(line.booked_on for line in lines),
        lines=lines,
        notes=(*notes, *told.passed_over()),
    )
    complete = Layout(
        columns={key: headers[place] for key, place in places.items()},
        date_order=order,
        decimal=decimal,
        currency=layout.currency,
        account=layout.account,
    )
    return statement, complete


# ------------------------------------------------------------------------------------------------- columns


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().strip('"').casefold())


def _head(
    table: TableFile, layout: Layout | None
) -> tuple[tuple[str, ...], Sequence[TableRow], Sequence[TableRow]] | None:
    """The names of the columns, the rows below and those above: the first row that names a day and an
    amount."""
    rows = list(table.rows)
    heads = [table.headers, *(tuple(cell_text(cell) for cell in row.cells) for row in rows[:_PREAMBLE])]
    for place, head in enumerate(heads):
        places = places_of(head, layout or Layout())
        if "date" in places and (places.keys() & {"amount", "credit", "debit"}):
            above = [TableRow(1, table.headers), *rows[: place - 1]] if place else []
            return head, rows[place:], above
    return None


def places_of(headers: Sequence[str], layout: Layout) -> dict[str, int]:
    """Which column is which, by its name as the layout or a bank says it."""
    names = [_folded(each) for each in headers]
    places: dict[str, int] = {}
    for key, words in COLUMNS.items():
        wanted = (_folded(layout.columns[key]),) if key in layout.columns else words
        for word in wanted:
            if word in names and names.index(word) not in places.values():
                places[key] = names.index(word)
                break
    if "amount" in places:
        places.pop("credit", None)
        places.pop("debit", None)
    return places


def _own_account(table: TableFile) -> str:
    """The IBAN that stands above the table, where the bank writes about the account first."""
    from stdnum import iban

    above = [" ".join(table.headers), *(" ".join(map(cell_text, row.cells)) for row in list(table.rows)[:5])]
    found = _head(table, None)
    if found is not None and not found[2]:
        return ""
    for text in above:
        for found in re.findall(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b", text):
            if iban.is_valid(found):
                return str(iban.compact(found))
    return ""


# ------------------------------------------------------------------------------------------ amounts


def _stated_amounts(stated: Sequence[Stated], places: Mapping[str, int]) -> Iterator[str]:
    """What balances and totals say about the sign; a day in a column of amounts says nothing."""
    for each in stated:
        for text in amount_cells(each.row, places) or [stated_amount(each.row, places)]:
            if date_parts(text) is None:
                yield text


def _decimal_sign(
    kept: Sequence[TableRow], stated: Iterable[str], places: Mapping[str, int], name: str
) -> str:
    """The sign before the cents: the last one where there are two, the one that cannot part thousands. What
    is `stated` decides only where no movement does.

    UserError at "decimal" names the line of the first amount that uses the other sign, or may be two.
    """
    told = ""
    doubtful: tuple[int, str] | None = None
    for row in kept:
        for text in amount_cells(row, places):
            sign = _sign_of(text)
            if sign is None:
                doubtful = doubtful or (row.line, text)
            elif told and sign and sign != told:
                reason = _("comma and point are mixed. Say with decimal which is before the cents")
                raise broken(name, row.line, reason, "decimal")
            else:
                told = sign or told
    told = told or next((sign for text in stated if (sign := _sign_of(text))), "")
    if told:
        return told
    if doubtful is not None:
        line, text = doubtful
        reason = _("“{text}” may be two amounts. Say with decimal which", text=text[:40])
        raise broken(name, line, reason, "decimal")
    return "."


def _balances(
    stated: Sequence[Stated],
    lines: Sequence[StatementLine],
    places: Mapping[str, int],
    decimal: str,
    currency: str,
) -> tuple[dict[str, int], list[Message]]:
    """The balances before and after, and what is said of each row that states something."""
    found: dict[str, int] = {}
    notes = []
    uses = dict(zip(map(id, stated), _uses(stated, lines), strict=True))
    for each in stated:
        use = uses[id(each)]
        amount = _stated(each, places, decimal, currency) if use else None
        if amount is None or use in found:
            use = ""
        elif use:
            found[use] = amount
        notes.append(each.told(use))
    return found, notes


def _uses(stated: Sequence[Stated], lines: Sequence[StatementLine]) -> list[str]:
    """ "opening", "closing" or "" of each. "Saldo" alone is the balance after where it stands last and the
    days rise; of two around the movements the days say which is which."""
    first, last = lines[0].booked_on, lines[-1].booked_on
    plain = [each for each in stated if each.kind == "plain"]
    before = [each for each in plain if each.after == 0]
    behind = [each for each in plain if each.after == len(lines)]
    said: dict[int, str] = {}
    if len(plain) == 2 and before and behind and first != last:
        rising = first < last
        said[id(before[0])] = "opening" if rising else "closing"
        said[id(behind[0])] = "closing" if rising else "opening"
    elif len(plain) == 1 and behind and first <= last:
        said[id(behind[0])] = "closing"
    return [each.kind if each.kind in ("opening", "closing") else said.get(id(each), "") for each in stated]


def _stated(each: Stated, places: Mapping[str, int], decimal: str, currency: str) -> int | None:
    """What a row states in minor units; None where it cannot be read."""
    said = {key: cell(each.row, places, key) for key in COLUMNS}
    try:
        if amount_cells(each.row, places):
            return _amount(said, decimal, currency, "", each.row.line)
        number = _number(stated_amount(each.row, places), decimal)
        return None if number is None else money.minor(number, currency)
    except UserError:
        return None


def _number(text: str, decimal: str) -> Decimal | None:
    bare = re.sub(r"[€$£]|[A-Z]{2,3}\$?", "", text).strip().replace("−", "-")
    if bare.endswith("-"):
        bare = f"-{bare[:-1]}"
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    bare = bare.replace(" ", "").replace(" ", "").replace(" ", "")
    if not _NUMBER.fullmatch(bare):
        return None
    other = "," if decimal == "." else "."
    bare = re.sub(r"['’]", "", bare.replace(other, "")).replace(decimal, ".")
    return Decimal(bare)


def _line(
    row: TableRow, places: Mapping[str, int], order: str, decimal: str, currency: str, name: str
) -> StatementLine:
    said = {key: cell(row, places, key) for key in COLUMNS}
    parts = date_parts(said["date"])
    day = date_as(parts, order) if parts else None
    if day is None:
        raise broken(name, row.line, _("“{text}” is no day", text=said["date"][:40]))
    unit = said["currency"].upper() or currency
    amount = _amount(said, decimal, unit, name, row.line)
    return StatementLine(
        booked_on=day, amount=amount, currency=unit, name=tidy(said["name"]), account=tidy(said["account"]),
        reference=tidy(said["reference"]), text=tidy(said["text"]), bank_id=tidy(said["bank_id"]),
    )  # fmt: skip


def _amount(said: Mapping[str, str], decimal: str, currency: str, name: str, line: int) -> int:
    whole = Decimal(0)
    for key, sign in (("amount", 1), ("credit", 1), ("debit", -1)):
        if not said[key]:
            continue
        number = _number(said[key], decimal)
        if number is None:
            raise broken(name, line, _("“{text}” is no amount", text=said[key][:40]))
        whole += -abs(number) if sign < 0 else number
    mark = said["sign"].casefold()
    if mark:
        if mark not in INCOMING | OUTGOING:
            raise broken(name, line, _("“{text}” says neither in nor out", text=mark[:40]))
        whole = abs(whole) if mark in INCOMING else -abs(whole)
    try:
        return money.minor(whole, currency)
    except UserError as error:
        raise broken(name, line, error.message) from None


def _sign_of(text: str) -> str | None:
    """The sign before the cents of one amount; "" where it has none, None where it may be two amounts."""
    signs = re.findall(r"[.,]", text)
    if not signs:
        return ""
    last: str = signs[-1]
    digits = len(re.findall(r"\d", text.rsplit(last, 1)[1]))
    if len(set(signs)) == 2:
        return last
    if len(signs) > 1:  # 1.234.567
        return "," if last == "." else "."
    return last if digits != 3 or re.match(r"[+-]?0[.,]", text) else None
