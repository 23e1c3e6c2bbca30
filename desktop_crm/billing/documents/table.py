"""The lines table: measured row by row, then drawn where `pages` put the rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.columns import Column, Columns, columns_of, fraction
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.rows import Row, hides_prices, printed_amounts, rows_of
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, Color, Element, TaggedCanvas
from desktop_crm.billing.documents.wrapping import SOFT_HYPHEN, wrap
from desktop_crm.company.rules.looks import CLASSIC, COMPACT, MODERN

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

    @property
    def sheet(self) -> Sheet:
        return self.paper.sheet

    def draw_head(self, canvas: TaggedCanvas, y: float, *, tagged: bool) -> None:
        """The heads; repeated ones on later pages are artifacts."""
        if tagged:
            with canvas.group("THead"), canvas.group("TR"):
                self._head_ground(canvas, y)
                for column in self.columns.all:
                    with canvas.mark("TH", scope="Column"):
                        self._head(canvas, column, y)
                self._head_rule(canvas, y + self.sheet.head_height)
            return
        with canvas.artifact("Pagination", "Header"):
            self._head_ground(canvas, y)
            for column in self.columns.all:
                self._head(canvas, column, y)
            self._head_rule(canvas, y + self.sheet.head_height)

    def _head_ground(self, canvas: TaggedCanvas, y: float) -> None:
        sheet = self.sheet
        if sheet.design == CLASSIC:
            canvas.rule(sheet.left, y, sheet.right, y, 1.0, m.TEXT)
        elif sheet.design == COMPACT:
            canvas.box(sheet.left - 1.5, y, sheet.width + 3, sheet.head_height, m.SHADE)

    def _head_rule(self, canvas: TaggedCanvas, y: float) -> None:
        width, color, beyond = {
            MODERN: (0.75, self.paper.accent, 0.0), COMPACT: (0.35, m.MARK, 1.5)
        }.get(self.sheet.design, (0.5, m.TEXT, 0.0))  # fmt: skip
        canvas.rule(self.sheet.left - beyond, y, self.sheet.right + beyond, y, width, color)

    def _head(self, canvas: TaggedCanvas, column: Column, y: float) -> None:
        x = column.right if column.align == "right" else column.left
        color = self.paper.accent if self.sheet.design == MODERN else m.TEXT
        base = y + self.sheet.head_base
        canvas.text(x, base, column.head, self.sheet.head_size, bold=True, color=color, align=column.align)

    def draw_between(self, canvas: TaggedCanvas, above: Laid, below: Laid, y: float) -> None:
        """What parts two lines: a hairline, but for Classic, which leaves it to the white between them."""
        is_line = above.row.kind == below.row.kind == "item" and below.is_first_part
        if is_line and self.sheet.design != CLASSIC:
            canvas.rule(self.sheet.left, y + 0.3, self.sheet.right, y + 0.3, 0.35, m.HAIR)

    def draw_end(self, canvas: TaggedCanvas, y: float) -> None:
        """The rule under the last row of a page."""
        color = self.paper.accent if self.sheet.design == MODERN else m.TEXT
        canvas.rule(self.sheet.left, y + 0.3, self.sheet.right, y + 0.3, 0.5, color)

    def draw_carried(self, canvas: TaggedCanvas, amount: int, y: float, *, at_foot: bool) -> None:
        """The sum so far: "Subtotal" under the page's last row, "Carried forward" over the next page's
        first.
        """
        if hides_prices(self.paper):
            return
        word = self.paper.t("Subtotal") if at_foot else self.paper.t("Carried forward")
        last, base, size = self.columns["amount"], y + self.sheet.baseline, self.sheet.table_size
        with canvas.artifact("Pagination", "Footer" if at_foot else "Header"):
            canvas.text(self.columns.text.left, base, word, size, bold=True, color=m.GREY)
            sum_text = self.paper.amount(amount)
            canvas.text(last.right, base, sum_text, size, bold=True, color=m.GREY, align="right")

    def draw_row(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        """One row with its top edge at `y`; a later part goes on in the cells of the first."""
        row = laid.row
        if row.is_optional:
            canvas.box(self.sheet.left - 1.5, y + 0.3, self.sheet.width + 3, laid.height, m.TINT)
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
        sheet = self.sheet
        color = self.paper.accent if sheet.design == MODERN else m.TEXT
        below = sheet.small_leading * len(laid.details) + sheet.leading * (len(laid.names) - 1)
        with canvas.group("TR"), canvas.mark("TH", scope="Row", span=len(self.columns.all)):
            base = y + laid.height - below - sheet.section_foot
            for line in laid.names:
                canvas.text(sheet.left, base, _ended(line), self.columns.size, bold=True, color=color)
                base += sheet.leading
            base += sheet.detail_step - sheet.leading
            for line in laid.details:
                canvas.text(sheet.left, base, _ended(line), sheet.small, color=m.GREY)
                base += sheet.small_leading

    def _subtotal(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        size, last = self.columns.size, self.columns["amount"]
        base = y + self.sheet.baseline
        with canvas.group("TR"):
            with canvas.mark("TH", scope="Row", span=max(len(self.columns.all) - 1, 1)):
                for index, line in enumerate(laid.names):
                    below = base + self.sheet.leading * index
                    canvas.text(self.columns.text.left, below, _ended(line), size, color=m.GREY)
            canvas.rule(last.left, y + 0.9, last.right, y + 0.9, 0.35, m.MARK)
            with canvas.mark("TD"):
                canvas.text(last.right, base, laid.row.amount, size, color=m.GREY, align="right")

    def _item(self, canvas: TaggedCanvas, laid: Laid, y: float) -> None:
        row = laid.row
        color: Color = m.GREY if row.is_optional else m.TEXT
        base = y + self.sheet.baseline
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
        sheet = self.sheet
        x, base = self.columns.text.left, y + sheet.baseline
        color = m.GREY if laid.row.is_optional else m.TEXT
        for line in laid.names:
            canvas.text(x, base, _ended(line), self.columns.size, color=color)
            base += sheet.leading
        base += sheet.detail_step - sheet.leading if laid.names else sheet.small_leading - sheet.baseline
        for line in laid.details:
            canvas.text(x, base, _ended(line), self.sheet.small, color=m.GREY)
            base += self.sheet.small_leading


def table_of(paper: Setting) -> Table:
    """Measure every line of the paper."""
    rows = rows_of(paper, printed_amounts(paper))
    columns = columns_of(paper, rows)
    laid: list[Laid] = []
    for row in rows:
        laid.extend(_lay(paper.sheet, row, columns, is_first=not laid))
    return Table(paper, columns, tuple(laid), paper.t.formats.decimal_sign)


def _lay(sheet: Sheet, row: Row, columns: Columns, *, is_first: bool) -> list[Laid]:
    text = columns.text
    room = (text.right - text.left) * MM
    if row.kind == "section":
        names = wrap(row.name, sheet.width * MM, columns.size, True)[:_MOST_LINES]
        details = wrap(row.details, sheet.width * MM, sheet.small)[:_MOST_LINES]
        height = sheet.first_section if is_first else sheet.section_height
        height += sheet.leading * (len(names) - 1) + sheet.small_leading * len(details)
        return [Laid(row, names, details, height)]
    if row.kind == "subtotal":
        names = wrap(row.name, (columns["amount"].left - text.left - 3) * MM, columns.size)[:3]
        return [Laid(row, names, (), sheet.leading * max(len(names), 1) + sheet.grid)]
    details_text = row.details
    if columns.discount_below and row.discount:
        details_text = f"{details_text}\n− {row.discount}".strip("\n")
    names, details = wrap(row.name, room, columns.size), wrap(details_text, room, sheet.small)
    return _parts(sheet, row, names or ("",), details)


def _parts(sheet: Sheet, row: Row, names: tuple[str, ...], details: tuple[str, ...]) -> list[Laid]:
    """The row in one piece, or in pieces of forty lines where it is higher than a page has room for."""
    page = sheet.lowest_carried - sheet.table_next - sheet.head_height - sheet.carry - sheet.grid
    most = min(_MOST_LINES, int(page / sheet.leading))
    lines = [(line, True) for line in names] + [(line, False) for line in details]
    parts = []
    for start in range(0, len(lines), most):
        piece = lines[start : start + most]
        some, grey = tuple(one for one, big in piece if big), tuple(one for one, big in piece if not big)
        bare = sheet.leading * len(some) + sheet.small_leading * len(grey)
        parts.append(Laid(row, some, grey, bare + sheet.grid, start == 0))
    for part in parts[1:]:
        part.element = parts[0].element
    return parts


def _ended(line: str) -> str:
    """Every line ends in a blank, so that text taken out of the page keeps its words apart."""
    return line if line.endswith(SOFT_HYPHEN) or not line else line + " "
