"""The people around a move: one who works where the firm is, one who tries where it goes to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.faults import Elsewhere
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import opening
from desktop_crm.workspace.places import Place
from tests.faults import promises
from tests.faults.killing import child, issue_once
from tests.faults.promises import Promise

_PATIENCE, _PAUSE = 60.0, 0.03
_REFUSED = "refused"


@dataclass
class People:
    """Both keep at it until `stop` is there; each line of their files is an acknowledged record."""

    source: Place
    target: Place
    folder: Path
    running: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def _stop(self) -> Path:
        return self.folder / "stop"

    def _said(self, number: int) -> Path:
        return self.folder / f"said-{number}"

    def begin(self) -> None:
        for number, work in enumerate((self._work, self._try)):
            self._said(number).touch()
            self.running.append(child(work))

    def end(self) -> int:
        """Let them finish; how often somebody was told that the firm is not there."""
        self._stop.touch()
        for number, process in enumerate(self.running):
            status = os.waitpid(process, 0)[1]
            self.wrong += [f"person {number} ended with {status}"] if status else []
        return sum(each.what == _REFUSED for each in self._all())

    def wait(self) -> None:
        """Until somebody has done something."""
        self._until(lambda: bool(self._said(0).stat().st_size))

    def wait_for_more(self) -> None:
        """Until somebody has done something after this moment, or was refused."""
        before = len(self._all())
        self._until(lambda: len(self._all()) > before)

    def _until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                self.wrong.append("nobody could do anything")
                return
            time.sleep(0.01)

    def promised(self, *numbers: int) -> list[Promise]:
        """What was acknowledged, to both or to one of them."""
        return [each for each in self._all(*numbers) if each.what != _REFUSED]

    def _all(self, *numbers: int) -> list[Promise]:
        said = [self._said(number).read_text() for number in numbers or (0, 1)]
        return [each for text in said for each in promises.read(text)]

    def _work(self) -> None:
        """Issue one invoice after the other; repeat a click until it is done, as long as the firm is here."""
        caller, tell, click = _somebody("works"), self._pen(0), 0
        while not self._stop.exists():
            try:
                with _opened(self.source) as firm:
                    while not self._stop.exists():
                        firm.check_place()
                        number = issue_once(caller, f"w-{click}")
                        sql = "SELECT number_text FROM document WHERE internal_notes = ?"
                        tell(Promise("an invoice", sql, (f"draft:w-{click}",), number))
                        click += 1
                        time.sleep(_PAUSE)
            except Elsewhere as refusal:
                tell(Promise(_REFUSED, "", (), str(refusal)))
                time.sleep(_PAUSE)
            except UserError:
                time.sleep(_PAUSE)

    def _try(self) -> None:
        """Save something at the target as soon as it lets somebody in."""
        caller, tell, number = _somebody("tries"), self._pen(1), 0
        while not self._stop.exists():
            name, sql = f"There {number}", "SELECT name FROM contact WHERE id = ?"
            with suppress(UserError), _opened(self.target):
                made = contacts.create_contact(caller, ContactDraft(name=name), key=f"t-{number}")
                tell(Promise("a contact", sql, (made,), name))
                number += 1
            time.sleep(_PAUSE)

    def _pen(self, number: int) -> Callable[[Promise], None]:
        file = os.open(self._said(number), os.O_WRONLY | os.O_APPEND)

        def tell(each: Promise) -> None:
            os.write(file, each.line().encode() + b"\n")

        return tell


@contextmanager
def _opened(place: Place) -> Iterator[opening.Workspace]:
    firm = opening.open_workspace(place)
    try:
        yield firm
    finally:
        firm.close()


def _somebody(name: str) -> Caller:
    return Caller(name, OWNER, "en", "another computer")
