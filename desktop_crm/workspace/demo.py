"""The main job from end to end on sample data: import, quote, invoice, payment, credit note, mail, ticket.

Dates are fixed in January 2026, so two runs give the same papers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import journal
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.catalog import service as catalog_service
from desktop_crm.catalog.documents import product_tables
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.documents import company_json
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.documents import reading, rejects
from desktop_crm.support import queries as support
from desktop_crm.support import service as support_service
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _, translator_for
from desktop_crm.values.money import plain
from desktop_crm.values.resources import resource
from desktop_crm.workspace import opening, samples, verifying

FILE: Final = "demo.crm"
_SETTING: Final = "demo"


@dataclass
class Demo:
    """What was done: steps with their figures, and the files that were written."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def told(self, step: str, **figures: object) -> None:
        self.steps.append({"step": step, **figures})


def run(caller: Caller, folder: Path) -> Demo:
    """Do the main job in the new file `folder/demo.crm` and write its papers beside it.

    An earlier demo in the folder is replaced; any other file called so is left alone (UserError).
    """
    path = folder / FILE
    _clear(caller, path)
    opening.create(path)
    demo = Demo()
    workspace = opening.open_workspace(path)
    try:
        company_service.set_setting(caller, _SETTING, True)
        _Story(samples.person(caller), folder, demo).tell()
    finally:
        workspace.close()
    demo.files.append(str(path))
    return demo


def _clear(caller: Caller, path: Path) -> None:
    if not path.exists():
        return
    workspace = opening.open_workspace(path, read_only=True)
    try:
        is_demo = company.setting(caller, _SETTING) is True
    finally:
        workspace.close()
    if not is_demo:
        raise UserError(_("{path} is no demo: choose another folder", path=str(path)), "--out")
    path.unlink()


class _Story:
    """One step after the other, each through the services that the window uses."""

    def __init__(self, caller: Caller, folder: Path, demo: Demo) -> None:
        self._caller, self._folder, self._demo = caller, folder, demo
        self._t = translator_for("en")

    def tell(self) -> None:
        """The whole job."""
        self._firm()
        self._contacts()
        self._catalogue()
        quote = self._quote()
        invoice = self._invoice(quote)
        self._money(invoice)
        self._ticket(invoice)
        self._books()

    def _write(self, name: str, data: bytes) -> str:
        path = self._folder / name
        path.write_bytes(data)
        self._demo.files.append(str(path))
        return str(path)

    def _firm(self) -> None:
        firm = samples.content()["firm"]
        company_service.apply_company(self._caller, company_json.company_from_json(firm), date(2026, 1, 2))
        self._demo.told("company", name=firm["name"])

    def _contacts(self) -> None:
        file = reading.read_contacts(resource("sample/contacts.csv"))
        report = contacts_service.import_contacts(self._caller, file)
        left = [each for each in report.outcomes if each.status != "new"]
        name = self._write("contacts-not-taken.csv", rejects.rejects_csv(file, left, self._t))
        self._demo.told(
            "import contacts",
            added=report.added,
            duplicates=len(report.of("duplicate")),
            rejects=len(report.of("reject")),
            file=name,
        )

    def _catalogue(self) -> None:
        data = resource("sample/products.csv").read_bytes()
        plan = product_tables.plan_import(data, "products.csv", t=self._t, currency="EUR")
        result = catalog_service.import_products(self._caller, plan, date(2026, 1, 2))
        self._demo.told("import catalogue", added=result.added, rejects=len(result.rejects))

    def _quote(self) -> int:
        wanted = {
            "customer": "Kestrel Coffee Roasters Ltd",
            "period_from": "2026-01-07",
            "period_to": "2026-01-16",
            "order_number": "PO-2291",
            "lines": [
                {"section": "Shop"},
                {"product": "D-020", "qty": "12.5", "description": "Web development\nPayment methods, tests"},
                {"product": "L-100", "qty": "1", "allowances": [{"percent": "10"}]},
                {"section": "Handbook"},
                {"product": "P-030", "qty": "3"},
            ],
        }
        today = date(2026, 1, 5)
        draft = billing_service.draft_from_json(self._caller, "quote", wanted, today)
        quote = billing_service.create_draft(self._caller, draft, today).id
        sent = billing_service.send_quote(self._caller, quote, today=today, issued_on=today)
        name = self._paper(quote)
        self._demo.told("quote sent", id=quote, number=sent.number, gross=self._gross(quote), file=name)
        billing_service.accept_quote(self._caller, quote, None, date(2026, 1, 7))
        self._demo.told("quote accepted", id=quote, number=sent.number)
        return quote

    def _invoice(self, quote: int) -> int:
        today = date(2026, 1, 19)
        invoice = billing_service.invoice_quote(self._caller, quote, today).id
        issued = billing_service.issue_invoice(
            self._caller, invoice, today=today, issued_on=today, key="demo"
        )
        pdf = self._paper(invoice)
        xml = self._write(f"{issued.number}.xml", billing.stored_xml(self._caller, invoice))
        self._demo.told(
            "invoice issued", id=invoice, number=issued.number, gross=self._gross(invoice), file=pdf, xml=xml
        )
        mail = self._write(f"{issued.number}.eml", billing_service.write_mail(self._caller, invoice, today))
        self._demo.told("mail written", id=invoice, file=mail)
        return invoice

    def _money(self, invoice: int) -> None:
        payment = PaymentDraft(amount=80000, paid_on=date(2026, 1, 23), method="transfer")
        billing_service.record_payment(self._caller, invoice, payment, date(2026, 1, 23))
        self._demo.told("payment recorded", id=invoice, amount="800.00")
        today = date(2026, 1, 26)
        lines = (CreditLine(3, Decimal(1)),)
        credit = billing_service.credit_invoice(
            self._caller, invoice, lines, today=today, issued_on=today, reason="One copy returned"
        )
        name = self._paper(credit.id)
        row = billing.get_row(self._caller, invoice, today)
        self._demo.told(
            "credit note issued",
            id=credit.id,
            number=credit.number,
            gross=self._gross(credit.id),
            file=name,
            open_of_invoice=plain(row.open, row.currency),
        )

    def _ticket(self, invoice: int) -> None:
        contact = contacts.find_contacts(self._caller, "Kestrel Coffee Roasters Ltd")[0].id
        draft = TicketDraft(
            contact_id=contact,
            subject="Card payments fail on phones",
            text="Since yesterday customers cannot pay by card on their phones.",
            category="complaint",
            priority="high",
            due_on=date(2026, 1, 28),
            document_id=invoice,
            line=2,
        )
        ticket = support_service.open_ticket(self._caller, draft, date(2026, 1, 27))
        view = support.get_ticket(self._caller, ticket)
        self._demo.told("ticket opened", id=ticket, number=view.number, category="complaint")
        message = support_service.reply(
            self._caller, ticket, "Mended; please try once more.", date(2026, 1, 28)
        )
        name = self._write(f"{view.number}-reply.eml", support.reply_mail(self._caller, message))
        self._demo.told("ticket answered", id=ticket, number=view.number, file=name)
        version = support.get_ticket(self._caller, ticket).version
        support_service.close_ticket(self._caller, ticket, version, date(2026, 1, 29))
        self._demo.told("ticket closed", id=ticket, number=view.number)

    def _books(self) -> None:
        rows = billing.journal_rows(self._caller, date(2026, 1, 1), date(2026, 1, 31))
        name = self._write("journal-2026-01.csv", journal.journal_csv(rows))
        self._demo.told("journal written", rows=len(rows), file=name)
        report = verifying.verify(self._caller)
        self._demo.told("verified", findings=len(report.findings), heads=report.heads)
        summary = json.dumps(self._demo.steps, ensure_ascii=False, indent=2).encode()
        self._write("steps.json", summary)

    def _paper(self, document: int) -> str:
        name = billing_service.file_name(self._caller, document)
        return self._write(name, billing.stored_pdf(self._caller, document))

    def _gross(self, document: int) -> str:
        row = billing.get_row(self._caller, document, date(2026, 1, 31))
        return plain(row.gross, row.currency)
