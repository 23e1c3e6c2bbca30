"""The shots of the VAT report, the EC sales list and the One-Stop-Shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.periods import PeriodDraft, month_of, period_of, quarter_of
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.expenses import service as expenses
from desktop_crm.values.paging import ListView
from tests.billing.conftest import PlainPaper
from tests.einvoice import samples
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY

D = Decimal
DAY: Final = TODAY.replace(day=3)
_SALES: Final = (
    ("Kestrel Hotels Ltd", "IE", "", "S", "23", "4200.00"),
    ("Kestrel Hotels Ltd", "IE", "", "S", "13.5", "860.00"),
    ("Brouwerij De Wilg BV", "NL", "NL004495445B01", "K", "0", "1900.00"),
    ("Studio Grünwald GmbH", "AT", "ATU13585627", "AE", "0", "2750.00"),
    ("Brightwater Inc.", "US", "", "G", "0", "3100.00"),
    ("Anna Gruber", "AT", "", "S", "20", "240.00"),
    ("Élodie Petit", "FR", "", "S", "20", "180.00"),
)


def _customer(studio: Studio, name: str, country: str, vat_id: str) -> int:
    address = Address(street="Main Street 1", postal_code="1010", city="Vienna", country=country)
    kind = "company" if vat_id or name.endswith(("Ltd", "Inc.")) else "person"
    draft = ContactDraft(
        kind=kind,
        name=name,
        vat_id=vat_id,
        addresses=(AddressDraft(address=address),),  # type: ignore[arg-type]
    )
    return int(contacts.create_contact(studio.caller, draft))


def _written(studio: Studio) -> bool:
    """Whether a shot before wrote the month."""
    view = ListView(search="Brightwater")
    return billing.list_invoices(studio.caller, view, TODAY).count() > 0


def books(studio: Studio) -> None:
    """A month with every treatment, a discount kept back, a part paid, an invoice received."""
    if _written(studio):
        return
    made: dict[str, int] = {}
    invoices = []
    for name, country, vat_id, category, rate, price in _SALES:
        if name not in made:
            made[name] = _customer(studio, name, country, vat_id)
        line = LineDraft(description="Design", price=D(price), category=category, rate=D(rate))  # type: ignore[arg-type]
        draft = DocumentDraft(
            contact_id=made[name], lines=(line,), delivered_on=DAY, early_percent=D(2), early_days=30,
            vat_unchecked=True,
        )  # fmt: skip
        key = service.create_draft(studio.caller, draft, TODAY).id
        service.issue_invoice(studio.caller, key, today=DAY, issued_on=DAY, render=PlainPaper())
        invoices.append(key)
    paid = PaymentDraft(amount=506_268, paid_on=DAY)
    service.record_payment(studio.caller, invoices[0], paid, TODAY, discount=10_332)
    service.credit_invoice(studio.caller, invoices[1], None, today=TODAY, amount=20_000, render=PlainPaper())
    received = samples.invoice()
    expenses.take_in(studio.caller, "invoice.xml", write_cii(received))
    ours = replace(received.seller, name="Copyshop Liffey Ltd", vat_id="IE6388047V")
    home = write_cii(replace(received, seller=ours, number="2026-77", issued_on=DAY))
    expenses.take_in(studio.caller, "copies.xml", home)


def none(studio: Studio) -> None:
    studio.go("accounting")


def opened(studio: Studio) -> Any:
    books(studio)
    page: Any = studio.go("accounting")
    page.span.set_value(month_of(TODAY))
    page.chips.choose("rows")
    page.chips.chosen.emit("rows")
    page.read()
    studio.wait(30)
    return page


def report(studio: Studio) -> None:
    opened(studio)


def closed(studio: Studio) -> None:
    company_service.close_period(studio.caller, period_of("2026-Q1"), TODAY)
    page = opened(studio)
    page.span.set_value(quarter_of(date(2026, 2, 1)))
    page.read()


def papers(studio: Studio) -> None:
    page = opened(studio)
    page.lists.open_row(page.books.report.rows[0])


def sales(studio: Studio) -> None:
    page = opened(studio)
    page.chips.choose("sales-list")
    page.chips.chosen.emit("sales-list")


def oss(studio: Studio) -> None:
    page = opened(studio)
    page.chips.choose("oss")
    page.chips.chosen.emit("oss")


def other_days(studio: Studio) -> None:
    page = opened(studio)
    page.span.set_value(PeriodDraft(DAY, TODAY))
    page.span.changed.emit()


VAT: Final = (
    Shot("vat-none", none, route="accounting", wait=100),
    Shot("vat-report", report, route="accounting", wait=100),
    Shot("vat-closed", closed, route="accounting", wait=100),
    Shot("vat-papers", papers, route="accounting", wait=100),
    Shot("vat-sales-list", sales, route="accounting", wait=100),
    Shot("vat-oss", oss, route="accounting", wait=100),
    Shot("vat-other-days", other_days, route="accounting", wait=100),
)
