"""Who is in may be somebody else now: another name, another role, or gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_crm.widgets.desk import Desk, watch

if TYPE_CHECKING:
    from desktop_crm.company.queries import PersonRow


class WhoWatch(QObject):
    """After a change of people the window's person is read again: `lock` when they are gone, `rebuild` when
    they see other things now."""

    def __init__(
        self, desk: Desk, lock: Callable[[], None], rebuild: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._lock, self._rebuild = desk, lock, rebuild
        watch(desk.changes, self, {"colleague"}, self.look)

    def look(self) -> None:
        """Read who works here."""
        caller = self._desk.caller

        def read() -> list[PersonRow]:
            from desktop_crm.company import queries

            return queries.list_people(caller)

        self._desk.tasks.run_latest(self, "who", read, self.take)

    def take(self, people: list[PersonRow]) -> None:
        """What was read, for whoever is in by now: the first person came in after the question was asked."""
        from desktop_crm.company import queries

        before = self._desk.caller
        mine = next((person for person in people if person.id == before.person_id), None)
        if mine is None:
            if people or before.person_id:
                self._lock()
            return
        self._desk.caller = now = queries.caller_of(before, mine)
        if now.role != before.role:
            self._rebuild()
