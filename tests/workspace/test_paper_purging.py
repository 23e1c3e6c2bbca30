"""Papers go after their keep time, whole cases, and the chain still says that nothing else is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.billing import queries as billing_queries
from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import purging as papers
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.service import purging as service
from desktop_crm.company.rules.paper_times import PaperTimes
from desktop_crm.contacts import service as contacts
from desktop_crm.database.connection import raw
from desktop_crm.support import queries as ticket_queries
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace import (
    erasing,
    paper_purging,
    verifying,
)
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms
from tests.faults.acts import PlainPaper
from tests.workspace import old_papers
from tests.workspace.old_papers import OLD, TODAY, customer, due_ids, issue, moment, pay, purge, quote, there


@pytest.fixture
def firm(workspace: Workspace, caller: Caller) -> Workspace:
    """A firm in Ireland: papers stay for six years from their day."""
    return old_papers.firm_in_ireland(workspace, caller)


def test_old_papers_go_and_the_chain_says_why(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    first, second = issue(caller, her), issue(caller, her, date(2013, 6, 1))
    young = issue(caller, her, date(2024, 3, 1))
    heads = billing_queries.chain_heads(caller)
    plan = paper_purging.plan(caller, TODAY)
    assert {key for case in plan.due for key in case.ids} == {first, second} and plan.count == 2
    assert [(each.year, each.kind, each.count) for each in plan.sums] == [
        (2012, "invoice", 1), (2013, "invoice", 1),
    ]  # fmt: skip
    done = purge(caller, firm)
    assert (done.papers, done.is_scrubbed) == (2, True)
    assert there(caller) == {young}
    report = verifying.verify(caller)
    assert report.findings == () and report.checked["purged"] == 2
    assert [str(each) for each in report.purged] == [
        "2 papers were purged on 22 Nov 2026 after their keep time (VATCA 2010 s. 84(3), 6 years)"
    ]
    assert report.heads == heads == billing_queries.chain_heads(caller)
    assert issue(caller, her, date(2024, 4, 1)) and verifying.verify(caller).findings == ()
    assert paper_purging.plan(caller, TODAY).due == ()


def test_a_chain_of_which_all_is_gone_goes_on_behind_it(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    issue(caller, her)
    head = billing_queries.chain_heads(caller)
    purge(caller, firm)
    assert there(caller) == set() and billing_queries.chain_heads(caller) == head
    assert verifying.verify(caller).findings == ()
    new = issue(caller, her, date(2024, 3, 1))
    row = raw().execute("SELECT link, number, previous_hash FROM document WHERE id = ?", (new,)).fetchone()
    assert row[0] == 2 and row[2] == head["invoice"]
    assert verifying.verify(caller).findings == ()


def test_a_quote_with_all_its_papers_is_one_case(firm: Workspace, caller: Caller) -> None:
    """The quote alone would be due; its invoice was paid later, and a part of it credited later still."""
    her = customer(caller)
    offered = quote(caller, her)
    with as_if_at(moment(date(2013, 1, 2))):
        made = billing.invoice_quote(caller, offered, date(2013, 1, 2))
        billing.issue_invoice(
            caller, made.id, today=date(2013, 1, 2), issued_on=date(2013, 1, 2), key="i", render=PlainPaper()
        )
    pay(caller, made.id, date(2019, 5, 5))
    with as_if_at(moment(date(2020, 12, 1))):
        billing.credit_invoice(
            caller, made.id, (CreditLine(1, Decimal("0.5")),), today=date(2020, 12, 1), key="c",
            render=PlainPaper(),
        )  # fmt: skip
    assert due_ids(caller) == set(), "the credit note made us owe money"
    open_row = billing_queries.get_row(caller, made.id, TODAY)
    assert open_row.open < 0
    pay(caller, made.id, date(2020, 12, 5))
    assert due_ids(caller, date(2026, 12, 5)) == set()
    assert due_ids(caller, date(2026, 12, 6)) == there(caller) and len(there(caller)) == 3
    paper_purging.purge(caller, firm, paper_purging.plan(caller, date(2026, 12, 6)).due, date(2026, 12, 6))
    assert there(caller) == set() and verifying.verify(caller).findings == ()


def test_what_is_unsettled_held_used_or_asked_about_stays(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    with as_if_at(moment(OLD)):
        draft = replace(firms.draft(her), delivered_on=OLD)
        unpaid = billing.create_draft(caller, draft, OLD).id
        billing.issue_invoice(caller, unpaid, today=OLD, issued_on=OLD, key="u", render=PlainPaper())
    held, used, asked, free = issue(caller, her), quote(caller, her), issue(caller, her), issue(caller, her)
    billing.hold_paper(caller, held, "  the lawsuit\nabout the fence ")
    billing.invoice_quote(caller, used, TODAY)
    ticket = support.open_ticket(
        caller, TicketDraft(contact_id=her, document_id=asked, subject="S", text="T"), TODAY
    )
    plan = paper_purging.plan(caller, TODAY)
    assert {key for case in plan.due for key in case.ids} == {free}
    assert {str(words): count for words, count in plan.staying.items()} == {
        "not settled yet": 1, "you keep it": 1, "a newer paper or a draft belongs to it": 1,
        "an open ticket is about it": 1,
    }  # fmt: skip
    (kept,) = papers.list_held(caller)
    assert (kept.id, kept.reason, kept.by) == (held, "the lawsuit about the fence", caller.user)
    purge(caller, firm)
    assert free not in there(caller) and {unpaid, held, used, asked} <= there(caller)
    billing.release_paper(caller, held)
    version = ticket_queries.get_ticket(caller, ticket).version
    support.close_ticket(caller, ticket, version, TODAY)
    assert due_ids(caller) == {held, asked}
    purge(caller, firm)
    assert ticket_queries.get_ticket(caller, ticket).draft.document_id is None
    assert verifying.verify(caller).findings == ()


def test_a_reason_is_wanted_and_only_issued_papers_are_held(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    invoice = issue(caller, her)
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(UserError) as refused:
            billing.hold_paper(caller, invoice, reason)
        assert refused.value.field == "reason"
    draft = billing.create_draft(caller, firms.draft(her), TODAY)
    with pytest.raises(UserError, match="Only an issued paper"):
        billing.hold_paper(caller, draft.id, "because")


def test_what_changed_since_it_was_shown_stays(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    first, second, third = issue(caller, her), issue(caller, her), issue(caller, her)
    shown = paper_purging.plan(caller, TODAY).due
    billing.save_internal_notes(
        caller, first, billing_queries.get_row(caller, first, TODAY).version, "Look at this again"
    )
    billing.hold_paper(caller, second, "a lawsuit")
    assert paper_purging.purge(caller, firm, shown, TODAY).papers == 1
    assert there(caller) == {first, second} and third not in there(caller)
    assert paper_purging.purge(caller, firm, (), TODAY) == paper_purging.Purged(None, 0)
    assert len(papers.list_runs(caller)) == 1


def test_cancel_stops_between_two_transactions(
    firm: Workspace, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_purging, "_BLOCK", 1)
    her = customer(caller)
    for _each in range(3):
        issue(caller, her)

    class Stop:
        def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
            if done == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        paper_purging.purge(caller, firm, paper_purging.plan(caller, TODAY).due, TODAY, progress=Stop())
    (run,) = papers.list_runs(caller)
    assert (run.papers, run.is_scrubbed, run.by_itself) == (2, True, False)
    assert len(there(caller)) == 1 and verifying.verify(caller).findings == ()


def test_the_shell_of_somebody_forgotten_goes_with_the_last_paper(firm: Workspace, caller: Caller) -> None:
    her, him = customer(caller), customer(caller, "Bruno Lima")
    issue(caller, her)
    issue(caller, him)
    young = issue(caller, her, date(2024, 1, 5))
    erasing.erase_person(caller, firm, her, TODAY)
    purge(caller, firm)
    assert raw().execute("SELECT count(*) FROM contact").fetchone() == (2,)
    assert purge(caller, firm, date(2031, 1, 1)).papers == 1 and young not in there(caller)
    left = raw().execute("SELECT id FROM contact").fetchall()
    assert left == [(him,)], "who was not forgotten stays a contact"


def test_by_itself_it_goes_once_a_month_where_the_owner_wants_it(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    issue(caller, her)
    assert paper_purging.each_month(caller, firm, TODAY).papers == 0
    billing.set_paper_times(caller, PaperTimes(by_itself=True))
    helper = Caller("Bea", "assistant", "en", "desk")
    assert paper_purging.each_month(helper, firm, TODAY).papers == 0
    assert paper_purging.each_month(caller, firm, date(2029, 1, 1)).papers == 0, "the clock is wrong"
    assert paper_purging.each_month(caller, firm, TODAY).papers == 1
    (run,) = papers.list_runs(caller)
    assert run.by_itself and papers.paper_times(caller).looked_on == TODAY
    issue(caller, her, date(2013, 1, 1))
    contacts.add_note(caller, her, "Somebody worked with it lately", None)
    assert paper_purging.each_month(caller, firm, date(2026, 11, 30)).papers == 0, "this month is over"
    assert paper_purging.each_month(caller, firm, date(2026, 12, 1)).papers == 1


def test_today_asks_once_a_day(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    issue(caller, her)
    assert paper_purging.count_due(caller, TODAY) == 1
    issue(caller, her)
    assert paper_purging.count_due(caller, TODAY) == 1, "it is not looked up each time"
    purge(caller, firm)
    assert paper_purging.count_due(caller, TODAY) == 0
    assert paper_purging.count_due(Caller("Bea", "assistant", "en", "desk"), TODAY) == 0
    with pytest.raises(UserError, match="your role"):
        paper_purging.plan(Caller("Bea", "assistant", "en", "desk"), TODAY)


def test_what_falls_due_when_is_told_by_year(firm: Workspace, caller: Caller) -> None:
    her = customer(caller)
    issue(caller, her)
    issue(caller, her, date(2024, 1, 5))
    quote(caller, her, date(2024, 1, 6))
    found = papers.falls_due(caller)
    assert [(each.time.until.year, each.kind, each.year, each.count) for each in found] == [
        (2018, "invoice", 2012, 1), (2030, "invoice", 2024, 1), (2030, "quote", 2024, 1),
    ]  # fmt: skip
    assert service.purges_wait() is False
