"""Payments, credit notes, corrections: what is open in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.drafts import AdjustmentDraft
from desktop_crm.billing.rules.facts import EarlyPayment
from desktop_crm.billing.rules.payments import PaymentDraft, early_discount, payment_hints
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books

D = Decimal


def pay(document_id: int, amount: int, **more: Any) -> int:
    options = {name: more.pop(name) for name in ("key", "may_overpay") if name in more}
    return service.record_payment(
        CALLER, document_id, PaymentDraft(amount=amount, paid_on=TODAY, **more), TODAY, **options
    )


def credit(books: Books, document_id: int, *lines: CreditLine, **more: Any) -> service.Issued:
    return service.credit_invoice(CALLER, document_id, lines or None, today=TODAY, render=books.paper, **more)


def view(document_id: int, today: date = TODAY) -> queries.DocumentView:
    return queries.get_document(CALLER, document_id, today)


def test_partial_payments_by_several_methods_pay_an_invoice(books: Books) -> None:
    invoice = books.issued()
    pay(invoice, 80000, reference="Bank statement 12")
    assert (view(invoice).row.state, view(invoice).open) == ("partly_paid", 77021)
    assert view(invoice, date(2027, 1, 1)).row.state == "overdue"
    pay(invoice, 77021, method="cash")
    assert (view(invoice).row.state, view(invoice).open, view(invoice).paid) == ("paid", 0, 157021)
    assert [payment.method for payment in view(invoice).payments] == ["transfer", "cash"]


@pytest.mark.parametrize(
    ("amount", "values", "field"),
    [
        (157022, {}, "amount"),
        (0, {}, "amount"),
        (-1, {}, "amount"),
        (10**16, {"may_overpay": True}, "amount"),
        (1, {"method": "shells"}, "method"),
        (1, {"reference": "a\nb"}, "reference"),
    ],
)
def test_what_cannot_be_a_payment_is_refused(
    books: Books, amount: int, values: dict[str, Any], field: str
) -> None:
    invoice = books.issued()
    with pytest.raises(UserError) as refusal:
        pay(invoice, amount, **values)
    assert refusal.value.field == field
    assert view(invoice).payments == ()


def test_drafts_quotes_and_credit_notes_are_not_paid(books: Books) -> None:
    invoice = books.issued()
    for document in (books.new(), books.sent(), credit(books, invoice).id):
        with pytest.raises(UserError):
            pay(document, 1)


def test_more_than_is_open_is_kept_only_when_asked_and_can_be_paid_back(books: Books) -> None:
    invoice = books.issued()
    pay(invoice, 160000, may_overpay=True)
    assert (view(invoice).row.state, view(invoice).open) == ("paid", -2979)
    with pytest.raises(UserError):
        pay(invoice, -3000)
    pay(invoice, -2979)
    assert view(invoice).open == 0


def test_a_mistyped_payment_is_reversed_once(books: Books) -> None:
    invoice = books.issued()
    payment = pay(invoice, 8000, reference="Entered twice")
    service.void_payment(CALLER, payment, TODAY, "Mistyped")
    assert (view(invoice).open, view(invoice).row.state) == (157021, "open")
    first, second = view(invoice).payments
    assert (first.reversed_by_id, second.reverses_id, second.amount) == (second.id, first.id, -8000)
    for entry in (first.id, second.id):
        with pytest.raises(UserError):
            service.void_payment(CALLER, entry, TODAY)


def test_one_key_pays_once(books: Books) -> None:
    invoice = books.issued()
    assert pay(invoice, 100, key="click") == pay(invoice, 100, key="click")
    assert view(invoice).paid == 100
    with pytest.raises(UserError):
        pay(books.issued(), 100, key="click")


def test_a_payment_before_the_issue_is_only_doubted(books: Books) -> None:
    draft = PaymentDraft(amount=1, paid_on=date(2026, 11, 1))
    assert [field for field, _message in payment_hints(draft, TODAY, TODAY)] == ["paid_on"]
    assert payment_hints(replace(draft, paid_on=TODAY), TODAY, TODAY) == ()
    assert service.record_payment(CALLER, books.issued(), draft, TODAY)


def test_crediting_the_books_leaves_1506_64(books: Books) -> None:
    invoice = books.issued()
    note = credit(books, invoice, CreditLine(3))
    assert note.number == "CN-2026-0001"
    facts = view(note.id).facts
    assert facts is not None
    assert (facts.totals.net, facts.totals.tax, facts.totals.gross) == (5997, 360, 6357)
    assert facts.preceding is not None
    assert (facts.preceding.number, facts.preceding.issued_on) == ("2026-0001", TODAY)
    seen = view(invoice)
    assert (seen.open, seen.credited, seen.row.state) == (150664, 6357, "open")
    assert seen.credited_quantities == {3: D(3)}
    assert [link.number for link in seen.credits] == ["CN-2026-0001"]
    assert [link.role for link in view(note.id).links] == ["corrects"]


def test_a_full_credit_cancels_the_whole_paper(books: Books) -> None:
    invoice = books.issued(
        adjustments=(AdjustmentDraft(percent=D(5)), AdjustmentDraft(amount=1000)),
        prepaid=5000,
        round_due_to=5,
    )
    note = credit(books, invoice, reason="Wrong customer")
    seen, taken = view(invoice), view(note.id)
    assert (seen.open, seen.row.state) == (0, "credited")
    assert taken.facts is not None
    assert taken.facts.notes == "Wrong customer"
    assert taken.sums == seen.sums
    with pytest.raises(UserError, match="credited wholly"):
        credit(books, invoice)


def test_credits_by_line_never_exceed_what_was_invoiced(books: Books) -> None:
    invoice = books.issued()
    credit(books, invoice, CreditLine(3, D(1)))
    for lines, field in (
        ((CreditLine(3, D("2.5")),), "lines[1].qty"),
        ((CreditLine(3, D(0)),), "lines[1].qty"),
        ((CreditLine(3, D(-1)),), "lines[1].qty"),
        ((CreditLine(1), CreditLine(4)), "lines[2].line"),
        ((CreditLine(1), CreditLine(1)), "lines[2].line"),
    ):
        with pytest.raises(UserError) as refusal:
            credit(books, invoice, *lines)
        assert refusal.value.field == field
    credit(books, invoice, CreditLine(3))
    with pytest.raises(UserError):
        credit(books, invoice, CreditLine(3))
    credit(books, invoice)
    assert (view(invoice).open, view(invoice).row.state) == (0, "credited")


def test_a_credit_of_a_paid_invoice_is_owed_to_the_customer(books: Books) -> None:
    invoice = books.issued()
    pay(invoice, 157021)
    credit(books, invoice, CreditLine(3))
    assert view(invoice).open == -6357
    pay(invoice, -6357)
    assert (view(invoice).open, view(invoice).row.state) == (0, "paid")


def test_one_key_credits_once(books: Books) -> None:
    invoice = books.issued()
    assert credit(books, invoice, CreditLine(3), key="k") == credit(books, invoice, CreditLine(3), key="k")
    assert view(invoice).credited == 6357


def test_correct_makes_a_credit_note_and_a_replacement_in_one_act(books: Books) -> None:
    invoice = books.issued(order_number="A-1")
    result = service.correct_invoice(CALLER, invoice, today=TODAY, key="c", render=books.paper)
    assert view(invoice).row.state == "credited"
    draft = view(result.draft.id)
    assert (draft.row.state, draft.draft.corrects_id, draft.draft.order_number) == ("draft", invoice, "A-1")
    assert draft.sums.gross == 157021
    assert [link.role for link in view(invoice).links] == ["credit", "replacement"]
    again = service.correct_invoice(CALLER, invoice, today=TODAY, key="c", render=books.paper)
    assert (again.credit, again.draft.id) == (result.credit, result.draft.id)
    replaced = books.issue(result.draft.id)
    facts = view(replaced.id).facts
    assert facts is not None
    assert facts.preceding is not None
    assert facts.preceding.number == "2026-0001"


def test_a_credit_names_the_buyer_as_invoiced(books: Books) -> None:
    from desktop_crm.contacts import queries as contacts
    from desktop_crm.contacts import service as contacts_service

    invoice = books.issued()
    contact = contacts.get_contact(CALLER, books.customer)
    contacts_service.save_contact(
        CALLER, books.customer, contact.version, replace(contact.draft, name="Fish AG")
    )
    facts = view(credit(books, invoice).id).facts
    assert facts is not None
    assert facts.buyer.name == "Konserven GmbH"


def test_what_is_given_up_is_no_longer_open(books: Books) -> None:
    invoice = books.issued()
    pay(invoice, 100000)
    service.write_off(CALLER, invoice, view(invoice).row.version, TODAY, "Insolvent")
    assert (view(invoice).row.state, view(invoice).open) == ("written_off", 0)
    assert queries.contact_money(CALLER, books.customer, TODAY)[0].open == 0


def test_what_was_given_up_is_open_again_when_something_comes_after_all(books: Books) -> None:
    invoice = books.issued()
    pay(invoice, 100000)
    left = view(invoice).open
    service.write_off(CALLER, invoice, view(invoice).row.version, TODAY, "Insolvent")
    with pytest.raises(UserError, match="written off"):
        pay(invoice, left)
    version = service.lift_write_off(CALLER, invoice, view(invoice).row.version, TODAY)
    assert (view(invoice).row.version, view(invoice).open) == (version, left)
    with pytest.raises(UserError, match="Nothing of") as refused:
        service.lift_write_off(CALLER, invoice, version, TODAY)
    assert refused.value.field == "id"
    pay(invoice, left)
    assert view(invoice).row.state == "paid"


@pytest.mark.parametrize(
    ("left", "day", "kept"), [(100, 10, 2), (100, 11, 0), (60, 10, 0), (0, 1, 0)], ids=str
)
def test_the_discount_is_for_whoever_pays_all_in_time(left: int, day: int, kept: int) -> None:
    early = EarlyPayment(until=date(2026, 3, 10), percent=D(2), discount=2, pay=98)
    assert early_discount(early, 100, left, date(2026, 3, day)) == kept
    assert early_discount(None, 100, left, date(2026, 3, day)) == 0


def test_a_discount_taken_is_an_entry_of_its_own_and_booked_once(books: Books) -> None:
    invoice = books.issued()
    draft = PaymentDraft(amount=153881, paid_on=TODAY)
    for _again in range(2):
        service.record_payment(CALLER, invoice, draft, TODAY, key="k", discount=3140)
    assert [(each.amount, each.method) for each in view(invoice).payments] == [
        (153881, "transfer"),
        (3140, "early_discount"),
    ]
    assert view(invoice).row.state == "paid"
    assert service.verify(CALLER).is_clean


def test_a_discount_that_is_too_large_books_nothing_at_all(books: Books) -> None:
    invoice = books.issued()
    with pytest.raises(UserError, match="more than is open"):
        service.record_payment(
            CALLER, invoice, PaymentDraft(amount=157000, paid_on=TODAY), TODAY, discount=22
        )
    assert view(invoice).payments == ()
