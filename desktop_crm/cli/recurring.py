"""`recurring new|list|show|end|run`."""

from __future__ import annotations

from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import recurring_json
from desktop_crm.billing.rules.recurring import STATES
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values import rights
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView


def new_recurring(session: Session) -> dict[str, Any]:
    """An agreement from JSON; its `document` is an invoice as in `invoice new`, or comes from `--from`."""
    record = session.input_record(session.arguments.file)
    today = optional_day(session.arguments.on, "--on") or session.today
    source = session.arguments.source
    if (source is None) is (record.get("document") is None):
        raise UserError(_("Give a document in the file or --from"), "document")
    with session.writing():
        caller = session.caller
        if source is None:
            try:
                document = billing_service.draft_from_json(caller, "invoice", record["document"], today)
            except UserError as error:
                raise error.inside("document") from None
        else:
            key = billing.resolve(caller, source, ("invoice",))
            document = billing.get_document(caller, key, today).draft
        draft = recurring_json.recurring_from_json(record, document)
        made = billing_service.create_recurring(caller, draft, today)
        return recurring_json.view_to_json(billing.get_recurring(caller, made.id))


def list_recurring(session: Session) -> dict[str, Any]:
    """What recurs, newest first, and what the running ones bring a month and a year."""
    state = session.arguments.state
    if state and state not in STATES:
        raise UserError(_("Write one of {choices}", choices=", ".join(STATES)), "--state")
    view = ListView(descending=True, filters=(("state", state),) if state else ())
    with session.reading():
        rows = billing.list_recurring(session.caller, view).rows(0, session.arguments.limit)
        sums = billing.sum_recurring(session.caller) if rights.may(session.caller, "money.totals") else []
        return {
            "recurring": [recurring_json.row_to_json(row) for row in rows],
            "running": [recurring_json.sum_to_json(each) for each in sums],
        }


def show_recurring(session: Session) -> dict[str, Any]:
    """One agreement with its bills."""
    with session.reading():
        return recurring_json.view_to_json(billing.get_recurring(session.caller, session.arguments.id))


def end_recurring(session: Session) -> dict[str, Any]:
    """No bill is made of it any more."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        key = session.arguments.id
        view = billing.get_recurring(session.caller, key)
        billing_service.end_recurring(session.caller, key, view.row.version, today)
        return recurring_json.view_to_json(billing.get_recurring(session.caller, key))


def run_recurring(session: Session) -> dict[str, Any]:
    """Every bill whose day has come, made once; what failed is warned of and tried again next time."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        run = billing_service.run_recurring(session.caller, today)
        session.warn([Hint(f"recurring {each.recurring_id}", each.error.message) for each in run.failed])
        return {
            "made": [
                {"recurring_id": bill.recurring_id, "id": bill.document_id, "on": bill.on.isoformat(),
                 "number": bill.number}
                for bill in run.made
            ],
            "failed": [
                {"recurring_id": each.recurring_id, "on": each.on.isoformat(),
                 "problem": session.t.message(each.error.message)}
                for each in run.failed
            ],
        }  # fmt: skip
