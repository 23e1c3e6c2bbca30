"""An e-invoice, a receipt and a drive become a customer's invoice; the month is closed, the books add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import period_of
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.rules.expenses import ExpenseDraft, line_of_gross
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding, opening
from desktop_crm.workspace.trail.reading import list_trail
from tests.billing.conftest import CALLER, open_books
from tests.einvoice import samples
from tests.fixtures.database import firm_place
from tests.workspace.verbs import picture

TODAY = date(2026, 12, 2)


def test_what_was_spent_for_a_customer_is_billed_once_and_counted_once(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    place = firm_place(request, tmp_path / "firm.crm", engine)
    with opening.opened(place, create_missing=False):
        books = open_books()
        received = service.take_in(CALLER, "in.xml", write_cii(samples.invoice())).id
        bought = service.expense_from_received(CALLER, received, TODAY)
        view = queries.get_expense(CALLER, bought)
        mine = replace(view.draft, category="services", customer_id=books.customer)
        service.save_expense(CALLER, bought, view.row.version, mine, TODAY)
        slip = ExpenseDraft(
            supplier="Bahn", description="Ticket", category="travel", country="DE",
            spent_on=date(2026, 11, 27), lines=(line_of_gross(10700, Decimal(7)),),
            customer_id=books.customer, paid_on=date(2026, 11, 27), method="card",
        )  # fmt: skip
        ticket = service.create_expense(CALLER, slip, TODAY, (("ticket.png", picture()),))
        way = Trip(purpose="Delivery", vehicle="car", distance=Decimal(100), start="Berlin", goal="Hamburg")
        drive = service.write_trip(CALLER, "mileage", way, date(2026, 11, 28), TODAY, books.customer)

        made = service.rebill(CALLER, (bought, ticket, drive), books.customer, "cost", TODAY)
        draft = billing.get_document(CALLER, made.id, TODAY)
        prices = sorted(line.price for line in draft.draft.lines)
        assert prices == [Decimal(30), Decimal(100), Decimal(100)]
        with pytest.raises(UserError):
            service.rebill(CALLER, (ticket,), books.customer, "cost", TODAY)
        whole = replace(draft.draft, delivered_on=TODAY)
        billing_service.save_draft(CALLER, made.id, draft.row.version, whole, TODAY)
        books.issue(made.id, on=TODAY)
        mail: Any = message_from_bytes(
            billing_service.write_mail(CALLER, made.id, TODAY), policy=policy.default
        )
        assert {"in.xml", "ticket.png"} <= {part.get_filename() for part in mail.iter_attachments()}

        rows = queries.input_vat(CALLER, date(2026, 11, 1), date(2026, 11, 30))
        assert sum(row.tax for row in rows) == 1900 + 700
        [profit] = queries.contact_profit(CALLER, books.customer, TODAY)
        assert (profit.revenue, profit.costs) == (23000, 23000)

        company.close_period(CALLER, period_of("2026-11"), TODAY)
        late = replace(slip, lines=(line_of_gross(1, Decimal(7)),))
        with pytest.raises(UserError) as refused:
            service.create_expense(CALLER, late, TODAY)
        assert refused.value.field == "spent_on"
        assert finding.find(CALLER, "Bahn")[0].kind == "expense"
        told = list_trail(CALLER, ListView(filters=(("shown", "expense"),))).rows(0, 50)
        assert {row.record for row in told} >= {f"expense:{key}" for key in (bought, ticket, drive)}
