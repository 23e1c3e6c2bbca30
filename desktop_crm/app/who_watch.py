"""Who is in may be somebody else now: another name, another role, or gone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop_crm.values.caller import Caller
from desktop_crm.widgets.desk import Desk, watch


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

        def read() -> tuple[bool, Caller | None]:
            from desktop_crm.company import queries

            people = queries.list_people(caller)
            mine = next((person for person in people if person.id == caller.person_id), None)
            return bool(people), queries.caller_of(caller, mine) if mine is not None else None

        self._desk.tasks.run_latest(self, "who", read, lambda found: self.take(*found))

    def take(self, has_people: bool, now: Caller | None) -> None:
        """What was read of the person."""
        before = self._desk.caller
        if now is None:
            if has_people or before.person_id:
                self._lock()
            return
        self._desk.caller = now
        if now.role != before.role:
            self._rebuild()
