"""Modern's panel beside the totals: where to pay to, with the code to scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents import payment
from desktop_crm.billing.documents.ladder import Ladder
from desktop_crm.billing.documents.payment import Fact
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean, ellipsis, wrap
from desktop_crm.company.rules.looks import MODERN

_GAP: Final = 3.4
_WIDTH: Final = 80.0
_EDGE: Final = 2.0
_PAD: Final = 2.6
_WHITE: Final = 2.2
"""Four modules round a code of 25 mm."""
_LABEL: Final = 7.6
_VALUES: Final = (9.5, 9.0, 8.5)
_TALLEST: Final = 75.0


@dataclass(frozen=True, slots=True)
class Panel:
    """Totals and panel side by side."""

    paper: Setting
    ladder: Ladder
    rows: tuple[Fact, ...]
    payload: str | None
    size: float

    @property
    def panel_height(self) -> float:
        text = 9.6 + sum(_row_height(row) for row in self.rows)
        return max(text, payment.QR + 2 * _WHITE + 8.0 if self.payload else 0.0)

    @property
    def height(self) -> float:
        return max(self.ladder.height, _GAP + self.panel_height) + 1.0

    def draw(self, canvas: TaggedCanvas, y: float) -> None:
        self.ladder.draw(canvas, y)
        paper, left, y = self.paper, self.paper.sheet.left - _EDGE, y + _GAP
        canvas.box(left, y, _WIDTH, self.panel_height, paper.tint)
        side = payment.QR + 2 * _WHITE
        x = left + _PAD + (side + _PAD if self.payload else 2.4)
        if self.payload:
            canvas.box(left + _PAD, y + _PAD, side, side, (1, 1, 1))
        with canvas.mark("H2"):
            words = paper.t("Payment")
            canvas.text(x, y + 6.4, words, paper.sheet.heading_size, bold=True, color=paper.accent)
        self._facts(canvas, x, y + 9.0)
        if self.payload:
            payment.draw_code(canvas, paper, self.payload, left + _PAD + _WHITE, y + _PAD + _WHITE, 5.4)

    def _facts(self, canvas: TaggedCanvas, x: float, y: float) -> None:
        with canvas.group("Table", summary=self.paper.t("Account to pay to")):
            for row in self.rows:
                base = y + 2.8
                with canvas.group("TR"):
                    if row.label:
                        with canvas.mark("TH", scope="Row"):
                            canvas.text(x, base, row.label + " ", _LABEL, color=m.GREY)
                    else:
                        canvas.add("TH", scope="Row")
                        base -= 3.4
                    with canvas.mark("TD"):
                        for line in row.lines:
                            base += 4.1
                            canvas.text(x, base, line + " ", self.size, bold=row.bold, color=m.TEXT)
                y += _row_height(row)


def panel_of(paper: Setting, ladder: Ladder) -> Panel | None:
    """The panel, where the design has one and it finds room beside the totals."""
    sheet = paper.sheet
    if sheet.design != MODERN or not payment.is_asked(paper) or payment.has_slip(paper):
        return None
    if ladder.width > sheet.right - (sheet.left - _EDGE + _WIDTH) - 4.5:
        return None
    payload = payment.payload_of(paper)
    room = _WIDTH - 2 * _PAD - (payment.QR + 2 * _WHITE + _PAD if payload else 2.4)
    account = payment.account_rows(paper)
    size = next(
        (
            size
            for size in _VALUES
            if all(m.room(row[1], size, bold=row[2]) <= room for row in account if row[2])
        ),
        _VALUES[-1],
    )
    rows = tuple(
        Fact(
            ellipsis(label, room * MM, _LABEL),
            tuple(line for line in wrap(clean(value), room * MM, size, bold) if line)[:6],
            bold,
        )
        for label, value, bold in account
    )
    panel = Panel(paper, ladder, rows, payload, size)
    return panel if rows and panel.panel_height <= _TALLEST else None


def _row_height(row: Fact) -> float:
    return (4.3 if row.label else 0.9) + 4.1 * (len(row.lines) - 1) + 3.6
