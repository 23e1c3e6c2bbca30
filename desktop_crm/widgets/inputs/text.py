"""Text inputs: one line, several lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.inputs.box import LineBox, leaves_undo_to_editor, paint_input_box
from desktop_crm.widgets.theme import THEME, tokens


class TextInput(LineBox):
    """One line of text. `value()` is stripped of outer spaces."""

    changed = Signal()

    def __init__(
        self,
        name: str = "",
        *,
        placeholder: str = "",
        icon: str = "",
        suffix: str = "",
        longest: int = 10_000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name=name, placeholder=placeholder, icon=icon, suffix=suffix, parent=parent)
        self.setMaxLength(longest)
        self.textEdited.connect(lambda _text: self.changed.emit())

    def value(self) -> str:
        """What was typed."""
        return self.text().strip()

    def set_value(self, value: object) -> None:
        """Show a text without telling; the cursor stays when nothing changed."""
        text = "" if value is None else str(value)
        if text != self.value():
            self.setText(text)
            self.setCursorPosition(0)


class _Area(QPlainTextEdit):
    """The text of an area; Tab leaves it, Ctrl+Tab types one."""

    def event(self, event: QEvent) -> bool:
        if leaves_undo_to_editor(self, event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.insertPlainText("\t")
            return
        super().keyPressEvent(event)


class AreaInput(QWidget):
    """Several lines of plain text in our box."""

    changed = Signal()

    def __init__(
        self,
        name: str = "",
        *,
        placeholder: str = "",
        lines: int = 4,
        framed: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.wrong = False
        self._framed, self._silent = framed, False
        self.edit = _Area(self)
        self.edit.setTabChangesFocus(True)
        self.edit.setFrameShape(QFrame.Shape.NoFrame)
        self.edit.setFont(fonts.font())
        self.edit.setPlaceholderText(placeholder)
        self.edit.document().setDocumentMargin(0)
        self.edit.viewport().setAutoFillBackground(False)
        self.edit.setAccessibleName(name)
        self.setFocusProxy(self.edit)
        self.edit.setMinimumHeight(20)  # Qt's own least height is that of three lines
        self.setMinimumHeight(16 + 20 * lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 4, 8)
        layout.addWidget(self.edit)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._changed)
        THEME.changed.connect(self._tint)
        self._tint()

    def setAccessibleName(self, name: str) -> None:
        """The editor inside carries the name."""
        self.edit.setAccessibleName(name)

    def value(self) -> str:
        """What was typed, without spaces and blank lines at the end."""
        return self.edit.toPlainText().rstrip()

    def set_value(self, value: object) -> None:
        """Show a text without telling; the cursor stays when nothing changed."""
        text = "" if value is None else str(value)
        if text != self.value():
            self._silent = True
            self.edit.setPlainText(text)
            self._silent = False

    def set_error(self, text: str | None) -> None:
        """Red frame while `text`."""
        self.wrong = bool(text)
        self.edit.setAccessibleDescription(text or "")
        self.update()

    def _changed(self) -> None:
        if not self._silent:
            self.changed.emit()

    def _tint(self) -> None:
        colours = self.edit.palette()
        colours.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        for role, colour in (
            (QPalette.ColorRole.Text, tokens().text),
            (QPalette.ColorRole.PlaceholderText, tokens().muted),
        ):
            colours.setColor(role, colour)
        self.edit.setPalette(colours)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._framed:
            paint_input_box(
                QPainter(self),
                QRectF(self.rect()),
                focused=self.edit.hasFocus(),
                wrong=self.wrong,
                enabled=self.isEnabled(),
            )
