"""Toasts with Undo: the answer to something done, above the status line, gone by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_shadow, draw_text
from desktop_crm.widgets.theme import tokens

KEEP_CLEAR = "keepClear"
"""A widget with this property (a composer at the page's foot) is never covered by a toast."""
_EDGE = 24  # room for the shadow around the toast
_STATUS = 28  # height of the window's status line


class _InverseButton(Button):
    """Words on the toast's inverse ground."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_text(
            painter,
            QRectF(self.rect()),
            self._shown,
            weight=fonts.BOLD,
            colour=tokens().inverse_accent,
            align="center",
        )
        if self.hasFocus():
            draw_box(painter, QRectF(self.rect()), border=tokens().inverse_accent, width=2)


class _InverseClose(IconButton):
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self.width() / 2 - 8, self.height() / 2 - 8, "x", tokens().on_inverse)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()))


class Toast(QWidget):
    """One line on inverse ground, 400 x 48, with an optional verb. Stays while the mouse is on it."""

    def __init__(self, host: QWidget, t: Translator) -> None:
        super().__init__(host)
        self.t, self._host = t, host
        self._text, self._icon = "", "check"
        self._undo: Callable[[], None] | None = None
        self.verb = _InverseButton("", self._act, kind="quiet", parent=self)
        self.close_button = _InverseClose("x", t("Close"), self.hide, parent=self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()
        host.installEventFilter(self)

    def show_text(
        self, text: str, verb: str, run: Callable[[], None] | None, icon: str, seconds: int
    ) -> None:
        """Show; replaces what is shown."""
        self._text, self._undo, self._icon = text, run, icon
        self.verb.setText(verb)
        self.verb.setVisible(run is not None)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(seconds * 1000)
        self.update()

    @property
    def text(self) -> str:
        """The words shown last."""
        return self._text

    def _act(self) -> None:
        run, self._undo = self._undo, None
        self.hide()
        if run is not None:
            run()

    def _place(self) -> None:
        host = self._host
        verb = self.verb.sizeHint().width() if self._undo else 0
        words = fonts.metrics().horizontalAdvance(self._text)
        wide = round(max(400, min(host.width() - 48, words + verb + 120)))
        left = (host.width() - wide) // 2
        top = self._above(QRect(left, host.height() - _STATUS - 12 - 48, wide, 48))
        self.setGeometry(left - _EDGE, top - _EDGE, wide + 2 * _EDGE, 48 + 2 * _EDGE)
        self.close_button.move(_EDGE + wide - 42, _EDGE + 7)
        self.verb.resize(self.verb.sizeHint())
        self.verb.move(_EDGE + wide - 58 - self.verb.width(), _EDGE + 7)

    def _above(self, place: QRect) -> int:
        """The top of a place that covers no verb and nothing which is to be kept clear; in a page full of
        buttons, where there is none in its lower half, the usual place."""
        usual = place.top()
        taken = [
            QRect(widget.mapTo(self._host, widget.rect().topLeft()), widget.size())
            for widget in self._host.findChildren(QWidget)
            if (widget.property(KEEP_CLEAR) or isinstance(widget, QAbstractButton))
            and not self.isAncestorOf(widget)
            and not widget.visibleRegion().isEmpty()
        ]
        while under := [each for each in taken if each.intersects(place)]:
            place.moveBottom(min(each.top() for each in under) - 12)
            if place.top() < self._host.height() // 2:
                return usual
        return place.top()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, _event) -> None:  # type: ignore[no-untyped-def]
        self._timer.stop()

    def leaveEvent(self, _event) -> None:  # type: ignore[no-untyped-def]
        self._timer.start(4000)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = tokens(), QPainter(self)
        box = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        draw_shadow(painter, box, radius=8, blur=16, offset=4)
        draw_box(painter, box, fill=c.inverse, radius=8)
        paint_icon(painter, box.left() + 16, box.center().y() - 8, self._icon, c.on_inverse)
        right = self.verb.geometry().left() - 12 if self._undo else box.right() - 56
        draw_text(
            painter,
            QRectF(box.left() + 44, box.top(), right - box.left() - 44, 48),
            self._text,
            colour=c.on_inverse,
        )
        if self._undo:
            painter.setOpacity(0.4)
            painter.fillRect(QRectF(box.right() - 54, box.top() + 14, 1, 20), c.on_inverse)


class Notices(QObject):
    """What pages say to the person: `done`, `undo`, `refused`. The window gives the host widget."""

    said = Signal(str)  # every text, for the status line and screen readers

    def __init__(self, t: Translator, host: QWidget | None = None) -> None:
        super().__init__(host)
        self.t = t
        self._toast: Toast | None = None
        if host is not None:
            self.set_host(host)

    def set_host(self, host: QWidget) -> None:
        """The widget (the window's body) above whose status line toasts appear."""
        self._toast = Toast(host, self.t)

    @property
    def toast(self) -> Toast | None:
        """The toast, once there is a window."""
        return self._toast

    def done(self, text: str, *, verb: str = "", run: Callable[[], None] | None = None) -> None:
        """Something worked: "Invoice 2026-0042 issued", perhaps with a verb ("Open")."""
        self._say(text, verb, run, "check", 6)

    def undo(self, text: str, run: Callable[[], None]) -> None:
        """Something was taken away: the toast offers to take that back for 10 seconds."""
        self._say(text, self.t("Undo"), run, "check", 10)

    def refused(self, error: UserError | str) -> None:
        """Something cannot be done and no form shows it."""
        text = error if isinstance(error, str) else self.t.message(error.message)
        self._say(text, "", None, "circle-alert", 10)

    def _say(self, text: str, verb: str, run: Callable[[], None] | None, icon: str, seconds: int) -> None:
        self.said.emit(text)
        if self._toast is not None:
            self._toast.show_text(text, verb, run, icon, seconds)
