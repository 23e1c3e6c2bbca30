"""The columns of the lines table: which there are, how wide, and in which size of letters.

Short columns take their widest cell over all pages, head included; the text gets the rest, at least 54 mm.
Where that is not left, letters and gaps shrink step by step, then the discount moves under the text. A
column without any value does not appear. Quantities and prices stand on their decimal sign.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents import words
from desktop_crm.billing.documents.rows import Row, hides_prices, hides_tax
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import Align
from desktop_crm.company.rules.looks import COLUMNS

LEAST_TEXT: Final = 54.0
_LEFT: Final = ("position", "code", "name")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `left` and `right` are its edges; a decimal column also has the axis of its signs."""

    key: str
    head: str
    align: Align
    left: float = 0
    right: float = 0
    axis: float | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one paper from left to right, with the size of its letters."""

    all: tuple[Column, ...]
    size: float
    discount_below: bool

    def __getitem__(self, key: str) -> Column:
        return next(column for column in self.all if column.key == key)

    @property
    def text(self) -> Column:
        return self["name"]


def columns_of(paper: Setting, rows: list[Row]) -> Columns:
    """Choose and place the columns for these rows."""
    items = [row for row in rows if row.kind == "item"]
    amounts = [row.amount for row in rows if row.amount]
    wanted = _wanted(paper, items)
    for below in (False, True) if "discount" in paper.facts.columns else (True,):
        kept = [column for column in wanted if not (below and column.key == "discount")]
        for size, gap in paper.sheet.table_sizes:
            placed = _placed(paper, kept, items, amounts, size, gap)
            text = next(column for column in placed if column.key == "name")
            if text.right - text.left >= LEAST_TEXT:
                return Columns(tuple(placed), size, below)
    return Columns(tuple(placed), size, True)


def _wanted(paper: Setting, items: list[Row]) -> list[Column]:
    t = paper.t
    shares_tax = hides_tax(paper) and paper.facts.price_mode == "net" and bool(paper.facts.totals.tax)
    amount = t("Amount {sign}", sign=paper.sign)
    if paper.facts.price_mode == "net" and paper.facts.totals.tax and not hides_tax(paper):
        amount = t("Net {sign}", sign=paper.sign)
    columns = [
        Column("position", t("No."), "left"),
        Column("code", t("Item no."), "left"),
        Column("name", t("Description"), "left"),
        Column("qty", t("Quantity"), "right"),
        Column("unit", t("Unit"), "left"),
        Column("price", t("Price {sign}", sign=paper.sign), "right"),
        Column("discount", t("Discount"), "right"),
        Column("tax", words.vat(paper.facts, t), "right"),
        Column("amount", amount, "right"),
    ]
    hidden = {"price", "discount", "tax"} if shares_tax else {"tax"} if hides_tax(paper) else set()
    if all(row.tax == "–" for row in items):
        hidden.add("tax")
    if hides_prices(paper):
        hidden |= {"price", "discount", "tax", "amount"}
    hidden |= _not_chosen(paper, items)
    always = {"position", "name", "amount"}
    return [
        column
        for column in columns
        if column.key not in hidden
        and (column.key in always or any(getattr(row, column.key) for row in items))
    ]


def _not_chosen(paper: Setting, items: list[Row]) -> set[str]:
    """Columns that the firm leaves out, where nothing is lost: a unit that is not just pieces stays, and
    so do the rates of lines that differ in them.
    """
    left_out = set(COLUMNS) - set(paper.facts.columns)
    if any(line.unit != "C62" for line in paper.facts.lines if not line.is_section):
        left_out.discard("unit")
    if len({row.tax for row in items}) > 1:
        left_out.discard("tax")
    return left_out


def _placed(
    paper: Setting, wanted: list[Column], items: list[Row], amounts: list[str], size: float, gap: float
) -> list[Column]:
    """Edges from the right: short columns as wide as their widest cell, the text between them and the
    numbers.
    """
    placed: list[Column] = []
    sheet = paper.sheet
    right = sheet.right
    for column in reversed(wanted):
        if column.key in _LEFT:
            continue
        cells = amounts if column.key == "amount" else [getattr(row, column.key) for row in items]
        width, fraction = _width(paper, column, cells, size)
        axis = right - fraction if column.key in ("qty", "price") else None
        placed.append(replace(column, left=right - width, right=right, axis=axis))
        right -= width + gap
    left = sheet.left
    for column in [column for column in wanted if column.key in _LEFT]:
        if column.key != "name":
            cells = [getattr(row, column.key) for row in items]
            widest = max([m.room(column.head, sheet.head_size, bold=True), *(m.room(c, size) for c in cells)])
            placed.append(replace(column, left=left, right=left + widest))
            left += widest + gap
        else:
            placed.append(replace(column, left=left, right=right))
    return sorted(placed, key=lambda column: column.left)


def _width(paper: Setting, column: Column, cells: list[str], size: float) -> tuple[float, float]:
    """Width of the column and, for a decimal one, of the widest fraction."""
    sign = paper.t.formats.decimal_sign
    head = m.room(column.head, paper.sheet.head_size, bold=True)
    distinct = set(cells)
    if column.key not in ("qty", "price"):
        return max([head, *(m.room(cell, size) for cell in distinct)]), 0
    fractions = [m.room(fraction(cell, sign), size) for cell in distinct]
    wholes = [m.room(cell[: len(cell) - len(fraction(cell, sign))], size) for cell in distinct]
    widest = max(fractions, default=0)
    return max(head, widest + max(wholes, default=0)), widest


def fraction(cell: str, sign: str) -> str:
    """The decimal sign and what follows it; nothing for a whole number."""
    position = cell.rfind(sign)
    return cell[position:] if position >= 0 else ""
