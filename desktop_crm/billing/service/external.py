"""Open invoices of an older program come in as external documents, so that balances are right at once."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from desktop_crm.billing.models import Document
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.external import ExternalInvoice, ExternalPlan, Reject
from desktop_crm.billing.rules.facts import TotalFacts
from desktop_crm.billing.service import records, seals, searching
from desktop_crm.company import queries as company
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.periods import closed_words
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import blobs, search, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.files import guards, tables
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _, translator_for
from desktop_crm.values.progress import SILENT, Progress

_KNOWN = "SELECT 1 FROM document WHERE contact_id = ? AND number_text = ? AND is_external"


class ExternalResult(NamedTuple):
    """The documents made, the contacts made for them, and the rows left out."""

    created: tuple[int, ...]
    new_contacts: tuple[int, ...]
    rejects: tuple[Reject, ...]


@rights.needs("data.import")
def plan_external(caller: Caller, path: Path) -> ExternalPlan:
    """What the table at `path` (CSV, XLSX) would bring in; writes nothing.

    Raises UserError for a file that is no table or lacks a column. Rows that cannot be taken, are there
    already or stand twice in the file are listed with the reason.
    """
    from desktop_crm.billing.documents.open_items import read_open_items

    firm = company.firm_or_none(caller)
    table = tables.read_table(path)
    found, rejects = read_open_items(table, firm.draft.currency if firm else "EUR")
    taken: list[ExternalInvoice] = []
    new_customers: dict[str, str] = {}
    seen: set[tuple[object, str]] = set()
    for invoice in found:
        problem, contact = _customer(caller, invoice)
        key = (contact or search.fold(invoice.customer), invoice.number)
        if problem is None and key in seen:
            problem = ("number", _("This invoice stands twice in the file"))
        if (
            problem is None
            and contact is not None
            and raw().execute(_KNOWN, (contact, invoice.number)).fetchone()
        ):
            problem = ("number", _("This invoice is there already"))
        if problem is None and (closed := periods.closed_period_of(caller, invoice.issued_on)):
            problem = ("issued_on", closed_words(closed))
        if problem is None and invoice.pdf:
            problem = _pdf_problem(path.parent, invoice.pdf)
        if problem is not None:
            rejects.append(Reject(invoice.line, invoice.number, *problem))
            continue
        seen.add(key)
        taken.append(invoice)
        if contact is None:
            new_customers.setdefault(search.fold(invoice.customer), invoice.customer)
    rejects.sort(key=lambda reject: reject.line)
    return ExternalPlan(tuple(taken), tuple(rejects), tuple(new_customers.values()), str(path.parent))


def _customer(caller: Caller, invoice: ExternalInvoice) -> tuple[tuple[str, Message] | None, int | None]:
    found = contacts.find_contacts(caller, invoice.customer)
    if len(found) > 1:
        return ("customer", _("“{name}” fits several contacts", name=invoice.customer)), None
    return None, int(found[0].id) if found else None


def _pdf_problem(folder: Path, name: str) -> tuple[str, Message] | None:
    try:
        _read_pdf(folder, name)
    except UserError as error:
        return error.field or "pdf", error.message
    return None


def _read_pdf(folder: Path, name: str) -> bytes:
    """The PDF beside the table; a path that leads out of its folder is refused."""
    try:
        place = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, links that go round
        raise UserError(_("There is no file “{name}”", name=name), "pdf") from None
    if Path(name).is_absolute() or not place.is_relative_to(folder.resolve()):
        raise UserError(_("The PDF must lie in the table's folder or below it"), "pdf")
    if not os.path.isfile(place):
        raise UserError(_("There is no file “{name}”", name=name), "pdf")
    data = guards.read_limited(place, guards.ATTACHMENT_LIMIT)
    if not data.startswith(b"%PDF-"):
        raise UserError(_("“{name}” is no PDF", name=name), "pdf")
    return data


@rights.needs("data.import")
def import_external(
    caller: Caller, plan: ExternalPlan, today: date, progress: Progress = SILENT
) -> ExternalResult:
    """Carry out a plan, all or nothing; missing customers are made. Cancelled by `progress` nothing is
    kept."""
    created: list[int] = []
    made: list[int] = []
    rejects = list(plan.rejects)
    with transaction(caller) as changed:
        for number, invoice in enumerate(plan.invoices, 1):
            progress.step(number, len(plan.invoices))
            if closed := periods.closed_period_of(caller, invoice.issued_on):  # since it was planned
                rejects.append(Reject(invoice.line, invoice.number, "issued_on", closed_words(closed)))
                continue
            found = contacts.find_contacts(caller, invoice.customer)
            if found:
                contact = int(found[0].id)
            else:
                contact = int(
                    contacts_service.create_contact(
                        caller, ContactDraft(kind="company", name=invoice.customer)
                    )
                )
                made.append(contact)
            if raw().execute(_KNOWN, (contact, invoice.number)).fetchone():
                rejects.append(
                    Reject(invoice.line, invoice.number, "number", _("This invoice is there already"))
                )
                continue
            pdf = _read_pdf(Path(plan.folder), invoice.pdf) if invoice.pdf else None
            created.append(_insert(caller, contact, invoice, pdf))
        changed.update(("invoice", "contact"))
    return ExternalResult(tuple(created), tuple(made), tuple(rejects))


def _insert(caller: Caller, contact: int, invoice: ExternalInvoice, pdf: bytes | None) -> int:
    what = _("Invoice {number} of another program", number=invoice.number)
    draft = DocumentDraft(
        contact_id=contact,
        currency=invoice.currency,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        lines=(
            LineDraft(
                description=translator_for(caller.language).message(what),
                price=money.major(invoice.gross, invoice.currency),
                category="O",
            ),
        ),
    )
    name = records.customer_name(contact)
    sums = TotalFacts(net=invoice.gross, gross=invoice.gross, due=invoice.gross, payable=invoice.gross)
    columns = records.draft_columns(draft, name, sums)
    document_id = writes.insert(
        Document,
        **columns,
        created_at=utc_now(),
        state="issued",
        is_external=True,
        number_text=invoice.number,
        paid=invoice.gross - invoice.open,
        open=invoice.open,
        pdf=None if pdf is None else blobs.put(pdf),
    )
    seals.seal_records((document_id,))
    stored = records.read(document_id)
    searching.reindex(stored)
    records.write_timeline(caller, stored, "invoice", what, amount=invoice.gross, summary=invoice.pdf)
    return document_id
