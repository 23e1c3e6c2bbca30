"""What the program writes it reads again, down to the last label; what is refused can be mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import BankAccountDraft, TermsDraft
from desktop_crm.contacts import queries, service
from desktop_crm.contacts.documents.exporting import contacts_csv, contacts_xlsx
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.documents.rejects import rejects_csv
from desktop_crm.contacts.documents.vcard_writing import Exported, contacts_vcard
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, LinkDraft, PointDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView

pytestmark = pytest.mark.usefixtures("database")

RICH = ContactDraft(
    name="Ana Lúcia Souza",
    given_name="Ana Lúcia",
    family_name="Souza",
    title="Dr.",
    position="CTO",
    department='R;D, "x"',
    category="prospect",
    language="pt_BR",
    currency="BRL",
    vat_id="111.444.777-35",
    tax_number="12/345",  # wrong, and insisted on
    legal_id="HRB 7",
    iban="DE89370400440532013000",
    customer_number="C-7",
    order_number="PO 9",
    buyer_reference="04011000-12345-34",
    einvoice="xrechnung-ubl",
    endpoint=("0088", "4012345000009"),
    price_notes="10 % off",
    birthday=date(1980, 2, 29),
    tags=("a, b", "VIP"),
    points=(
        PointDraft("mail", "ana@a.example", "Work", True),
        PointDraft("mail", "ana2@a.example"),
        PointDraft("phone", "+55 11 90000-0001", "Mobile", True),
        PointDraft("phone", "0049 30 1 ext. 5", "Work Fax"),
        PointDraft("web", "https://a.example", "", True),
        PointDraft("web", "b.example", "Blog"),
    ),
    addresses=(
        AddressDraft(
            "invoice",
            Address(
                attention="Contas a pagar", street="Av. X, 1\nsala 2", district="Centro",
                postal_code="01310-000", city="São Paulo", region="SP", country="BR",
            ),
        ),
        AddressDraft(
            "delivery",
            Address(attention="Doca 3", street="Rua Y 2", district="Norte", city="Campinas", region="SP",
                    postal_code="13010-000", country="BR"),
        ),
        AddressDraft("other", Address(street="Calle Z; 1", city="Madrid", postal_code="28001", country="ES")),
        AddressDraft("delivery", Address(street="Cais 4", city="Santos", region="SP", country="BR")),
    ),
    notes='line 1\nline 2; "q" =1+1\n\nİstanbul 😀',
)  # fmt: skip


def _csv(rows: list[Exported]) -> bytes:
    return contacts_csv(rows, translator_for("en"))


def _turkish_csv(rows: list[Exported]) -> bytes:
    return contacts_csv(rows, translator_for("tr"))


def _xlsx(rows: list[Exported]) -> bytes:
    return contacts_xlsx(rows, translator_for("pt_BR"))


@pytest.mark.parametrize("write", [_csv, _turkish_csv, _xlsx, contacts_vcard])
def test_a_full_contact_comes_back_from_our_own_export_as_it_was(
    caller: Caller, write: Callable[[list[Exported]], bytes]
) -> None:
    terms = company.save_terms(caller, TermsDraft(label="45 days", days=45))
    account = company.save_bank_account(
        caller, BankAccountDraft(label="For Brazil", holder="Us", pix_key="a@b.example")
    )
    first = service.create_contact(caller, ContactDraft(kind="company", name="Kestrel Ltd"))
    second = service.create_contact(caller, ContactDraft(kind="company", name="Wren & Söhne GmbH"))
    links = (LinkDraft(first, "CTO"), LinkDraft(second, "Adviser"))
    whole = replace(RICH, terms_id=terms, bank_account_id=account, links=links)
    made = service.create_contact(caller, whole)
    written = write(list(queries.drafts_of(caller, ListView())))
    for contact in (made, first, second):
        service.delete_contact(caller, contact)
    report = service.import_contacts(caller, contacts_of(written, "out"))
    assert (report.added, report.companies, report.of("reject")) == (3, 0, [])
    back = queries.find_contacts(caller, RICH.name)[0].id
    named = [(link.name, link.role) for link in queries.list_links(caller, back)]
    assert named == [("Kestrel Ltd", "CTO"), ("Wren & Söhne GmbH", "Adviser")]
    assert replace(queries.get_contact(caller, back).draft, links=links) == whole


def test_terms_and_accounts_that_this_firm_does_not_have_become_notes(caller: Caller) -> None:
    file = contacts_of(b"Name,Mail,Payment terms,Our bank account\nAna,a@b.example,90 days,Old", "x")
    service.import_contacts(caller, file)
    draft = queries.get_contact(caller, queries.find_contacts(caller, "Ana")[0].id).draft
    assert (draft.terms_id, draft.bank_account_id) == (None, None)
    assert draft.notes == "Payment terms: 90 days\nBank account: Old"


CARD = """BEGIN:VCARD
VERSION:3.0
FN:Bob Example
EMAIL:bob@company.example
EMAIL:not-an-address
TEL;TYPE=CELL:123456
TEL;TYPE=WORK:654321
ORG:First Ltd
ORG:Second Ltd
URL:http://www.company.example
NOTE:Keeps bees
END:VCARD
"""


def test_the_rejects_of_cards_hold_every_value_and_come_in_once_mended(caller: Caller) -> None:
    file = contacts_of(CARD.encode(), "cards.vcf")
    report = service.import_contacts(caller, file)
    assert report.added == 0
    rejects = rejects_csv(file, report.outcomes, translator_for("en")).decode("utf-8-sig")
    again = service.import_contacts(caller, contacts_of(rejects.encode(), "rejects.csv"))
    assert len(again.of("reject")) == 1, "nothing was mended"
    mended = rejects.replace("not-an-address", "an@address.example")
    assert service.import_contacts(caller, contacts_of(mended.encode(), "rejects.csv")).added == 1
    bob = queries.find_contacts(caller, "Bob Example")[0].id
    draft = queries.get_contact(caller, bob).draft
    assert [(point.value, point.label) for point in draft.points] == [
        ("bob@company.example", ""), ("an@address.example", ""), ("123456", "Mobile"), ("654321", "Work"),
        ("http://www.company.example", ""),
    ]  # fmt: skip
    assert [link.name for link in queries.list_links(caller, bob)] == ["First Ltd", "Second Ltd"]
    assert draft.notes == "Keeps bees", "the columns of the file of rejects are no notes"


def test_a_company_that_names_another_keeps_it_as_a_note(caller: Caller) -> None:
    text = "Name,Person or company,Company\nMarketing Ltd,Company,Holding plc\n"
    service.import_contacts(caller, contacts_of(text.encode(), "x.csv"))
    made = queries.get_contact(caller, queries.find_contacts(caller, "Marketing Ltd")[0].id).draft
    assert (made.kind, made.notes) == ("company", "Company: Holding plc")
