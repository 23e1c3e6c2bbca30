"""`contacts import|export|new|list|show`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import check_out, write_out
from desktop_crm.contacts import queries, service
from desktop_crm.contacts.documents import contact_json, exporting, reading, rejects, vcard_writing
from desktop_crm.contacts.rules.checks import check_contact, tidy_contact
from desktop_crm.contacts.rules.importing import Outcome
from desktop_crm.values import money
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView


def import_contacts(session: Session) -> dict[str, Any]:
    """Take in an export; `--dry-run` writes nothing and says what would happen."""
    arguments = session.arguments
    mapping = session.input_record(arguments.map) if arguments.map else None
    name = arguments.file
    if arguments.rejects:
        check_out(arguments.rejects, "--rejects")
    with session.blaming("FILE"):
        file = reading.contacts_of(session.input_bytes(name), Path(name).name, mapping)
    answer: dict[str, Any]
    keep = {
        "keep_doubtful": arguments.keep_doubtful,
        "keep_duplicates": arguments.keep_duplicates,
        "complete": arguments.complete,
    }
    with session.trying() if arguments.dry_run else session.beginning():
        if arguments.dry_run:
            plan = service.plan_import(session.caller, file, **keep)
            outcomes, answer = plan.outcomes, {"dry_run": True, "added": plan.count("new")}
        else:
            report = service.import_contacts(session.caller, file, **keep)
            outcomes = report.outcomes
            answer = {"job": report.job_id, "added": report.added, "companies": report.companies}
    answer["completed"] = sum(each.status == "complete" for each in outcomes)
    for status in ("duplicate", "known", "reject"):
        answer[f"{status}s" if status != "known" else status] = [
            _outcome(session, each) for each in outcomes if each.status == status
        ]
    if arguments.rejects:
        content = rejects.rejects_csv(file, outcomes, session.t)
        answer["rejects_file"] = write_out(arguments.rejects, content, "--rejects")
    return answer


def _outcome(session: Session, outcome: Outcome) -> dict[str, Any]:
    return {
        "line": outcome.record.line,
        "name": outcome.record.draft.name,
        "reasons": [session.t.message(reason) for reason in outcome.reasons],
    }


def export_contacts(session: Session) -> dict[str, Any]:
    """Write all contacts that are not archived; the file's ending says how."""
    name = session.arguments.out
    ending = Path(name).suffix.lower()
    with session.reading():
        rows = list(queries.drafts_of(session.caller, ListView()))
        match ending:
            case ".csv":
                data = exporting.contacts_csv(rows, session.t)
            case ".xlsx":
                data = exporting.contacts_xlsx(rows, session.t)
            case ".vcf":
                data = vcard_writing.contacts_vcard(rows)
            case _:
                raise UserError(_("Contacts are written as .csv, .xlsx or .vcf"), "OUT")
    return {"file": write_out(name, data), "contacts": len(rows)}


def new_contact(session: Session) -> dict[str, Any]:
    """A contact from JSON; only a name is required."""
    value = session.input_json(session.arguments.file)
    draft = contact_json.from_json(value)
    with session.beginning():
        made = service.create_contact(session.caller, draft)
        session.warn(check_contact(tidy_contact(draft)))
        return _shown(session, made)


def list_contacts(session: Session) -> list[dict[str, Any]]:
    """Contacts by name."""
    with session.reading():
        listing = queries.list_contacts(session.caller, ListView(search=session.arguments.search))
        return [_listed(row) for row in listing.rows(0, session.arguments.limit)]


def _listed(row: queries.ContactRow) -> dict[str, Any]:
    listed: dict[str, Any] = {"id": row.id}
    if row.customer_number:
        listed["number"] = row.customer_number
    for key in ("name", "kind", "company", "category", "city", "country", "mail", "phone", "tags"):
        listed[key] = getattr(row, key)
    return listed


def show_contact(session: Session) -> dict[str, Any]:
    """One contact, by id, customer number or exact name."""
    with session.reading():
        return _shown(session, find(session.caller, session.arguments.id))


def find(caller: Caller, text: str, field: str = "id") -> int:
    """The id of the one contact that `text` means: internal id, customer number or exact name."""
    found = queries.find_contacts(caller, text)
    if not found:
        raise NotFound(_("There is no contact “{text}”", text=text), field)
    if len(found) > 1:
        names = ", ".join(f"{one.name} ({one.id})" for one in found[:10])
        raise UserError(_("“{text}” means several contacts: {names}", text=text, names=names), field)
    return found[0].id


def _shown(session: Session, contact_id: int) -> dict[str, Any]:
    view = queries.get_contact(session.caller, contact_id)
    links = queries.list_links(session.caller, contact_id)
    return {
        **contact_json.to_json(contact_id, view.draft, [(link.id, link.name, link.role) for link in links]),
        "version": view.version,
        "timeline": [_told(session, row) for row in queries.list_timeline(session.caller, contact_id)],
    }


def _told(session: Session, row: queries.TimelineRow) -> dict[str, Any]:
    """One event, in the language of the command line; "id" is that of the record it is about."""
    event: dict[str, Any] = {
        "at": row.at,
        "kind": row.kind,
        "subject": session.t.message(row.subject),
        "summary": session.t.message(row.summary),
        "by": row.by,
    }
    if row.entity_id is not None:
        event |= {"entity": row.entity, "id": row.entity_id}
    if row.amount is not None and row.currency:
        event |= {"amount": money.plain(row.amount, row.currency), "currency": row.currency}
    return event
