"""The box that every typed input is drawn in: 34 high, strong border, ring when focused, red when wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import THEME, tokens


def paint_input_box(
    painter: QPainter, rect: QRectF, *, focused: bool, wrong: bool, enabled: bool = True
) -> None:
    """Frame and ground of an input; used by lines, areas, combos and pickers alike."""
    c = tokens()
    draw_box(
        painter,
        rect,
        fill=c.surface if enabled else c.bg,
        border=c.bad if wrong else (c.strong if enabled else c.border),
    )
    if focused:
        if wrong:
            draw_box(painter, rect, border=c.bad, width=2)
        else:
            draw_focus(painter, rect)


def leaves_undo_to_editor(field: QWidget, event: QEvent) -> bool:
    """Inside an editor Ctrl+Z takes back the editor's last step, not the field's letters: one memory."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if not (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)):
        return False
    parent = field.parentWidget()
    while parent is not None:
        if parent.property("keeps_undo"):
            return True
        parent = parent.parentWidget()
    return False


class LineBox(QLineEdit):
    """A line of text in our box, with an optional icon before and a muted suffix (a unit) behind."""

    def __init__(
        self,
        *,
        icon: str = "",
        suffix: str = "",
        right: bool = False,
        placeholder: str = "",
        name: str = "",
        high: int = 34,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.wrong = False
        self._icon, self._suffix = icon, suffix
        self._trailing = 0
        self.setFrame(False)
        self.setFixedHeight(high)
        self.setFont(fonts.font())
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        if right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        THEME.changed.connect(self._tint)
        self._tint()
        self._place()

    def set_suffix(self, suffix: str) -> None:
        """Another suffix; amounts follow the currency of their document."""
        self._suffix = suffix
        self._place()
        self.update()

    def set_icon(self, icon: str) -> None:
        """Another leading icon."""
        self._icon = icon
        self._place()
        self.update()

    def reserve_right(self, width: int) -> None:
        """Keep room at the right for a child button."""
        self._trailing = width
        self._place()

    def set_error(self, text: str | None) -> None:
        """Red frame while `text`; screen readers get it as the description."""
        self.wrong = bool(text)
        self.setAccessibleDescription(text or "")
        self.update()

    def _place(self) -> None:
        left = 10 + (24 if self._icon else 0)
        right = 10 + self._trailing
        if self._suffix:
            right += round(fonts.metrics(fonts.BODY).horizontalAdvance(self._suffix)) + 6
        self.setTextMargins(left - 2, 0, right - 2, 0)

    def _tint(self) -> None:
        colours, clear = self.palette(), QColor(0, 0, 0, 0)
        colours.setColor(QPalette.ColorRole.Base, clear)
        colours.setColor(QPalette.ColorRole.Text, tokens().text)
        colours.setColor(QPalette.ColorRole.PlaceholderText, tokens().muted)
        colours.setColor(QPalette.ColorRole.Highlight, tokens().accent)
        colours.setColor(QPalette.ColorRole.HighlightedText, tokens().on)
        colours.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, tokens().muted)
        colours.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base, clear)
        self.setPalette(colours)

    def event(self, event: QEvent) -> bool:
        if leaves_undo_to_editor(self, event):
            event.ignore()
            return False
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(48, self.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_input_box(painter, rect, focused=self.hasFocus(), wrong=self.wrong, enabled=self.isEnabled())
        if self._icon:
            paint_icon(painter, 11, rect.center().y() - 8, self._icon, tokens().muted)
        if self._suffix:
            draw_text(
                painter,
                rect.adjusted(0, 0, -10 - self._trailing, 0),
                self._suffix,
                colour=tokens().muted,
                align="right",
            )
        painter.end()
        super().paintEvent(event)
