"""What stands in the window's place until somebody has said which server and with which password."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.app.server_form import ServerForm
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.labels import IconMark, Label
from desktop_crm.widgets.theme import tokens
from desktop_crm.workspace.places import Place


class ServerPage(QWidget):
    """The fields of the server; Enter opens."""

    def __init__(
        self,
        t: Translator,
        known: ServerAddress | None,
        refusal: UserError | None,
        open_place: Callable[[Place], None],
        new_firm: Callable[[], None],
    ) -> None:
        super().__init__()
        self.t, self._open = t, open_place
        self.setWindowTitle("Desktop CRM")
        self.resize(960, 680)
        self.form = ServerForm(t, known)
        self.form.setFixedWidth(520)
        for name in ("host", "database", "user", "password"):
            self.form[name].returnPressed.connect(self.open)
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        verbs.addWidget(Button(t("Open"), self.open, kind="primary", icon="lock-open"))
        verbs.addWidget(Button(t("New firm…"), new_firm, icon="plus"))
        verbs.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(IconMark("hard-drive", "info", 24), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Label(t("Open a firm on a server"), "title"))
        column.addWidget(Label(t("Whoever runs the server gave you these."), "muted"))
        column.addSpacing(8)
        column.addWidget(self.form)
        column.addLayout(verbs)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)
        self.form["password" if known is not None else "host"].setFocus()
        if refusal is not None:
            self._say(refusal)

    def _say(self, refusal: UserError) -> None:
        field = refusal.field if refusal.field in self.form.values() else "host"
        self.form.show_error(UserError(refusal.message, field))

    def open(self) -> None:
        """Try what was typed."""
        self.form.clear_errors()
        try:
            address = self.form.address()
        except UserError as error:
            self.form.show_error(error)
            return
        self._open(address)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)
