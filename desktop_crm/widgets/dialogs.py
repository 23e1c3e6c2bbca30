"""Modal dialogs over a scrim: only to choose, or to confirm what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.labels import ElidedLabel, Hairline, Label
from desktop_crm.widgets.page import Scroll
from desktop_crm.widgets.painting import draw_box, draw_shadow
from desktop_crm.widgets.strips import Strip
from desktop_crm.widgets.theme import tokens

Width = Literal[480, 560, 768, 960]


class _Panel(QWidget):
    """The dialog's own ground."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = tokens()
        fill = c.raised if c.dark else c.surface
        draw_box(
            QPainter(self), QRectF(self.rect()), fill=fill, border=c.border if c.dark else None, radius=12
        )


class _Body(Scroll):
    """As high as its blocks where the window has room for them; else they scroll, and nothing is squeezed."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__(inner)
        self._inner = inner
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self._inner.layout()
        if layout is None:
            return 0
        layout.activate()
        least = max(layout.totalSizeHint().height(), layout.totalMinimumSize().height())
        return max(least, layout.totalHeightForWidth(width)) if layout.hasHeightForWidth() else least

    def sizeHint(self) -> QSize:
        wide = self._inner.sizeHint().width()
        return QSize(wide, self.heightForWidth(max(wide, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 64)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other blocks are another height."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)


class ModalDialog(QDialog):
    """Head (title, one sentence), body blocks 16 apart, footer with a hint, Cancel and the primary verb.

        class PayDialog(ModalDialog):
            def __init__(self, desk, ...):
                super().__init__(t, t("Record payment"), facts, primary=t("Record €706.64"))
                self.add(self.form)
            def accept_primary(self): self.desk.tasks.run(self, ..., self.finish, self.show_error)

    It covers its parent's window with a scrim; `open()` shows it without stopping the event loop.
    """

    def __init__(
        self,
        t: Translator,
        title: str,
        sentence: str = "",
        *,
        primary: str = "",
        cancel: str = "",
        hint: str = "",
        width: Width = 480,
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent.window() if parent is not None else None, Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.t = t
        self._wide = int(width)
        self._behind: QPixmap | None = None
        self.panel = _Panel(self)
        self.strip = Strip("bad")
        self.strip.hide()
        whole = QVBoxLayout(self.panel)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head(title, sentence))
        inner = QWidget()
        self.blocks = QVBoxLayout(inner)
        self.blocks.setContentsMargins(24, 16, 24, 20)
        self.blocks.setSpacing(16)
        self.blocks.addWidget(self.strip)
        self.body = _Body(inner)
        whole.addWidget(self.body, 1)
        self._finish_footer(whole, primary, cancel or t("Cancel"), hint, danger)
        self.setSizeGripEnabled(False)

    def _head(self, title: str, sentence: str) -> QHBoxLayout:
        self.title = ElidedLabel(title, "section")
        self.sentence = Label(sentence, "muted", wrap=True, parent=self.panel)
        self.sentence.setVisible(bool(sentence))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        line = QHBoxLayout()
        line.setContentsMargins(24, 20, 16, 0)
        line.addLayout(words, 1)
        self.close_button = IconButton("x", self.t("Close"), self.reject, compact=True)
        line.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _finish_footer(self, whole: QVBoxLayout, primary: str, cancel: str, hint: str, danger: bool) -> None:
        whole.addWidget(Hairline(strong=True))
        self.footer = QHBoxLayout()
        self.footer.setContentsMargins(24, 16, 24, 16)
        self.footer.setSpacing(8)
        self.hint = Label(hint, "caption", wrap=True)
        self._idle_hint: str | None = None
        self.footer.addWidget(self.hint, 1)
        self.cancel_button = Button(cancel, self.reject)
        self.primary = Button(
            primary, self.accept_primary, kind="danger" if danger else "primary", parent=self.panel
        )
        self.primary.setDefault(True)
        self.footer.addWidget(self.cancel_button)
        self.footer.addWidget(self.primary)
        self.primary.setVisible(bool(primary))
        whole.addLayout(self.footer)

    def add(self, block: QWidget | QLayout, stretch: int = 0) -> None:
        """Append a block to the body."""
        if isinstance(block, QLayout):
            self.blocks.addLayout(block, stretch)
        else:
            self.blocks.addWidget(block, stretch)

    def add_side_act(self, button: Button) -> None:
        """A button at the footer's left."""
        self.footer.insertWidget(0, button)

    def set_hint(self, text: str) -> None:
        """Words in the footer, for example why the primary is disabled."""
        self.hint.setText(text)

    def set_busy(self, busy: bool) -> None:
        """While the work runs nothing can be pressed twice, and a second Enter does not press Cancel; the
        footer says that it runs."""
        if busy and self.focusWidget() is self.primary:
            self.setFocus()
        if busy and self._idle_hint is None:
            self._idle_hint = self.hint.text()
            self.hint.setText(self.t("One moment\u2026"))
        elif not busy and self._idle_hint is not None:
            self.hint.setText(self._idle_hint)
            self._idle_hint = None
        self.primary.setEnabled(not busy)
        if not busy and self.focusWidget() in (None, self):
            self.primary.setFocus()

    def done(self, result: int) -> None:
        """Close, and give the keyboard back to the window even where no window manager does."""
        super().done(result)
        host = self.parentWidget()
        if host is not None:
            host.activateWindow()

    def show_error(self, error: UserError) -> None:
        """A refusal that no field shows."""
        self.set_busy(False)
        self.strip.set_text(self.t.message(error.message))
        self.strip.show()

    def refuse(self, form: Form, error: UserError) -> None:
        """At the field of the form that it names, else as one that no field shows."""
        self.set_busy(False)
        if error.field in form.names:
            form.show_error(error)
        else:
            self.show_error(error)

    def accept_primary(self) -> None:
        """What the primary does; closes the dialog unless overridden."""
        self.accept()

    def finish(self, _result: Any = None) -> None:
        """Close as done; handy as the `done` of a task."""
        self.accept()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        host = self.parentWidget()
        if host is not None:
            host.installEventFilter(self)
            if may_lack_transparency():
                self._behind = host.grab()
        self._place()
        super().showEvent(event)
        QTimer.singleShot(0, self, self._place)
        target = self.first_focus()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def first_focus(self) -> QWidget | None:
        """What has the focus when the dialog opens: the first input of the body, else the primary."""
        for child in self.panel.findChildren(QWidget):
            inner = isinstance(
                child, QLineEdit | QComboBox | QPlainTextEdit | QAbstractButton | QAbstractItemView
            )
            mine = child in (self.close_button, self.cancel_button, self.primary)
            if inner and not mine and child.isEnabled() and child.isVisibleTo(self.panel):
                return child
        return self.primary

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._place_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self.parentWidget():
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place_panel()
        return super().event(event)

    def _place(self) -> None:
        host = self.parentWidget()
        if host is not None:
            self.setGeometry(host.geometry() if host.isWindow() else host.rect())
        else:
            self.resize(self._wide + 96, self._high() + 96)
        self._place_panel()

    def _high(self) -> int:
        layout = self.panel.layout()
        if layout is None:
            return 200
        layout.activate()
        wide = min(self._wide, max(320, self.width() - 32) if self.parentWidget() else self._wide)
        return max(
            layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else 0,
            layout.totalSizeHint().height(),
        )

    def _place_panel(self) -> None:
        wide = min(self._wide, max(320, self.width() - 32))
        high = min(self._high(), self.height() - 32)
        left, top = (self.width() - wide) // 2, max(16, (self.height() - high) * 2 // 5)
        self.panel.setGeometry(left, top, wide, high)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.primary.isEnabled() and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.primary.click()
            return
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            bar, step = self.body.verticalScrollBar(), 1 if event.key() == Qt.Key.Key_PageDown else -1
            bar.setValue(bar.value() + step * bar.pageStep())
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._behind is not None:
            painter.drawPixmap(QPoint(0, 0), self._behind)
        if self.parentWidget() is not None:
            painter.fillRect(self.rect(), tokens().scrim)
        draw_shadow(painter, QRectF(self.panel.geometry()), radius=12, blur=32, offset=10)


class ConfirmDialog(ModalDialog):
    """Says what will happen and waits; `confirmed` is emitted on yes.

    With `stays` it stands until the work that it began has ended: `finish()` or `show_error()`.
    """

    confirmed = Signal()
    stays = False

    def accept_primary(self) -> None:
        """Yes."""
        if self.stays:
            self.set_busy(True)
            self.confirmed.emit()
            return
        self.confirmed.emit()
        self.accept()


def confirm(
    parent: QWidget,
    t: Translator,
    title: str,
    sentence: str,
    verb: str,
    run: Callable[[], None],
    *,
    danger: bool = False,
    stays: bool = False,
) -> ConfirmDialog:
    """Ask before what cannot be undone: the primary says verb and object ("Delete draft").

    `stays` keeps the dialog open while the work runs; whoever runs it closes it.
    """
    dialog = ConfirmDialog(t, title, sentence, primary=verb, danger=danger, parent=parent)
    dialog.stays = stays
    dialog.confirmed.connect(run)
    dialog.open()
    return dialog


def may_lack_transparency() -> bool:
    """X displays without a compositor (remote ones, plain window managers) show black for what is clear."""
    return QGuiApplication.platformName() == "xcb"


def picture(host: QWidget, dialog: ModalDialog) -> QPixmap:
    """Window and dialog as one picture: a dialog is a window of its own, which `host.grab()` leaves out."""
    whole = host.grab()
    painter = QPainter(whole)
    painter.drawPixmap(QPoint(0, 0), dialog.grab())
    painter.end()
    return whole
