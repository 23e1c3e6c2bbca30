"""Lines to tick with how much of each: what a delivery note, an order or a progress invoice takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.fulfilling import WantedLine
from desktop_crm.billing.rules.pricing import numbered
from desktop_crm.billing.service import DocumentRef
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.values.units import unit_word
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs import CheckInput, DecimalInput
from desktop_crm.widgets.labels import ElidedLabel, Hairline, Label
from desktop_crm.widgets.page import Scroll


@dataclass(frozen=True)
class _Pick:
    number: int
    tick: CheckInput
    qty: DecimalInput
    left: Decimal
    ticked: bool


class LinePicks(QWidget):
    """A table of lines: tick, what is left, how much now. `left`: by the line's number; a line with nothing
    left stands there unticked (an option of a quote, or more of what was delivered)."""

    edited = Signal()

    def __init__(self, t: Translator, view: DocumentView, left: Mapping[int, Decimal], now: str) -> None:
        super().__init__()
        self.t, self.view = t, view
        self.picks: list[_Pick] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for column, title in enumerate((t("Line"), t("Left"), now)):
            grid.addWidget(ElidedLabel(title, "caption", right=column > 0), 0, column)
        for row, (number, qty) in enumerate(left.items(), 1):
            self._add(grid, row * 2, number, qty)
        if not left:
            grid.addWidget(Label(t("Nothing is left."), "muted"), 1, 0, 1, 3)
        grid.setRowStretch(1000, 1)
        grid.setColumnMinimumWidth(1, 110)
        self.setMinimumHeight(min(280, 40 + 46 * max(len(left), 1)))

    def _add(self, grid: QGridLayout, row: int, number: int, left: Decimal) -> None:
        t, line = self.t, numbered(self.view.draft)[number]
        tick = CheckInput(line.name.replace("&", "&&") or t("Line {n}", n=number), bool(left))
        tick.setMinimumWidth(40)
        qty = DecimalInput(t, t("Quantity of {name}", name=line.name))
        qty.setFixedWidth(104)
        qty.set_value(left or line.qty)
        words = f"{t.formats.number(left)} {unit_word(line.unit, left, t)}"
        grid.addWidget(Hairline(), row - 1, 0, 1, 3)
        grid.addWidget(tick, row, 0)
        grid.addWidget(ElidedLabel(words, "muted", right=True), row, 1)
        grid.addWidget(qty, row, 2, Qt.AlignmentFlag.AlignRight)
        self.picks.append(_Pick(number, tick, qty, left, bool(left)))
        tick.changed.connect(self.edited)
        qty.changed.connect(partial(self._typed, tick))

    def _typed(self, tick: CheckInput) -> None:
        tick.set_value(True)
        self.edited.emit()

    def wanted(self) -> tuple[WantedLine, ...] | None:
        """What is ticked; None stands for all that is left. UserError for a quantity that is no number."""
        found, whole = [], True
        for pick in self.picks:
            is_ticked = bool(pick.tick.value())
            qty = pick.qty.value() if is_ticked else None
            whole = whole and is_ticked is pick.ticked and (not is_ticked or qty == pick.left)
            if is_ticked:
                found.append(WantedLine(pick.number, qty if isinstance(qty, Decimal) else Decimal(0)))
        return None if whole else tuple(found)


Act = Callable[[Caller, Sequence[WantedLine] | None], DocumentRef]


class LinesDialog(ModalDialog):
    """Asks which lines and how much of them; `act` makes the draft, which then opens."""

    def __init__(
        self,
        desk: Desk,
        view: DocumentView,
        left: Mapping[int, Decimal],
        act: Act,
        made: Callable[[DocumentRef], None],
        *,
        title: str,
        sentence: str,
        now: str,
        verb: str,
        parent: QWidget,
    ) -> None:
        super().__init__(desk.t, title, sentence, primary=verb, width=768, parent=parent)
        self.desk, self._act, self._made = desk, act, made
        self.lines = LinePicks(desk.t, view, left, now)
        self.add(Scroll(self.lines), 1)
        self.lines.edited.connect(self.strip.hide)

    def accept_primary(self) -> None:
        """Make the draft."""
        try:
            wanted = self.lines.wanted()
        except UserError as error:
            self.show_error(error)
            return
        self.set_busy(True)
        caller, act = self.desk.caller, self._act
        self.desk.tasks.run(self, lambda: act(caller, wanted), self._done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.show_error(error)

    def _done(self, ref: DocumentRef) -> None:
        self.accept()
        self._made(ref)
