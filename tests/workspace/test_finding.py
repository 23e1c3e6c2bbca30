"""Everything that a firm writes down is found by any writing of it, and the answer says where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.contacts.rules.drafts import PointDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import translator_for
from desktop_crm.workspace import finding
from desktop_crm.workspace.registry import STATEMENTS, TABLES

TODAY = date(2026, 11, 22)
CALLER = Caller("ana", "owner", "en", "desk")
BERLIN = Address(street="Lindenweg 4", postal_code="10115", city="Berlin", country="DE")


@pytest.fixture
def invoice(make_database: Callable[..., OpenDatabase]) -> int:
    """A firm with one of everything; the id of its invoice."""
    make_database(TABLES, STATEMENTS)
    firm = FirmDraft(name="Atelier Lima", address=BERLIN, country="DE", language="en", vat_id="DE136695976")
    company.set_up(CALLER, SetupDraft(firm=firm), TODAY)
    customer = contacts.create_contact(
        CALLER,
        ContactDraft(
            kind="company",
            name="Konserven Müller GmbH",
            points=(
                PointDraft("phone", "+49 (0)30 555-01234"),
                PointDraft("mail", "einkauf@konserven.example"),
            ),
            addresses=(AddressDraft(address=BERLIN),),
            vat_id="DE 811 569 869",
            iban="DE89 3704 0044 0532 0130 00",
            tags=("Stammkunde",),
            notes="Prefers Tuesdays",
        ),
    )
    draft = DocumentDraft(
        contact_id=customer,
        delivered_on=TODAY,
        order_number="PO/77-1234",
        buyer_reference="04011000-12345-34",
        lines=(
            LineDraft(
                description="Consulting\nWorkshop in Würzburg",
                qty=Decimal("12.5"),
                price=Decimal(80),
                rate=Decimal(19),
            ),
            LineDraft(description="Lamp", price=Decimal("249.9"), rate=Decimal(19), code="L-900"),
            LineDraft(description="Screw", qty=Decimal(1000), price=Decimal("0.0125"), rate=Decimal(7)),
        ),
        notes="Thank you for the quick answer",
        internal_notes="ask about the cellar",
    )
    other = DocumentDraft(
        contact_id=customer,
        delivered_on=TODAY,
        lines=(LineDraft(description="Delivery", price=Decimal(7), rate=Decimal(19)),),
    )
    ref = billing.create_draft(CALLER, other, TODAY)
    billing.issue_invoice(CALLER, ref.id, today=TODAY, render=billing.NO_PAPER)
    ref = billing.create_draft(CALLER, draft, TODAY)
    billing.issue_invoice(CALLER, ref.id, today=TODAY, render=billing.NO_PAPER)
    payment = PaymentDraft(amount=51_234, paid_on=TODAY, reference="SEPA 998877")
    billing.record_payment(CALLER, ref.id, payment, TODAY)
    billing.credit_invoice(
        CALLER, ref.id, (CreditLine(2, None),), issued_on=TODAY, today=TODAY, render=billing.NO_PAPER
    )
    support.open_ticket(
        CALLER, TicketDraft(contact_id=customer, subject="Lamp flickers", text="Since Monday"), TODAY
    )
    support.reply(CALLER, 1, "We send the transformer", TODAY)
    support.reply(CALLER, 1, "Was it the wrong voltage?", TODAY, internal=True)
    contacts.add_note(CALLER, customer, "Birthday of the boss\nbrings cake")
    contacts.log_call(CALLER, customer, "asked for the catalogue", "+49 30 555 01234")
    contacts.attach_file(CALLER, "invoice", ref.id, "delivery-note-4455.pdf", b"%PDF-1.4", customer)
    catalog.create_product(
        CALLER, ProductDraft(code="L-900", name="Lamp", description="Brushed brass", price=Decimal("249.9"))
    )
    return ref.id


def told(text: str) -> list[tuple[str, str]]:
    t = translator_for("en")
    return [(found.kind, finding.where(found, t)) for found in finding.find(CALLER, text)]


FOUND = {
    "konserven muller": ("contact", ""),
    "030 55501234": ("contact", "Phone: +49 (0)30 555-01234"),
    "0049 30 555 01234": ("contact", "Phone: +49 (0)30 555-01234"),
    "einkauf@": ("contact", "Mail: einkauf@konserven.example"),
    "DE811569869": ("contact", "VAT ID: DE 811 569 869"),
    "811 569 869": ("contact", "VAT ID: DE 811 569 869"),
    "DE89370400440532013000": ("contact", "IBAN: DE89 3704 0044 0532 0130 00"),
    "DE89 3704 0044": ("contact", "IBAN: DE89 3704 0044 0532 0130 00"),
    "stammkunde": ("contact", "Tag: Stammkunde"),
    "tuesdays": ("contact", "Notes: Prefers Tuesdays"),
    "lindenweg": ("contact", "Address: Lindenweg 4"),
    "po/77-1234": ("invoice", "Order number: PO/77-1234"),
    "04011000-12345-34": ("invoice", "Buyer reference: 04011000-12345-34"),
    "wurzburg": ("invoice", "Line: Consulting Workshop in Würzburg"),
    "0,0125": ("invoice", "Price: 0.0125 EUR"),
    "512,34": ("invoice", "Payment: €512.34"),
    "998877": ("invoice", "Payment: SEPA 998877"),
    "cellar": ("invoice", "Internal note: ask about the cellar"),
    "quick answer": ("invoice", "Text: Thank you for the quick answer"),
    "flickers": ("ticket", ""),
    "transformer": ("ticket", "Message: We send the transformer"),
    "voltage": ("ticket", "Internal note: Was it the wrong voltage?"),
    "cake": ("note", "Notes: Birthday of the boss brings cake"),
    "catalogue": ("event", ""),
    "4455": ("attachment", ""),
    "brass": ("product", "Text: Brushed brass"),
}


@pytest.mark.usefixtures("invoice")
def test_each_kind_of_text_is_found_and_says_where() -> None:
    assert {typed: hit for typed, hit in FOUND.items() if hit not in told(typed)} == {}
    assert told("030 55501234")[0] == ("contact", "Phone: +49 (0)30 555-01234")


@pytest.mark.usefixtures("invoice")
@pytest.mark.parametrize("typed", ["1.502,25", "1,502.25", "1502.25", "1502,25", "€1,502.25", "1 502,25 EUR"])
def test_a_total_is_found_in_every_writing(typed: str) -> None:
    # 12.5 x 80.00 + 249.90 at 19 % and 1,000 x 0.0125 at 7 %: 1,262.40 + 237.48 + 0.88 = 1,500.76
    assert told(typed) == []
    right = typed.replace("502", "500").replace("25", "76")
    assert told(right)[0] == ("invoice", "Total: €1,500.76")


@pytest.mark.usefixtures("invoice")
def test_line_prices_and_line_totals_are_found_on_invoices_and_credit_notes() -> None:
    assert ("invoice", "Line: €1,000.00") in told("1.000,00")
    kinds = {kind for kind, _where in told("249,90")}
    assert kinds == {"invoice", "credit_note", "product"}


def test_a_credit_note_is_found_by_its_invoices_number(invoice: int) -> None:
    number = next(each.number for each in finding.find(CALLER, "512.34"))
    assert ("credit_note", f"Corrects: {number}") in told(number)


def test_a_file_opens_what_it_hangs_on_and_a_note_its_contact(invoice: int) -> None:
    (file,) = finding.find(CALLER, "delivery-note")
    assert file.owner == ("invoice", invoice)
    (note,) = finding.find(CALLER, "cake")
    assert note.owner == ("contact", note.contact_id)
    assert note.about == "Konserven Müller GmbH"


def test_a_ticket_tells_its_number_and_customer(invoice: int) -> None:
    (ticket,) = finding.find(CALLER, "flickers")
    assert ticket.about == f"{ticket.number} · Konserven Müller GmbH"


def test_a_deleted_contact_leaves_nothing_to_find(invoice: int) -> None:
    person = contacts.create_contact(CALLER, ContactDraft(name="Zenobia"))
    contacts.add_note(CALLER, person, "zenobia remark")
    contacts.log_mail(CALLER, person, "zenobia subject")
    contacts.attach_file(CALLER, "contact", person, "zenobia.pdf", b"%PDF-1.4")
    assert len(finding.find(CALLER, "zenobia")) == 4
    contacts.delete_contact(CALLER, person)
    assert finding.find(CALLER, "zenobia") == []


def test_every_label_has_a_word(invoice: int) -> None:
    from desktop_crm.database.connection import raw

    shown = "\n".join(row[0] for row in raw().execute("SELECT shown FROM search_entry"))
    labels = {line.partition("\t")[0] for line in shown.split("\n")} - {""}
    assert labels <= set(finding.LABELS)
    entities = {row[0] for row in raw().execute("SELECT DISTINCT entity FROM search_entry")}
    assert entities <= set(finding.KINDS)
    assert len(entities) == 8
