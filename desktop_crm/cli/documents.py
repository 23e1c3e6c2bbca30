"""`document pdf|xml|eml|export`: what was stored at issue, as files; `document append`: files to a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import journal
from desktop_crm.billing.rules import appending
from desktop_crm.cli import papers
from desktop_crm.cli.dates import day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import folder, write_out
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.files.guards import read_limited
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def pdf(session: Session) -> dict[str, Any]:
    """The stored PDF of an issued paper; a draft's preview, marked as such."""
    with session.reading():
        caller = session.caller
        document = billing.resolve(caller, session.arguments.id)
        view = billing.get_document(caller, document, session.on)
        if session.arguments.copy:
            data = billing_service.copy_pdf(caller, document)
        elif view.has_pdf:
            data = billing.stored_pdf(caller, document)
        else:
            data = billing_service.preview_pdf(caller, view.draft, session.on)
        return {"id": document, "file": write_out(session.arguments.out, data), "bytes": len(data)}


def xml(session: Session) -> dict[str, Any]:
    """The e-invoice of an issued invoice or credit note: as it was sealed, or in another format."""
    with session.reading():
        caller, wanted = session.caller, session.arguments.format
        document = billing.resolve(caller, session.arguments.id)
        if wanted:
            made = billing_service.einvoice(caller, document, wanted)
            session.warn(Hint(f"{each.rule} {each.term}".strip(), each.message) for each in made.lacks)
            data = made.content
        else:
            data = billing.stored_xml(caller, document)
        return {"id": document, "file": write_out(session.arguments.out, data), "bytes": len(data)}


def eml(session: Session) -> dict[str, Any]:
    """A mail draft with the PDF, logged on the customer's timeline."""
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id)
        data = billing_service.write_mail(session.caller, document, session.on)
        return {"id": document, "file": write_out(session.arguments.out, data), "bytes": len(data)}


def append(session: Session) -> dict[str, Any]:
    """Files whose pages follow a draft; all of them, or none where one cannot be drawn."""
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id)
        with session.blaming("FILE"):
            files = [
                (Path(name).name, read_limited(Path(name), appending.LARGEST))
                for name in session.arguments.files
            ]
            billing_service.append_files(session.caller, document, files, session.today)
        return papers.shown(session, document)


def export(session: Session) -> dict[str, Any]:
    """Every PDF issued from one day to another, and one CSV with a row per document and VAT rate."""
    start, end = day(session.arguments.start, "--from"), day(session.arguments.end, "--to")
    if end < start:
        raise UserError(_("The period ends before it begins"), "--to")
    with session.reading():
        caller, place = session.caller, folder(session.arguments.out)
        files: list[str] = []
        for document in billing.issued_between(caller, start, end):
            name = billing_service.file_name(caller, document)
            if billing.get_document(caller, document, session.today).has_pdf:
                files.append(write_out(str(place / name), billing.stored_pdf(caller, document)))
        rows = billing.journal_rows(caller, start, end)
        table = write_out(str(place / "journal.csv"), journal.journal_csv(rows))
        return {"documents": len(files), "files": [*files, table], "rows": len(rows)}
