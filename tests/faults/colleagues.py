"""Colleagues: each a process of its own with the firm open, which does as told and says what came of it.

`ask` waits for the answer; `tell` and `hear` let several of them work at the same moment.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.workspace import opening, verifying
from desktop_crm.workspace.places import Place
from tests.faults import firms
from tests.faults.killing import child


class Gone(Exception):
    """The colleague was killed before it answered."""


@dataclass(frozen=True)
class Answer:
    """`kind`: done, conflict, absent, refused; `value` is what the work gave, or why not."""

    kind: str
    value: Any

    @property
    def is_done(self) -> bool:
        return self.kind == "done"


class Colleague:
    """One of them, at work on the firm at `place`."""

    def __init__(self, name: str, place: Place) -> None:
        self.name, self.place = name, place
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = Pipe()
        mine = self._pipe

        def work() -> None:
            mine.close()
            _serve(Caller(self.name, OWNER, "en", f"computer of {self.name}"), self.place, theirs)

        self.process = child(work)
        theirs.close()

    def tell(self, verb: str, *values: Any) -> None:
        self._pipe.send((verb, values))

    def hear(self) -> Answer:
        try:
            kind, value = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            raise Gone from None
        if kind == "broke":
            raise AssertionError(f"{self.name}: {value}")
        return Answer(kind, value)

    def ask(self, verb: str, *values: Any) -> Answer:
        self.tell(verb, *values)
        return self.hear()

    def kill(self) -> None:
        """At once, whatever it is doing; `revive` puts another one in its place."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)

    def revive(self) -> None:
        self._pipe.close()
        self._start()

    def end(self) -> None:
        self.tell("end")
        os.waitpid(self.process, 0)
        self._pipe.close()


def _serve(caller: Caller, place: Place, pipe: Connection) -> None:
    firm = opening.open_workspace(place)
    while True:
        verb, values = pipe.recv()
        if verb == "end":
            firm.close()
            return
        pipe.send(_outcome(VERBS[verb], caller, values))


def _outcome(work: Callable[..., Any], caller: Caller, values: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", work(caller, *values)
    except Conflict as refusal:
        return "conflict", str(refusal)
    except NotFound as refusal:
        return "absent", str(refusal)
    except UserError as refusal:
        return "refused", str(refusal)
    except Exception:  # noqa: BLE001 - it is told to whoever asked, who fails with it
        return "broke", traceback.format_exc()


def _create(caller: Caller, name: str, key: str) -> int:
    return contacts.create_contact(caller, ContactDraft(name=name), key=key)


def _read(caller: Caller, who: int) -> tuple[int, str, str]:
    stored = contact_queries.get_contact(caller, who)
    return stored.version, stored.draft.name, stored.draft.notes


def _save(caller: Caller, who: int, version: int, name: str, notes: str) -> int:
    stored = contact_queries.get_contact(caller, who)
    return contacts.save_contact(caller, who, version, replace(stored.draft, name=name, notes=notes))


def _delete(caller: Caller, who: int) -> None:
    contacts.delete_contact(caller, who)


def _draft(caller: Caller) -> tuple[int, int]:
    made = billing.create_draft(caller, firms.draft(), firms.TODAY)
    return made.id, made.version


def _issue(caller: Caller, document: int, version: int, key: str) -> tuple[int, str]:
    done = billing.issue_invoice(
        caller, document, version, today=firms.TODAY, key=key, render=billing.NO_PAPER
    )
    return done.id, done.number


def _pay(caller: Caller, document: int, amount: int, key: str) -> int:
    payment = PaymentDraft(amount=amount, paid_on=firms.TODAY)
    return billing.record_payment(caller, document, payment, firms.TODAY, key)


def _credit(caller: Caller, document: int, key: str) -> tuple[int, str]:
    done = billing.credit_invoice(caller, document, today=firms.TODAY, key=key, render=billing.NO_PAPER)
    return done.id, done.number


def _look(_caller: Caller) -> tuple[dict[int, tuple[int, str, str]], dict[int, tuple[str, str, int, int]]]:
    """Everything as this colleague sees it: contacts, and invoices with state, number, paid and credited."""
    people = raw().execute("SELECT id, version, name, notes FROM contact").fetchall()
    papers = raw().execute(
        "SELECT id, state, coalesce(number_text, ''), paid, credited FROM document WHERE kind = 'invoice'"
    )
    return {row[0]: tuple(row[1:]) for row in people}, {row[0]: tuple(row[1:]) for row in papers.fetchall()}


def _faults(caller: Caller) -> list[str]:
    return firms.faults_of_open(caller)


def _find(caller: Caller, key: str) -> str | None:
    """What is remembered under a key."""
    row = raw().execute("SELECT result FROM done WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]


def _verify(caller: Caller) -> int:
    return len(verifying.verify(caller).findings)


VERBS: dict[str, Callable[..., Any]] = {
    "create": _create, "read": _read, "save": _save, "delete": _delete, "draft": _draft, "issue": _issue,
    "pay": _pay, "credit": _credit, "look": _look, "faults": _faults, "find": _find, "verify": _verify,
}  # fmt: skip
