"""Where everything stands: first every row is measured, then pages are cut, then they are drawn knowing
their number.

Rows are never split unless they are higher than a page, a heading never stands last, and at least two
lines stand on the page of the totals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from desktop_crm.billing.documents.closing import Part
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.table import Laid
from desktop_crm.billing.documents.tagged import TaggedCanvas

Draw = Callable[[TaggedCanvas, float], None]


@dataclass(frozen=True)
class Block:
    """Rows that stay together: a heading with its first line, a last line with its subtotal."""

    rows: tuple[Laid, ...]

    @cached_property
    def height(self) -> float:
        return sum(row.height for row in self.rows)

    @cached_property
    def items(self) -> int:
        return sum(laid.row.kind == "item" and laid.is_first_part for laid in self.rows)

    @property
    def sum_after(self) -> int:
        return self.rows[-1].row.sum_after


@dataclass(slots=True)
class Page:
    """One page: texts above the table, the table's piece, what follows it. Carried sums are None where
    none stands.
    """

    sheet: Sheet
    before: list[tuple[float, Draw]] = field(default_factory=list)
    table_top: float | None = None
    carried_in: int | None = None
    blocks: list[Block] = field(default_factory=list)
    carried_out: int | None = None
    after: list[tuple[float, Draw]] = field(default_factory=list)
    bottom: float = 0.0
    """Where what stands on it ends; of the last page."""

    @property
    def rows_top(self) -> float:
        assert self.table_top is not None
        carried = self.sheet.carry if self.carried_in is not None else 0
        return self.table_top + self.sheet.head_height + carried

    @property
    def rows_bottom(self) -> float:
        return self.rows_top + sum(block.height for block in self.blocks)

    @property
    def items(self) -> int:
        return sum(block.items for block in self.blocks)


def blocks_of(rows: tuple[Laid, ...]) -> list[Block]:
    """Glue headings to what follows and subtotals to what precedes."""
    blocks: list[Block] = []
    waiting: list[Laid] = []
    for laid in rows:
        if laid.row.kind == "section":
            waiting.append(laid)
        elif laid.row.kind == "subtotal" and blocks and not waiting:
            blocks[-1] = Block((*blocks[-1].rows, laid))
        else:
            blocks.append(Block((*waiting, laid)))
            waiting = []
    if waiting:
        blocks.append(Block(tuple(waiting)))
    return blocks


def cut(
    sheet: Sheet, before: list[Part], top: float, rows: tuple[Laid, ...], after: list[Part]
) -> list[Page]:
    """All pages of a paper. `before` starts at `top` on page one; `after` begins with the totals."""
    page = Page(sheet)
    pages = [page]
    y = top
    for part in before:
        if y + part.height > sheet.lowest:
            page = Page(sheet)
            pages.append(page)
            y = sheet.table_next
        page.before.append((y, part.draw))
        y += part.height
    if before:
        y += 2.1
    if rows:
        _cut_table(
            pages,
            blocks_of(rows),
            max(y, sheet.table_top) if len(pages) == 1 and before and y < sheet.table_top + 3 else y,
            after,
        )
        y = pages[-1].rows_bottom
    _flow(pages, after, y)
    return pages


def _cut_table(pages: list[Page], blocks: list[Block], top: float, after: list[Part]) -> None:
    together = _together(after)
    page = pages[-1]
    sheet = page.sheet
    if top + sheet.head_height + blocks[0].height > sheet.lowest_carried and (page.before or len(pages) == 1):
        page = Page(sheet)
        pages.append(page)
        top = sheet.table_next
    page.table_top = top
    heights = [block.height for block in blocks]
    left = sum(heights)
    bottom = page.rows_bottom
    for block, height in zip(blocks, heights, strict=True):
        ends_here = bottom + left + together <= sheet.lowest
        if page.blocks and not ends_here and bottom + height > sheet.lowest_carried:
            page = _next_table_page(pages)
            bottom = page.rows_bottom
        page.blocks.append(block)
        bottom += height
        left -= height
    _keep_two_with_totals(pages, together)
    _carry(pages)


def _next_table_page(pages: list[Page]) -> Page:
    page = Page(pages[-1].sheet, table_top=pages[-1].sheet.table_next, carried_in=0)
    pages.append(page)
    return page


def _together(after: list[Part]) -> float:
    """Height of the totals with what belongs to them; of the totals alone where all that is more than half
    a page.
    """
    height = sum(part.height for part in after if part.with_totals)
    return height if height <= 150 else after[0].height if after else 0.0


def _keep_two_with_totals(pages: list[Page], together: float) -> None:
    """Pull lines over so that the totals never stand alone or with a single line, where there are more."""
    last = pages[-1]
    if last.rows_bottom + together > last.sheet.lowest:
        moved: list[Block] = []
        while last.blocks and sum(block.items for block in moved) < 2:
            moved.insert(0, last.blocks.pop())
        if not last.blocks:
            last.blocks = moved
            return
        last = _next_table_page(pages)
        last.blocks = moved
    tables = [page for page in pages if page.blocks]
    if len(tables) < 2:
        return
    previous = tables[-2]
    while last.items < 2 and len(previous.blocks) > 1:
        last.blocks.insert(0, previous.blocks.pop())


def _carry(pages: list[Page]) -> None:
    tables = [page for page in pages if page.blocks]
    for page, following in pairwise(tables):
        page.carried_out = following.carried_in = page.blocks[-1].sum_after


def _flow(pages: list[Page], after: list[Part], y: float) -> None:
    """Totals and all that follows; what belongs to the totals moves as one where it fits."""
    page = pages[-1]
    sheet = page.sheet
    together = _together(after)
    if y + together > sheet.lowest and page.blocks:
        page = Page(sheet)
        pages.append(page)
        y = sheet.table_next
    for part in after:
        if y + part.height > sheet.lowest and y > sheet.table_next:
            page = Page(sheet)
            pages.append(page)
            y = sheet.table_next
        if part.at_foot:
            y = max(y, sheet.lowest - 1.5 - part.height)
        page.after.append((y, part.draw))
        y += part.height
    page.bottom = y
