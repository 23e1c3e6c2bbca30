"""What somebody at work does, again and again, with a promise after each thing that was acknowledged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.service import importing
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message
from desktop_crm.workspace import archives, backups, erasing
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms
from tests.faults.acts import PlainPaper
from tests.faults.promises import Promise, a_file

_NUMBER = "SELECT number_text FROM document WHERE id = ?"
_ROWS, _CHUNK = 30, 10


@dataclass
class Desk:
    """Where somebody works: `key` is of nobody else, `promise` tells what was acknowledged."""

    caller: Caller
    firm: Workspace
    folder: Path
    key: str
    rng: random.Random
    promise: Callable[[Promise], None]

    def fact(self, what: str, sql: str, values: tuple[object, ...], answer: object) -> None:
        self.promise(Promise(what, sql, values, answer))


def _invoice(desk: Desk) -> int:
    ref = billing.create_draft(desk.caller, firms.draft(), firms.TODAY)
    desk.fact("a draft", "SELECT count(*) FROM document WHERE id = ?", (ref.id,), 1)
    render = desk.rng.choice((billing.NO_PAPER, PlainPaper()))
    done = billing.issue_invoice(
        desk.caller, ref.id, ref.version, today=firms.TODAY, key=desk.key, render=render
    )
    desk.fact("an invoice", _NUMBER, (ref.id,), done.number)
    return ref.id


def _pay(desk: Desk) -> None:
    amount = desk.rng.randint(1, 9_000)
    payment = PaymentDraft(amount=amount, paid_on=firms.TODAY)
    done = billing.record_payment(desk.caller, _invoice(desk), payment, firms.TODAY, desk.key)
    desk.fact("a payment", "SELECT amount FROM payment WHERE id = ?", (done,), amount)


def _credit(desk: Desk) -> None:
    line = CreditLine(1, Decimal("0.5"))
    done = billing.credit_invoice(
        desk.caller, _invoice(desk), (line,), today=firms.TODAY, key=desk.key, render=PlainPaper()
    )
    desk.fact("a credit note", _NUMBER, (done.id,), done.number)


def _contact(desk: Desk) -> None:
    name = f"Somebody {desk.key}"
    made = contacts.create_contact(desk.caller, ContactDraft(name=name), key=desk.key)
    desk.fact("a contact", "SELECT count(*) FROM contact WHERE id = ?", (made,), 1)
    stored = contact_queries.get_contact(desk.caller, made)
    draft = replace(stored.draft, name=f"{name} Renamed", notes="n" * desk.rng.randint(0, 9_000))
    contacts.save_contact(desk.caller, made, stored.version, draft)
    desk.fact("a new name", "SELECT name FROM contact WHERE id = ?", (made,), f"{name} Renamed")


class _Chunks:
    """Promises each chunk of an import once the next one begins."""

    def __init__(self, desk: Desk, mark: str) -> None:
        self.desk, self.mark = desk, mark

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        if what is not None and what.text == "Saving":
            count = "SELECT count(*) >= ? FROM contact WHERE notes = ?"
            self.desk.fact("a chunk of an import", count, (done, self.mark), True)


def _import(desk: Desk) -> None:
    mark = f"import {desk.key}"
    lines = [f"Person {n} {desk.key},p{n}-{desk.key}@example.org,{mark}\n" for n in range(_ROWS)]
    file = contacts_of("".join(["Name,E-mail 1 - Value,Notes\n", *lines]).encode(), f"{desk.key}.csv")
    importing.CHUNK = _CHUNK  # type: ignore[misc]
    report = contacts.import_contacts(
        desk.caller, file, keep_doubtful=True, progress=_Chunks(desk, mark), pause=lambda _s: None
    )
    desk.fact("an import", "SELECT state FROM import_job WHERE id = ?", (report.job_id,), "done")
    desk.fact("its people", "SELECT count(*) FROM contact WHERE notes = ?", (mark,), _ROWS)


def _attach(desk: Desk) -> None:
    content = desk.rng.randbytes(desk.rng.randint(1, 60_000))
    made = contacts.attach_file(desk.caller, "contact", 1, f"{desk.key}.bin", content)
    size = "SELECT length(b.bytes) FROM attachment a JOIN blob b ON b.sha256 = a.sha256 WHERE a.id = ?"
    desk.fact("a file", size, (made,), len(content))


def _ticket(desk: Desk) -> None:
    ticket = TicketDraft(contact_id=1, subject=f"Broken {desk.key}", text="It broke.")
    made = support.open_ticket(desk.caller, ticket, firms.TODAY)
    desk.fact("a ticket", "SELECT count(*) FROM ticket WHERE id = ?", (made,), 1)
    support.reply(desk.caller, made, f"We are on it, {desk.key}.", firms.TODAY)
    desk.fact("a reply", "SELECT count(*) FROM ticket_message WHERE ticket_id = ?", (made,), 2)


def _back_up(desk: Desk) -> None:
    copy, restored = desk.folder / f"{desk.key}.db", desk.folder / f"{desk.key}.crm"
    backups.back_up(desk.caller, desk.firm, copy)
    desk.promise(a_file(copy))
    backups.restore(desk.caller, copy, restored)
    desk.promise(a_file(restored))


def _archive(desk: Desk) -> None:
    packed, read = desk.folder / f"{desk.key}.zip", desk.folder / f"{desk.key}.crm"
    archives.make(desk.caller, desk.firm, packed)
    archives.read(desk.caller, packed, read)
    desk.promise(a_file(read))


def _erase(desk: Desk) -> None:
    made = contacts.create_contact(
        desk.caller, ContactDraft(name=f"Forgotten {desk.key}"), key=f"{desk.key}-e"
    )
    erasing.erase_person(desk.caller, desk.firm, made, firms.TODAY)
    desk.fact("an erasure", "SELECT count(*) FROM contact WHERE id = ?", (made,), 0)


def _undo(desk: Desk) -> None:
    lines = "".join(f"Wrong {n} {desk.key},w{n}-{desk.key}@example.org\n" for n in range(_ROWS))
    file = contacts_of(f"Name,E-mail\n{lines}".encode(), f"{desk.key}.csv")
    report = contacts.import_contacts(desk.caller, file, keep_doubtful=True, pause=lambda _s: None)
    assert report.job_id is not None
    contacts.undo_import(desk.caller, report.job_id)
    gone = "SELECT count(*) FROM contact WHERE job_id = ?"
    desk.fact("an import taken back", gone, (report.job_id,), 0)


_OFTEN: tuple[Callable[[Desk], object], ...] = (
    _invoice, _invoice, _pay, _pay, _credit, _contact, _contact, _import, _attach, _ticket, _undo,
)  # fmt: skip
JOBS = (*_OFTEN, *_OFTEN, _back_up, _archive, _erase)
WRITING = _OFTEN
"""What changes rows alone."""


def some(rng: random.Random, count: int) -> Iterator[tuple[int, Callable[[Desk], object]]]:
    """So many jobs in any order, each with its place."""
    for place in range(count):
        yield place, rng.choice(JOBS)
