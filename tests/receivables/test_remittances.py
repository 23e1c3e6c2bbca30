"""One sum over several invoices; what is left over is the customer's credit, used later or paid back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.service import payments
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, TODAY, Books, line


def owed(books: Books, price: str, **more: Any) -> int:
    """An issued invoice over that amount without VAT to add: 0 %."""
    return books.issued(lines=(line("1", price, "0", category="Z"),), **more)


def view(document_id: int) -> billing.DocumentView:
    return billing.get_document(CALLER, document_id, TODAY)


def sum_of(books: Books, amount: int, *shares: Share, **more: Any) -> RemittanceDraft:
    given: dict[str, Any] = {"currency": "EUR", "paid_on": TODAY, "contact_id": books.customer, **more}
    return RemittanceDraft(amount=amount, shares=shares, **given)


def test_one_payment_settles_two_invoices_and_pays_a_part_of_a_third(books: Books) -> None:
    first, second, third = owed(books, "100.00"), owed(books, "250.50"), owed(books, "80.00")
    shares = (Share(document_id=first, amount=10000), Share(document_id=second, amount=25050),
              Share(document_id=third, amount=3000))  # fmt: skip
    made = service.receive(CALLER, sum_of(books, 38050, *shares, reference="Nov"), TODAY)
    assert [view(each).row.state for each in (first, second, third)] == ["paid", "paid", "partly_paid"]
    assert view(third).open == 5000
    row = queries.get_remittance(CALLER, made)
    assert [(each.number, each.amount) for each in row.shares] == [
        (view(each).row.number, paid) for each, paid in ((first, 10000), (second, 25050), (third, 3000))
    ]
    assert row.kept == 0 and queries.credit_of(CALLER, books.customer) == {}
    assert {each.reference for each in view(first).payments} == {"Nov"}


def test_what_is_too_much_is_credit_and_pays_the_next_invoice(books: Books) -> None:
    first = owed(books, "100.00")
    service.receive(CALLER, sum_of(books, 15000, Share(document_id=first, amount=10000)), TODAY)
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 5000}
    assert queries.all_credit(CALLER) == [(books.customer, "EUR", 5000)]
    second = owed(books, "80.00")
    service.use_credit(CALLER, books.customer, "EUR", [Share(document_id=second, amount=5000)], TODAY, TODAY)
    assert (view(second).paid, view(second).open) == (5000, 3000)
    assert queries.credit_of(CALLER, books.customer) == {}
    assert [each.amount for each in queries.credit_entries(CALLER, books.customer)] == [5000, -5000]


def test_money_without_an_invoice_is_credit_and_can_be_paid_back_in_parts(books: Books) -> None:
    service.receive(CALLER, sum_of(books, 9000), TODAY)
    service.refund_credit(CALLER, books.customer, 4000, "EUR", TODAY, TODAY, reference="Back")
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 5000}
    with pytest.raises(UserError) as refusal:
        service.refund_credit(CALLER, books.customer, 5001, "EUR", TODAY, TODAY)
    assert refusal.value.field == "amount"
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 5000}


def test_a_payout_less_fees_settles_invoices_of_many_customers_in_full(books: Books) -> None:
    other = int(contacts_service.create_contact(CALLER, ContactDraft(name="Zoe Sample")))
    invoices = [owed(books, "60.00"), owed(books, "40.00", contact_id=other)]
    shares = (Share(document_id=invoices[0], amount=6000), Share(document_id=invoices[1], amount=4000))
    draft = sum_of(books, 9710, *shares, fee=290, contact_id=None, method="card")
    made = service.receive(CALLER, draft, TODAY)
    assert [view(each).row.state for each in invoices] == ["paid", "paid"]
    row = queries.get_remittance(CALLER, made)
    assert (row.amount, row.fee, row.kept, row.contact_id) == (9710, 290, 0, None)


def test_an_early_payer_keeps_the_discount_back(books: Books) -> None:
    invoice = owed(books, "100.00", early_percent=Decimal(2), early_days=10)
    service.receive(CALLER, sum_of(books, 9800, Share(document_id=invoice, amount=9800, discount=200)), TODAY)
    assert view(invoice).row.state == "paid"
    assert [(each.amount, each.method) for each in view(invoice).payments] == [
        (9800, "transfer"), (200, "early_discount"),
    ]  # fmt: skip


def test_a_small_rest_is_given_up_with_the_payment(books: Books) -> None:
    invoice = owed(books, "100.00")
    share = Share(document_id=invoice, amount=9990, write_off=True)
    made = service.receive(CALLER, sum_of(books, 9990, share), TODAY)
    assert (view(invoice).row.state, view(invoice).open) == ("written_off", 0)
    assert queries.get_remittance(CALLER, made).shares[0].written_off == 10
    service.take_back(CALLER, made, TODAY)  # mistyped: all of it is open again
    assert (view(invoice).row.state, view(invoice).open, view(invoice).paid) == ("open", 10000, 0)
    assert billing_service.verify(CALLER).findings == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 9999}, "shares"),
        ({"amount": 0}, "amount"),
        ({"amount": 10**16}, "amount"),
        ({"amount": 12000, "contact_id": None}, "contact_id"),
        ({"contact_id": 9999}, "contact_id"),
        ({"fee": -1}, "fee"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": "USD"}, "shares[1].document_id"),
        ({"method": "shells"}, "method"),
        ({"method": "early_discount"}, "method"),
        ({"reference": "a\nb"}, "reference"),
    ],
)
def test_a_sum_that_does_not_fit_is_refused_and_nothing_is_booked(
    books: Books, change: dict[str, Any], field: str
) -> None:
    invoice = owed(books, "100.00")
    draft = sum_of(books, 10000, Share(document_id=invoice, amount=10000))
    with pytest.raises(UserError) as refusal:
        service.receive(CALLER, replace(draft, **change), TODAY)
    assert refusal.value.field == field
    assert view(invoice).payments == () and queries.list_remittances(CALLER) == []


def test_when_the_second_share_fails_the_first_is_not_booked_either(books: Books) -> None:
    first, second = owed(books, "100.00"), owed(books, "50.00")
    shares = (Share(document_id=first, amount=10000), Share(document_id=second, amount=5001))
    with pytest.raises(UserError) as refusal:
        service.receive(CALLER, sum_of(books, 15001, *shares), TODAY)
    assert refusal.value.field == "shares[2].amount"
    assert view(first).open == 10000 and queries.list_remittances(CALLER) == []


def test_an_invoice_named_twice_is_refused(books: Books) -> None:
    share = Share(document_id=owed(books, "100.00"), amount=5000)
    with pytest.raises(UserError) as refusal:
        service.receive(CALLER, sum_of(books, 10000, share, share), TODAY)
    assert refusal.value.field == "shares[2].document_id"


def test_a_key_books_once(books: Books) -> None:
    draft = sum_of(books, 10000, Share(document_id=owed(books, "100.00"), amount=10000))
    made = [service.receive(CALLER, draft, TODAY, "bank-1") for _again in range(2)]
    assert made[0] == made[1] and len(queries.list_remittances(CALLER)) == 1


def test_a_mistyped_sum_is_taken_back_whole_and_once(books: Books) -> None:
    first, second = owed(books, "100.00"), owed(books, "50.00")
    shares = (Share(document_id=first, amount=10000), Share(document_id=second, amount=5000))
    made = service.receive(CALLER, sum_of(books, 16000, *shares), TODAY)
    service.take_back(CALLER, made, TODAY, "Mistyped")
    assert [view(each).open for each in (first, second)] == [10000, 5000]
    assert queries.credit_of(CALLER, books.customer) == {}
    assert queries.get_remittance(CALLER, made).is_taken_back
    with pytest.raises(UserError):
        service.take_back(CALLER, made, TODAY)
    with pytest.raises(NotFound):
        service.take_back(CALLER, 99, TODAY)


def test_credit_that_was_used_is_not_taken_back(books: Books) -> None:
    made = service.receive(CALLER, sum_of(books, 9000), TODAY)
    used = service.use_credit(
        CALLER, books.customer, "EUR", [Share(document_id=owed(books, "50.00"), amount=5000)], TODAY, TODAY
    )
    with pytest.raises(UserError):
        service.take_back(CALLER, made, TODAY)
    service.take_back(CALLER, used, TODAY)
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 9000}
    service.take_back(CALLER, made, TODAY)
    assert queries.credit_of(CALLER, books.customer) == {}


def test_credit_is_kept_apart_by_currency(books: Books) -> None:
    service.receive(CALLER, sum_of(books, 9000, currency="USD"), TODAY)
    with pytest.raises(UserError) as refusal:
        service.use_credit(
            CALLER, books.customer, "EUR", [Share(document_id=owed(books, "50.00"), amount=1)], TODAY, TODAY
        )
    assert refusal.value.field == "amount"


def test_the_customer_s_page_tells_of_the_credit(books: Books) -> None:
    service.receive(CALLER, sum_of(books, 9000, reference="In advance"), TODAY)
    events = contacts.list_timeline(CALLER, books.customer)
    assert [(each.amount, each.summary) for each in events if each.amount == 9000] == [(9000, "In advance")]


def test_an_archived_customer_pays_as_well(books: Books) -> None:
    invoice = owed(books, "100.00")
    contacts_service.archive_contacts(CALLER, [books.customer])
    service.receive(CALLER, sum_of(books, 10000, Share(document_id=invoice, amount=10000)), TODAY)
    assert view(invoice).row.state == "paid"


def test_nothing_is_dated_in_a_closed_period(books: Books) -> None:
    month = PeriodDraft(starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31))
    company_service.close_period(CALLER, month, TODAY)
    service.receive(CALLER, sum_of(books, 9000), TODAY)
    for act in (
        lambda: service.receive(CALLER, sum_of(books, 1, paid_on=month.ends_on), TODAY),
        lambda: service.refund_credit(CALLER, books.customer, 1, "EUR", month.ends_on, TODAY),
    ):
        with pytest.raises(UserError) as refusal:
            act()
        assert refusal.value.field == "paid_on"
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 9000}


def test_a_sum_of_a_closed_period_is_not_undone_whatever_became_of_it(books: Books) -> None:
    october = date(2026, 10, 5)
    invoice = owed(books, "10.00", on=october)
    share = Share(document_id=invoice, amount=1000)
    sums = [
        service.receive(CALLER, sum_of(books, 9000, paid_on=october), TODAY),
        service.receive(CALLER, sum_of(books, 1000, share, paid_on=october), TODAY),
        service.refund_credit(CALLER, books.customer, 400, "EUR", october, TODAY),
    ]
    month = PeriodDraft(starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31))
    company_service.close_period(CALLER, month, TODAY)
    for each in sums:
        with pytest.raises(UserError, match="closed") as refusal:
            service.take_back(CALLER, each, TODAY)
        assert refusal.value.field == "paid_on"
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 8600}


def test_who_may_not_record_payments_receives_nothing(books: Books) -> None:
    draft = sum_of(books, 9000)
    for verb, given in (
        (service.receive, (draft, TODAY)),
        (service.use_credit, (books.customer, "EUR", (), TODAY, TODAY)),
        (service.refund_credit, (books.customer, 1, "EUR", TODAY, TODAY)),
        (service.take_back, (1, TODAY)),
    ):
        with pytest.raises(UserError):
            verb(replace(CALLER, role="accountant"), *given)  # type: ignore[operator]


def corrected(document: int, *, is_text: bool = False) -> int:
    """The invoice in the place of another, with the same sums."""
    if is_text:
        draft = billing_service.correct_text(CALLER, document, today=TODAY)
    else:
        draft = billing_service.correct_invoice(CALLER, document, today=TODAY).draft
    return billing_service.issue_invoice(CALLER, draft.id, today=TODAY, issued_on=TODAY).id


@pytest.mark.parametrize("is_text", [False, True])
def test_a_sum_follows_its_payments_to_the_corrected_invoice(books: Books, is_text: bool) -> None:
    """However often: it stands once in the list, and goes back as a whole."""
    first, other = owed(books, "100.00"), owed(books, "50.00")
    shares = (Share(document_id=first, amount=9800, discount=200), Share(document_id=other, amount=5000))
    made = service.receive(CALLER, sum_of(books, 16000, *shares), TODAY)
    right = corrected(corrected(first, is_text=is_text), is_text=is_text)
    assert view(right).row.state == "paid"
    now = [(view(right).row.number, 9800), (view(other).row.number, 5000)]
    assert [(each.number, each.amount) for each in queries.get_remittance(CALLER, made).shares] == now
    (row,) = queries.list_money(CALLER, ListView()).rows(0, 10)
    assert [number for _id, number in row.invoices] == [number for number, _amount in now]
    assert {queries.sum_of_payment(CALLER, each.id) for each in view(right).payments} == {made}
    service.take_back(CALLER, made, TODAY)
    assert [(view(each).paid, view(each).open) for each in (first, right, other)] == [
        (0, 0), (0, 10000), (0, 5000),
    ]  # fmt: skip
    assert queries.credit_of(CALLER, books.customer) == {}


def test_a_payment_by_itself_moves_and_stays_one_row(books: Books) -> None:
    wrong = owed(books, "100.00")
    billing_service.record_payment(CALLER, wrong, PaymentDraft(amount=10000, paid_on=TODAY), TODAY)
    right = corrected(wrong)
    (row,) = queries.list_money(CALLER, ListView()).rows(0, 10)
    assert (row.document_id, row.is_undone, row.amount) == (right, False, 10000)
    assert queries.count_money(CALLER) == {"received": 1, "all": 1}
    (moved,) = view(right).payments
    assert queries.sum_of_payment(CALLER, moved.id) is None
    billing_service.void_payment(CALLER, moved.id, TODAY)
    (row,) = queries.list_money(CALLER, ListView()).rows(0, 10)
    assert row.is_undone


@pytest.mark.parametrize("reason", ["", "Mistyped"])
def test_a_mistyped_payment_is_none_of_the_corrected_invoice(
    books: Books, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    """It was taken back before the correction; what came afterwards is money of its own."""
    wrong = owed(books, "100.00")
    share = Share(document_id=wrong, amount=10000)
    mistyped = service.receive(CALLER, sum_of(books, 10000, share), TODAY)
    with monkeypatch.context() as earlier:
        earlier.setattr(payments, "utc_now", lambda: utc_now() - timedelta(seconds=5))
        service.take_back(CALLER, mistyped, TODAY, reason)
    right = corrected(wrong)
    billing_service.record_payment(CALLER, right, PaymentDraft(amount=10000, paid_on=TODAY), TODAY)
    (paid,) = view(right).payments
    assert queries.sum_of_payment(CALLER, paid.id) is None
    rows = queries.list_money(CALLER, ListView()).rows(0, 10)
    assert sorted((row.invoices[0][0], row.is_undone) for row in rows) == [(wrong, True), (right, False)]
