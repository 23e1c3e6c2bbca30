"""Tables of banks: columns, decimal sign and order of dates told by the file where it can be told.

What a file leaves open (is 03/04 in March or April, is 1.234 a thousand) is asked about, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.files.tables import TableFile, TableRow, cell_text
from desktop_crm.receivables.documents.csv_words import COLUMNS, INCOMING, OUTGOING
from desktop_crm.receivables.rules.statements import Statement, StatementLine, tidy
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

UNNAMED: Final = "csv"
"""The account of a table that names none: the same whatever the file is called."""
ORDERS: Final = ("ymd", "dmy", "mdy", "ydm", "myd")
DECIMALS: Final = (".", ",")
_PREAMBLE: Final = 40
"""Rows before the head of the table, as many banks write about the account first."""
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,'’   ]?\d{3})*(?:[.,]\d+)?|[+-]?\d+(?:[.,]\d+)?")
_DATE: Final = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})(?:[ T].*)?")
_SOLID: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


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
    headers, rows = found
    places = places_of(headers, layout)
    kept = [row for row in rows if _cell(row, places, "date") and _amount_cells(row, places)]
    if not kept:
        raise UserError(_("{name} holds no movement", name=table.name), "FILE")
    order = layout.date_order or _date_order((_cell(row, places, "date") for row in kept), table.name)
    decimal = layout.decimal or _decimal_sign(
        (text for row in kept for text in _amount_cells(row, places)), table.name
    )
    unit = layout.currency or currency
    lines = tuple(_line(row, places, order, decimal, unit, table.name) for row in kept)
    units = {line.currency for line in lines}
    complete = Layout(
        columns={key: headers[place] for key, place in places.items()},
        date_order=order,
        decimal=decimal,
        currency=layout.currency,
        account=layout.account,
    )
    account = layout.account or _own_account(table)
    days = [line.booked_on for line in lines]
    statement = Statement(
        account=account or UNNAMED,
        currency=units.pop() if len(units) == 1 else unit,
        from_day=min(days),
        to_day=max(days),
        lines=lines,
    )
    return statement, complete


# ------------------------------------------------------------------------------------------------- columns


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().strip('"').casefold())


def _head(table: TableFile, layout: Layout | None) -> tuple[tuple[str, ...], Sequence[TableRow]] | None:
    """The names of the columns and the rows below: the first row that names a day and an amount."""
    rows = list(table.rows)
    heads = [table.headers, *(tuple(cell_text(cell) for cell in row.cells) for row in rows[:_PREAMBLE])]
    for place, head in enumerate(heads):
        places = places_of(head, layout or Layout())
        if "date" in places and (places.keys() & {"amount", "credit", "debit"}):
            return head, rows[place:]
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


def _cell(row: TableRow, places: Mapping[str, int], key: str) -> str:
    place = places.get(key)
    if place is None or place >= len(row.cells):
        return ""
    return cell_text(row.cells[place]).strip()


def _amount_cells(row: TableRow, places: Mapping[str, int]) -> list[str]:
    return [text for key in ("amount", "credit", "debit") if (text := _cell(row, places, key))]


def _own_account(table: TableFile) -> str:
    """The IBAN that stands above the table, where the bank writes about the account first."""
    from stdnum import iban

    above = [" ".join(table.headers), *(" ".join(map(cell_text, row.cells)) for row in list(table.rows)[:5])]
    if _head(table, None) == (table.headers, table.rows):
        return ""
    for text in above:
        for found in re.findall(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b", text):
            if iban.is_valid(found):
                return str(iban.compact(found))
    return ""


# ------------------------------------------------------------------------------------------ dates, amounts


def _date_parts(text: str) -> tuple[str, str, str] | None:
    found = _SOLID.fullmatch(text) or _DATE.fullmatch(text)
    return None if found is None else (found[1], found[2], found[3])


def _date_as(parts: tuple[str, str, str], order: str) -> date | None:
    said = dict(zip(order, parts, strict=True))
    if len(said["d"]) > 2 or len(said["m"]) > 2 or len(said["y"]) not in (2, 4):
        return None
    year = int(said["y"])
    if len(said["y"]) == 2:
        year += 2000 if year < 80 else 1900
    try:
        return date(year, int(said["m"]), int(said["d"]))
    except ValueError:
        return None


def _date_order(texts: Iterable[str], name: str) -> str:
    """The one order in which every date of the file is a day."""
    parts = []
    for text in texts:
        if (each := _date_parts(text)) is None:
            reason = _("“{text}” is no day", text=text[:40])
            raise UserError(_("{name}: {reason}", name=name, reason=reason), "FILE")
        parts.append(each)
    fitting = [order for order in ORDERS if all(_date_as(each, order) for each in parts)]
    if any(len(each[0]) == 4 for each in parts):  # nobody writes year, day, month
        fitting = [order for order in fitting if order != "ydm"]
    if not fitting:
        raise UserError(_("{name}: the dates are not all of one order", name=name), "FILE")
    ways = {tuple(_date_as(each, order) for each in parts) for order in fitting}
    if len(ways) > 1:
        raise UserError(
            _(
                "{name}: “{text}” may be several days. Say with date_order which: {choices}",
                name=name,
                text="/".join(parts[0]),
                choices=", ".join(fitting),
            ),
            "date_order",
        )
    return fitting[0]


def _decimal_sign(texts: Iterable[str], name: str) -> str:
    """The sign before the cents: the last one where there are two, the one that cannot part thousands."""
    told: set[str] = set()
    doubtful = ""
    for text in texts:
        signs = re.findall(r"[.,]", text)
        if not signs:
            continue
        last = signs[-1]
        digits = len(re.findall(r"\d", text.rsplit(last, 1)[1]))
        if len(set(signs)) == 2:
            told.add(last)
        elif len(signs) > 1:  # 1.234.567
            told.add("," if last == "." else ".")
        elif digits != 3 or re.match(r"[+-]?0[.,]", text):
            told.add(last)
        else:
            doubtful = text
    if len(told) == 1:
        return told.pop()
    if told:
        raise UserError(
            _("{name}: comma and point are mixed. Say with decimal which is before the cents", name=name),
            "decimal",
        )
    if doubtful:
        message = _("{name}: “{text}” may be two amounts. Say with decimal which", name=name, text=doubtful)
        raise UserError(message, "decimal")
    return "."


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
    said = {key: _cell(row, places, key) for key in COLUMNS}
    parts = _date_parts(said["date"])
    day = _date_as(parts, order) if parts else None
    if day is None:
        raise _broken(name, row.line, _("“{text}” is no day", text=said["date"][:40]))
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
            raise _broken(name, line, _("“{text}” is no amount", text=said[key][:40]))
        whole += -abs(number) if sign < 0 else number
    mark = said["sign"].casefold()
    if mark:
        if mark not in INCOMING | OUTGOING:
            raise _broken(name, line, _("“{text}” says neither in nor out", text=mark[:40]))
        whole = abs(whole) if mark in INCOMING else -abs(whole)
    try:
        return money.minor(whole, currency)
    except UserError as error:
        raise _broken(name, line, error.message) from None


def _broken(name: str, line: int, reason: Message | str) -> UserError:
    return UserError(_("{name}, line {line}: {reason}", name=name, line=str(line), reason=reason), "FILE")
