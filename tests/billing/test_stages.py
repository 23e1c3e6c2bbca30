"""Deposits, progress and final invoices: each part of net and VAT is billed once, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries import chain
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books, line

D = Decimal


def golden(books: Books) -> int:
    return books.sent(lines=(line("1", "2000.00", "23", description="Website"),))


def test_a_deposit_of_thirty_percent_and_the_final_invoice_over_the_rest(books: Books) -> None:
    quote = golden(books)
    deposit = books.issue(service.deposit_invoice(CALLER, quote, TODAY, percent=D(30)).id)
    assert deposit.number == "D-2026-0001"
    paid = queries.get_document(CALLER, deposit.id, TODAY)
    assert (paid.sums.net, paid.sums.tax, paid.row.due) == (60000, 13800, 73800)
    final = books.issue(service.final_invoice(CALLER, quote, TODAY).id)
    view = queries.get_document(CALLER, final.id, TODAY)
    assert final.number == "2026-0001"
    assert view.facts is not None
    assert view.facts.lines[0].net == 200000
    assert view.facts.lines[1].net == -60000
    assert "D-2026-0001" in view.facts.lines[1].name
    assert view.facts.lines[1].details == "600.00 net + 138.00 VAT = 738.00"
    assert (view.sums.net, view.sums.tax, view.sums.due) == (140000, 32200, 172200)
    assert [(each.number, each.net, each.tax) for each in view.facts.deducted] == [
        ("D-2026-0001", 60000, 13800)
    ]
    assert [(link.role, link.number) for link in view.links] == [
        ("quote", "Q-2026-0001"),
        ("settles", "D-2026-0001"),
    ]
    assert queries.get_document(CALLER, quote, TODAY).row.state == "invoiced"
    assert service.verify(CALLER).findings == ()
    with pytest.raises(UserError, match="2026-0001"):
        service.deposit_invoice(CALLER, quote, TODAY, percent=D(10))
    assert chain.stages(CALLER, quote) == ()
