"""Buttons, drawn by one class: the filled primary of a page, bordered, quiet, link ones, icons, menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop_crm.widgets import fonts, keys, tips
from desktop_crm.widgets.icons import icon as menu_icon
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

_KEYPAD = Qt.KeyboardModifier.KeypadModifier

Kind = Literal["primary", "secondary", "quiet", "link", "danger"]


@dataclass(frozen=True)
class MenuItem:
    """An entry of a menu; a None in a list of entries is a dividing line."""

    text: str
    run: Callable[[], None]
    icon: str = ""
    enabled: bool = True
    shortcut: str = ""
    checked: bool | None = None
    right: str = ""
    """Without it the entry is not there (`Desk.permitted`)."""


MenuItems = Sequence[MenuItem | None]


def side_by_side(*buttons: QWidget, is_left: bool = False) -> QWidget:
    """Buttons as one widget; `is_left` leaves the room that is over at the right."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for button in buttons:
        layout.addWidget(button)
    if is_left:
        layout.addStretch(1)
    return row


def fill_menu(menu: QMenu, items: MenuItems) -> None:
    """Put entries into a menu, tinted for the colours in force."""
    menu.clear()
    for item in items:
        if item is None:
            menu.addSeparator()
            continue
        action = QAction(item.text, menu)
        action.triggered.connect(lambda _checked=False, run=item.run: run())
        action.setEnabled(item.enabled)
        if item.icon:
            action.setIcon(menu_icon(item.icon))
        if item.shortcut:
            action.setShortcut(QKeySequence(item.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if item.checked is not None:
            action.setCheckable(True)
            action.setChecked(item.checked)
        menu.addAction(action)


class Button(QPushButton):
    """A push button 34 high (28 inside boxes). `hint` shows a shortcut after the word, muted."""

    def __init__(
        self,
        text: str,
        clicked: Callable[[], None] | None = None,
        *,
        kind: Kind = "secondary",
        icon: str = "",
        shortcut: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.kind: Kind = kind
        self.icon_name = icon
        self.hint = keys.native(shortcut) if shortcut else ""
        self._high = 28 if compact else 34
        self._menu_items: Callable[[], MenuItems] | None = None
        self.setFixedHeight(self._high)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(text.replace("&", ""))
        self.setAutoDefault(False)
        if clicked is not None:
            self.clicked.connect(lambda: clicked())
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))

    def setText(self, text: str) -> None:
        """Also the accessible name; Qt would forget the shortcut of a button with other words."""
        keys = self.shortcut()
        super().setText(text)
        self.setShortcut(keys)
        self.setAccessibleName(text.replace("&", ""))
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        """Another Lucide icon, or "" for none."""
        self.icon_name = name
        self.updateGeometry()
        self.update()

    def set_menu(self, items: Callable[[], MenuItems]) -> None:
        """Open a menu below when clicked; entries are asked for each time."""
        self._menu_items = items
        self.clicked.connect(self.open_menu)
        self.updateGeometry()

    def open_menu(self) -> None:
        """Show the menu under the button."""
        if self._menu_items is None:
            return
        menu = QMenu(self)
        menu.setFont(fonts.font())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self._menu_items())
        x = self.width() - menu.sizeHint().width() if self._opens_left(menu) else 0
        menu.popup(self.mapToGlobal(QPoint(x, self.height() + 4)))

    def _opens_left(self, menu: QMenu) -> bool:
        window = self.window()
        return self.mapTo(window, QPoint(0, 0)).x() + menu.sizeHint().width() > window.width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does (Qt leaves that to dialogs)."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
            return
        super().keyPressEvent(event)

    @property
    def _weight(self) -> int:
        return fonts.BOLD if self.kind in ("primary", "danger") else fonts.REGULAR

    @property
    def _shown(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _padding(self) -> int:
        if self.kind == "link":
            return 4
        return 10 if self._high < 34 else 12

    def sizeHint(self) -> QSize:
        width = 2.0 * self._padding()
        if self.icon_name:
            width += 16 + (8 if self._shown else 0)
        width += fonts.metrics(fonts.BODY, self._weight).horizontalAdvance(self._shown)
        if self.hint:
            width += 8 + fonts.metrics(fonts.CODE).horizontalAdvance(self.hint)
        if self._menu_items is not None:
            width += 22
        return QSize(round(width + 0.5), self._high)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink = self._paint_box(painter, rect)
        x = rect.left() + self._padding()
        content = self.sizeHint().width()
        if rect.width() > content:
            x += round((rect.width() - content) / 2)
        middle = rect.center().y()
        if self.icon_name:
            paint_icon(painter, x, middle - 8, self.icon_name, ink if self._shown else self._icon_ink(ink))
            x += 24
        text = QRectF(x, 0, rect.right() - x - (self._padding() - 1), rect.height())
        draw_text(painter, text, self._shown, weight=self._weight, colour=ink)
        x += fonts.metrics(fonts.BODY, self._weight).horizontalAdvance(self._shown) + 8
        if self.hint:
            hint_ink = ink if self.kind in ("primary", "danger") else tokens().muted
            draw_text(painter, QRectF(x, 0, 200, rect.height()), self.hint, size=fonts.CODE, colour=hint_ink)
        if self._menu_items is not None:
            paint_icon(painter, rect.right() - self._padding() - 14, middle - 7, "chevron-down", ink, 14)
        if self.hasFocus():
            self._paint_focus(painter, rect)

    def _icon_ink(self, ink: QColor) -> QColor:
        return ink

    def _paint_box(self, painter: QPainter, rect: QRectF) -> QColor:
        c, down, over = tokens(), self.isDown(), self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            if self.kind in ("primary", "secondary", "danger"):
                draw_box(painter, rect, fill=c.fill, border=c.border)
            return c.muted
        if self.kind in ("primary", "danger"):
            fill = c.accent if self.kind == "primary" else c.bad
            draw_box(
                painter, rect, fill=c.accent_hover if (over or down) and self.kind == "primary" else fill
            )
            return c.on
        if self.kind == "secondary":
            border = c.button_border if self._shown else c.strong
            draw_box(painter, rect, fill=c.hover if over or down else c.surface, border=border)
            return c.text
        if over or down:
            draw_box(painter, rect, fill=c.hover if self.kind == "quiet" else c.soft)
        return c.accent if self.kind == "link" else c.text

    def _paint_focus(self, painter: QPainter, rect: QRectF) -> None:
        if self.kind in ("primary", "danger") and self.isEnabled():
            draw_box(painter, rect.adjusted(2, 2, -2, -2), border=tokens().surface, radius=4, width=1.5)
        else:
            draw_focus(painter, rect)


class IconButton(Button):
    """A square button with an icon only; `name` is its accessible name and its tip."""

    def __init__(
        self,
        icon: str,
        name: str,
        clicked: Callable[[], None] | None = None,
        *,
        kind: Kind = "quiet",
        compact: bool = False,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", clicked, kind=kind, icon=icon, compact=compact, parent=parent)
        self.setAccessibleName(name)
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
            tips.set_tip(self, f"{name} ({keys.native(shortcut)})")
        else:
            tips.set_tip(self, name)
        self.setFixedSize(self._high, self._high)

    def sizeHint(self) -> QSize:
        return QSize(self._high, self._high)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink = self._paint_box(painter, rect)
        if self.kind == "quiet" and not self.underMouse():
            ink = tokens().muted
        paint_icon(painter, rect.center().x() - 8, rect.center().y() - 8, self.icon_name, ink)
        if self.hasFocus():
            self._paint_focus(painter, rect)


class SplitButton(Button):
    """A button whose right 32 px open a menu with kindred verbs; Alt+Down opens it by keyboard."""

    def __init__(
        self,
        text: str,
        clicked: Callable[[], None],
        items: Callable[[], MenuItems],
        *,
        kind: Kind = "primary",
        icon: str = "",
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, None, kind=kind, icon=icon, shortcut=shortcut, parent=parent)
        self._run = clicked
        self._menu_items = items
        self._in_menu = False
        self.clicked.connect(self._clicked)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(16, 0)

    minimumSizeHint = sizeHint

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._in_menu = event.position().x() > self.width() - 32
        super().mousePressEvent(event)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Down and (alt or not event.modifiers()):
            self.open_menu()
            return
        super().keyPressEvent(event)

    def _clicked(self) -> None:
        in_menu, self._in_menu = self._in_menu, False
        if in_menu:
            self.open_menu()
        else:
            self._run()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        line = tokens().on if self.kind == "primary" and self.isEnabled() else tokens().button_border
        painter.setOpacity(0.45)
        painter.fillRect(QRectF(self.width() - 33, 8, 1, self.height() - 16), line)
