"""`order new|confirm|deliver|invoice|pro-forma|cancel|list|show`."""

from __future__ import annotations

from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import document_json
from desktop_crm.billing.rules import kinds, states
from desktop_crm.billing.rules.facts import Kind
from desktop_crm.billing.rules.fulfilling import WantedLine
from desktop_crm.cli import papers
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

ORDERS: tuple[Kind, ...] = ("order",)
STATES = (*states.PAPER_STATES, "to_deliver", "to_invoice", *kinds.PAPERS)


def new_order(session: Session) -> dict[str, Any]:
    """A draft order confirmation from JSON, or out of a quote; its number is drawn when it is confirmed."""
    arguments = session.arguments
    if (arguments.file is None) is (arguments.quote is None):
        raise UserError(_("Give a file or --quote"), "FILE")
    if arguments.quote is None:
        return papers.new(session, "order")
    today = optional_day(arguments.on, "--on") or session.today
    lines = wanted(session)
    with session.writing():
        quote = billing.resolve(session.caller, arguments.quote, papers.QUOTES)
        made = billing_service.order_quote(session.caller, quote, today, lines)
        return papers.shown(session, made.id)


def confirm(session: Session) -> dict[str, Any]:
    """Draw the number and seal the order confirmation."""
    return papers.issued_paper(session, ORDERS)


def deliver(session: Session) -> dict[str, Any]:
    """A delivery note over all that is left, or over some lines; `--draft` leaves it a draft."""
    on = optional_day(session.arguments.on, "--on")
    lines = wanted(session)
    with session.writing():
        order = billing.resolve(session.caller, session.arguments.id, ORDERS)
        made = billing_service.deliver_order(session.caller, order, on or session.today, lines)
        if not session.arguments.draft:
            papers.issue_one(session, made.id, on)
        return papers.shown(session, made.id)


def to_invoice(session: Session) -> dict[str, Any]:
    """An invoice draft: over an order (what was delivered, else what is left), or over delivery notes."""
    today = optional_day(session.arguments.on, "--on") or session.today
    lines = wanted(session)
    with session.writing():
        caller, texts = session.caller, session.arguments.id
        found = [billing.resolve(caller, text, ("order", "delivery")) for text in texts]
        of_kinds = [billing.get_row(caller, each, session.today).kind for each in found]
        if "order" in of_kinds:
            if len(found) > 1:
                raise UserError(_("Name one order, or delivery notes"), "ID")
            made = billing_service.invoice_order(caller, found[0], today, lines)
        else:
            made = billing_service.invoice_deliveries(caller, found, today)
        session.warn(papers.overlooked(session, made.id, today))
        return papers.shown(session, made.id)


def pro_forma(session: Session) -> dict[str, Any]:
    """A pro forma over a quote or an order; `--draft` leaves it a draft."""
    on = optional_day(session.arguments.on, "--on")
    with session.writing():
        source = billing.resolve(session.caller, session.arguments.id, ("quote", "order"))
        made = billing_service.pro_forma_of(session.caller, source, on or session.today)
        if not session.arguments.draft:
            papers.issue_one(session, made.id, on)
        return papers.shown(session, made.id)


def cancel(session: Session) -> dict[str, Any]:
    """An order, delivery note or pro forma stands no longer."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, ("order", "delivery", "pro_forma"))
        billing_service.cancel_paper(session.caller, document, None, today, session.arguments.reason)
        return papers.shown(session, document)


def list_orders(session: Session) -> list[dict[str, Any]]:
    """Orders, delivery notes, pro formas and receipts, newest first."""
    with session.reading():
        view = papers.view_of(session, STATES, is_issued="issued")
        listing = billing.list_papers(session.caller, view, session.on)
        return [document_json.row_to_json(row) for row in listing.rows(0, session.arguments.limit)]


def show(session: Session) -> dict[str, Any]:
    """One order, delivery note, pro forma or receipt, with how far each line is."""
    return papers.show(session, kinds.PAPERS)


def wanted(session: Session) -> tuple[WantedLine, ...] | None:
    """The lines of `--lines FILE`; None for all."""
    if not session.arguments.lines:
        return None
    given = document_json.credit_lines_from_json(session.input_json(session.arguments.lines))
    return tuple(WantedLine(each.line, each.qty) for each in given)
