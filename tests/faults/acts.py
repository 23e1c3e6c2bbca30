"""What is done while the disk fails: one small firm, and each act that changes a file, with its undo key."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import upgrade
from desktop_crm.database.upgrade import SCHEMA_VERSION, Migration
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.workspace import archives, backups, encryption, erasing, opening, paper_purging
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms, places

FIRM = "firm.crm"
ARCHIVE = "archive.zip"
SAVED = Path(__file__).parents[1] / "upgrades"
PAPER_SIZE = 30_000
LONG_AFTER = date(2040, 1, 2)
LAST_PRINTED = 9
"""The last invoice on paper when a copy of the firm is restored."""
PEOPLE = "Name,E-mail 1 - Value,Organization Name\n" + "".join(
    f"Person {n},p{n}@example.org,Firm {n % 3}\n" for n in range(40)
)


class PlainPaper:
    """A paper of the usual size without the time that drawing it takes."""

    def check(self, facts: DocumentFacts) -> None:
        return None

    def render(self, facts: DocumentFacts) -> billing.Paper:
        text = canonical.dump(facts)
        return billing.Paper(b"%PDF " + (text * (PAPER_SIZE // len(text) + 1))[:PAPER_SIZE], b"<xml>" + text)


@dataclass(frozen=True)
class Act:
    """`run` changes the open firm; `outside` works on closed files (create, restore, upgrade)."""

    run: Callable[[Caller, Workspace, Path], object] = lambda *_: None
    outside: Callable[[Path], object] | None = None
    upgrades_from: int | None = None
    """The schema of the file before; None when it is no upgrade."""


def prepare(path: Path) -> None:
    """Ten customers, five imported ones; invoices 1 (paid in part) and 2, draft 3, sent quote 4, a ticket."""
    firms.make(path)
    with firms.opened(path) as caller:
        for n in range(2):
            firms.issue(caller, f"first {n}", render=PlainPaper())
        billing.record_payment(caller, 1, PaymentDraft(amount=100, paid_on=firms.TODAY), firms.TODAY)
        billing.create_draft(caller, firms.draft(), firms.TODAY)
        known = "Name,E-mail\n" + "".join(f"Known {n},known{n}@example.org\n" for n in range(5))
        contacts.import_contacts(caller, contacts_of(known.encode(), "known.csv"))
        quote = billing.create_draft(caller, replace(firms.draft(), kind="quote"), firms.TODAY)
        billing.send_quote(caller, quote.id, today=firms.TODAY, render=PlainPaper())
        support.open_ticket(
            caller, TicketDraft(contact_id=1, subject="Broken", text="It broke."), firms.TODAY
        )


def prepare_archive(template: Path) -> None:
    """The archive of the prepared firm, beside it."""
    firm = opening.open_workspace(template)
    archives.make(local_caller(), firm, template.with_name(ARCHIVE))
    firm.close()


def prepare_first(path: Path) -> None:
    """The firm that was saved with the schema of the first release."""
    saved = (SAVED / f"v{upgrade.FIRST_VERSION}.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as database:
        database.executescript(saved)


def _issue(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return billing.issue_invoice(caller, 3, today=firms.TODAY, key="act", render=PlainPaper())


def _pay(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    payment = PaymentDraft(amount=500, paid_on=firms.TODAY)
    return billing.record_payment(caller, 1, payment, firms.TODAY, "act")


def _void(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return billing.void_payment(caller, 1, firms.TODAY)


def _credit(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    lines = (CreditLine(1, Decimal("0.5")),)
    return billing.credit_invoice(caller, 2, lines, today=firms.TODAY, key="act", render=PlainPaper())


def _correct(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return billing.correct_invoice(caller, 2, today=firms.TODAY, key="act", render=PlainPaper())


def _invoice_quote(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return billing.invoice_quote(caller, 4, firms.TODAY)


def _save_draft(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    due = firms.TODAY + timedelta(days=14)
    return billing.save_draft(caller, 3, 1, replace(firms.draft(text="More"), due_on=due), firms.TODAY)


def _create_contact(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return contacts.create_contact(caller, ContactDraft(name="Ana", notes="n" * 9_000), key="act")


def _save_contact(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    stored = contact_queries.get_contact(caller, 2)
    draft = replace(stored.draft, name="Renamed", tags=("one", "two"))
    return contacts.save_contact(caller, 2, stored.version, draft)


def _import(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return contacts.import_contacts(caller, contacts_of(PEOPLE.encode(), "people.csv"), pause=lambda _s: None)


def _attach(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return contacts.attach_file(caller, "contact", 1, "plan.bin", b"\x01" * 60_000)


def _reply(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return support.reply(caller, 1, "We are on it.", firms.TODAY)


def _back_up(caller: Caller, firm: Workspace, folder: Path) -> object:
    return backups.back_up(caller, firm, folder / "copy.db")


def _restore(folder: Path) -> object:
    return backups.restore(local_caller(), folder / FIRM, folder / "restored.crm")


def _restore_and_open(folder: Path) -> object:
    """Opened for the first time, a restored file passes over the numbers that were printed since."""
    target = folder / "restored.crm"
    backups.restore(local_caller(), folder / FIRM, target, last_printed={"invoice": str(LAST_PRINTED)})
    return opening.open_workspace(target).close()


def _create(folder: Path) -> object:
    return opening.create(folder / "new.crm")


def _back_up_daily(caller: Caller, firm: Workspace, _folder: Path) -> object:
    return backups.back_up_daily(caller, firm)


def _undo_import(caller: Caller, _firm: Workspace, _folder: Path) -> object:
    return contacts.undo_import(caller, 1)


def _erase(caller: Caller, firm: Workspace, _folder: Path) -> object:
    return erasing.erase_person(caller, firm, 3, firms.TODAY)


def _purge(caller: Caller, firm: Workspace, _folder: Path) -> object:
    """Long after: the quote goes, the invoices that were never paid stay."""
    return paper_purging.purge(caller, firm, paper_purging.plan(caller, LONG_AFTER).due, LONG_AFTER)


def _open_and_close(folder: Path) -> object:
    return opening.open_workspace(folder / FIRM).close()


def _archive(caller: Caller, firm: Workspace, folder: Path) -> object:
    return archives.make(caller, firm, folder / ARCHIVE)


def _read_archive(folder: Path) -> object:
    return archives.read(local_caller(), folder.parent / ARCHIVE, folder / "restored.crm")


def _add_column(cursor: sqlite3.Cursor) -> None:
    cursor.execute("ALTER TABLE contact ADD COLUMN nickname TEXT NOT NULL DEFAULT 'none'")
    cursor.execute("UPDATE contact SET nickname = name")


def _change_passphrase(caller: Caller, firm: Workspace, _folder: Path) -> object:
    return encryption.change_passphrase(caller, firm.path, places.ANOTHER)


STEPS = (Migration(SCHEMA_VERSION + 1, "m9999_nickname", _add_column),)


def _upgrade(folder: Path) -> object:
    return upgrade.upgrade_file(folder / FIRM, folder / "backups", STEPS)


def _upgrade_from_first(folder: Path) -> object:
    return upgrade.upgrade_file(folder / FIRM, folder / "backups")


ACTS: dict[str, Act] = {
    "issue": Act(_issue),
    "pay": Act(_pay),
    "void": Act(_void),
    "credit": Act(_credit),
    "correct": Act(_correct),
    "invoice a quote": Act(_invoice_quote),
    "save a draft": Act(_save_draft),
    "create a contact": Act(_create_contact),
    "save a contact": Act(_save_contact),
    "import contacts": Act(_import),
    "attach a file": Act(_attach),
    "reply": Act(_reply),
    "back up": Act(_back_up),
    "restore": Act(outside=_restore),
    "restore and open": Act(outside=_restore_and_open),
    "create": Act(outside=_create),
    "back up daily": Act(_back_up_daily),
    "undo an import": Act(_undo_import),
    "erase a person": Act(_erase),
    "purge papers": Act(_purge),
    "open and close": Act(outside=_open_and_close),
    "write an archive": Act(_archive),
    "read an archive": Act(outside=_read_archive),
    "upgrade": Act(outside=_upgrade, upgrades_from=SCHEMA_VERSION),
    "upgrade from the first release": Act(outside=_upgrade_from_first, upgrades_from=upgrade.FIRST_VERSION),
}
ENCRYPTED: dict[str, Act] = {**ACTS, "change the passphrase": Act(_change_passphrase)}
"""What is done to an encrypted file."""


def perform(act: Act, folder: Path, begin: Callable[[], None], done: Callable[[], None]) -> None:
    """Do the act on the firm in `folder`: `begin` once the file is open, `done` once it is acknowledged."""
    if act.outside is not None:
        begin()
        act.outside(folder)
        done()
        return
    firm = opening.open_workspace(folder / FIRM)
    try:
        begin()
        act.run(local_caller(), firm, folder)
        done()
    finally:
        firm.close()


def fresh(template: Path, folder: Path) -> None:
    """Only the firm's file, as it was prepared."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    places.put(template, folder / FIRM)
