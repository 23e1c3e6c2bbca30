"""The box of sums, the same on the editor and on the issued paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.billing.rules.facts import AdjustmentFacts, NamedAmount, TaxFacts, TotalFacts
from desktop_crm.billing.ui.words import tax_words
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.painting import draw_box, draw_text
from desktop_crm.widgets.theme import tokens


@dataclass(frozen=True)
class Figure:
    """One row: words left, amount right. `weight`: "plain", "strong" or "total"; "rule" is a line across."""

    label: str
    amount: str
    weight: str = "plain"


RULE = Figure("", "", "rule")
_HEIGHTS = {"plain": 24, "strong": 28, "total": 34, "rule": 17}


class FiguresBox(QWidget):
    """Painted rows in a box of radius 8; the accessible name reads them all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumWidth(304)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Other rows."""
        figures = tuple(figures)
        if figures == self._figures:
            return
        self._figures = figures
        self.setAccessibleName("; ".join(f"{f.label} {f.amount}" for f in figures if f.label))
        self.setMinimumHeight(20 + sum(_HEIGHTS[figure.weight] for figure in figures))
        self.updateGeometry()
        self.update()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is shown."""
        return self._figures

    def amount_of(self, label: str) -> str:
        """The amount shown beside these words; KeyError when there is no such row."""
        return {figure.label: figure.amount for figure in self._figures}[label]

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = tokens(), QPainter(self)
        draw_box(painter, QRectF(self.rect()), fill=c.surface, border=c.border, radius=8)
        y = 10.0
        for figure in self._figures:
            high = _HEIGHTS[figure.weight]
            line = QRectF(16, y, self.width() - 32, high)
            if figure.weight == "rule":
                painter.fillRect(QRectF(16, y + 8, self.width() - 32, 1), c.border)
            else:
                _paint_figure(painter, line, figure)
            y += high


def _paint_figure(painter: QPainter, line: QRectF, figure: Figure) -> None:
    c, total = tokens(), figure.weight == "total"
    bold = fonts.BOLD if figure.weight != "plain" else fonts.REGULAR
    size = fonts.TITLE if total else fonts.BODY
    width = fonts.metrics(size, bold).horizontalAdvance(figure.amount)
    draw_text(painter, line, figure.amount, size=size, weight=bold, colour=c.text, align="right")
    draw_text(
        painter,
        line.adjusted(0, 0, -width - 12, 0),
        figure.label,
        size=fonts.SECTION if total else fonts.BODY,
        weight=bold,
        colour=c.text if figure.weight != "plain" else c.muted,
    )


def sum_figures(
    t: Translator,
    currency: str,
    sums: TotalFacts,
    taxes: Sequence[TaxFacts],
    adjustments: Sequence[AdjustmentFacts] = (),
    extra_taxes: Sequence[NamedAmount] = (),
    withholdings: Sequence[NamedAmount] = (),
    tax_abroad: tuple[str, int] | None = None,
) -> list[Figure]:
    """Net, VAT by rate, total, and what makes the sum to be paid differ from it.

    `tax_abroad`: the VAT in the currency of the tax office, with its code.
    """

    def plain(minor: int) -> str:
        return t.formats.amount(minor, currency)

    rows: list[Figure] = []
    if adjustments:
        rows.append(Figure(t("Lines"), plain(sums.sum_lines)))
        rows += [
            Figure(_adjustment_words(t, each), plain(each.amount if each.is_charge else -each.amount))
            for each in adjustments
        ]
    rows.append(Figure(t("Net"), plain(sums.net)))
    rows += [Figure(tax_words(t, tax, currency), plain(tax.tax)) for tax in taxes]
    rows += [Figure(_named(t, extra), plain(extra.amount)) for extra in extra_taxes]
    rows += [RULE, Figure(t("Total"), t.formats.money(sums.gross, currency), "total")]
    after = [Figure(_named(t, held), plain(-held.amount)) for held in withholdings]
    if sums.prepaid:
        after.append(Figure(t("Paid in advance"), plain(-sums.prepaid)))
    if sums.rounding:
        after.append(Figure(t("Rounding"), plain(sums.rounding)))
    if after:
        rows += [*after, Figure(t("To pay"), t.formats.money(sums.due, currency), "strong")]
    if tax_abroad is not None:
        code, amount = tax_abroad
        rows.append(Figure(t("VAT in {currency}", currency=code), t.formats.amount(amount, code)))
    return rows


def _named(t: Translator, amount: NamedAmount) -> str:
    if amount.rate is None:
        return amount.name
    return t("{name} {rate}", name=amount.name, rate=t.formats.percent(amount.rate))


def _adjustment_words(t: Translator, each: AdjustmentFacts) -> str:
    word = each.reason or (t("Charge") if each.is_charge else t("Discount"))
    if each.percent is not None:
        word = t("{name} {rate}", name=word, rate=t.formats.percent(each.percent))
    if each.rate is not None:
        return t("{name} (VAT {rate})", name=word, rate=t.formats.percent(each.rate))
    return word
