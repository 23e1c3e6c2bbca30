"""The lines table: measured row by row, then drawn where `pages` put the rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.columns import Column, Columns, columns_of, fraction
from desktop_crm.billing.documents.rows import Row, hides_prices, printed_amounts, rows_of
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, Color, Element, TaggedCanvas
from desktop_crm.billing.documents.wrapping import SOFT_HYPHEN, wrap

_MOST_LINES = 40


@dataclass(slots=True)
class Laid:
    """One row, or a part of one that is higher than a page, with its lines and height."""

    row: Row
    names: tuple[str, ...]
    details: tuple[str, ...]
    height: float
    is_first_part: bool = True
    element: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of the paper, measured. `sections` counts columns for headings that span them."""

    paper: Setting
    columns: Columns
    rows: tuple[Laid, ...]
    sign: str

    def draw_head(self, canvas: TaggedCanvas, y: float, *, tagged: bool) -> None:
        """The heads between two rules; repeated ones on later pages are artifacts."""
        if tagged:
            with canvas.group("THead"), canvas.group("TR"):
                canvas.rule(m.LEFT, y, m.RIGHT, y, 1.0, m.TEXT)
                for column in self.columns.all:
                    with canvas.mark("TH", scope="Column"):
                        self._head(canvas, column, y)
                canvas.rule(m.LEFT, y + m.HEAD_HEIGHT, m.RIGHT, y + m.HEAD_HEIGHT, 0.5, m.TEXT)
            return
        with canvas.artifact("Pagination", "Header"):
            canvas.rule(m.LEFT, y, m.RIGHT, y, 1.0, m.TEXT)
            for column in self.columns.all:
                self._head(canvas, column, y)
            canvas.rule(m.LEFT, y + m.HEAD_HEIGHT, m.RIGHT, y + m.HEAD_HEIGHT, 0.5, m.TEXT)

    def _head(self, canvas: TaggedCanvas, column: Column, y: float) -> None:
        x = column.right if column.align == "right" else column.left
        canvas.text(x, y + 4.35, column.head, m.HEAD_SIZE, bold=True, color=m.TEXT, align=column.align)

    def draw_carried(self, canvas: TaggedCanvas, amount: int, y: float, *, at_foot: bool) -> None:
        """The sum so far: "Subtotal" under the page's last row, "Carried forward" over the next page's
        first.
        """
        if hides_prices(self.paper):
            return
        word = self.paper.t("Subtotal") if at_foot else self.paper.t("Carried forward")
        last = self.columns["amount"]
        with canvas.artifact("Pagination", "Footer" if at_foot else "Header"):
            canvas.text(self.columns.text.left, y + m.BASELINE, word, m.TABLE_SIZE, bold=True, color=m.GREY)
            amount_text = self.paper.amount(amount)
            canvas.text(
                last.right, y + m.BASELINE, amount_text, m.TABLE_SIZE, bold=True, color=m.GREY, align="right"
            )

    def draw_row(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        """One row with its top edge at `y`; a later part goes on in the cells of the first."""
        row = laid.row
        if row.is_optional:
            canvas.box(m.LEFT - 1.5, y + 0.3, m.WIDTH + 3, laid.height, m.TINT)
        if row.kind == "section":
            self._section(canvas, laid, y)
        elif row.kind == "subtotal":
            self._subtotal(canvas, laid, y)
        elif laid.is_first_part:
            self._item(canvas, laid, y)
        else:
            canvas.begin(laid.element[0])
            self._name(canvas, laid, y)
            canvas.end()

    def _section(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        with canvas.group("TR"), canvas.mark("TH", scope="Row", span=len(self.columns.all)):
            base = y + laid.height - m.SMALL_LEADING * len(laid.details) - 4.5 * (len(laid.names) - 1) - 2.8
            for index, line in enumerate(laid.names):
                canvas.text(
                    m.LEFT, base + 4.5 * index, _ended(line), self.columns.size, bold=True, color=m.TEXT
                )
            base += 4.5 * (len(laid.names) - 1) + 4.1
            for index, line in enumerate(laid.details):
                canvas.text(m.LEFT, base + m.SMALL_LEADING * index, _ended(line), m.SMALL, color=m.GREY)

    def _subtotal(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        size, last = self.columns.size, self.columns["amount"]
        base = y + m.BASELINE
        with canvas.group("TR"):
            with canvas.mark("TH", scope="Row", span=max(len(self.columns.all) - 1, 1)):
                for index, line in enumerate(laid.names):
                    canvas.text(self.columns.text.left, base + 4.5 * index, _ended(line), size, color=m.GREY)
            canvas.rule(last.left, y + 0.9, last.right, y + 0.9, 0.35, m.MARK)
            with canvas.mark("TD"):
                canvas.text(last.right, base, laid.row.amount, size, color=m.GREY, align="right")

    def _item(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        row = laid.row
        color: Color = m.GREY if row.is_optional else m.TEXT
        base = y + m.BASELINE
        with canvas.group("TR"):
            for column in self.columns.all:
                text = getattr(row, column.key)
                if column.key == "name":
                    with canvas.mark("TD") as cell:
                        laid.element.append(cell)
                        self._name(canvas, laid, y)
                elif not text:
                    canvas.add("TD")
                else:
                    self._cell(canvas, column, base, text, m.GREY if column.key == "position" else color)

    def _cell(self, canvas: TaggedCanvas, column: Column, y: float, text: str, color: Color) -> None:
        size = self.columns.size
        if column.align == "left":
            canvas.leaf("TD", column.left, y, text, size, color=color)
            return
        right = column.right
        if column.axis is not None:
            right = column.axis + m.room(fraction(text, self.sign), size)
        canvas.leaf("TD", right, y, text, size, color=color, align="right")

    def _name(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        x, base = self.columns.text.left, y + m.BASELINE
        color = m.GREY if laid.row.is_optional else m.TEXT
        for line in laid.names:
            canvas.text(x, base, _ended(line), self.columns.size, color=color)
            base += m.LEADING
        base += 4.1 - m.LEADING if laid.names else m.SMALL_LEADING - m.BASELINE
        for line in laid.details:
            canvas.text(x, base, _ended(line), m.SMALL, color=m.GREY)
            base += m.SMALL_LEADING


def table_of(paper: Setting) -> Table:
    """Measure every line of the paper."""
    rows = rows_of(paper, printed_amounts(paper))
    columns = columns_of(paper, rows)
    laid: list[Laid] = []
    for row in rows:
        laid.extend(_lay(row, columns, is_first=not laid))
    return Table(paper, columns, tuple(laid), paper.t.formats.decimal_sign)


def _lay(row: Row, columns: Columns, *, is_first: bool) -> list[Laid]:
    text = columns.text
    room = (text.right - text.left) * MM
    if row.kind == "section":
        names = wrap(row.name, m.WIDTH * MM, columns.size, True)[:_MOST_LINES]
        details = wrap(row.details, m.WIDTH * MM, m.SMALL)[:_MOST_LINES]
        height = (7.9 if is_first else 9.0) + m.LEADING * (len(names) - 1) + m.SMALL_LEADING * len(details)
        return [Laid(row, names, details, height)]
    if row.kind == "subtotal":
        names = wrap(row.name, (columns["amount"].left - text.left - 3) * MM, columns.size)[:3]
        return [Laid(row, names, (), m.LEADING * max(len(names), 1) + m.GRID)]
    details_text = row.details
    if columns.discount_below and row.discount:
        details_text = f"{details_text}\n− {row.discount}".strip("\n")
    names, details = wrap(row.name, room, columns.size), wrap(details_text, room, m.SMALL)
    return _parts(row, names or ("",), details)


def _parts(row: Row, names: tuple[str, ...], details: tuple[str, ...]) -> list[Laid]:
    """The row in one piece, or in pieces of forty lines where it is higher than a page has room for."""
    lines = [(line, True) for line in names] + [(line, False) for line in details]
    parts = []
    for start in range(0, len(lines), _MOST_LINES):
        piece = lines[start : start + _MOST_LINES]
        some, grey = tuple(one for one, big in piece if big), tuple(one for one, big in piece if not big)
        bare = m.LEADING * len(some) + m.SMALL_LEADING * len(grey)
        parts.append(Laid(row, some, grey, bare + m.GRID, start == 0))
    for part in parts[1:]:
        part.element = parts[0].element
    return parts


def _ended(line: str) -> str:
    """Every line ends in a blank, so that text taken out of the page keeps its words apart."""
    return line if line.endswith(SOFT_HYPHEN) or not line else line + " "
