"""What was kept long enough, in one list; one act deletes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs import CheckInput
from desktop_crm.widgets.labels import ElidedLabel, Label
from desktop_crm.workspace import purging
from desktop_crm.workspace.purging import Proposal


class PurgeDialog(ModalDialog):
    """A line a kind, each of which can be left out."""

    confirmed = Signal(object)
    """The proposals that were left ticked."""

    def __init__(self, desk: Desk, proposals: Sequence[Proposal], parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Kept long enough"),
            t(
                "Your firm wanted to keep this no longer. It goes for good; "
                "issued papers stay as the law says."
            ),
            primary=t("Delete for good"),
            width=768,
            danger=True,
            parent=parent,
        )
        self._proposals = tuple(proposals)
        self.primary.setDefault(False)
        self.primary.setAutoDefault(False)
        self.ticks: list[CheckInput] = []
        block = QWidget()
        grid = QGridLayout(block)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(2, 1)
        for line, each in enumerate(self._proposals):
            tick = CheckInput(t.message(purging.count_words(each)))
            tick.set_value(True)
            tick.changed.connect(self._count)
            self.ticks.append(tick)
            grid.addWidget(tick, line, 0)
            grid.addWidget(Label(t.message(each.reason), "muted"), line, 1)
            more = each.count - len(each.names)
            names = ", ".join(each.names) + (f" + {t.formats.number(more)}" if each.names and more else "")
            grid.addWidget(ElidedLabel(names, "muted"), line, 2)
        self.add(block)
        self.add(
            Label(
                t("How long your firm keeps what stands in the settings, under Privacy."),
                "caption",
                wrap=True,
            )
        )
        self.blocks.addStretch(1)

    @property
    def chosen(self) -> tuple[Proposal, ...]:
        """Those that are ticked."""
        return tuple(each for each, tick in zip(self._proposals, self.ticks, strict=True) if tick.value())

    def first_focus(self) -> QWidget:
        """Cancel: Enter alone deletes nothing."""
        return self.cancel_button

    def _count(self) -> None:
        self.primary.setEnabled(bool(self.chosen))

    def accept_primary(self) -> None:
        """Yes, for good."""
        chosen = self.chosen
        self.accept()
        self.confirmed.emit(chosen)
