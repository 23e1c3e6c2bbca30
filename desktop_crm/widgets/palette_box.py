"""Ctrl+K: one box that navigates, acts, searches everything and remembers what was opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyledItemDelegate, QVBoxLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs.popup import match_runs
from desktop_crm.widgets.labels import Hairline
from desktop_crm.widgets.painting import Run, draw_box, draw_runs, draw_shadow, draw_text
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.widgets.theme import THEME, tokens

WIDTH, TOP, ROW, HEAD, INPUT, FOOT = 640, 104, 36, 32, 56, 40


@dataclass(frozen=True)
class Command:
    """A line of the palette. `group` is its heading; `words` are further words that find it.

    A quiet one waits until it is typed: there are too many of its kind to be shown before. One that leads was
    asked for by what was typed, and stands above all else that the search found.
    """

    text: str
    run: Callable[[], None]
    icon: str = ""
    muted: str = ""
    right: str = ""
    keys: str = ""
    group: str = ""
    words: str = ""
    needs: str = ""
    """The right that it needs: who has it is offered the command; "" for everybody."""
    is_quiet: bool = False
    leads: bool = False


def folded(text: str) -> str:
    """Lower case without marks, so that "sao" finds "São"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("ı", "i")


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Commands that contain every typed word, those that begin with them first."""
    words = folded(typed).split()
    found = [(folded(c.text), folded(f"{c.text} {c.muted} {c.words}"), c) for c in commands]
    hits = [(text, c) for text, all_text, c in found if all(word in all_text for word in words)]
    if words:
        hits.sort(key=lambda hit: (not hit[0].startswith(words[0]), f" {words[0]}" not in f" {hit[0]}"))
    return [command for _text, command in hits]


def named(commands: Sequence[Command], typed: str) -> list[Command]:
    """Commands with every typed word in their own name: a customer's name finds the customer, not a paper
    opened lately that mentions them."""
    words = folded(typed).split()
    return [c for c in matching(commands, typed) if all(word in folded(c.text) for word in words)]


class _Model(QAbstractListModel):
    """Headings (text) and commands in one list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Command | str] = []
        self.typed = ""

    def show(self, groups: Sequence[tuple[str, Sequence[Command]]], typed: str) -> None:
        self.beginResetModel()
        self.rows, self.typed = [], typed
        for title, commands in groups:
            if commands:
                self.rows += [title, *commands]
        self.endResetModel()

    def say(self, sentence: str) -> None:
        """One line that cannot be chosen."""
        self.beginResetModel()
        self.rows, self.typed = [sentence], ""
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        return row if isinstance(row, str) else f"{row.text} {row.muted}".strip()

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        heading = isinstance(self.rows[index.row()], str)
        return (
            Qt.ItemFlag.NoItemFlags if heading else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        )

    def step(self, row: int, by: int) -> int:
        """The next command from a row, headings skipped."""
        row += by
        while 0 <= row < len(self.rows) and isinstance(self.rows[row], str):
            row += by
        return row if 0 <= row < len(self.rows) else -1


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option, index: QModelIndex) -> QSize:  # type: ignore[no-untyped-def]
        model = index.model()
        heading = isinstance(model, _Model) and isinstance(model.rows[index.row()], str)
        return QSize(100, HEAD if heading else ROW)

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:  # type: ignore[no-untyped-def]
        model = index.model()
        if not isinstance(model, _Model):
            return
        row, c, rect = model.rows[index.row()], tokens(), QRectF(option.rect).adjusted(8, 0, -8, 0)
        if isinstance(row, str):
            draw_text(
                painter,
                rect.adjusted(12, 4, 0, 0),
                row,
                size=fonts.CAPTION,
                weight=fonts.BOLD,
                colour=c.muted,
            )
            return
        chosen = self.parent().currentIndex() == index  # type: ignore[union-attr]
        if chosen:
            draw_box(painter, rect, fill=c.soft, radius=6)
        if row.icon:
            paint_icon(
                painter, rect.left() + 12, rect.center().y() - 8, row.icon, c.accent if chosen else c.muted
            )
        right = rect.right() - 12
        tail = row.keys or row.right
        if tail:
            size = fonts.CODE if row.keys else fonts.CAPTION
            wide = fonts.metrics(size).horizontalAdvance(tail)
            if row.keys:
                box = QRectF(right - wide - 10, rect.center().y() - 9, wide + 12, 18)
                draw_box(painter, box, fill=c.surface, border=c.border, radius=4)
                draw_text(painter, box, tail, size=size, colour=c.muted, align="center")
            else:
                draw_text(
                    painter, QRectF(right - wide, rect.top(), wide + 1, ROW), tail, size=size, colour=c.muted
                )
            right -= wide + 22
        runs = match_runs(row.text, model.typed)
        line = QRectF(rect.left() + 40, rect.top(), right - rect.left() - 40, ROW)
        end = draw_runs(painter, line, runs, gap=0)
        if row.muted and end + 20 < right:
            draw_runs(
                painter, QRectF(end + 10, rect.top(), right - end - 10, ROW), [Run(row.muted, role="muted")]
            )


class PaletteBox(QWidget):
    """Covers its host with a scrim. `commands` and `recents` are asked at every opening; `search` runs in the
    database's thread and may return commands of any groups; results come below what the program itself
    offers.
    """

    opened = Signal()
    closed = Signal()

    def __init__(
        self,
        host: QWidget,
        t: Translator,
        tasks: Tasks,
        *,
        commands: Callable[[], Sequence[Command]],
        recents: Callable[[], Sequence[Command]],
        search: Callable[[str], Sequence[Command]],
    ) -> None:
        super().__init__(host)
        self.t, self._tasks = t, tasks
        self._host, self._commands, self._recents, self._search = host, commands, recents, search
        self._found: list[Command] = []
        self._answered = False
        self._before: QWidget | None = None
        self.panel = _Panel(self)
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setFixedHeight(INPUT)
        self.line.setFont(fonts.font(fonts.SECTION))
        self.line.setTextMargins(44, 0, 60, 0)
        self.line.setPlaceholderText(t("Search or run…"))
        self.line.setAccessibleName(t("Search or run a command"))
        self.model = _Model(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMinimumHeight(1)  # else a single row pushes the line out of its place
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(t("Results"))
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.list.entered.connect(self._hovered)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(1, 1, 1, FOOT)
        layout.setSpacing(0)
        layout.addWidget(self.line)
        layout.addWidget(Hairline(strong=True))
        layout.addWidget(self.list, 1)
        self.panel.foot = t("↑ ↓ move     Enter run     Esc close")
        self._soon = QTimer(self, singleShot=True, interval=80)
        self._soon.timeout.connect(self._ask)
        self.line.textEdited.connect(lambda _text: self._typed())
        self.line.installEventFilter(self)
        host.installEventFilter(self)
        THEME.changed.connect(self._tint)
        self._tint()
        self.hide()

    def open(self, typed: str = "") -> None:
        """Show the box; the page behind keeps its state."""
        self._before = self._host.window().focusWidget()
        self.setGeometry(self._host.rect())
        self.line.setText(typed)
        self._found = []
        self._fill()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.opened.emit()
        if typed:
            self._soon.start()

    def close_box(self) -> None:
        """Hide and give the focus back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def _typed(self) -> None:
        self._found, self._answered = [], False
        self._fill()
        self._soon.start()

    def _ask(self) -> None:
        typed = self.line.text().strip()
        if not typed:
            return

        def put(found: list[Command]) -> None:
            if self.isVisible() and self.line.text().strip() == typed:
                self._found, self._answered = found, True
                self._fill()

        self._tasks.run_latest(self, "palette", lambda: list(self._search(typed)), put)

    def _fill(self) -> None:
        typed = self.line.text().strip()
        t, recents = self.t, list(self._recents())
        groups: list[tuple[str, Sequence[Command]]]
        commands = list(self._commands())
        if not typed:
            loud = [command for command in commands if not command.is_quiet]
            groups = [(t("Recent"), recents[:5]), (t("Commands"), loud)]
        else:
            matched = matching(commands, typed)
            quiet = [command for command in matched if command.is_quiet]
            groups = [
                (t("Commands"), [command for command in matched if not command.is_quiet][:6]),
                (t("Recent"), named(recents, typed)[:4]),
                *((name, [c for c in quiet if c.group == name][:4]) for name in {c.group: 0 for c in quiet}),
            ]
            leading = [command for command in self._found if command.leads]
            groups[1:1] = self._grouped(leading)
            groups += self._grouped([command for command in self._found if not command.leads])
        self.model.show(groups, typed)
        if not self.model.rowCount():
            self.model.say(t("Nothing found") if self._answered else t("Searching…"))
        first = self.model.step(-1, 1)
        if first >= 0:
            self.list.setCurrentIndex(self.model.index(first, 0))
        self._place()

    def _grouped(self, found: Sequence[Command]) -> list[tuple[str, Sequence[Command]]]:
        """By heading, in the order in which the headings come, a screenful each."""
        names = list(dict.fromkeys(command.group or self.t("Results") for command in found))
        return [(n, [c for c in found if (c.group or self.t("Results")) == n][:8]) for n in names]

    def _place(self) -> None:
        rows = sum(HEAD if isinstance(row, str) else ROW for row in self.model.rows)
        high = (
            INPUT
            + 2
            + FOOT
            + min(rows + (12 if rows else 0), max(180, self.height() - TOP - INPUT - FOOT - 60))
        )
        wide = min(WIDTH, self.width() - 32)
        self.panel.setGeometry((self.width() - wide) // 2, min(TOP, max(16, self.height() // 9)), wide, high)
        self.update()

    def _hovered(self, index: QModelIndex) -> None:
        if self.model.flags(index) & Qt.ItemFlag.ItemIsEnabled:
            self.list.setCurrentIndex(index)

    def _run(self, row: int) -> None:
        command = self.model.rows[row] if 0 <= row < len(self.model.rows) else ""
        if isinstance(command, Command):
            self.close_box()
            command.run()

    def _tint(self) -> None:
        colours = self.line.palette()
        colours.setColor(QPalette.ColorRole.Text, tokens().text)
        colours.setColor(QPalette.ColorRole.PlaceholderText, tokens().muted)
        self.line.setPalette(colours)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._host.rect())
            self._place()
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, row = event.key(), self.list.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            found = self.model.step(row, 1 if key in (Qt.Key.Key_Down, Qt.Key.Key_Tab) else -1)
            if found >= 0:
                self.list.setCurrentIndex(self.model.index(found, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(row)
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_box()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        scrim = QColor(tokens().scrim)
        scrim.setAlphaF(0.52 if tokens().dark else 0.20)
        painter.fillRect(self.rect(), scrim)
        draw_shadow(painter, QRectF(self.panel.geometry()), radius=12, blur=32, offset=12)


class _Panel(QWidget):
    foot = ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=c.raised, border=c.border, radius=12)
        paint_icon(painter, 20, INPUT / 2 - 8, "search", c.muted)
        cap = QRectF(rect.right() - 50, INPUT / 2 - 9, 34, 18)
        draw_box(painter, cap, fill=c.surface, border=c.border, radius=4)
        draw_text(painter, cap, "Esc", size=fonts.CODE, colour=c.muted, align="center")
        painter.fillRect(QRectF(1, rect.bottom() - FOOT, rect.width() - 2, 1), c.hair)
        low = QRectF(20, rect.bottom() - FOOT, rect.width() - 40, FOOT)
        draw_text(painter, low, self.foot, size=fonts.CAPTION, colour=c.muted)
