"""`einvoice read|check|take|list|show|file|remove|export`: e-invoices in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.cli.dates import day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import write_out
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.einvoice.checking import check_opened
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.opening import Opened, open_invoice
from desktop_crm.einvoice.telling import findings_to_json, opened_to_json
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.queries import ReceivedRow
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView


def read(session: Session) -> dict[str, Any]:
    """What a file says and which rules it breaks; needs no firm."""
    opened = _opened(session)
    return opened_to_json(opened, check_opened(opened), session.t)


def check(session: Session) -> dict[str, Any]:
    """Every broken rule on standard error, one a line; exit code 1 where one is more than doubtful."""
    opened = _opened(session)
    findings = check_opened(opened)
    errors = [each for each in findings if not each.is_warning]
    for each in findings:
        word = "warning" if each.is_warning else "error"
        print(f"{word}: {_place(each)}: {session.t.message(each.message)}", file=sys.stderr)
    if errors:
        rules = ", ".join(dict.fromkeys(each.rule for each in errors))
        raise UserError(_("This e-invoice breaks these rules: {rules}", rules=rules), "FILE")
    warnings = findings_to_json(findings, session.t)
    return {"ok": True, "format": opened.format, "number": opened.invoice.number, "findings": warnings}


def _opened(session: Session) -> Opened:
    with session.blaming("FILE"):
        return open_invoice(session.input_bytes(session.arguments.file))


def _place(found: Finding) -> str:
    words = [found.rule, found.term, f"line {found.line}" if found.line else ""]
    return " ".join(filter(None, words))


def take(session: Session) -> dict[str, Any]:
    """Keep an e-invoice that came in, with its bytes; the same file twice changes nothing. What is doubtful
    about it is warned of."""
    content = session.input_bytes(session.arguments.file)
    name = Path(session.arguments.file).name if session.arguments.file != "-" else "standard-input"
    with session.writing(), session.blaming("FILE"):
        taken = service.take_in(session.caller, name, content)
        view = queries.get_received(session.caller, taken.id)
    told = [
        *view.doubts,
        *(
            _("The same invoice is there as “{name}”: its VAT counts once", name=name)
            for _id, name in view.twins
        ),
    ]
    session.warn(Hint("FILE", each) for each in told)
    return {
        "new": taken.is_new,
        **_row(view.row),
        "doubts": [session.t.message(each) for each in told],
        "findings": findings_to_json(taken.findings, session.t),
    }


def list_einvoices(session: Session) -> list[dict[str, Any]]:
    """What came in, the latest first."""
    with session.reading():
        found = queries.list_received(session.caller, ListView(search=session.arguments.search))
        return [_row(row) for row in found.rows(0, session.arguments.limit)]


def show(session: Session) -> dict[str, Any]:
    """One that came in, with all that its file says and breaks."""
    with session.reading():
        caller, t = session.caller, session.t
        view = queries.get_received(caller, queries.resolve_received(caller, session.arguments.id))
    return {
        **_row(view.row),
        "doubts": [t.message(each) for each in view.doubts],
        "twins": [{"id": key, "file": name} for key, name in view.twins],
        **opened_to_json(view.opened, view.findings, t),
    }


def file(session: Session) -> dict[str, Any]:
    """The file as it came in."""
    with session.reading():
        received = queries.resolve_received(session.caller, session.arguments.id)
        name, content = queries.received_file(session.caller, received)
        saved = write_out(session.arguments.out, content)
        return {"id": received, "name": name, "file": saved, "bytes": len(content)}


def remove(session: Session) -> dict[str, Any]:
    """Take one out again that was taken in by mistake."""
    with session.writing():
        received = queries.resolve_received(session.caller, session.arguments.id)
        service.remove_received(session.caller, received)
        return {"id": received, "removed": True}


def export(session: Session) -> dict[str, Any]:
    """The e-invoices of a period into a folder, or into a ZIP."""
    given = session.arguments
    start, end = day(given.start, "--from"), day(given.end, "--to")
    if end < start:
        raise UserError(_("The period ends before it begins"), "--to")
    with session.reading():
        caller = session.caller
        kept = ("invoice", "credit_note")
        ids = [
            each
            for each in billing.issued_between(caller, start, end)
            if billing.get_document(caller, each, session.today).row.kind in kept
        ]
        with session.blaming("OUT"):
            made = billing_service.export_einvoices(caller, ids, Path(given.out), given.format)
    session.warn(
        Hint(f"{number} {_place(each)}", each.message) for number, lacks in made.incomplete for each in lacks
    )
    return {
        "file": str(made.path),
        "count": len(made.files),
        "files": made.files,
        "left_out": [{"number": number, "reason": session.t.message(why)} for number, why in made.left_out],
        "incomplete": [number for number, _lacks in made.incomplete],
    }


def _row(row: ReceivedRow) -> dict[str, Any]:
    amounts = {name: getattr(row, name) for name in ("net", "tax", "gross", "due")}
    return {
        "id": row.id,
        "number": row.number,
        "seller": row.seller,
        "contact_id": row.contact_id,
        "buyer": row.buyer,
        "issued_on": row.issued_on,
        "due_on": row.due_on,
        "currency": row.currency,
        **{
            name: None if amount is None else money.plain(amount, row.currency)
            for name, amount in amounts.items()
        },
        "format": row.format,
        "errors": row.errors,
        "warnings": row.warnings,
        "file": row.name,
        "sha256": row.sha256,
        "taken_at": row.taken_at,
        "by": row.by,
    }
