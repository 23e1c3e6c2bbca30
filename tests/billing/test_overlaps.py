"""Two drafts over one order, begun side by side: what the first one bills the second one bills no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules.fulfilling import WantedLine
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books, line

D = Decimal


def ordered(books: Books, qty: str = "10", price: str = "100.00") -> int:
    quote = books.sent(lines=(line(qty, price, "19", description="Chair"),))
    made = service.order_quote(CALLER, quote, TODAY)
    return service.issue_paper(CALLER, made.id, today=TODAY, render=books.paper).id


def delivered(books: Books, order: int, qty: str) -> int:
    made = service.deliver_order(CALLER, order, TODAY, (WantedLine(1, D(qty)),))
    return service.issue_paper(CALLER, made.id, today=TODAY, render=books.paper).id


def stages(order: int, **first: Any) -> tuple[Any, Any]:
    """A draft of a stage and one of the final invoice."""
    return service.deposit_invoice(CALLER, order, TODAY, **first), service.final_invoice(CALLER, order, TODAY)


def refused(books: Books, draft: int, match: str) -> None:
    with pytest.raises(UserError, match=match):
        books.issue(draft)
    assert queries.get_document(CALLER, draft, TODAY).row.state == "draft"


def test_a_second_final_invoice_is_not_issued(books: Books) -> None:
    order = ordered(books)
    first, second = (service.final_invoice(CALLER, order, TODAY).id for _each in range(2))
    books.issue(first)
    refused(books, second, "has been billed by 2026-0001")


def test_a_final_invoice_takes_off_a_deposit_that_was_issued_after_it_was_begun(books: Books) -> None:
    deposit, final = stages(ordered(books), percent=D(20))
    books.issue(deposit.id)
    refused(books, final.id, "D-2026-0001 is not taken off")


def test_no_deposit_follows_the_final_invoice(books: Books) -> None:
    deposit, final = stages(ordered(books), percent=D(20))
    books.issue(final.id)
    refused(books, deposit.id, "has been billed by 2026-0001")


def test_deposits_begun_side_by_side_come_to_no_more_than_the_order(books: Books) -> None:
    order = ordered(books)
    first, second = (service.deposit_invoice(CALLER, order, TODAY, percent=D(60)).id for _each in range(2))
    books.issue(first)
    refused(books, second, "more than the order")


def test_progress_comes_to_no_more_than_the_order(books: Books) -> None:
    order = ordered(books)
    first, second = (service.progress_invoice(CALLER, order, TODAY, percent=D(60)).id for _each in range(2))
    books.issue(first)
    refused(books, second, "12 billed in all, 10 ordered")
    with pytest.raises(UserError, match="more than the order") as refusal:
        service.progress_invoice(CALLER, order, TODAY, percent=D(60))
    assert refusal.value.field == "percent"
    books.issue(service.progress_invoice(CALLER, order, TODAY, percent=D(40)).id)
    final = books.issue(service.final_invoice(CALLER, order, TODAY).id)
    assert queries.get_document(CALLER, final.id, TODAY).row.due == 0


def test_a_delivery_note_is_not_billed_after_all_of_its_order_was(books: Books) -> None:
    order = ordered(books)
    note = delivered(books, order, "10")
    books.issue(service.final_invoice(CALLER, order, TODAY).id)
    with pytest.raises(UserError, match="has been billed"):
        service.invoice_deliveries(CALLER, (note,), TODAY)


def test_a_plain_invoice_begun_before_the_final_one_is_refused(books: Books) -> None:
    order = ordered(books)
    note = delivered(books, order, "10")
    plain = service.invoice_deliveries(CALLER, (note,), TODAY).id
    books.issue(service.final_invoice(CALLER, order, TODAY).id)
    refused(books, plain, "20 billed in all, 10 ordered")


def test_a_final_invoice_bills_what_was_delivered_beyond_the_order(books: Books) -> None:
    order = ordered(books)
    delivered(books, order, "12")
    final = books.issue(service.final_invoice(CALLER, order, TODAY).id)
    assert queries.get_document(CALLER, final.id, TODAY).sums.net == 120000
    assert [each.to_invoice for each in chain.line_progress(CALLER, order)] == [0]


def test_what_was_delivered_after_the_final_invoice_is_billed_by_itself(books: Books) -> None:
    order = ordered(books)
    delivered(books, order, "10")
    books.issue(service.final_invoice(CALLER, order, TODAY).id)
    with pytest.raises(UserError, match="has been billed by"):
        service.invoice_order(CALLER, order, TODAY)
    delivered(books, order, "2")
    more = books.issue(service.invoice_order(CALLER, order, TODAY).id)
    assert queries.get_document(CALLER, more.id, TODAY).sums.net == 20000
    with pytest.raises(UserError, match="has been billed by"):
        service.invoice_order(CALLER, order, TODAY)


def test_a_final_invoice_after_progress_beyond_the_order_asks_for_the_rest(books: Books) -> None:
    order = ordered(books)
    delivered(books, order, "12")
    books.issue(service.progress_invoice(CALLER, order, TODAY).id)
    final = books.issue(service.final_invoice(CALLER, order, TODAY).id)
    view = queries.get_document(CALLER, final.id, TODAY)
    assert (view.sums.net, view.row.due) == (0, 0)
    assert service.verify(CALLER).findings == ()


def test_more_hours_than_were_ordered_are_billed_once(books: Books) -> None:
    """Twelve hours where ten were ordered: a warning, no refusal; nothing after that."""
    order = ordered(books)
    first, second = (service.invoice_order(CALLER, order, TODAY).id for _each in range(2))
    view = queries.get_document(CALLER, first, TODAY)
    books.issue(first)
    assert view.draft is not None
    refused(books, second, "20 billed in all, 10 ordered")


def test_a_quote_is_billed_again_when_asked_for(books: Books) -> None:
    quote = books.sent(lines=(line("1", "50.00", "19", description="Service"),))
    books.issue(service.invoice_quote(CALLER, quote, TODAY).id)
    books.issue(service.invoice_quote(CALLER, quote, TODAY, again=True).id)
    assert [each.invoiced for each in chain.line_progress(CALLER, quote)] == [1]


def test_a_delivery_note_that_is_billed_names_its_invoice(books: Books) -> None:
    order = ordered(books)
    note = delivered(books, order, "10")
    books.issue(service.invoice_deliveries(CALLER, (note,), TODAY).id)
    with pytest.raises(UserError, match="2026-0001 follows it"):
        service.cancel_paper(CALLER, note, None, TODAY)


def test_what_was_billed_ahead_of_its_delivery_is_not_billed_below_zero(books: Books) -> None:
    lines = (line("1", "1000.00", "23"), line("10", "10.00", "23"))
    order = books.new(kind="order", lines=lines)
    service.issue_paper(CALLER, order, today=TODAY)
    ahead = service.progress_invoice(
        CALLER, order, TODAY, lines=[WantedLine(1, D(1)), WantedLine(2, D(6))]
    ).id
    books.issue(ahead)
    part = service.deliver_order(CALLER, order, TODAY, [WantedLine(2, D(4))]).id
    service.issue_paper(CALLER, part, today=TODAY)
    for begin in (
        lambda: service.invoice_order(CALLER, order, TODAY),
        lambda: service.invoice_deliveries(CALLER, [part], TODAY),
    ):
        with pytest.raises(UserError, match="has been billed"):
            begin()
    books.issue(service.final_invoice(CALLER, order, TODAY).id)
    with pytest.raises(UserError, match="has been billed"):  # it began one over -1 and -6 before
        service.invoice_order(CALLER, order, TODAY)


@pytest.mark.parametrize("is_full", [False, True])
def test_a_final_invoice_is_not_older_than_what_it_takes_off(books: Books, is_full: bool) -> None:
    quote = books.sent(on=TODAY - timedelta(days=9), lines=(line("1", "2000.00", "23"),))
    books.issue(service.deposit_invoice(CALLER, quote, TODAY, percent=D(30)).id, on=TODAY)
    draft = service.final_invoice(CALLER, quote, TODAY, is_full=is_full).id
    with pytest.raises(UserError, match="D-2026-0001") as refused:
        books.issue(draft, on=TODAY - timedelta(days=1))
    assert refused.value.field == "issued_on"
    assert books.issue(draft, on=TODAY).number == "2026-0001"
