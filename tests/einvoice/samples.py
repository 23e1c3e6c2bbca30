"""Invoices of the model for tests, and the official ones that lie beside the project."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop_crm.einvoice.model import (
    Account,
    Address,
    Adjustment,
    Attachment,
    Delivery,
    Identifier,
    Invoice,
    Line,
    Note,
    Party,
    Payment,
    Period,
    Preceding,
    Totals,
    Vat,
)
from desktop_crm.einvoice.profiles import CII, Profile

RATES = {"S": "19", "Z": "0", "E": "0", "AE": "0", "K": "0", "G": "0", "O": None, "L": "7", "M": "4"}
REASONS = {
    "E": "Exempt",
    "AE": "Reverse charge",
    "K": "Intra-Community supply",
    "G": "Export",
    "O": "Not subject",
}


def official(shared: Path) -> list[Path]:
    """Every official sample that is whole."""
    folder = shared / "data/einvoice"
    kinds = ("cen-cii", "cen-ubl", "xrechnung", "factur-x-pdf")
    return sorted(path for kind in kinds for path in (folder / kind).iterdir())


def invoice(category: str = "S", profile: Profile = CII, **changes: Any) -> Invoice:
    """A whole invoice of two lines over 100.00 in this category, with everything that a profile asks for."""
    rate = None if RATES[category] is None else Decimal(RATES[category] or 0)
    tax = (Decimal(100) * (rate or 0) / 100).quantize(Decimal("0.01"))
    hidden = category == "O"
    made = Invoice(
        number="R-1",
        issued_on=date(2026, 11, 30),
        type="380",
        currency="EUR",
        due_on=date(2026, 12, 30),
        buyer_reference="04011000-12345-03",
        order="4711",
        terms="30 days",
        notes=(Note(text="Thank you"),),
        process=profile.process,
        specification=profile.specification,
        seller=Party(
            name="Falkenberg Design",
            ids=(Identifier(id="S-1"),),
            vat_id="" if hidden else "DE123456789",
            tax_number="12/345/67890",
            endpoint=Identifier(id="123456789", scheme="0060"),
            address=Address(street="Hafen 1", city="Hamburg", postal_code="20457", country="DE"),
            contact_name="Insa Falkenberg",
            phone="+49 40 5550123",
            email="office@falkenberg.example",
        ),
        buyer=Party(
            name="Stadtwerk",
            vat_id="" if hidden else "DE811569869",
            endpoint=Identifier(id="991-12345-06", scheme="0204"),
            address=Address(city="Stuttgart", postal_code="70173", country="DE"),
        ),
        delivery=Delivery(
            name="Lager",
            day=date(2026, 11, 20),
            address=Address(city="Bonn", postal_code="53111", country="DE"),
        ),
        payment_reference="R-1",
        payment=Payment(means="58", accounts=(Account(id="DE89370400440532013000", holder="Falkenberg"),)),
        totals=Totals(
            lines=Decimal("100.00"),
            net=Decimal("100.00"),
            tax=tax,
            gross=Decimal("100.00") + tax,
            due=Decimal("100.00") + tax,
        ),
        taxes=(
            Vat(
                base=Decimal("100.00"),
                tax=tax,
                category=category,
                rate=rate,
                reason=REASONS.get(category, ""),
            ),
        ),
        lines=(
            _line("1", "Work", "2", "45", "90.00", category, rate),
            _line("2", "Paper", "1", "10", "10.00", category, rate),
        ),
    )
    return replace(made, **changes)


def _line(
    number: str, name: str, qty: str, price: str, net: str, category: str, rate: Decimal | None
) -> Line:
    return Line(
        id=number, qty=Decimal(qty), unit="HUR", net=Decimal(net), price=Decimal(price), category=category,
        rate=rate, name=name,
    )  # fmt: skip


def rich() -> Invoice:
    """An invoice in which every term of the model that both syntaxes know is said."""
    plain = invoice()
    discount = Adjustment(
        amount=Decimal("10.00"), base=Decimal("100.00"), percent=Decimal(10), category="S", rate=Decimal(19),
        reason="Loyalty", reason_code="95",
    )  # fmt: skip
    charge = Adjustment(
        is_charge=True, amount=Decimal("5.00"), category="S", rate=Decimal(19), reason="Freight",
        reason_code="FC",
    )  # fmt: skip
    first = replace(
        plain.lines[0],
        note="As agreed",
        object_id=Identifier(id="M-7", scheme="ABT"),
        net=Decimal("88.00"),
        order_line="3",
        accounting_reference="4400",
        period=Period(start=date(2026, 11, 1), end=date(2026, 11, 15)),
        adjustments=(
            Adjustment(amount=Decimal("3.00"), reason="Late"),
            Adjustment(is_charge=True, amount=Decimal("1.00"), reason="Packing"),
        ),
        price=Decimal("4500"),
        price_discount=Decimal("100"),
        gross_price=Decimal("4600"),
        base_qty=Decimal(100),
        base_unit="HUR",
        description="In two\nlines",
        seller_code="A-1",
        buyer_code="B-1",
        standard_code=Identifier(id="4012345001235", scheme="0160"),
        classifications=(Identifier(id="123", scheme="STI"),),
        origin="FR",
        attributes=(("Colour", "red"),),
    )
    return replace(
        plain,
        tax_currency="USD",
        tax_point_code="35",
        project="P-1",
        contract="C-1",
        sales_order="SO-1",
        receiving_advice="RA-1",
        despatch_advice="DA-1",
        tender="T-1",
        object_id=Identifier(id="Z-1", scheme="ABT"),
        accounting_reference="8400",
        notes=(Note(text="Text", subject="AAI"), Note(text="Second")),
        preceding=(Preceding(number="R-0", issued_on=date(2026, 10, 1)), Preceding(number="R-00")),
        payee=Party(name="Factor", ids=(Identifier(id="F-1"),), legal_id=Identifier(id="HRB 1")),
        representative=Party(
            name="Agent", vat_id="FR83404833048", address=Address(city="Lyon", country="FR")
        ),
        period=Period(start=date(2026, 11, 1), end=date(2026, 11, 30)),
        adjustments=(discount, charge),
        totals=Totals(
            lines=Decimal("98.00"), allowances=Decimal("10.00"), charges=Decimal("5.00"),
            net=Decimal("93.00"), tax=Decimal("17.67"), tax_in_tax_currency=Decimal("19.00"),
            gross=Decimal("110.67"), prepaid=Decimal("10.00"), rounding=Decimal("0.03"),
            due=Decimal("100.70"),
        ),
        taxes=(Vat(base=Decimal("93.00"), tax=Decimal("17.67"), category="S", rate=Decimal(19)),),
        attachments=(
            Attachment(id="Plan", description="The plan", content=b"%PDF-1", media_type="application/pdf",
                       name="plan.pdf"),
            Attachment(id="More", url="https://example.org/more"),
        ),
        lines=(first, plain.lines[1]),
    )  # fmt: skip
