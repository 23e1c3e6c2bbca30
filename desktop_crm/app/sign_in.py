"""Who are you? The people of a firm as tiles, a password, Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.company import service
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.service import Signed
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.values.rights import ROLES
from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.buttons import Button, MenuItem
from desktop_crm.widgets.form import Field
from desktop_crm.widgets.inputs import PasswordInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.page import Scroll
from desktop_crm.widgets.painting import draw_avatar, draw_box, draw_focus, draw_text, wrapped
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.widgets.theme import THEME, tokens

WIDE, HIGH, A_ROW = 132, 140, 4


class Tile(QAbstractButton):
    """A person: initials, name, role. Arrow keys go to the next one; what is typed is for the password."""

    typed = Signal(str)

    def __init__(self, person: PersonRow, role: str) -> None:
        super().__init__()
        self.person, self._role = person, role
        self.setText(person.name)
        self.setAccessibleName(person.name)
        self.setAccessibleDescription(role)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(WIDE, HIGH)
        tips.set_tip(self, f"{person.name}\n{role}")
        THEME.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(WIDE, HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, c, rect = QPainter(self), tokens(), QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.underMouse():
            draw_box(painter, rect, fill=c.soft if chosen else c.fill, radius=8)
        draw_avatar(painter, QRectF((WIDE - 56) / 2, 14, 56, 56), self._letters, on_soft=chosen)
        measure = fonts.metrics(fonts.BODY, fonts.BOLD)
        lines = wrapped(measure, self.person.name, WIDE - 16, 2)
        ink = c.accent if chosen else c.text
        for number, line in enumerate(lines):
            box = QRectF(8, 80 + 18 * number, WIDE - 16, 18)
            draw_text(painter, box, line, weight=fonts.BOLD, colour=ink, align="center")
        under = QRectF(8, 82 + 18 * len(lines), WIDE - 16, 16)
        draw_text(painter, under, self._role, size=fonts.CAPTION, colour=c.muted, align="center")
        if self.hasFocus():
            draw_focus(painter, rect, 8)

    @property
    def _letters(self) -> str:
        """Letters apart are read as words of which each gives one."""
        own = self.person.draft.initials
        return " ".join(own) if own else self.person.name


class SignIn(QWidget):
    """`entered(signed)` when the password was right. `nobody` is the computer and its language."""

    def __init__(
        self,
        t: Translator,
        firm: str,
        people: Sequence[PersonRow],
        nobody: Caller,
        entered: Callable[[Signed], None],
        left: Callable[[], None] = lambda: None,
        *,
        ways_out: Sequence[tuple[str, str, Callable[[], None]]] = (),
        chosen: int = 0,
        tasks: Tasks | None = None,
    ) -> None:
        super().__init__()
        self.t, self._nobody, self._entered, self._left = t, nobody, entered, left
        self._is_open = True
        self.tasks = tasks or Tasks(self)
        self.setWindowTitle(t("{firm} \u2013 Desktop CRM", firm=firm))
        self.resize(960, 640)
        self.tiles = [Tile(person, t.message(ROLES[person.role])) for person in people]
        self.password = PasswordInput(t("Password"), show_it=t("Show the password"))
        self.password.returnPressed.connect(self.try_it)
        self.field = Field(t("Password"), self.password, roomy=False)
        self.says = Label("", role="bad", wrap=True)
        self.enter = Button(t("Sign in"), self.try_it, kind="primary")
        self.forgotten = Button(t("Forgot the password?"), self.help, kind="link")
        self._build(firm, ways_out)
        tile = next((tile for tile in self.tiles if tile.person.id == chosen), self.tiles[0])
        tile.setChecked(True)
        self._chosen(tile, focus=False)
        THEME.changed.connect(self.update)

    def _build(self, firm: str, ways_out: Sequence[tuple[str, str, Callable[[], None]]]) -> None:
        self.group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(8)
        width = min(A_ROW, len(self.tiles))
        for number, tile in enumerate(self.tiles):
            self.group.addButton(tile, number)
            grid.addWidget(tile, number // width, number % width)
            tile.clicked.connect(partial(self._chosen, tile))
            tile.typed.connect(self._begin)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(firm, "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(Label(self.t("Who are you?"), "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(20)
        column.addLayout(_centred(grid))
        column.addSpacing(16)
        typed = QVBoxLayout()
        typed.setSpacing(8)
        for widget in (self.field, self.says):
            widget.setFixedWidth(340)
            typed.addWidget(widget)
        line = QHBoxLayout()
        line.addWidget(self.enter)
        line.addStretch(1)
        line.addWidget(self.forgotten)
        typed.addLayout(line)
        column.addLayout(_centred(typed))
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.addStretch(2)
        whole.addLayout(column)
        whole.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(inner), 1)
        if ways_out:
            foot = QHBoxLayout()
            foot.setContentsMargins(24, 0, 24, 16)
            more = Button(self.t("Another firm"), kind="quiet", icon="building-2")
            more.set_menu(lambda: [MenuItem(text, run, icon=icon) for text, icon, run in ways_out])
            foot.addWidget(more)
            foot.addStretch(1)
            outer.addLayout(foot)

    @property
    def person(self) -> PersonRow:
        """Who is chosen."""
        return self._tile.person

    @property
    def _tile(self) -> Tile:
        tile = self.group.checkedButton()
        assert isinstance(tile, Tile)
        return tile

    def _chosen(self, tile: Tile, *, focus: bool = True) -> None:
        self.field.set_label(self.t("Password of {name}", name=tile.person.name))
        self._say("")
        self.password.clear()
        if focus:
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, typed: str) -> None:
        """Who is chosen already types at once: nothing of the password is lost."""
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self.password.setText(typed)

    def showEvent(self, event: QShowEvent) -> None:
        """One person types at once, several choose first."""
        super().showEvent(event)
        first: QWidget = self.password if len(self.tiles) == 1 else self._tile
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_it(self) -> None:
        """The password as it stands there."""
        person, password, nobody = self.person, self.password.text(), self._nobody
        if not password or not self.enter.isEnabled():
            self.password.setFocus()
            return
        self._busy(True)
        self.tasks.run(self, lambda: service.sign_in(nobody, person.id, password), self.finish, self._refused)

    def finish(self, signed: Signed) -> None:
        """Go in; what works in the background ends first."""
        self._is_open = False
        self.tasks.close()
        self._entered(signed)

    def leave(self) -> None:
        """Nobody signs in: the file is closed."""
        if self._is_open:
            self._is_open = False
            self.tasks.close()
            self._left()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        super().closeEvent(event)

    def _busy(self, busy: bool) -> None:
        self.enter.setEnabled(not busy)
        self.password.setReadOnly(busy)

    def _refused(self, error: UserError) -> None:
        self._busy(False)
        self._say(self.t.message(error.message))
        self.password.selectAll()
        self.password.setFocus()

    def help(self) -> None:
        """An owner has a code, the others have an owner."""
        from desktop_crm.app.recovery_dialog import RecoveryDialog

        if self.person.role == OWNER:
            RecoveryDialog(self.t, self.tasks, self.person, self._nobody, self.finish, self).open()
        else:
            self._say(self.t("An owner can give you another password."))

    def _say(self, text: str) -> None:
        self.password.set_error(text or None)
        self.says.setText(text)
        self.says.setVisible(bool(text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)


def _centred(layout: QVBoxLayout | QGridLayout) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addStretch(1)
    line.addLayout(layout)
    line.addStretch(1)
    return line
