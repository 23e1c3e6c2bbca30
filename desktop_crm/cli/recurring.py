"""`recurring new|list|show|change|pause|continue|skip|bill|end|run`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import recurring_json
from desktop_crm.billing.rules import recurring as rules
from desktop_crm.billing.rules.recurring import STATES, PriceStep
from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values import rights
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView
from desktop_crm.values.priced_json import decimal_from_json


def new_recurring(session: Session) -> dict[str, Any]:
    """An agreement from JSON; its `document` is an invoice as in `invoice new`, or comes from `--from`."""
    record = session.input_record(session.arguments.file)
    today = _today(session)
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
    if state and state not in (*STATES, "failed"):
        raise UserError(_("Write one of {choices}", choices=", ".join((*STATES, "failed"))), "--state")
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


def change_recurring(session: Session) -> dict[str, Any]:
    """What a file, --price or --end says is changed for the bills to come, everything else stays."""
    given = session.arguments
    record = {} if given.file is None else session.input_record(given.file)
    end, today = optional_day(given.end, "--end"), _today(session)
    if given.price is not None and given.start is None:
        raise UserError(_("Say from which day on"), "--from")
    if given.start is not None and given.price is None:
        raise UserError(_("Write the new price"), "--price")

    def change(key: int, version: int) -> None:
        caller = session.caller
        draft = billing.get_recurring(caller, key).draft
        document = draft.document
        if record.get("document") is not None:
            try:
                document = billing_service.draft_from_json(caller, "invoice", record["document"], today)
            except UserError as error:
                raise error.inside("document") from None
        draft = recurring_json.recurring_changed(draft, record, document)
        if given.price is not None:
            step = PriceStep(
                valid_from=day(given.start, "--from"),
                line=given.line,
                price=decimal_from_json(given.price, "--price"),
            )
            draft = rules.with_step(draft, step)
        if end is not None:
            draft = replace(draft, last_on=end)
        billing_service.save_recurring(caller, key, version, draft, today)

    return _done(session, change)


def pause_recurring(session: Session) -> dict[str, Any]:
    """Nothing is billed until it goes on."""
    today = _today(session)
    return _done(
        session, lambda key, version: billing_service.pause_recurring(session.caller, key, version, today)
    )


def continue_recurring(session: Session) -> dict[str, Any]:
    """It goes on with its next day from today on; the days that passed are billed only if asked for."""
    today, catch_up = _today(session), session.arguments.catch_up
    return _done(
        session,
        lambda key, version: billing_service.continue_recurring(
            session.caller, key, version, today, catch_up=catch_up
        ),
    )


def skip_recurring(session: Session) -> dict[str, Any]:
    """Its next bill is left out."""
    today = _today(session)
    return _done(
        session, lambda key, version: billing_service.skip_recurring(session.caller, key, version, today)
    )


def bill_recurring(session: Session) -> dict[str, Any]:
    """The bill that stands still, dated today or --on. A VAT ID not checked is taken on, and said."""
    today = _today(session)

    def bill(key: int, version: int) -> None:
        try:
            billing_service.bill_recurring(session.caller, key, version, today)
        except UserError as error:
            if error.field != "vat_check":
                raise
            billing_service.bill_recurring(session.caller, key, version, today, unchecked=True)
            session.warn([Hint("vat_check", error.message)])

    return _done(session, bill)


def end_recurring(session: Session) -> dict[str, Any]:
    """No bill is made of it any more."""
    today = _today(session)
    return _done(
        session, lambda key, version: billing_service.end_recurring(session.caller, key, version, today)
    )


def _today(session: Session) -> date:
    return optional_day(session.arguments.on, "--on") or session.today


def _done(session: Session, act: Callable[[int, int], object]) -> dict[str, Any]:
    """Do it with an agreement (its id and version) and show what has become of it."""
    with session.writing():
        key = session.arguments.id
        act(key, billing.get_recurring(session.caller, key).row.version)
        return recurring_json.view_to_json(billing.get_recurring(session.caller, key))


def run_recurring(session: Session) -> dict[str, Any]:
    """Every bill whose day has come, made once; what failed is warned of and tried again next time, and so is
    what only somebody who may issue can make."""
    today = _today(session)
    with session.writing():
        run = billing_service.run_recurring(session.caller, today)
        session.warn([Hint(f"recurring {each.recurring_id}", each.error.message) for each in run.failed])
        if run.left:
            session.warn([Hint("recurring", run.left_words(session.caller.role))])
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
            "left": list(run.left),
        }  # fmt: skip
