"""The tick box "Remember on this computer" below a passphrase or password, and why it is not to be had."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator
from desktop_crm.widgets.inputs import CheckInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace import remembering
from desktop_crm.workspace.places import Place
from desktop_crm.workspace.remembering import Wish


class RememberBox(QWidget):
    """Off until the keyring was found, in a thread: a locked one asks the person first."""

    def __init__(self, t: Translator, tasks: Tasks, ticked: bool) -> None:
        super().__init__()
        self._t, self._ticked = t, ticked
        self.box = CheckInput(t("Remember on this computer"))
        self.box.setEnabled(False)
        self.words = Label(t("Looking for this computer's keyring…"), "caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.box)
        layout.addWidget(self.words)
        tasks.run(self, remembering.why_not, self._found, self._failed)

    def value(self) -> bool:
        """Whether it is to be remembered."""
        return self.box.isEnabled() and self.box.value()

    def wish(self, place: Place, secret: str) -> Wish | None:
        """What is to become of the secret that opens the place; None where nothing changes.

        An empty box means "no longer" only where the keyring is there.
        """
        if not self.box.isEnabled() or not (self.value() or self._ticked):
            return None
        return Wish(place, secret, self.value())

    def _found(self, reason: Message | None) -> None:
        t = self._t
        self.box.setEnabled(reason is None)
        self.box.set_value(reason is None and self._ticked)
        kept = t("In the keyring of this computer's account: whoever gets into it gets in here.")
        self.words.setText(kept if reason is None else t.message(reason))
        self.box.setAccessibleDescription(self.words.text())

    def _failed(self, error: UserError) -> None:
        self._found(error.message)
