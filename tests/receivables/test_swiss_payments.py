"""A firm with a Swiss account, from the invoice with its QR-bill to the payment that quotes the reference."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from lxml import etree

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules import references
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.documents.reading import read_bank_file
from desktop_crm.receivables.queries import dunning as letters
from desktop_crm.receivables.rules.matching import OpenInvoice, propose
from desktop_crm.receivables.rules.statements import StatementLine
from desktop_crm.values.messages import Translator
from tests.billing.conftest import CALLER, TODAY, Books, line
from tests.billing.documents.reading import text_of
from tests.billing.documents.swiss import IBAN, QR_IBAN
from tests.receivables.test_remittances import view

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>1</Id><ElctrncSeqNb>1</ElctrncSeqNb><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>CHF</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CHF">0</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-22</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CHF">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-22</Dt></Dt></Bal>
<Ntry><Amt Ccy="CHF">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-22</Dt></BookgDt><AcctSvcrRef>X1</AcctSvcrRef><NtryDtls><TxDtls>
<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="CHF">{amount}</Amt>
<RltdPties><Dbtr><Pty><Nm>Somebody Else</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><{kind}</CdOrPrtry></Tp><Ref>{reference}</Ref></CdtrRefInf></Strd>
</RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""


@pytest.fixture
def swiss(books: Books) -> Books:
    """The firm moves to Biel and opens an account in francs with a QR-IBAN."""
    row = company.firm_or_none(CALLER)
    assert row is not None
    address = Address(street="Rue du Lac 1268", postal_code="2501", city="Biel", country="CH")
    firm = FirmDraft(name="Atelier Lima", address=address, country="CH", currency="CHF", language="de",
                     vat_id="CHE-109.322.551 MWST")  # fmt: skip
    company_service.save_firm(CALLER, firm, row.version)
    account = BankAccountDraft(
        label="Franken", currency="CHF", iban=IBAN, qr_iban="CH44 3199 9123 0008 8901 2"
    )
    company_service.save_bank_account(CALLER, account)
    return books


def francs(books: Books, price: str = "100.00", **more: Any) -> int:
    lines = (line("1", price, "8.1", description="Arbeit"),)
    return books.issued(lines=lines, currency="CHF", language="de", **more)


def taken(content: bytes) -> list[tuple[int, str]]:
    """(confidence, why) of each line that waits."""
    service.import_statements(CALLER, "camt.xml", content, TODAY)
    waiting = [each.proposal for each in queries.waiting_lines(CALLER)]
    return [
        (each.confidence, Translator("en").message(each.reason)) for each in waiting if each and each.reason
    ]


def test_the_account_keeps_its_qr_iban(swiss: Books) -> None:
    kept = [row.draft for row in company.list_bank_accounts(CALLER) if row.draft.currency == "CHF"]
    assert [(each.iban, each.qr_iban) for each in kept] == [(IBAN, QR_IBAN)]


def test_a_payment_with_the_reference_of_the_bill_is_booked_by_itself(swiss: Books) -> None:
    first, second = francs(swiss), francs(swiss)
    facts = view(second).facts
    assert facts is not None and facts.bank is not None
    assert (facts.payment_code, facts.bank.iban) == ("qr_bill", QR_IBAN)
    assert references.is_qr_reference(facts.payment_reference)
    content = CAMT.format(
        iban=IBAN, amount="108.10", kind="Prtry>QRR</Prtry>", reference=facts.payment_reference
    )
    assert taken(content.encode()) == [(100, "Payment reference and amount")]
    assert len(service.book_certain(CALLER, TODAY)) == 1
    assert (view(first).open, view(second).open, view(second).row.state) == (10810, 0, "paid")


def test_the_creditor_reference_of_a_usual_iban_does_the_same(swiss: Books) -> None:
    account = next(row for row in company.list_bank_accounts(CALLER) if row.draft.currency == "CHF")
    company_service.save_bank_account(CALLER, replace(account.draft, qr_iban=""), account.id, account.version)
    francs(swiss)
    second = francs(swiss)
    facts = view(second).facts
    assert facts is not None
    assert references.is_creditor_reference(facts.payment_reference)
    spaced = references.grouped(facts.payment_reference)
    content = CAMT.format(iban=IBAN, amount="108.10", kind="Cd>SCOR</Cd>", reference=spaced)
    assert taken(content.encode()) == [(100, "Payment reference and amount")]
    service.book_certain(CALLER, TODAY)
    assert view(second).row.state == "paid"


def test_a_part_or_too_much_waits_for_a_person(swiss: Books) -> None:
    facts = view(francs(swiss)).facts
    assert facts is not None
    for amount, why in (("50.00", "but only a part"), ("200.00", "but more than is open")):
        content = CAMT.format(iban=IBAN, amount=amount, kind="Prtry>QRR</Prtry>",
                              reference=facts.payment_reference)  # fmt: skip
        found = taken(content.encode())
        assert found[-1] == (85, f"Payment reference, {why}")
    assert service.book_certain(CALLER, TODAY) == {}


def test_the_issued_paper_and_its_xml_carry_the_reference_and_the_account(swiss: Books) -> None:
    draft = swiss.new(lines=(line("1", "100.00", "8.1"),), currency="CHF", language="de")
    issued = billing_service.issue_invoice(CALLER, draft, today=TODAY)
    facts = billing.get_document(CALLER, issued.id, TODAY).facts
    assert facts is not None
    pdf = billing.stored_pdf(CALLER, issued.id)
    text = text_of(pdf)
    assert "Zahlteil" in text and references.grouped(facts.payment_reference) in text
    assert "CHE-109.322.551 MWST" in text and "IBAN CH58 0079 1123 0008 8901 2" in text
    with pikepdf.open(io.BytesIO(pdf)) as file:
        xml = etree.fromstring(file.attachments["factur-x.xml"].get_file().read_bytes())
    found = {tag: xml.findtext(f".//{{*}}{tag}") for tag in ("PaymentReference", "IBANID")}
    assert found == {"PaymentReference": facts.payment_reference, "IBANID": QR_IBAN}


def test_a_swiss_customers_number_is_printed_with_points_and_written_without(swiss: Books) -> None:
    contact = contacts.get_contact(CALLER, swiss.customer)
    swiss_customer = replace(contact.draft, vat_id="CHE-109.322.551 TVA")
    contacts_service.save_contact(CALLER, swiss.customer, contact.version, swiss_customer)
    draft = swiss.new(lines=(line("1", "100.00", "8.1"),), currency="CHF", language="de")
    issued = billing_service.issue_invoice(CALLER, draft, today=TODAY)
    assert text_of(billing.stored_pdf(CALLER, issued.id)).count("CHE-109.322.551 MWST") == 2
    xml = etree.fromstring(billing.stored_xml(CALLER, issued.id))
    assert xml.xpath("//*[local-name()='ID'][@schemeID='VA']/text()") == ["CHE109322551MWST"] * 2


def test_a_missing_town_is_said_before_the_issue_and_keeps_nothing_from_it(swiss: Books) -> None:
    row = company.firm_or_none(CALLER)
    assert row is not None
    firm = replace(row.draft, address=Address(street="Rue du Lac 1268", country="CH"))
    company_service.save_firm(CALLER, firm, row.version)
    draft = swiss.draft(lines=(line("1", "100.00", "8.1"),), currency="CHF")
    found = [each for each in billing.problems(CALLER, draft, TODAY) if each.field == "seller.address"]
    words = [Translator("en").message(each.message) for each in found]
    assert [word for word in words if word.startswith("No QR-bill") and "Settings, Company" in word]
    assert all(each.is_warning for each in found)
    facts = view(francs(swiss)).facts
    assert facts is not None and facts.payment_code == ""


def test_a_reminder_asks_with_the_same_reference_and_slip(swiss: Books) -> None:
    invoice = francs(swiss, due_on=TODAY + timedelta(days=10))
    facts = view(invoice).facts
    assert facts is not None
    letter = service.write_letter(CALLER, invoice, date(2027, 1, 10))
    text = text_of(letters.letter_pdf(CALLER, letter.id))
    assert "Zahlteil" in text and references.grouped(facts.payment_reference) in text


# ---------------------------------------------------------------------------------------------------- rules

QRR, SCOR = "210000000003139471430009017", "RF18539007547034"
OPEN = (
    OpenInvoice(id=1, number="2026-0001", contact_id=7, customer="A", currency="CHF", open=10000,
                issued_on=TODAY, reference=QRR, discount=200, discount_until=TODAY),
    OpenInvoice(id=2, number="2026-0002", contact_id=8, customer="B", currency="CHF", open=10000,
                issued_on=TODAY, reference=SCOR),
    OpenInvoice(id=3, number="2026-0003", contact_id=9, customer="C", currency="CHF", open=10000,
                issued_on=TODAY),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "amount", "invoice", "confidence"),
    [
        ({"reference": QRR}, 10000, 1, 100),
        ({"reference": "21 00000 00003 13947 14300 09017"}, 10000, 1, 100),
        ({"text": f"QRR {QRR} danke"}, 10000, 1, 100),
        ({"text": "Referenz 21 00000 00003 13947 14300 09017 Rechnung"}, 10000, 1, 100),
        ({"end_to_end": QRR}, 10000, 1, 100),
        ({"reference": QRR}, 9800, 1, 98),
        ({"reference": QRR}, 5000, 1, 85),
        ({"reference": QRR}, 20000, 1, 85),
        ({"reference": SCOR}, 10000, 2, 100),
        ({"text": "RF18 5390 0754 7034 merci beaucoup"}, 10000, 2, 100),
        ({"text": "rf18 5390 0754 7034"}, 10000, 2, 100),
        # The reference is what the payer means, whatever else is written.
        ({"reference": QRR, "text": "Rechnung 2026-0003"}, 10000, 1, 100),
        ({"reference": "210000000003139471430009018", "text": "2026-0003"}, 10000, 3, 99),
        ({"reference": "000000000000000000000000000"}, 10000, None, 0),
        ({"text": "RF18 5390 0754 7035"}, 10000, None, 0),
    ],
    ids=str,
)
def test_a_reference_is_found_wherever_a_bank_puts_it(
    said: dict[str, str], amount: int, invoice: int | None, confidence: int
) -> None:
    told = StatementLine(booked_on=TODAY, amount=amount, currency="CHF", **said)
    (proposal,) = propose([told], OPEN, {})
    assert [share.document_id for share in proposal.shares] == ([] if invoice is None else [invoice])
    assert proposal.confidence == confidence


def test_two_invoices_of_one_reference_are_asked_about() -> None:
    twins = (OPEN[0], replace(OPEN[1], reference=QRR))
    (proposal,) = propose(
        [StatementLine(booked_on=TODAY, amount=10000, currency="CHF", reference=QRR)], twins, {}
    )
    assert not proposal.is_certain and proposal.shares == ()
    (proposal,) = propose(
        [StatementLine(booked_on=TODAY, amount=20000, currency="CHF", reference=QRR)], twins, {}
    )
    assert {share.document_id for share in proposal.shares} == {1, 2}


def test_another_currency_is_not_paid_by_the_reference() -> None:
    (proposal,) = propose(
        [StatementLine(booked_on=TODAY, amount=10000, currency="EUR", reference=QRR)], OPEN, {}
    )
    assert proposal.shares == ()


def test_mt940_carries_it_too() -> None:
    statement = (
        f":20:A\n:25:{IBAN}\n:28C:1\n:60F:C261121CHF0,00\n:61:2611221122C100,00NTRFNONREF//X\n"
        f":86:/CDTRREF/{QRR}/NAME/Somebody/\n:62F:C261122CHF100,00\n"
    )
    (read,) = read_bank_file(statement.encode(), "a.sta", None, "CHF").statements
    (proposal,) = propose(read.lines, OPEN, {})
    assert ([share.document_id for share in proposal.shares], proposal.confidence) == ([1], 100)
