"""Many drafts issued at once: in the order of their days, and none held up by another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.database.connection import raw
from desktop_crm.values.errors import Cancelled
from desktop_crm.values.messages import Message
from tests.billing.conftest import CALLER, TODAY, Books


def issue(*documents: int, key: str | None = None) -> service.IssueBatch:
    found = service.issue_candidates(CALLER, documents, TODAY)
    wanted = [(each.document_id, each.version) for each in found if each.why_not is None]
    return service.issue_invoices(CALLER, wanted, TODAY, key=key)


def numbers(made: service.IssueBatch) -> list[str]:
    return [each.number for each in made.issued]


def test_numbers_go_by_day_and_then_as_the_drafts_were_begun(books: Books) -> None:
    later, first, second = books.new(), books.new(issued_on=TODAY - timedelta(days=1)), books.new()
    made = issue(second, later, first)
    assert [each.id for each in made.issued] == [first, later, second]
    assert numbers(made) == ["2026-0001", "2026-0002", "2026-0003"]
    assert made.left_out == ()


def test_what_cannot_be_issued_is_named_and_the_others_are_issued(books: Books) -> None:
    good, empty, done, last = books.new(), books.new(lines=()), books.issued(), books.new()
    quote = books.new(kind="quote")
    found = service.issue_candidates(CALLER, [good, empty, done, quote, last, good], TODAY)
    assert {each.document_id for each in found if each.why_not is None} == {good, last}
    wanted = [(each.document_id, each.version) for each in found]
    made = service.issue_invoices(CALLER, wanted, TODAY)
    assert [each.id for each in made.issued] == [good, last]
    assert {each.document_id for each in made.left_out} == {empty, done, quote}
    assert all(each.why_not for each in made.left_out)


def test_what_somebody_else_changed_or_deleted_since_stays_as_it_is(books: Books) -> None:
    changed, deleted, good = books.new(), books.new(), books.new()
    wanted = [(each, 1) for each in (changed, deleted, good)]
    view = queries.get_document(CALLER, changed, TODAY)
    service.save_draft(CALLER, changed, 1, view.draft, TODAY)
    service.delete_draft(CALLER, deleted, 1)
    made = service.issue_invoices(CALLER, wanted, TODAY)
    assert [each.id for each in made.issued] == [good]
    assert [each.document_id for each in made.left_out] == [changed]
    assert queries.get_document(CALLER, changed, TODAY).row.state == "draft"


class StopAt:
    def __init__(self, at: int) -> None:
        self.at = at

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        if done >= self.at:
            raise Cancelled


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_cancel_leaves_the_rest_as_drafts_and_no_gap(books: Books, at: int) -> None:
    wanted = [(books.new(), 1) for _ in range(3)]
    made = service.issue_invoices(CALLER, wanted, TODAY, progress=StopAt(at))
    assert (len(made.issued), len(made.left_out)) == (at, 3 - at)
    assert numbers(made) == [f"2026-000{number}" for number in range(1, at + 1)]
    rest = issue(*[document for document, _version in wanted])
    assert len(rest.issued) == 3 - at


def test_the_same_batch_asked_for_twice_is_issued_once(books: Books) -> None:
    wanted = [(books.new(), 1), (books.new(), 1)]
    first = service.issue_invoices(CALLER, wanted, TODAY, key="k")
    assert service.issue_invoices(CALLER, wanted, TODAY, key="k") == first
    drawn = raw().execute("SELECT count(*) FROM document WHERE number IS NOT NULL").fetchone()
    assert drawn == (2,)


def test_an_empty_batch_is_none(books: Books) -> None:
    assert service.issue_candidates(CALLER, [], TODAY) == []
    assert service.issue_invoices(CALLER, [], TODAY) == service.IssueBatch((), ())
