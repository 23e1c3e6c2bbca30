"""What stands in the window's place until somebody has said which server and with which password."""

from __future__ import annotations

from collections.abc import Callable

from desktop_crm.app.remember_box import RememberBox
from desktop_crm.app.remembered import Remembered
from desktop_crm.app.server_form import ServerForm
from desktop_crm.app.standing_page import StandingPage
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace.places import Place


class ServerPage(StandingPage):
    """The fields of the server; Enter opens. `remembered` is told what becomes of the password."""

    def __init__(
        self,
        t: Translator,
        known: ServerAddress | None,
        refusal: UserError | None,
        open_place: Callable[[Place], None],
        new_firm: Callable[[], None],
        remembered: Remembered | None = None,
    ) -> None:
        super().__init__("hard-drive", "info", t("Open a firm on a server"), height=700)
        self.t, self._open, self._remembered = t, open_place, remembered or Remembered()
        tasks = Tasks(self)
        self.destroyed.connect(tasks.close)
        self.form = ServerForm(t, known, is_kept_elsewhere=True)
        self.form.setFixedWidth(520)
        for name in ("host", "database", "user", "password"):
            self.form[name].returnPressed.connect(self.open)
        self.remember = RememberBox(t, tasks, known is not None and self._remembered.has(known))
        self.remember.setFixedWidth(520)
        self.add_words(t("Whoever runs the server gave you these."))
        self.column.addSpacing(8)
        self.column.addWidget(self.form)
        self.column.addWidget(self.remember)
        self.column.addSpacing(4)
        self.add_verbs(
            [
                Button(t("Open"), self.open, kind="primary", icon="lock-open"),
                Button(t("New firm…"), new_firm, icon="plus"),
            ]
        )
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
        self._remembered.make(self.remember.wish(address, address.password) if address.password else None)
        self._open(address)
