"""Choosing one of very many by typing: asks the database, shows sublines, offers to make a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs.box import LineBox
from desktop_crm.widgets.inputs.popup import Choice, ChoicePopup
from desktop_crm.widgets.theme import tokens

Search = Callable[[str], Sequence[Choice]]


class EntityPicker(LineBox):
    """`value()` is the chosen `Choice.value` (an id) or None. `search` runs in the database's thread.

    `new_asked(typed)` is emitted from the footer 'New "..."'; leave `new` empty where nothing can be made.
    With `free=True` typed text that was not chosen stays and is given by `text()` (an item's description).
    """

    changed = Signal()
    new_asked = Signal(str)

    def __init__(
        self,
        desk: Desk,
        search: Search,
        name: str = "",
        *,
        new: Callable[[str], str] | None = None,
        placeholder: str = "",
        icon: str = "",
        free: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`new` words the footer: `lambda typed: t("New contact “{name}”", name=typed)`."""
        super().__init__(name=name, placeholder=placeholder, icon=icon, parent=parent)
        self._desk, self._search, self._new, self._free = desk, search, new, free
        self._chosen: Choice | None = None
        self._popup: ChoicePopup | None = None
        self._delay = QTimer(self, singleShot=True, interval=90)
        self._delay.timeout.connect(self._ask)
        self.reserve_right(0 if free else 22)
        self.textEdited.connect(lambda _text: self._typed())

    @property
    def popup(self) -> ChoicePopup:
        """The list under the field, made when first needed."""
        if self._popup is None:
            self._popup = ChoicePopup(self)
            self._popup.taken.connect(self._take)
            self._popup.new_asked.connect(lambda: self.new_asked.emit(self.text().strip()))
        return self._popup

    def value(self) -> Any:
        """What was chosen."""
        return self._chosen.value if self._chosen else None

    @property
    def free(self) -> bool:
        """Whether typed text stays without being chosen."""
        return self._free

    @property
    def choice(self) -> Choice | None:
        """The chosen one with its words."""
        return self._chosen

    def set_value(self, value: object) -> None:
        """A `Choice` or None, shown without telling (an id alone has no words)."""
        self._chosen = value if isinstance(value, Choice) else None
        self.setText(self._chosen.text if self._chosen else "")
        self.setCursorPosition(0)
        if self._chosen and self._chosen.icon:
            self.set_icon(self._chosen.icon)

    def open(self) -> None:
        """Show the choices for what is typed (everything when the field shows a choice)."""
        self._ask(everything=True)

    def _typed(self) -> None:
        if not self.text().strip() and self._chosen is not None:
            self._chosen = None
            self.changed.emit()
        self._delay.start()

    def _ask(self, everything: bool = False) -> None:
        typed = "" if everything and self._chosen else self.text().strip()
        self._desk.tasks.run_latest(
            self, "search", lambda: list(self._search(typed)), lambda found: self._show(found, typed)
        )

    def _show(self, found: list[Choice], typed: str) -> None:
        if not self.hasFocus() and self.isVisible():
            return
        t = self._desk.t
        new = self._new(typed) if self._new else ""
        keys = t("↵ take   Tab next   Esc leave") if found else ""
        self.popup.show_choices(found, typed, new=new, keys=keys, prefer_new=not self._free)

    def _take(self, choice: Choice) -> None:
        self._delay.stop()
        self.set_value(choice)
        self.set_error(None)
        self.changed.emit()

    def _shown(self) -> bool:
        return self._popup is not None and self._popup.isVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self._shown():
                self.popup.move_choice(1 if key == Qt.Key.Key_Down else -1)
            else:
                self.open()
            return
        if self._shown() and key == Qt.Key.Key_Escape:
            self.popup.hide()
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown() and self.popup.take_current():
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
        ) and (
            self._shown() and self.text().strip() and not self.popup.footer.chosen and self._chosen is None
        ):
            self.popup.take_current()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self._free:
            self.selectAll()
            self.open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._popup is not None:
            self._popup.hide()
        self._delay.stop()
        if not self._free:
            self.setText(self._chosen.text if self._chosen else "")
            self.setCursorPosition(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._free:
            x, y = self.width() - 27, self.height() / 2 - 8
            paint_icon(QPainter(self), x, y, "chevrons-up-down", tokens().muted)
