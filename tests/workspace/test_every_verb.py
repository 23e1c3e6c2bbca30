"""Every verb of every service: whole or not at all, never over what somebody else wrote, and once."""

from __future__ import annotations

import hashlib
import inspect
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import connection, engine, fields
from desktop_crm.database.announcing import Announced
from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.database.watching import PollingWatch
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.workspace import opening, registry
from tests.fixtures.database import UNSAFE
from tests.workspace import appended, dunning_verbs, spent, verbs
from tests.workspace.act import Act
from tests.workspace.verbs import ACTS, CALLER, PARTS, READS

WITHOUT_VERSION = {
    "billing.take_mail_back": "its state decides whether it can be",
    "billing.send_mail_again": "its state decides whether it can be",
    "billing.settle_mail": "its state decides whether there is a question",
    "billing.send_next_mail": "whoever claims it first sends it",
    "billing.take_mails_back": "the state of each decides whether it can be",
    "company.save_mail_text": "one text, the last word counts",
    "billing.hold_mails": "all that waits, whatever it is by now",
    "company.set_up": "there is no firm yet, or it is refused",
    "company.apply_company": "a file says what the firm is to be",
    "company.set_setting": "one value, the last word counts",
    "company.pass_over": "it only moves on, and only as far as was said",
    "company.remove_firm": "refused once a real number was drawn",
    "company.add_person": "never a second one of the same name",
    "company.save_rate": "a published fact, the last word counts",
    "company.import_rates": "what is known of a day stays",
    "company.sign_in": "counts a try",
    "company.recover": "the code is used up",
    "company.change_password": "knows the password before",
    "contacts.hand_over_assignments": "what is the one's at that moment",
    "contacts.give_follow_ups": "only those that nobody was given",
    "support.give_ticket": "reads the ticket in its own transaction",
    "contacts.archive_contacts": "says itself which ones it changed",
    "contacts.restore_contacts": "says itself which ones it changed",
    "contacts.delete_contact": "looks in its own transaction whether anything refers to it",
    "contacts.set_category": "says itself which ones it changed",
    "contacts.change_tags": "adds and takes single tags, the others stay whoever wrote them",
    "contacts.link_contacts": "one link, the others stay whoever wrote them",
    "contacts.unlink_contacts": "one link, the others stay whoever wrote them",
    "contacts.assign_customer_number": "never over another number",
    "contacts.complete_note": "a mark, done twice is done once",
    "contacts.reopen_note": "a mark, done twice is done once",
    "contacts.delete_note": "asked for one that was shown",
    "contacts.detach_file": "a file never changes",
    "contacts.undo_import": "what was changed since stays and is listed",
    "contacts.record_consent": "one more answer, the earlier ones stay",
    "contacts.record_vat_check": "one more answer, the earlier ones stay",
    "contacts.ask_vies": "one more answer, the earlier ones stay",
    "billing.treat": "what the draft says at that moment",
    "billing.go_unchecked": "a mark, done twice is done once",
    "contacts.bring_back_contact": "never over another one of its id",
    "contacts.bring_back_note": "never over another one of its id",
    "contacts.bring_back_file": "never over another one of its id",
    "catalog.bring_back_product": "never over another one of its id",
    "billing.bring_back_draft": "never over another one of its id",
    "catalog.give_price_list": "one list, the last word counts",
    "catalog.add_price": "never a second one from the same quantity and day",
    "catalog.set_price": "reads the price in its own transaction",
    "catalog.import_prices": "reads each price in its own transaction",
    "catalog.undo_import": "what was changed since stays and is listed",
    "catalog.import_products": "reads each row in its own transaction",
    "catalog.remove_products": "sample data only",
    "support.rename_assignee": "only tickets of the old name",
    "support.remove_tickets": "sample data only",
    "billing.invoice_quote": "reads the quote in its own transaction, a second one is refused",
    "billing.record_payment": "what is open is read in its own transaction",
    "billing.void_payment": "once, by a UNIQUE key",
    "billing.credit_invoice": "what is left is read in its own transaction",
    "billing.correct_invoice": "what is left is read in its own transaction",
    "billing.cancel_invoice": "what is left is read in its own transaction",
    "billing.correct_text": "one draft, the same for who asks again",
    "billing.issue_invoices": "each under the version that was read",
    "billing.order_quote": "reads the quote in its own transaction, a draft can be thrown away",
    "billing.deliver_order": "reads the order in its own transaction, a draft can be thrown away",
    "billing.pro_forma_of": "reads its source in its own transaction, a draft can be thrown away",
    "billing.deposit_invoice": "reads what was billed in its own transaction, a draft can be thrown away",
    "billing.progress_invoice": "reads what was billed in its own transaction, a draft can be thrown away",
    "billing.final_invoice": "reads what was billed in its own transaction, a draft can be thrown away",
    "billing.invoice_order": "reads what was delivered in its own transaction, a draft can be thrown away",
    "billing.invoice_deliveries": "what is billed is read in its own transaction",
    "billing.issue_receipt": "once for each payment",
    "receivables.receive": "what is open is read in its own transaction",
    "receivables.use_credit": "what is open and the credit are read in its own transaction",
    "receivables.refund_credit": "the credit is read in its own transaction",
    "receivables.import_statements": "a line that is there is known by its key",
    "receivables.book_line": "whether the line waits is read in its own transaction",
    "receivables.book_certain": "the lines that wait are read in its own transaction",
    "receivables.close_cash": "the last closed day is read in its own transaction",
    "receivables.book_proposed": "the lines that wait are read in its own transaction",
    "receivables.wait_again": "a mark, taken off twice is taken off once",
    "receivables.skip_line": "a mark, set twice is set once",
    "receivables.take_back": "read and marked under its version in its own transaction",
    "billing.run_recurring": "every bill under the version that was read; a day comes once",
    "billing.mark_sent": "adds a line to the timeline",
    "billing.write_mail": "adds a line to the timeline",
    "billing.state_customer": "reads the contact, then saves it under its version",
    "billing.remove_samples": "sample data only",
    "billing.hold_paper": "one reason, the last word counts",
    "billing.release_paper": "a mark, taken off twice is taken off once",
    "billing.set_paper_times": "one value, the last word counts",
    "accounting.hand_over": "one more package, those before stay",
    "accounting.set_books": "one value, the last word counts",
    "expenses.take_in": "the same file is kept once, by a UNIQUE key",
    "expenses.remove_received": "a file never changes",
    "expenses.bring_back_received": "never over another one of its id",
    **spent.WITHOUT_VERSION,
    **dunning_verbs.WITHOUT_VERSION,
    **appended.WITHOUT_VERSION,
}
"""Verbs that change what is there without naming the version that was read, and why nobody loses by it."""

ADDING = {name for name, act in ACTS.items() if act.again in ("second", "same")} | {
    "billing.queue_mail", "billing.queue_mails",
    "contacts.import_contacts", "billing.import_external", "company.close_period",
}  # fmt: skip
TRIES = {"company.sign_in", "company.recover", "company.change_password", "billing.send_next_mail"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verbs") / "firm.crm"
    verbs.prepare(path)
    return path


@pytest.fixture
def firm(template: Path, tmp_path: Path) -> Iterator[OpenDatabase]:
    path = Path(shutil.copyfile(template, tmp_path / "firm.crm"))
    assert opening.Workspace  # the rooms' tables are bound
    with connection.open_database(path, profile=UNSAFE) as database:
        yield database


def do(name: str, given: Any) -> Any:
    """Call the verb as its signature wants it."""
    verb = verbs.verbs()[name]
    return verb(CALLER, **given)


def content(database: OpenDatabase) -> str:
    """All rows of all tables, as one hash; read through the engine, as closing a file of one's own drops
    locks."""
    with closing(sqlite3.connect(f"{database.path.as_uri()}?mode=ro", uri=True)) as other:
        return hashlib.sha256(other.serialize()).hexdigest()


def test_a_new_verb_is_not_forgotten() -> None:
    assert set(verbs.verbs()) == set(ACTS) | READS | PARTS
    for name in ACTS:
        takes_version = "version" in inspect.signature(verbs.verbs()[name]).parameters
        assert takes_version or name in ADDING or name in WITHOUT_VERSION, name


@pytest.mark.parametrize("name", sorted(READS | PARTS))
def test_what_only_reads_or_is_a_part_opens_no_transaction_of_its_own(name: str) -> None:
    source = inspect.getsource(verbs.verbs()[name])
    assert "with transaction()" not in source
    if name in PARTS:
        assert "transaction" in source, "its words must say that it needs one"


class Failing:
    """Statement number `at` that writes finds the disk full, and rolls back as the engine does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.count = 0, 0
        for name in ("execute", "executemany"):
            speaking = engine._speaking(self._wrapped(getattr(sqlite3.Cursor, name)))
            monkeypatch.setattr(engine.Cursor, name, speaking)

    def _wrapped(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(cursor: sqlite3.Cursor, sql: str, *values: Any) -> Any:
            if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE", "COMMIT"):
                self.count += 1
                if self.count == self.at:
                    sqlite3.Connection.rollback(cursor.connection)
                    full = sqlite3.OperationalError("database or disk is full")
                    full.sqlite_errorcode = sqlite3.SQLITE_FULL
                    raise full
            return method(cursor, sql, *values)

        return call

    def from_now(self, at: int) -> None:
        self.at, self.count = at, 0


@pytest.mark.parametrize("name", sorted(ACTS.keys() - {"company.set_up"}))
def test_a_full_disk_at_any_statement_leaves_everything_as_it_was(
    firm: OpenDatabase, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    heard: list[frozenset[str]] = []
    firm.hub.subscribe({"*"}, heard.append)
    given, before, failing = ACTS[name].given(), content(firm), Failing(monkeypatch)
    at = 1
    while True:
        failing.from_now(at)
        try:
            do(name, given)
        except UserError as refusal:
            if "disk is full" not in str(refusal):
                raise
        else:
            break
        # An import is committed in parts, which are taken back; a try is written down before it is made.
        if name != "contacts.import_contacts" and name not in TRIES:
            assert content(firm) == before, f"statement {at}"
            assert heard == []
        at += 1 if at < 3 else max(1, at // 2)
    failing.from_now(0)
    assert at > 1
    assert content(firm) != before or name == "company.remove_firm"  # refused: real numbers were drawn


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.row is not None])
def test_who_read_an_older_version_is_told_and_changes_nothing(firm: OpenDatabase, name: str) -> None:
    act = ACTS[name]
    assert act.row is not None
    given = act.given()
    table, row = act.row
    with closing(sqlite3.connect(firm.path)) as other, other:  # another program on the same file
        other.execute(f"UPDATE {table} SET version = version + 1 WHERE id = ?", (row,))
    before = content(firm)
    with pytest.raises(Conflict):
        do(name, given)
    assert content(firm) == before
    do(name, act.given())  # read again, it is done


@pytest.mark.parametrize("name", sorted(ACTS.keys() - {"company.set_up"}))
def test_what_open_pages_hear_another_process_hears_too(firm: OpenDatabase, name: str) -> None:
    heard: set[str] = set()
    firm.hub.subscribe({"*"}, heard.update)
    given = ACTS[name].given()
    elsewhere = replace(firm, announced=Announced())  # counts nothing itself, as another process does
    watch = PollingWatch(elsewhere, lambda _names: None, every=3600)
    watch.start()
    before = content(firm)
    do(name, given)
    assert watch.look() == heard
    assert bool(heard) == (content(firm) != before)  # whatever changes anything says so
    watch.stop()


LOGS = ("change_log", "change_count", "blob")


def counts() -> dict[str, int]:
    """Rows by table; the log of changes grows whatever is written."""
    from desktop_crm.database import checks

    return {table: n for table, n in checks.row_counts(raw()).items() if table not in LOGS}


@pytest.mark.parametrize("name", sorted(ACTS.keys() - {"company.set_up"}))
def test_the_same_act_a_second_time_does_what_it_is_known_to_do(firm: OpenDatabase, name: str) -> None:
    act: Act = ACTS[name]
    given = act.given()
    first = do(name, given)
    after, written, rows = content(firm), everything(), counts()
    if act.again == "conflict":
        with pytest.raises((Conflict, UserError)):
            do(name, given)
        assert content(firm) == after
    elif act.again == "refused":
        with pytest.raises(UserError):
            do(name, given)
        assert content(firm) == after
    elif act.again == "counted":
        with pytest.raises(UserError):
            do(name, given)
        assert counts() == rows
    elif act.again == "same":
        assert do(name, given) == first
        assert everything() == written
    else:
        do(name, given)
        grown = {table for table, n in counts().items() if n > rows.get(table, 0)}
        assert (act.again == "second") == bool(grown - {"import_job"}), grown


def everything() -> dict[str, list[Any]]:
    """All rows by table; that somebody asked again may be told to others."""
    return {table: raw().execute(f'SELECT * FROM "{table}"').fetchall() for table in counts()}


STAY = {"firm", "number_series", "closed_period", "fiscal_document", "exchange_rate"}
"""Tables whose rows nobody deletes: the firm, a series for each kind of paper, what was closed."""


def test_no_id_of_what_people_edit_is_given_twice() -> None:
    """A page open on a deleted record would else save over another one: both begin at version 1."""
    for table in registry.TABLES:
        if "version" in table._meta.fields and table._meta.table_name not in STAY:
            assert isinstance(table._meta.primary_key, fields.KeyField), table


def test_the_id_of_a_deleted_contact_stays_its_own(firm: OpenDatabase) -> None:
    last = contacts.create_contact(CALLER, ContactDraft(name="Eve"))
    contacts.delete_contact(CALLER, last)
    assert contacts.create_contact(CALLER, ContactDraft(name="Adam")) == last + 1
    with connection.transaction():
        assert contacts.next_contact_id() == last + 2
    with pytest.raises(NotFound):
        contacts.save_contact(CALLER, last, 1, ContactDraft(name="Eve again"))
