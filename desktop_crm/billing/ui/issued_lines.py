"""The lines of an issued paper as they were printed: the same grid as in the editor, only to look at."""

from __future__ import annotations

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
        _columns(t, currency),
        new_line=LineFacts,
        is_section=lambda line: line.is_section,
        section_sum=section_sum,
        name="issued",
    )
    grid.set_read_only()
    grid.set_lines(lines)
    grid.setFixedHeight(min(grid.view.content_height() + BELOW, HIGHEST))
    return grid


def _columns(t: Translator, currency: str) -> list[GridColumn[LineFacts]]:
    return [
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


def discount_words(line: LineFacts, t: Translator, currency: str) -> str:
    """ "10%" for one discount in percent, else what all of them came to."""
    if not line.adjustments:
        return ""
    first = line.adjustments[0]
    if len(line.adjustments) == 1 and first.percent is not None and not first.is_charge:
        return t.formats.percent(first.percent)
    total = sum(each.amount if each.is_charge else -each.amount for each in line.adjustments)
    return t.formats.amount(total, currency)
