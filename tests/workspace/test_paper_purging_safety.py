"""What was purged is gone from the bytes, nothing goes before its time, and no failure leaves half of it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from peewee import IntegrityError

from desktop_crm.billing import queries as billing_queries
from desktop_crm.billing import service as billing
from desktop_crm.company import service as company
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.database import engine
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import (
    archives,
    backups,
    erasing,
    erasure_list,
    finding,
    opening,
    paper_purging,
    verifying,
)
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms
from tests.faults.acts import PlainPaper
from tests.workspace import old_papers
from tests.workspace.old_papers import OLD, TODAY, TRACES, customer, issue, moment, purge, quote, there


@pytest.fixture
def firm(workspace: Workspace, caller: Caller) -> Workspace:
    """A firm in Ireland: papers stay for six years from their day."""
    return old_papers.firm_in_ireland(workspace, caller)


@pytest.mark.file
def test_no_byte_of_the_paper_is_left_in_the_file(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    invoice = issue(caller, her, text="A fence for Quisquilia")
    offered = quote(caller, her)
    contacts.attach_file(caller, "invoice", invoice, "quisquilia.txt", b"hours of Quisquilia", contact_id=her)
    billing.save_internal_notes(
        caller, invoice, billing_queries.get_row(caller, invoice, TODAY).version, "Quisquilia pays late"
    )
    contacts.assign(caller, "document", invoice, _colleague(caller), contact_id=her, note="Call Quisquilia")
    assert offered and all(trace in _bytes(firm) for trace in TRACES)
    purge(caller, firm)
    erasing.erase_person(caller, firm, her, TODAY)
    assert not [trace for trace in TRACES if trace in _bytes(firm)]
    assert raw().execute("SELECT count(*) FROM blob").fetchone() == (_logos(),)
    assert finding.find(caller, "Quisquilia") == []
    for table in ("payment", "document_line", "document_tax", "record_seal", "attachment", "assignment"):
        assert raw().execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    told = raw().execute("SELECT table_name, act FROM change_log WHERE record LIKE 'document:%'").fetchall()
    assert told == []
    assert ("purge_run", "created") in raw().execute("SELECT table_name, act FROM change_log").fetchall()


def _bytes(firm: Workspace) -> str:
    return firm.path.read_bytes().decode("latin-1")


def _logos() -> int:
    sql = "SELECT count(*) FROM blob WHERE sha256 IN (SELECT logo FROM firm UNION SELECT signature FROM firm)"
    return int(raw().execute(sql).fetchone()[0])


def _colleague(caller: Caller) -> int:
    made = company.add_person(caller, PersonDraft(name="Ann"), "correct horse", TODAY)
    return made if isinstance(made, int) else made.id


REFUSED_BY_THE_DATABASE = (
    "DELETE FROM document WHERE id = 1",
    "UPDATE purged_paper SET rule = 'none'",
    "DELETE FROM purged_paper",
    "INSERT INTO purged_paper (document_id, run_id, kind, number_text, issued_on, currency, net, tax, gross,"
    " paid, taxes, is_external, record_seal, payments, payments_hash, counted_from, until, rule, years, seal)"
    " SELECT d.id, r.id, d.kind, 'x', d.issued_on, 'EUR', 0, 0, 0, 0, '[]', d.is_external, '', 0, '',"
    " d.issued_on, {until}, '', 6, 'x' FROM document d, purge_run r WHERE d.id = 1",
)


@pytest.mark.parametrize("sql", REFUSED_BY_THE_DATABASE)
def test_the_database_itself_lets_nothing_go_before_its_time(
    firm: Workspace, caller: Caller, sql: str
) -> None:
    her = customer(caller)
    assert issue(caller, her, date(2024, 1, 5)) == 1
    issue(caller, her, date(2024, 1, 5))
    with as_if_at(moment(OLD)):
        old = billing.create_draft(caller, replace(firms.draft(her), kind="quote", valid_until=OLD), OLD)
        billing.send_quote(caller, old.id, today=OLD, render=PlainPaper())
    purge(caller, firm)
    assert old.id not in there(caller)
    for until in ("'2030-01-05'", "'2025-01-05'"):
        with pytest.raises(Exception, match=r"keep time|never changes|stays on record"), transaction(caller):
            raw().execute(sql.format(until=until))
    assert there(caller) == {1, 2}


def test_a_changed_or_missing_record_of_the_purge_is_found(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    for _each in range(3):
        issue(caller, her)
    issue(caller, her, date(2024, 1, 5))
    purge(caller, firm)
    assert verifying.verify(caller).findings == ()
    drop = "DROP TRIGGER {name}" + (" ON purged_paper" if firm.database.is_on_server else "")
    with suppress(Undo), transaction(caller):
        for name in ("purged_paper_never_changes", "purged_paper_stays"):
            raw().execute(drop.format(name=name))
        raw().execute("UPDATE purged_paper SET gross = gross + 1 WHERE link = 2")
        assert [str(each.message) for each in verifying.verify(caller).findings] == [
            "The record of its purge is not what was sealed"
        ]
        raw().execute("DELETE FROM purged_paper WHERE link = 2")
        found = [str(each.message) for each in verifying.verify(caller).findings]
        assert "A document before this one is missing" in found
        assert "Its seal does not hold the one before" in found
        raise Undo
    assert verifying.verify(caller).findings == ()


class Failing:
    """The disk is full at the writing statement number `at`."""

    def __init__(self, at: int) -> None:
        self.at, self.count, self.failed = at, 0, False

    def __enter__(self) -> Failing:
        self._execute = engine.Cursor.execute
        execute, failing = self._execute, self

        def call(cursor: Any, sql: str, *values: Any) -> Any:
            if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
                failing.count += 1
                if failing.count == failing.at:
                    failing.failed = True
                    raise UserError(_("The disk is full."))
            return execute(cursor, sql, *values)

        engine.Cursor.execute = call  # type: ignore[method-assign]
        return self

    def __exit__(self, *_error: object) -> None:
        engine.Cursor.execute = self._execute  # type: ignore[method-assign]


class Undo(Exception):
    """Takes a change back: the database is used again."""


@pytest.mark.file
def test_a_restored_older_copy_lets_them_go_again(firm: Workspace, caller: Caller, tmp_path: Path) -> None:
    her = customer(caller)
    first = issue(caller, her)
    second, young = issue(caller, her, date(2013, 2, 3)), issue(caller, her, date(2024, 2, 3))
    backups.back_up_daily(caller, firm)
    billing.hold_paper(caller, second, "a lawsuit")
    backups.back_up_daily(caller, firm)
    purge(caller, firm)
    billing.release_paper(caller, second)
    purge(caller, firm)
    copies = [each.path for each in backups.copies_of(firm.path)]
    folder = copies[0].parent
    assert sorted(each.id for each in erasure_list.read(folder)) == [first, second]
    assert not [trace for trace in TRACES if trace in erasure_list.path_in(folder, "firm").read_text()]
    heads = billing_queries.chain_heads(caller)
    firm.close()
    for number, copy in enumerate(copies):
        restored = tmp_path / f"restored{number}.crm"
        backups.restore(caller, copy, restored)
        again = opening.open_workspace(restored)
        try:
            assert there(caller) == {young}, "opening it purged again, also what was held in the copy"
            assert paper_purging.replay(caller, again, folder, TODAY) == 0
            assert billing_queries.chain_heads(caller) == heads
            report = verifying.verify(caller)
            assert report.findings == () and report.checked["purged"] == 2
            newcomer = issue(caller, her, date(2024, 2, 4))
            assert paper_purging.replay(caller, again, folder, TODAY) == 0 and newcomer in there(caller)
        finally:
            again.close()


def test_a_copy_of_another_history_loses_nothing(firm: Workspace, caller: Caller, tmp_path: Path) -> None:
    """The same id is another paper there: its seal is not the one that was purged."""
    her = customer(caller)
    first = issue(caller, her)
    folder = tmp_path / "lists"
    folder.mkdir()
    line = {"entity": "document", "id": first, "key": "0" * 64, "at": "2026-11-22T09:00:00Z", "by": "A"}
    erasure_list.path_in(folder, "firm").write_text(json.dumps(line) + "\n")
    assert paper_purging.replay(caller, firm, folder, TODAY) == 0 and there(caller) == {first}


@pytest.mark.file
def test_killed_at_any_statement_a_block_is_old_or_gone(firm: Workspace, caller: Caller) -> None:
    """Each write of the purge fails once; afterwards nothing is half, and it can be done."""
    her = customer(caller)
    for _each in range(2):
        issue(caller, her)
    quote(caller, her)
    plan = paper_purging.plan(caller, TODAY)
    before, at = there(caller), 0
    while True:
        at += 1
        with Failing(at) as failing, suppress(UserError):
            paper_purging.purge(caller, firm, plan.due, TODAY)
        assert there(caller) in (before, set())
        assert verifying.verify(caller).findings == ()
        if not failing.failed:
            break
    assert there(caller) == set() and at > 20


@pytest.mark.file
def test_an_archive_carries_the_records_of_what_went(firm: Workspace, caller: Caller, tmp_path: Path) -> None:
    her = customer(caller)
    issue(caller, her)
    young = issue(caller, her, date(2024, 2, 3))
    purge(caller, firm)
    heads = billing_queries.chain_heads(caller)
    archives.make(caller, firm, tmp_path / "firm.zip")
    firm.close()
    archives.read(caller, tmp_path / "firm.zip", tmp_path / "again.crm")
    again = opening.open_workspace(tmp_path / "again.crm")
    try:
        report = verifying.verify(caller)
        assert (there(caller), report.findings, report.checked["purged"]) == ({young}, (), 1)
        assert billing_queries.chain_heads(caller) == heads
        with pytest.raises(IntegrityError, match="stays on record"), transaction(caller):
            raw().execute("DELETE FROM purged_paper")
    finally:
        again.close()
