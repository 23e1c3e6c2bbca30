"""Payments of a corrected invoice move to the one in its place, never into books that are closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.periods import PeriodDraft
from tests.billing.conftest import CALLER, TODAY, Books

PAID_ON = TODAY - timedelta(days=40)


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_payment_moves_to_its_day_or_where_that_is_closed_to_today(books: Books, is_closed: bool) -> None:
    wrong = books.issued(on=PAID_ON, delivered_on=PAID_ON)
    due = queries.get_row(CALLER, wrong, TODAY).due
    service.record_payment(CALLER, wrong, PaymentDraft(amount=due, paid_on=PAID_ON), TODAY)
    if is_closed:
        month = PeriodDraft(starts_on=PAID_ON - timedelta(days=5), ends_on=PAID_ON + timedelta(days=5))
        company_service.close_period(CALLER, month, TODAY)
    draft = service.correct_invoice(CALLER, wrong, today=TODAY).draft
    right = service.issue_invoice(CALLER, draft.id, today=TODAY, issued_on=TODAY).id
    moved = queries.get_document(CALLER, right, TODAY).payments
    assert [(each.amount, each.paid_on) for each in moved] == [(due, TODAY if is_closed else PAID_ON)]
    left = queries.get_document(CALLER, wrong, TODAY).payments
    assert sum(each.amount for each in left) == 0
    assert [each.paid_on for each in left] == [PAID_ON, TODAY if is_closed else PAID_ON]
