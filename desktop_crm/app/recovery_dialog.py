"""For an owner who forgot the password: the recovery code and a new one; then the code that comes after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_crm.app.code_dialog import CodeDialog
from desktop_crm.company import service
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.service import Signed
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import PasswordInput, TextInput
from desktop_crm.widgets.tasks import Tasks


class RecoveryDialog(ModalDialog):
    """`entered(signed)` after the new code was shown."""

    def __init__(
        self,
        t: Translator,
        tasks: Tasks,
        person: PersonRow,
        nobody: Caller,
        entered: Callable[[Signed], None],
        parent: QWidget,
    ) -> None:
        sentence = t(
            "The code was shown when you were added. Another owner can also give you a new password."
        )
        title = t("New password for {name}", name=person.name)
        super().__init__(t, title, sentence, primary=t("Set the password"), parent=parent)
        self._tasks, self._person, self._nobody, self._entered = tasks, person, nobody, entered
        self._host = parent
        self.form = Form(t, roomy=False)
        self.form.add(
            "code", t("Recovery code"), TextInput(longest=60, placeholder="XXXXX-XXXXX-XXXXX-XXXXX")
        )
        self.form.add("password", t("New password"), PasswordInput(show_it=t("Show the password")))
        self.add(self.form)

    def accept_primary(self) -> None:
        """Try the code."""
        self.form.clear_errors()
        code, password = self.form["code"].value(), self.form["password"].text()
        self.set_busy(True)
        self._tasks.run(
            self,
            lambda: service.recover(self._nobody, self._person.id, code, password),
            self._done,
            self._refused,
        )

    def _done(self, signed: Signed) -> None:
        self.accept()
        CodeDialog(
            self.t, self._person.name, signed.recovery_code, lambda: self._entered(signed), self._host
        ).open()

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)
