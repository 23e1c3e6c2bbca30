"""What quotes and invoices have in common on the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import document_json
from desktop_crm.billing.rules.facts import Kind
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView

QUOTES: tuple[Kind, ...] = ("quote",)
INVOICES: tuple[Kind, ...] = ("invoice", "credit_note")


def new(session: Session, kind: Kind) -> dict[str, Any]:
    """A draft from JSON: what the file leaves out comes from the customer and the firm."""
    record = session.input_record(session.arguments.file)
    with session.beginning():
        draft = billing_service.draft_from_json(session.caller, kind, record, session.on)
        made = billing_service.create_draft(session.caller, draft, session.on)
        return shown(session, made.id)


def shown(session: Session, document: int) -> dict[str, Any]:
    """One document as `show` prints it, with its state on the day of `--on` (today)."""
    view = billing.get_document(session.caller, document, session.on)
    return document_json.document_to_json(view)


def doubts(session: Session, document: int, on: date | None) -> list[Hint]:
    """What one should know before a draft is issued; the window shows it in its last question."""
    view = billing.get_document(session.caller, document, session.today)
    if view.row.state != "draft":
        return []  # the same command again
    draft = view.draft if on is None else replace(view.draft, issued_on=on)
    return [
        Hint(problem.field, problem.message)
        for problem in billing_service.problems(session.caller, draft, session.today)
        if problem.is_warning
    ]


def overlooked(session: Session, document: int, on: date) -> list[Hint]:
    """Of that what a draft made of an order is said at once: a deposit that is not taken off, what was not
    delivered."""
    return [
        hint
        for hint in doubts(session, document, on)
        if hint.field == "settles" or hint.field.endswith(".qty")
    ]


def take_on(session: Session, document: int) -> None:
    """A command that issues says yes to a VAT ID that was not checked: it is noted on the paper, and said."""
    view = billing.get_document(session.caller, document, session.today)
    if view.row.state != "draft":
        return
    found = billing.problems(session.caller, view.draft, session.today)
    if any(problem.field == "vat_check" and not problem.is_warning for problem in found):
        billing_service.go_unchecked(session.caller, document, session.today)


def issue_one(session: Session, document: int, on: date | None) -> None:
    """Issue a draft order confirmation, delivery note or pro forma, saying what one should know."""
    known = doubts(session, document, on)
    billing_service.issue_paper(session.caller, document, today=session.today, issued_on=on)
    session.warn(known)


def issued_paper(session: Session, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    """The draft that the ID means, issued."""
    on = optional_day(session.arguments.on, "--on")
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, kinds)
        issue_one(session, document, on)
        return shown(session, document)


def show(session: Session, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    """The document that the ID means."""
    with session.reading():
        return shown(session, billing.resolve(session.caller, session.arguments.id, kinds))


def duplicate(session: Session, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    """The same again as a draft."""
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, kinds)
        made = billing_service.duplicate(session.caller, document, session.today)
        return shown(session, made.id)


def view_of(session: Session, states: tuple[str, ...], is_issued: str = "not_draft") -> ListView:
    """The list that `--state` and `--search` ask for; `is_issued` is what "issued" means in it."""
    arguments = session.arguments
    filters: tuple[tuple[str, str], ...] = ()
    if arguments.state:
        if arguments.state not in states:
            raise UserError(_("Write one of {choices}", choices=", ".join(states)), "--state")
        filters = (("state", is_issued if arguments.state == "issued" else arguments.state),)
    return ListView(search=arguments.search, filters=filters)
