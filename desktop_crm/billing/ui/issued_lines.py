"""The lines of an issued paper as they were printed: the same grid as in the editor, only to look at."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.facts import LineFacts
from desktop_crm.billing.rules.pricing import price
from desktop_crm.billing.ui.line_columns import vat_words
from desktop_crm.values.messages import Translator
from desktop_crm.values.units import unit_word
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.line_grid import GridColumn, LineGrid

HIGHEST = 420
BELOW = 9
"""Pixels under the last line, so that the rounded frame shows."""


def issued_grid(desk: Desk, view: DocumentView) -> LineGrid[LineFacts]:
    """Never empty: even a paper of another program has one line with its sum."""
    t, currency = desk.t, view.row.currency
    lines = view.facts.lines if view.facts is not None else price(view.draft).lines

    def section_sum(lines: tuple[LineFacts, ...], row: int) -> str:
        total = 0
        for line in lines[row + 1 :]:
            if line.is_section:
                break
            total += 0 if line.is_optional else line.shown
        return t.formats.amount(total, currency)

    grid: LineGrid[LineFacts] = LineGrid(
        desk,
        _columns(t, currency, _Progress(t, view, lines)),
        new_line=LineFacts,
        is_section=lambda line: line.is_section,
        section_sum=section_sum,
        name="issued",
    )
    grid.set_read_only()
    grid.set_lines(lines)
    grid.setFixedHeight(min(grid.view.content_height() + BELOW, HIGHEST))
    return grid


class _Progress:
    """How far the lines of a quote or an order are, in words: "4 of 10"."""

    def __init__(self, t: Translator, view: DocumentView, lines: Sequence[LineFacts]) -> None:
        self.t, self.kind = t, view.row.kind
        by_number = {each.line: each for each in view.progress}
        numbered = enumerate((line for line in lines if not line.is_section), 1)
        self._of = {id(line): by_number[number] for number, line in numbered if number in by_number}

    def columns(self) -> list[GridColumn[LineFacts]]:
        """What was taken of a quote; what was delivered and billed of an order."""
        t = self.t
        if self.kind == "quote" and self._of:
            return [GridColumn("taken", t("Taken"), self._taken, width=72, right=True, muted=True)]
        if self.kind == "order" and self._of:
            return [
                GridColumn("delivered", t("Delivered"), self._delivered, width=84, right=True, muted=True),
                GridColumn("invoiced", t("Invoiced"), self._invoiced, width=84, right=True, muted=True),
            ]
        return []

    def _taken(self, line: LineFacts) -> str:
        found = self._of.get(id(line))
        return "" if found is None else self.t.formats.number(found.taken + found.invoiced)

    def _delivered(self, line: LineFacts) -> str:
        found = self._of.get(id(line))
        return "" if found is None else self.t.formats.number(found.delivered)

    def _invoiced(self, line: LineFacts) -> str:
        found = self._of.get(id(line))
        return "" if found is None else self.t.formats.number(found.invoiced)


def _columns(t: Translator, currency: str, progress: _Progress) -> list[GridColumn[LineFacts]]:
    columns: list[GridColumn[LineFacts]] = [
        GridColumn(
            "item",
            t("Item"),
            lambda line: line.name,
            kind="item",
            stretch=True,
            second=lambda line: line.details,
        ),
        GridColumn("qty", t("Qty"), lambda line: line.qty, kind="decimal", width=64),
        GridColumn("unit", t("Unit"), lambda line: unit_word(line.unit, line.qty, t), width=64, muted=True),
        *progress.columns(),
        GridColumn("price", t("Price"), lambda line: line.price, kind="decimal", least=2, width=92),
        GridColumn(
            "discount", t("Disc."), lambda line: discount_words(line, t, currency), width=64, right=True
        ),
        GridColumn(
            "vat", t("VAT"), lambda line: vat_words(line.category, line.rate, t), width=64, right=True
        ),
        GridColumn(
            "total", t("Total"), lambda line: t.formats.amount(line.shown, currency), width=104, right=True
        ),
    ]
    priced = {"price", "discount", "vat", "total"} if progress.kind == "delivery" else set()
    return [column for column in columns if column.key not in priced]


def discount_words(line: LineFacts, t: Translator, currency: str) -> str:
    """ "10%" for one discount in percent, else what all of them came to."""
    if not line.adjustments:
        return ""
    first = line.adjustments[0]
    if len(line.adjustments) == 1 and first.percent is not None and not first.is_charge:
        return t.formats.percent(first.percent)
    total = sum(each.amount if each.is_charge else -each.amount for each in line.adjustments)
    return t.formats.amount(total, currency)
