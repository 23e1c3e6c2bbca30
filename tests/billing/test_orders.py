"""Orders: taken out of quotes, delivered, billed, cancelled; what was paid follows a correction."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.models import Document
from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules.drafts import AdjustmentDraft
from desktop_crm.billing.rules.fulfilling import WantedLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books, line

D = Decimal
SITE = (
    line("10", "150.00", "23", description="Website"),
    line("5", "100.00", "23", description="Photographs"),
)


def order_of(books: Books, **values: object) -> int:
    draft = books.new(**{"kind": "order", "lines": SITE, "delivered_on": None, **values})  # type: ignore[arg-type]
    return service.issue_paper(CALLER, draft, today=TODAY, render=books.paper).id


def deliver(books: Books, order: int, *wanted: WantedLine) -> int:
    made = service.deliver_order(CALLER, order, TODAY, wanted or None)
    return service.issue_paper(CALLER, made.id, today=TODAY, render=books.paper).id


def progress(document: int) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    found = queries.line_progress(CALLER, document)
    return [(each.delivered, each.to_deliver, each.invoiced, each.to_invoice) for each in found]


def state(document: int) -> str:
    return queries.get_row(CALLER, document, TODAY).state


def test_every_line_adds_up_at_every_step(books: Books) -> None:
    order = order_of(books)
    assert progress(order) == [(0, 10, 0, 0), (0, 5, 0, 0)]
    first = deliver(books, order, WantedLine(1, D(4)))
    assert progress(order) == [(4, 6, 0, 4), (0, 5, 0, 0)]
    assert state(order) == "partly_delivered"
    bill = books.issue(service.invoice_order(CALLER, order, TODAY).id).id
    assert progress(order) == [(4, 6, 4, 0), (0, 5, 0, 0)]
    assert (state(first), queries.get_row(CALLER, bill, TODAY).net) == ("invoiced", 60_000)
    deliver(books, order)
    assert (progress(order), state(order)) == ([(10, 0, 4, 6), (5, 0, 0, 5)], "delivered")
    service.credit_invoice(CALLER, bill, today=TODAY, render=books.paper)
    assert (progress(order), state(first)) == ([(10, 0, 0, 10), (5, 0, 0, 5)], "issued")
    books.issue(service.invoice_order(CALLER, order, TODAY).id)
    assert (progress(order), state(order)) == ([(10, 0, 10, 0), (5, 0, 5, 0)], "invoiced")
    assert service.verify(CALLER).findings == ()


def test_one_invoice_over_the_notes_of_two_orders(books: Books) -> None:
    notes = [deliver(books, order_of(books)), deliver(books, order_of(books), WantedLine(2))]
    made = books.issue(service.invoice_deliveries(CALLER, notes, TODAY).id).id
    view = queries.get_document(CALLER, made, TODAY)
    assert view.sums.net == 250_000
    assert view.facts is not None
    assert [each.number for each in view.facts.deliveries] == ["DN-2026-0001", "DN-2026-0002"]
    assert [state(note) for note in notes] == ["invoiced", "invoiced"]
    with pytest.raises(UserError, match="billed already"):
        service.invoice_deliveries(CALLER, notes, TODAY)


def test_orders_with_discounts_of_their_own_are_billed_by_themselves(books: Books) -> None:
    discount = (AdjustmentDraft(percent=D(5)),)
    notes = [deliver(books, order_of(books)), deliver(books, order_of(books, adjustments=discount))]
    with pytest.raises(UserError, match="bill each by itself"):
        service.invoice_deliveries(CALLER, notes, TODAY)


def test_more_than_was_ordered_is_warned_of_and_delivered(books: Books) -> None:
    order = order_of(books)
    made = service.deliver_order(CALLER, order, TODAY, [WantedLine(1, D(12))])
    draft = queries.get_document(CALLER, made.id, TODAY).draft
    (problem,) = queries.problems(CALLER, draft, TODAY)
    assert problem.is_warning
    assert problem.message.values == {"n": 1, "whole": D(12), "ordered": D(10)}
    service.issue_paper(CALLER, made.id, today=TODAY, render=books.paper)
    assert progress(order)[0] == (12, 0, 0, 12)


def test_a_cancelled_note_was_never_delivered(books: Books) -> None:
    order = order_of(books)
    note = deliver(books, order)
    with pytest.raises(UserError, match="DN-2026-0001 follows it"):
        service.cancel_paper(CALLER, order, None, TODAY)
    service.cancel_paper(CALLER, note, None, TODAY, "Never left")
    assert (state(order), progress(order)[0]) == ("issued", (0, 10, 0, 0))
    service.cancel_paper(CALLER, order, None, TODAY)
    with pytest.raises(UserError, match="cancelled"):
        service.deliver_order(CALLER, order, TODAY)


def test_a_quote_is_taken_once(books: Books) -> None:
    quote = books.sent(lines=(*SITE, line("1", "90.00", "23", description="Logo", is_optional=True)))
    made = service.order_quote(CALLER, quote, TODAY, [WantedLine(1), WantedLine(3)])
    order = service.issue_paper(CALLER, made.id, today=TODAY, render=books.paper).id
    assert [each.name for each in queries.get_document(CALLER, order, TODAY).draft.lines] == [
        "Website",
        "Logo",
    ]
    assert state(quote) == "accepted"
    rest = service.order_quote(CALLER, quote, TODAY)
    assert [each.name for each in queries.get_document(CALLER, rest.id, TODAY).draft.lines] == ["Photographs"]
    service.issue_paper(CALLER, rest.id, today=TODAY, render=books.paper)
    with pytest.raises(UserError, match="has been taken"):
        service.order_quote(CALLER, quote, TODAY)
    with pytest.raises(UserError, match="OC-2026-0001"):
        service.invoice_quote(CALLER, quote, TODAY)


def test_each_series_is_gapless_and_in_the_order_of_its_dates(books: Books) -> None:
    order = order_of(books)
    for percent in (10, 20):
        books.issue(service.deposit_invoice(CALLER, order, TODAY, percent=D(percent)).id)
    books.issue(service.progress_invoice(CALLER, order, TODAY, percent=D(30)).id)
    books.issue(service.final_invoice(CALLER, order, TODAY).id)
    found = raw().execute("SELECT number_text FROM document WHERE state <> 'draft' ORDER BY id").fetchall()
    assert [row[0] for row in found] == [
        "OC-2026-0001", "D-2026-0001", "D-2026-0002", "P-2026-0001", "2026-0001",
    ]  # fmt: skip
    sums = raw().execute("SELECT sum(net), sum(tax) FROM document WHERE kind = 'invoice'").fetchone()
    assert tuple(map(int, sums)) == (200_000, 46_000)
    assert state(order) == "invoiced"


def test_a_deposit_that_was_taken_off_is_cancelled_after_its_final_invoice(books: Books) -> None:
    order = order_of(books)
    deposit = books.issue(service.deposit_invoice(CALLER, order, TODAY, percent=D(30)).id).id
    final = books.issue(service.final_invoice(CALLER, order, TODAY).id).id
    for verb in (service.credit_invoice, service.cancel_invoice, service.correct_invoice):
        with pytest.raises(UserError, match="2026-0001"):
            verb(CALLER, deposit, today=TODAY)
    service.cancel_invoice(CALLER, final, today=TODAY, render=books.paper)
    assert [each.id for each in chain.stages(CALLER, order)] == [deposit]
    service.cancel_invoice(CALLER, deposit, today=TODAY, render=books.paper)
    assert chain.stages(CALLER, order) == ()
    whole = books.issue(service.final_invoice(CALLER, order, TODAY).id)
    assert queries.get_row(CALLER, whole.id, TODAY).gross == 246_000
    assert service.verify(CALLER).findings == ()


def test_a_corrected_final_invoice_keeps_its_deposits_and_payments(books: Books) -> None:
    order = order_of(books)
    books.issue(service.deposit_invoice(CALLER, order, TODAY, percent=D(30)).id)
    final = books.issue(service.final_invoice(CALLER, order, TODAY).id).id
    for amount in (100_000, 20_000):
        draft = PaymentDraft(amount=amount, paid_on=TODAY, reference=f"Bank {amount}")
        service.record_payment(CALLER, final, draft, TODAY)
    made = service.correct_invoice(CALLER, final, today=TODAY, render=books.paper)
    new = books.issue(made.draft.id)
    view = queries.get_document(CALLER, new.id, TODAY)
    assert (view.paid, view.open, view.row.gross) == (120_000, 52_200, 172_200)
    assert [payment.reference for payment in view.payments] == ["Bank 100000", "Bank 20000"]
    assert [link.number for link in view.links if link.role == "settles"] == ["D-2026-0001"]
    old = queries.get_document(CALLER, final, TODAY)
    assert (old.paid, old.open, old.row.state) == (0, 0, "credited")
    assert service.verify(CALLER).findings == ()


def test_a_final_invoice_that_takes_too_little_off_is_refused(books: Books) -> None:
    from dataclasses import replace

    order = order_of(books)
    books.issue(service.deposit_invoice(CALLER, order, TODAY, percent=D(30)).id)
    made = service.final_invoice(CALLER, order, TODAY)
    draft = queries.get_document(CALLER, made.id, TODAY).draft
    service.save_draft(CALLER, made.id, made.version, replace(draft, lines=draft.lines[:-1]), TODAY)
    with pytest.raises(UserError, match="D-2026-0001 is not taken off"):
        books.issue(made.id)


def test_amounts_cannot_change_in_a_corrected_invoice(books: Books) -> None:
    from dataclasses import replace

    invoice = books.issued(lines=SITE)
    made = service.correct_text(CALLER, invoice, today=TODAY)
    assert service.correct_text(CALLER, invoice, today=TODAY) == made
    draft = queries.get_document(CALLER, made.id, TODAY).draft
    dearer = replace(draft, lines=(replace(draft.lines[0], price=D(151)), *draft.lines[1:]))
    version = service.save_draft(CALLER, made.id, made.version, dearer, TODAY)
    with pytest.raises(UserError, match="correct it with a credit note"):
        books.issue(made.id)
    service.save_draft(CALLER, made.id, version, replace(draft, project="Relaunch"), TODAY)
    new = books.issue(made.id)
    assert (new.number, state(invoice)) == ("C-2026-0001", "replaced")
    with pytest.raises(UserError, match="stands no longer"):
        service.credit_invoice(CALLER, invoice, today=TODAY)


def test_a_receipt_ends_with_its_payment(books: Books) -> None:
    invoice = books.issued(lines=SITE)
    payment = service.record_payment(CALLER, invoice, PaymentDraft(amount=5_000, paid_on=TODAY), TODAY)
    receipt = service.issue_receipt(CALLER, invoice, payment, today=TODAY, render=books.paper)
    facts = queries.get_document(CALLER, receipt.id, TODAY).facts
    assert facts is not None
    assert facts.received is not None
    said = [each.reason for each in facts.taxes]
    assert said == [""]  # the invoice has its VAT: nothing is outside its scope
    assert (facts.received.invoice.number, facts.totals.due) == ("2026-0001", 5_000)  # type: ignore[union-attr]
    service.void_payment(CALLER, payment, TODAY, "Mistyped")
    assert state(receipt.id) == "cancelled"


def test_nothing_of_a_chain_is_written_where_one_step_is_refused(books: Books) -> None:
    order = order_of(books)
    before = raw().execute("SELECT count(*) FROM document").fetchone()
    for act in (
        lambda: service.deposit_invoice(CALLER, order, TODAY, percent=D(101)),
        lambda: service.deposit_invoice(CALLER, order, TODAY, amount=10_000_000),
        lambda: service.deposit_invoice(CALLER, order, TODAY),
        lambda: service.progress_invoice(CALLER, order, TODAY, lines=[WantedLine(9)]),
        lambda: service.progress_invoice(CALLER, order, TODAY),
        lambda: service.deliver_order(CALLER, order, TODAY, [WantedLine(1, D(0))]),
        lambda: service.deliver_order(CALLER, order, TODAY, [WantedLine(1), WantedLine(1)]),
    ):
        with pytest.raises(UserError):
            act()
    assert raw().execute("SELECT count(*) FROM document").fetchone() == before
    assert Document._meta.table_name == "document"
