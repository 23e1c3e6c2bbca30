"""`invoice deposit|progress|final|cancel|correct|receipt`: invoices in stages, and what undoes one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.facts import Kind
from desktop_crm.billing.service import DocumentRef
from desktop_crm.cli import orders, papers
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.database.connection import transaction
from desktop_crm.values import money
from desktop_crm.values.priced_json import decimal_from_json

SOURCES: tuple[Kind, ...] = ("quote", "order", "pro_forma")


def deposit(session: Session) -> dict[str, Any]:
    """A deposit invoice for a quote or order: a percentage of its net, or an amount with VAT."""
    on = optional_day(session.arguments.on, "--on")
    percent = _decimal(session.arguments.percent, "--percent")
    with session.writing(), transaction(session.caller):
        source = _source(session)
        amount = _decimal(session.arguments.amount, "--amount")
        currency = billing.get_row(session.caller, source, session.today).currency
        made = billing_service.deposit_invoice(
            session.caller,
            source,
            on or session.today,
            percent=percent,
            amount=None if amount is None else money.minor(amount, currency, "--amount"),
        )
        return _finished(session, made)


def progress(session: Session) -> dict[str, Any]:
    """A progress invoice: a percentage of every line, some lines, else what was delivered."""
    on = optional_day(session.arguments.on, "--on")
    percent, lines = _decimal(session.arguments.percent, "--percent"), orders.wanted(session)
    with session.writing(), transaction(session.caller):
        made = billing_service.progress_invoice(
            session.caller, _source(session), on or session.today, percent=percent, lines=lines
        )
        return _finished(session, made)


def final(session: Session) -> dict[str, Any]:
    """The final invoice: the remainder, or with `--full` the whole with deposits as prepaid and an annex."""
    on = optional_day(session.arguments.on, "--on")
    with session.writing(), transaction(session.caller):
        made = billing_service.final_invoice(
            session.caller, _source(session), on or session.today, is_full=session.arguments.full
        )
        return _finished(session, made)


def cancel(session: Session) -> dict[str, Any]:
    """A cancellation: a credit note over all that is left of an invoice."""
    on = optional_day(session.arguments.on, "--on")
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, ("invoice",))
        made = billing_service.cancel_invoice(
            session.caller, document, today=session.today, issued_on=on, reason=session.arguments.reason
        )
        return papers.shown(session, made.id)


def correct(session: Session) -> dict[str, Any]:
    """The draft that takes the place of a wrong invoice: with `--text` the amounts stay and nothing is
    credited, else a credit note cancels it first. Payments move over once the draft is issued."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, ("invoice",))
        if session.arguments.text:
            made = billing_service.correct_text(session.caller, document, today=today)
            return papers.shown(session, made.id)
        correction = billing_service.correct_invoice(
            session.caller, document, today=today, reason=session.arguments.reason
        )
        credit = {"id": correction.credit.id, "number": correction.credit.number}
        return {**papers.shown(session, correction.draft.id), "credit": credit}


def receipt(session: Session) -> dict[str, Any]:
    """A receipt for a payment of an invoice, the last one if none is named."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, ("invoice",))
        made = billing_service.issue_receipt(session.caller, document, session.arguments.payment, today=today)
        return papers.shown(session, made.id)


def _source(session: Session) -> int:
    return billing.resolve(session.caller, session.arguments.id, SOURCES)


def _finished(session: Session, made: DocumentRef) -> dict[str, Any]:
    """The draft, or with `--issue` the issued invoice; what is refused leaves no draft behind."""
    if session.arguments.issue:
        on = optional_day(session.arguments.on, "--on")
        papers.take_on(session, made.id)
        known = papers.doubts(session, made.id, on)
        billing_service.issue_invoice(session.caller, made.id, today=session.today, issued_on=on)
        session.warn(known)
    else:
        session.warn(papers.overlooked(session, made.id, session.on))
    return papers.shown(session, made.id)


def _decimal(text: str | None, field: str) -> Decimal | None:
    return None if text is None else decimal_from_json(text, field)
