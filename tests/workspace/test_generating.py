"""A large sample is as true as what a firm writes itself, only without papers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from desktop_crm.billing import queries as billing
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.service import NO_PAPER, credit_invoice, issue_invoice
from desktop_crm.contacts import queries as contacts
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import Cancelled, NotFound, UserError
from desktop_crm.values.messages import Message
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding, opening, verifying
from desktop_crm.workspace.generating import generate

TODAY = date(2026, 11, 22)
COUNTS = (120, 400)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "large.crm"
    generate(path, *COUNTS, seed=7, today=TODAY)
    return path


@contextmanager
def opened(path: Path) -> Iterator[Caller]:
    workspace = opening.open_workspace(path)
    try:
        yield local_caller()
    finally:
        workspace.close()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_its_tables_and_indexes_are_those_of_any_file(tmp_path: Path, sample: Path) -> None:
    empty = tmp_path / "empty.crm"
    opening.create(empty)
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    assert rows(sample, schema) == rows(empty, schema)


def test_it_has_what_was_asked_for_and_verify_has_nothing_to_say(sample: Path) -> None:
    with opened(sample) as caller:
        report = verifying.verify(caller)
        assert report.findings == ()
        assert report.checked["documents"] == COUNTS[1]
        assert set(report.heads) == {"quote", "invoice", "credit_note"}
        assert contacts.list_contacts(caller, ListView()).count() == COUNTS[0]


def test_its_papers_have_every_state_that_a_list_shows(sample: Path) -> None:
    with opened(sample) as caller:
        quotes, invoices = billing.count_quotes(caller, TODAY), billing.count_invoices(caller, TODAY)
    for state in ("accepted", "declined", "expired", "invoiced"):
        assert quotes[state] > 0, state
    for state in ("draft", "open", "overdue", "partly_paid", "paid", "credit_note"):
        assert invoices[state] > 0, state


def test_nothing_is_dated_after_today(sample: Path) -> None:
    assert rows(sample, "SELECT max(issued_on) <= '2026-11-22' FROM document") == [(1,)]
    assert rows(sample, "SELECT max(paid_on) <= '2026-11-22' FROM payment") == [(1,)]


def test_numbers_follow_each_other_in_each_year(sample: Path) -> None:
    found = rows(
        sample,
        "SELECT kind, year, min(number), max(number) - count(*) FROM document WHERE number IS NOT NULL"
        " GROUP BY kind, year",
    )
    assert len(found) >= 9
    assert {(first, gaps) for _kind, _year, first, gaps in found} == {(1, 0)}


def test_the_facts_say_that_it_is_a_sample_and_there_is_no_pdf(sample: Path) -> None:
    with opened(sample) as caller:
        found = raw().execute("SELECT id, facts, draft FROM document WHERE facts IS NOT NULL").fetchall()
        assert len(found) == COUNTS[1]
        for _id, facts, draft in found:
            loaded = canonical.load(DocumentFacts, facts)
            assert loaded.is_sample
            assert canonical.dump(loaded).decode() == facts
            assert canonical.dump(canonical.load(DocumentDraft, draft)).decode() == draft
        with pytest.raises(NotFound):
            billing.stored_pdf(caller, found[0][0])


def test_the_same_seed_gives_the_same_records_and_another_one_does_not(tmp_path: Path, sample: Path) -> None:
    generate(tmp_path / "again.crm", *COUNTS, seed=7, today=TODAY)
    generate(tmp_path / "other.crm", *COUNTS, seed=8, today=TODAY)
    facts = "SELECT id, hash FROM document WHERE hash IS NOT NULL ORDER BY id"
    people = "SELECT id, name, mail, phone, vat_id, notes FROM contact ORDER BY id"
    for sql in (facts, people):
        first = rows(sample, sql)
        assert rows(tmp_path / "again.crm", sql) == first
        assert rows(tmp_path / "other.crm", sql) != first


def test_the_law_has_no_objection_to_its_drafts(sample: Path) -> None:
    with opened(sample) as caller:
        drafts = raw().execute("SELECT draft FROM document WHERE state = 'draft'").fetchall()
        assert drafts
        for (text,) in drafts:
            draft = canonical.load(DocumentDraft, text)
            found = [each for each in billing.problems(caller, draft, TODAY) if not each.is_warning]
            assert {each.field for each in found} <= {"delivered_on"}


def test_everything_is_found_and_every_mail_belongs_to_nobody(sample: Path) -> None:
    with opened(sample) as caller:
        one = "SELECT number_text, customer FROM document WHERE kind = 'invoice' AND number > 0 LIMIT 1"
        number, customer = raw().execute(one).fetchone()
        assert any(hit.kind == "invoice" for hit in finding.find(caller, number))
        assert any(hit.kind == "contact" for hit in finding.find(caller, customer))
        mails = raw().execute("SELECT value FROM contact_point WHERE kind = 'mail'").fetchall()
        assert mails
        assert all(mail.endswith(".example") for (mail,) in mails)


def test_work_goes_on_after_it(tmp_path: Path) -> None:
    path = tmp_path / "on.crm"
    generate(path, 30, 100, seed=1, today=TODAY)
    with opened(path) as caller:
        document, text = raw().execute("SELECT id, draft FROM document WHERE state = 'draft'").fetchone()
        draft = canonical.load(DocumentDraft, text)
        assert draft.contact_id is not None
        raw().execute(
            "UPDATE document SET draft = json_set(draft, '$.delivered_on', '2026-11-20') WHERE id = ?",
            (document,),
        )
        last = raw().execute("SELECT max(number) FROM document WHERE kind = 'invoice' AND year = 2026")
        before = last.fetchone()[0]
        issued = issue_invoice(caller, document, today=TODAY, render=NO_PAPER)
        assert issued.number == f"2026-{before + 1:04}"
        old = (
            raw()
            .execute(
                "SELECT id FROM document WHERE kind = 'invoice' AND credited = 0 AND number = 1 ORDER BY id"
            )
            .fetchone()[0]
        )
        credit_invoice(caller, old, (CreditLine(1),), today=TODAY, render=NO_PAPER)
        assert verifying.verify(caller).findings == ()


def test_an_existing_file_and_absurd_numbers_are_refused(tmp_path: Path, sample: Path) -> None:
    with pytest.raises(UserError):
        generate(sample, 1, 1, seed=1, today=TODAY)
    with pytest.raises(UserError) as refused:
        generate(tmp_path / "x.crm", -1, 0, seed=1, today=TODAY)
    assert refused.value.field == "--contacts"
    with pytest.raises(UserError):
        generate(tmp_path / "x.crm", 0, 1, seed=1, today=TODAY)
    assert not (tmp_path / "x.crm").exists()


def test_one_that_is_cancelled_leaves_no_file(tmp_path: Path) -> None:
    class Cancel:
        def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
            if what is not None and "documents" in str(what.text):
                raise Cancelled

    with pytest.raises(Cancelled):
        generate(tmp_path / "x.crm", 10, 10, 1, Cancel(), today=TODAY)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_one_is_an_empty_firm(tmp_path: Path) -> None:
    made = generate(tmp_path / "x.crm", 0, 0, seed=1, today=TODAY)
    assert (made["contacts"], made["documents"]) == (0, 0)
    with opened(tmp_path / "x.crm") as caller:
        assert verifying.verify(caller).findings == ()
