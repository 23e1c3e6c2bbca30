"""Who is to answer a ticket: a colleague where there are some, else any name."""

from __future__ import annotations

from desktop_crm.company import queries as company
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import Choice, ChoiceInput, TextInput


def assignee_input(desk: Desk, *, compact: bool = False) -> ChoiceInput | TextInput:
    """A list of who works here; a line of text where one works alone."""
    return AssigneeInput(desk, compact=compact) if desk.caller.person_id else TextInput(longest=300)


class AssigneeInput(ChoiceInput):
    """Everybody who works here, nobody, and whoever it was given to before."""

    _nobody: Choice | None = None
    _names: tuple[str, ...] = ()

    def __init__(self, desk: Desk, *, compact: bool = False) -> None:
        super().__init__(compact=compact)
        self._nobody, self._names = Choice("", desk.t("Nobody")), (desk.caller.user,)
        self.set_value("")
        caller = desk.caller
        desk.tasks.run(self, lambda: tuple(person.name for person in company.list_people(caller)), self._know)

    def _know(self, names: tuple[str, ...]) -> None:
        self._names = names
        self.set_value(self.value())

    def set_value(self, value: object) -> None:
        """Also a name that nobody here has any more."""
        name = str(value or "")
        if self._nobody is not None:
            names = self._names if name in ("", *self._names) else (*self._names, name)
            self._choices.show([self._nobody, *(Choice(each, each) for each in names)])
        super().set_value(name)
