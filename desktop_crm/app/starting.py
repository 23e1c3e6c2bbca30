"""From the wizard's choice to an open firm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QLocale

from desktop_crm.app.wizard import SetupChoice, Wizard
from desktop_crm.company import service as company
from desktop_crm.company.rules.setup import country_of
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.workspace import opening


class FirstRun(Wizard):
    """The wizard as the program's first window: it makes the file that it asked about, then opens it."""

    def __init__(
        self, language: str, set_language: Callable[[str], None], made: Callable[[SetupChoice], None]
    ) -> None:
        t = translator_for(language)
        super().__init__(t, country_of(QLocale.system().name()), date.today(), self._make, set_language)
        self._made = made

    def _make(self, choice: SetupChoice) -> None:
        """A few milliseconds of work on a new file; nothing is left behind when it is refused."""
        try:
            make_firm(choice, date.today())
        except UserError as error:
            self.refuse(error)
            return
        self._made(choice)


def make_firm(choice: SetupChoice, today: date) -> None:
    """Make the file and the firm in it. Raises UserError naming the field; the file is gone again then."""
    opening.create(choice.path, with_folder=True)
    try:
        workspace = opening.open_workspace(choice.path)
        try:
            caller = local_caller(choice.language, choice.person)
            if choice.setup is not None:
                company.set_up(caller, choice.setup, today)
        finally:
            workspace.close()
    except UserError:
        choice.path.unlink(missing_ok=True)
        raise
