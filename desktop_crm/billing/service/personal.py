"""What billing knows about a person, for the person: their papers as they were printed, and what was paid."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from desktop_crm.billing.documents.json_writing import document_to_json
from desktop_crm.billing.queries import finding, views
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.kinds import WORDS as WORDS_OF_KINDS
from desktop_crm.billing.rules.states import WORDS
from desktop_crm.billing.service.sending import file_name
from desktop_crm.contacts import queries as contacts
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _
from desktop_crm.values.personal import Amount, PersonalFile, Section

_IDS: Final = "SELECT id FROM document WHERE contact_id = ? ORDER BY issued_on, id"


@rights.needs("persons.export")
def personal_sections(caller: Caller, contact_id: int, today: date) -> list[Section]:
    """Quotes, invoices and credit notes with their files, and the payments."""
    ids = [row[0] for row in raw().execute(_IDS, (contact_id,)).fetchall()]
    papers = [views.get_document(caller, each, today) for each in ids]
    return [
        Section(
            "documents",
            _("Quotes, invoices and credit notes"),
            (_("Kind"), _("Number"), _("Date"), _("Title"), _("Amount"), _("State"), _("Files")),
            tuple(
                (
                    WORDS_OF_KINDS[view.row.kind],
                    view.row.number,
                    view.row.issued_on,
                    view.row.title,
                    Amount(view.row.gross, view.row.currency),
                    WORDS[view.row.state],
                    tuple(_files(caller, view)),
                )
                for view in papers
            ),
            [document_to_json(view) for view in papers],
        ),
        _payments(papers),
    ]


def _files(caller: Caller, view: DocumentView) -> list[PersonalFile]:
    key = view.row.id
    found = []
    if view.has_pdf:
        found.append(PersonalFile(file_name(caller, key), lambda: finding.stored_pdf(caller, key)))
    if view.has_xml:
        found.append(PersonalFile(file_name(caller, key, "xml"), lambda: finding.stored_xml(caller, key)))
    for attached in contacts.list_attachments(caller, view.row.kind, key):
        found.append(_attached(caller, attached.id, attached.name))
    return found


def _attached(caller: Caller, attachment_id: int, name: str) -> PersonalFile:
    return PersonalFile(name, lambda: contacts.get_attachment(caller, attachment_id).content)


def _payments(papers: list[DocumentView]) -> Section:
    found = [(view.row, payment) for view in papers for payment in view.payments]
    data: list[dict[str, Any]] = [
        {
            "id": payment.id,
            "document": row.number,
            "amount_minor": payment.amount,
            "currency": row.currency,
            "paid_on": payment.paid_on.isoformat(),
            "method": payment.method,
            "reference": payment.reference,
            "by": payment.user,
        }
        for row, payment in found
    ]
    return Section(
        "payments",
        _("Payments"),
        (_("Date"), _("Paper"), _("Amount"), _("Reference")),
        tuple(
            (payment.paid_on, row.number, Amount(payment.amount, row.currency), payment.reference)
            for row, payment in found
        ),
        data,
    )
