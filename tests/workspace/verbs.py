"""Every verb of every room with arguments that work in one prepared firm, for the tests of all verbs."""

from __future__ import annotations

import inspect
import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PIL import Image

from desktop_crm.accounting import service as accounting
from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.fiscal import FiscalDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.documents.product_tables import plan_import as plan_products
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company import queries as company_queries
from desktop_crm.company import service as company
from desktop_crm.company.documents.company_json import company_from_json
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.exchange import Rate
from desktop_crm.company.rules.paper_times import PaperTimes
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.company.rules.periods import period_of
from desktop_crm.company.rules.profile import BankAccountDraft, TaxRateDraft, TermsDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.contacts.rules.vat_checks import VatCheckDraft
from desktop_crm.database.connection import current, raw
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.expenses import service as expenses
from desktop_crm.receivables import service as receivables
from desktop_crm.support import queries as support_queries
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import local_caller
from desktop_crm.values.messages import Translator
from tests.einvoice import samples
from tests.faults import acts, firms
from tests.faults.acts import PlainPaper
from tests.workspace import (
    dunning_verbs,
    handing_over,
    mail_verbs,
    money_in,
    ordered,
    price_verbs,
    recurring_verbs,
    spent,
)
from tests.workspace.act import Act, adds, seen, version, versioned
from tests.workspace.ordered import DRAFT_ORDER, GIVEN_UP, NOTE, ORDER, QUOTE

ROOMS = {
    "company": company, "contacts": contacts, "catalog": catalog, "support": support, "billing": billing,
    "expenses": expenses, "receivables": receivables, "accounting": accounting,
}  # fmt: skip
CALLER, TODAY = replace(local_caller(), person_id=1), firms.TODAY
PASSWORD = "correct horse"
CODES: list[str] = []
"""The recovery code of the prepared firm: it is random."""
PEOPLE = b"Name,E-mail 1 - Value\nEve,eve@example.org\n"
RATES, PRICES = b"currency,date,rate\nUSD,2026-11-20,1.0851\n", b"Name,Price\nChair,10.00\n"
Verb = Callable[..., object]


def verbs() -> dict[str, Verb]:
    """Every public function of the rooms' services, by "room.name"."""
    return {
        f"{room}.{name}": getattr(module, name)
        for room, module in ROOMS.items()
        for name in module.__all__
        if inspect.isfunction(getattr(module, name))
    }


READS = {
    "accounting.begin", "accounting.preview", "contacts.need_done", "receivables.look_into",
    "receivables.cash_pdf", "receivables.cash_table", "receivables.statement_csv",
    "receivables.statement_pdf", "contacts.plan_import", "contacts.next_contact_id", "support.settle",
    "billing.credit_lines_from_json", "billing.draft_from_json", "billing.copy_pdf", "billing.mail_draft",
    "billing.mail_recipients", "billing.file_name", "billing.next_document_id", "billing.pictures_of",
    "billing.plan_external", "billing.preview_pdf", "billing.sample_pdf", "billing.verify",
    "contacts.personal_sections", "billing.personal_sections", "support.personal_sections",
    "catalog.personal_sections", "billing.einvoice", "billing.export_einvoices", "billing.issue_candidates",
    "billing.problems", "billing.promised_format", "contacts.count_personal", "billing.count_papers",
    "support.count_tickets", *spent.READS, *dunning_verbs.READS, "billing.kept_appendix",
    "accounting.books_of", "accounting.journal_files", "accounting.suggested_name",
}  # fmt: skip
"""They change nothing."""

PARTS = {
    "company.next_number", "company.draw_numbers", "contacts.insert_contacts", "contacts.remove_timeline",
    "contacts.write_events", "contacts.write_timeline", "billing.insert_documents",
    "contacts.forget_contact", "billing.forget_papers", "support.forget_tickets",
    "contacts.forget_notes", "contacts.forget_events", "support.forget_old_tickets",
    "billing.begin_purge", "billing.purge_papers", "billing.settled_again", "billing.still_due",
    *spent.PARTS,
}  # fmt: skip
"""They are parts of another verb's transaction and have none of their own."""


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (20, 10)).save(data, "PNG")
    return data.getvalue()


PAYMENT = PaymentDraft(amount=500, paid_on=TODAY)
PAPER = PlainPaper()
VAT_CHECK = VatCheckDraft(vat_id="DE136695976", checked_on=TODAY, reference="2026-1")
FISCAL = FiscalDraft(number="FT A/12", issued_on=TODAY)


def fiscal_paper() -> int:
    """The paper that waits for its fiscal document."""
    return int(raw().execute("SELECT document_id FROM fiscal_document").fetchone()[0])


def say_yes(_url: str, _body: bytes) -> bytes:
    return b'{"valid": true, "requestIdentifier": "WAPI1"}'


ACTS: dict[str, Act] = {
    **{name: adds(again, **given) for name, again, given in mail_verbs.ACTS},
    **price_verbs.ACTS,
    **recurring_verbs.ACTS,
    # company
    "company.set_up": adds("refused", setup=None, today=TODAY),  # refused already: there is a firm
    "company.apply_company": adds("nothing", company=lambda: company_from_json({"phone": "1"}), today=TODAY),
    "company.save_firm": versioned(
        "firm", 1, None, draft=lambda: replace(company_queries.get_firm(CALLER).draft, phone="2")
    ),
    "company.set_picture": versioned("firm", 1, None, which="logo", content=picture),
    "company.pass_over": adds(
        "nothing", kind="ticket", last_printed="T-40", reason="restored from copy.db", today=TODAY
    ),
    "company.set_setting": adds("nothing", key="x", value=1),
    "company.save_series": versioned(
        "number_series",
        1,
        None,
        draft=lambda: replace(company_queries.series(CALLER, "quote").draft, pattern="A-{year}-{number}"),
        today=TODAY,
    ),
    "company.close_period": adds("refused", period=lambda: period_of("2026-09"), today=TODAY),
    "company.reopen_period": versioned("closed_period", 1, "period_id", again="refused", reason="A bill"),
    "company.save_rate": adds(
        "nothing", rate=Rate("USD", "EUR", TODAY, Decimal("0.92"), "manual"), today=TODAY
    ),
    "company.import_rates": adds("nothing", data=RATES, name="rates.csv", today=TODAY),
    "company.save_bank_account": versioned(
        "bank_account", 1, "account_id", draft=BankAccountDraft(label="B", text="C")
    ),
    "company.archive_bank_account": versioned("bank_account", 1, "account_id"),
    "company.save_tax_rate": versioned(
        "tax_rate", 1, "rate_id", draft=TaxRateDraft(label="T", rate=Decimal(7))
    ),
    "company.archive_tax_rate": versioned("tax_rate", 1, "rate_id"),
    "company.save_terms": versioned("payment_terms", 1, "terms_id", draft=TermsDraft(label="Later")),
    "company.archive_terms": versioned("payment_terms", 1, "terms_id"),
    "company.add_person": adds(
        "refused", draft=PersonDraft(name="Dan", role="member"), password="three words", today=TODAY
    ),
    "company.save_person": versioned(
        "colleague", 2, "person_id", draft=PersonDraft(name="Bea", role="member")
    ),
    "company.reset_password": versioned("colleague", 2, "person_id", password="three words"),
    "company.renew_recovery": versioned("colleague", 1, "person_id"),
    "company.leave": versioned("colleague", 2, "person_id", on=TODAY),
    "company.come_back": versioned("colleague", 3, "person_id"),
    "company.sign_in": adds("nothing", person_id=1, password=PASSWORD),
    "company.change_password": adds("counted", before=PASSWORD, password="three words"),
    "company.recover": adds("counted", person_id=1, code=lambda: CODES[-1], password="three words"),
    "company.remove_firm": adds("nothing"),
    # contacts
    "contacts.create_contact": adds("same", draft=ContactDraft(name="Eve"), key="k"),
    "contacts.save_contact": versioned("contact", 2, "contact_id", draft=ContactDraft(name="Eve")),
    "contacts.archive_contacts": adds("nothing", ids=[2, 3]),
    "contacts.restore_contacts": adds("nothing", ids=[9]),
    "contacts.delete_contact": adds("refused", contact_id=8),
    "contacts.set_category": adds("nothing", ids=[2], category="lead"),
    "contacts.change_tags": adds("nothing", ids=[2], add=("new",)),
    "contacts.link_contacts": adds("nothing", person_id=16, company_id=17, role="Boss"),
    "contacts.unlink_contacts": adds("nothing", person_id=16, company_id=17),
    "contacts.assign_customer_number": adds("nothing", contact_id=2, number="K-1"),
    "contacts.add_note": adds(contact_id=2, text="Hello"),
    "contacts.save_note": versioned("note", 1, "note_id", text="Other", follow_up_on=TODAY),
    "contacts.complete_note": adds("nothing", note_id=1),
    "contacts.reopen_note": adds("nothing", note_id=2),
    "contacts.delete_note": adds("refused", note_id=1),
    "contacts.log_call": adds(contact_id=2, text="Hello"),
    "contacts.log_mail": adds(contact_id=2, subject="Hello"),
    "contacts.attach_file": adds(entity="contact", entity_id=2, name="a.txt", content=b"a"),
    "contacts.detach_file": adds("refused", attachment_id=1),
    "contacts.import_contacts": adds("nothing", file=lambda: contacts_of(PEOPLE, "people.csv")),
    "contacts.undo_import": adds("refused", job_id=1),
    "contacts.record_consent": adds(
        "nothing", contact_id=2, draft=ConsentDraft("newsletter", True, TODAY, "form"), today=TODAY
    ),
    "contacts.record_vat_check": adds("nothing", contact_id=2, draft=VAT_CHECK, today=TODAY),
    "contacts.ask_vies": adds("nothing", contact_id=18, today=TODAY, fetch=lambda: say_yes),
    "contacts.bring_back_contact": adds("refused", entry_id=lambda: deleted("contact")),
    "contacts.bring_back_note": adds("refused", entry_id=lambda: deleted("note")),
    "contacts.bring_back_file": adds("refused", entry_id=lambda: deleted("attachment")),
    "contacts.assign": adds(kind="contact", record_id=2, person_id=2, contact_id=2),
    "contacts.finish_assignment": versioned("assignment", 1, "assignment_id"),
    "contacts.hand_over_assignments": adds("nothing", person_id=2, to_id=1),
    "contacts.give_follow_ups": adds("nothing", by=CALLER.user, to_id=1),
    # catalogue
    "catalog.create_product": adds(draft=ProductDraft(name="Chair")),
    "catalog.save_product": versioned("product", 1, "product_id", draft=ProductDraft(name="Chair")),
    "catalog.archive_product": versioned("product", 1, "product_id"),
    "catalog.import_products": adds(
        "nothing", plan=lambda: plan_products(PRICES, "prices.csv", t=Translator("en")), today=TODAY
    ),
    "catalog.bring_back_product": adds("refused", entry_id=lambda: deleted("product")),
    "catalog.undo_import": adds("refused", job_id=3),
    "catalog.remove_products": adds("nothing", ids=[1]),
    # support
    "support.open_ticket": adds(draft=TicketDraft(contact_id=1, subject="S", text="T"), today=TODAY),
    "support.save_ticket": versioned(
        "ticket",
        1,
        "ticket_id",
        draft=lambda: replace(support_queries.get_ticket(CALLER, 1).draft, subject="Other"),
        today=TODAY,
    ),
    "support.set_status": versioned("ticket", 1, "ticket_id", status="waiting", today=TODAY),
    "support.close_ticket": versioned("ticket", 1, "ticket_id", today=TODAY),
    "support.reopen_ticket": versioned("ticket", 2, "ticket_id", today=TODAY),
    "support.reply": adds(ticket_id=1, text="Hello", today=TODAY),
    "support.add_customer_message": adds(ticket_id=1, text="Hello", today=TODAY),
    "support.attach": adds(ticket_id=1, name="a.txt", content=b"a"),
    "support.give_ticket": adds("nothing", ticket_id=1, assignee="Bea", today=TODAY),
    "support.rename_assignee": adds("nothing", before="Sam", after="Bea"),
    "support.remove_tickets": adds("nothing", ids=[1]),
    # billing
    "billing.create_draft": adds("same", draft=firms.draft(), today=TODAY, key="k"),
    "billing.save_draft": versioned(
        "document", 3, "document_id", draft=firms.draft(text="Other"), today=TODAY
    ),
    "billing.bring_back_draft": adds("refused", entry_id=lambda: deleted("document")),
    "billing.delete_draft": versioned("document", 3, "document_id", again="refused"),
    "billing.save_internal_notes": versioned("document", 1, "document_id", text="Other"),
    "billing.issue_invoice": versioned(
        "document", 3, "document_id", again="same", today=TODAY, key="k", render=PAPER
    ),
    "billing.issue_invoices": adds("same", wanted=[(3, 1)], today=TODAY, key="k", render=PAPER),
    "billing.send_quote": versioned(
        "document", 5, "document_id", again="same", today=TODAY, key="k", render=PAPER
    ),
    "billing.accept_quote": versioned("document", 4, "document_id", today=TODAY),
    "billing.decline_quote": versioned("document", 4, "document_id", reason="Dear", today=TODAY),
    "billing.invoice_quote": adds("refused", document_id=4, today=TODAY),
    "billing.record_payment": adds("same", document_id=1, draft=PAYMENT, today=TODAY, key="k"),
    "billing.void_payment": adds("refused", payment_id=1, today=TODAY),
    "billing.lift_write_off": versioned("document", GIVEN_UP, "document_id", today=TODAY),
    "billing.write_off": versioned("document", 1, "document_id", today=TODAY, reason="Lost"),
    "billing.credit_invoice": adds("same", document_id=2, today=TODAY, key="k", render=PAPER),
    "billing.correct_invoice": adds("same", document_id=2, today=TODAY, key="k", render=PAPER),
    "billing.cancel_invoice": adds("same", document_id=2, today=TODAY, key="k", render=PAPER),
    "billing.correct_text": adds("same", document_id=2, today=TODAY),
    "billing.issue_paper": versioned(
        "document", DRAFT_ORDER, "document_id", again="same", today=TODAY, key="k", render=PAPER
    ),
    "billing.order_quote": adds(quote_id=QUOTE, today=TODAY),
    "billing.deliver_order": adds(order_id=ORDER, today=TODAY),
    "billing.pro_forma_of": adds(document_id=ORDER, today=TODAY),
    "billing.cancel_paper": versioned("document", NOTE, "document_id", again="refused", today=TODAY),
    "billing.deposit_invoice": adds(source_id=QUOTE, today=TODAY, percent=Decimal(30)),
    "billing.progress_invoice": adds(source_id=ORDER, today=TODAY, percent=Decimal(10)),
    "billing.final_invoice": adds(source_id=ORDER, today=TODAY),
    "billing.invoice_order": adds(order_id=ORDER, today=TODAY),
    "billing.invoice_deliveries": adds(delivery_ids=[NOTE], today=TODAY),
    "billing.issue_receipt": adds("same", invoice_id=1, today=TODAY, key="k", render=PAPER),
    "billing.duplicate": adds(document_id=1, today=TODAY),
    "billing.copy_as_next_month": adds(document_ids=[1], today=TODAY),
    "billing.mark_sent": adds(document_id=1, today=TODAY),
    "billing.write_mail": adds(document_id=1, today=TODAY),
    "billing.import_external": adds(
        "nothing", plan=lambda: billing.plan_external(CALLER, external_table()), today=TODAY
    ),
    **{f"receivables.{name}": adds(again, **given) for name, (again, given) in money_in.GIVEN.items()},
    "billing.hold_paper": adds("nothing", document_id=1, reason="A lawsuit"),
    "billing.release_paper": adds("nothing", document_id=2),
    "billing.set_paper_times": adds("nothing", times=PaperTimes(year_ends=6)),
    "billing.take_in_fiscal": Act(
        lambda: {"document_id": fiscal_paper(), "draft": FISCAL, "today": TODAY}, "nothing"
    ),
    "billing.go_unchecked": adds("nothing", document_id=3, today=TODAY),
    "billing.treat": adds("nothing", document_id=3, way="G", today=TODAY),
    "billing.add_customer": adds(draft=ContactDraft(name="New")),
    "billing.state_customer": adds(
        "nothing", contact_id=2, address=Address(city="Dublin"), vat_id="IE6388047V"
    ),
    "billing.remove_samples": adds("nothing"),
    **dunning_verbs.ACTS,
    **handing_over.ACTS,
    # expenses
    **spent.ACTS,
    "expenses.take_in": adds("nothing", name="a.xml", content=lambda: received("R-7")),
    "expenses.set_supplier": versioned("received_invoice", 1, "received_id", contact_id=2),
    "expenses.remove_received": adds("refused", received_id=1),
    "expenses.bring_back_received": adds("refused", entry_id=lambda: deleted("received_invoice")),
}


def received(number: str) -> bytes:
    """An e-invoice of a supplier."""
    return write_cii(replace(samples.invoice(), number=number))


def deleted(table: str) -> int:
    """The entry of a record that was deleted."""
    sql = "SELECT id FROM change_log WHERE table_name = ? AND act = 'deleted'"
    return seen(sql, table)


def external_table() -> Path:
    if current().is_on_server:
        path = Path(tempfile.mkdtemp(prefix="crm-")) / "open.csv"
    else:
        path = current().path.with_name("open.csv")
    path.write_text("number,customer,date,due,total,open\nA-7,Somebody,2026-10-01,2026-10-15,100.00,40.00\n")
    return path


def prepare(path: Path) -> None:
    """The firm of `acts` with one of everything that the acts need."""
    acts.prepare(path)
    with firms.opened(path):
        quote = replace(firms.draft(), kind="quote")
        assert billing.create_draft(CALLER, quote, TODAY).id == 5
        contacts.archive_contacts(CALLER, [9])
        assert contacts.create_contact(CALLER, ContactDraft(name="Ann")) == 16
        assert contacts.create_contact(CALLER, ContactDraft(kind="company", name="Ann & Co")) == 17
        contacts.link_contacts(CALLER, 16, 17)
        buyer = ContactDraft(kind="company", name="Werk GmbH", vat_id="DE136695976")
        assert contacts.create_contact(CALLER, buyer) == 18
        contacts.add_note(CALLER, 1, "One", TODAY)
        contacts.complete_note(CALLER, contacts.add_note(CALLER, 1, "Two", TODAY))
        contacts.attach_file(CALLER, "contact", 1, "a.txt", b"a")
        contacts.import_contacts(CALLER, contacts_of(b"Name,E-mail 1 - Value\nZoe,z@example.org\n", "z.csv"))
        if raw().execute("SELECT count(*) FROM product").fetchone()[0] == 0:
            catalog.create_product(CALLER, ProductDraft(name="Desk", code="D"))
        if raw().execute("SELECT count(*) FROM bank_account").fetchone()[0] == 0:
            company.save_bank_account(CALLER, BankAccountDraft(label="A", text="B"))
        closed = support.open_ticket(CALLER, TicketDraft(contact_id=1, subject="S", text="T"), TODAY)
        support.open_ticket(CALLER, TicketDraft(contact_id=1, subject="S", text="T", assignee="Sam"), TODAY)
        support.close_ticket(CALLER, closed, version("ticket", closed), TODAY)
        billing.create_draft(CALLER, replace(firms.draft(), is_sample=True), TODAY)
        CODES.append(company.add_person(CALLER, PersonDraft(name="Ann"), PASSWORD, TODAY).recovery_code)
        for name, role in (("Bea", "assistant"), ("Cid", "accountant")):
            company.add_person(CALLER, PersonDraft(name=name, role=role), PASSWORD, TODAY)
        company.leave(CALLER, 3, 1, TODAY)
        contacts.assign(CALLER, "contact", 3, 2, contact_id=3)
        billing.hold_paper(CALLER, 2, "A warranty")
        money_in.prepare(CALLER)
        mail_verbs.queue_mails(CALLER, TODAY)
        price_verbs.prepare(CALLER)
        assert contact_queries.get_contact(CALLER, 2)
        delete_some()
        assert billing.create_recurring(CALLER, recurring_verbs.AGREED, TODAY).id == 1
        company.close_period(CALLER, period_of("2026-08"), TODAY)
        issue_elsewhere()
        prices = plan_products(b"Name,Price\nStool,5.00\n", "stools.csv", t=Translator("en"))
        assert catalog.import_products(CALLER, prices, TODAY).job_id == 3
        ordered.prepare(CALLER, TODAY, PAPER)
        spent.prepare(CALLER)
        dunning_verbs.prepare(CALLER)


def issue_elsewhere() -> None:
    """A paper of a firm whose invoices are made in another program."""
    firm = company_queries.get_firm(CALLER)
    version = company.save_firm(CALLER, replace(firm.draft, fiscal_elsewhere=True), firm.version)
    made = billing.create_draft(CALLER, firms.draft(), TODAY)
    billing.issue_invoice(CALLER, made.id, today=TODAY, render=PAPER)
    company.save_firm(CALLER, firm.draft, version)


def delete_some() -> None:
    """One of each that can come back."""
    contacts.delete_contact(CALLER, contacts.create_contact(CALLER, ContactDraft(name="Gone")))
    contacts.delete_note(CALLER, contacts.add_note(CALLER, 1, "Gone"))
    contacts.detach_file(CALLER, contacts.attach_file(CALLER, "contact", 1, "gone.txt", b"g"))
    catalog.remove_products(CALLER, [catalog.create_product(CALLER, ProductDraft(name="Gone"))])
    expenses.take_in(CALLER, "kept.xml", received("R-1"))
    expenses.remove_received(CALLER, expenses.take_in(CALLER, "gone.xml", received("R-2")).id)
    gone = billing.create_draft(CALLER, firms.draft(), TODAY)
    billing.delete_draft(CALLER, gone.id, gone.version)
