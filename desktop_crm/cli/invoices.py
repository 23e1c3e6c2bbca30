"""`invoice new|issue|show|list|pay|unpay|write-off|credit|treat|fiscal|duplicate|import`.

Those in stages are in `stages`."""

from __future__ import annotations

from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import document_json
from desktop_crm.billing.documents.portal import portal_rows
from desktop_crm.billing.queries import fiscal as fiscal_queries
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules import states
from desktop_crm.billing.rules.fiscal import FiscalDraft
from desktop_crm.billing.rules.payments import METHODS, PaymentDraft, payment_hints
from desktop_crm.cli import papers
from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.receivables import queries as receivables
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.priced_json import decimal_from_json

STATES = (*states.MONEY_STATES, "credit_note", "deposit", "unpaid", "issued", "awaiting")


def new_invoice(session: Session) -> dict[str, Any]:
    """A draft; its number is drawn when it is issued."""
    return papers.new(session, "invoice")


def issue(session: Session) -> dict[str, Any]:
    """Draw the number, freeze and seal; `--on` wins over the draft's date, which wins over today."""
    on = optional_day(session.arguments.on, "--on")
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, papers.INVOICES)
        if not session.arguments.vat_check:
            papers.take_on(session, document)
        known = papers.doubts(session, document, on)
        billing_service.issue_invoice(
            session.caller, document, today=session.today, issued_on=on, key=session.arguments.key
        )
        session.warn(known)
        return papers.shown(session, document)


def show(session: Session) -> dict[str, Any]:
    """One invoice or credit note."""
    return papers.show(session, papers.INVOICES)


def list_invoices(session: Session) -> list[dict[str, Any]]:
    """Invoices and credit notes, newest first."""
    with session.reading():
        view = papers.view_of(session, STATES)
        listing = billing.list_invoices(session.caller, view, session.on)
        return [document_json.row_to_json(row) for row in listing.rows(0, session.arguments.limit)]


def pay(session: Session) -> dict[str, Any]:
    """Record a payment."""
    arguments = session.arguments
    paid_on = day(arguments.on, "--on")
    if arguments.method not in METHODS:
        raise UserError(_("Write one of {choices}", choices=", ".join(METHODS)), "--method")
    with session.writing():
        document = billing.resolve(session.caller, arguments.id, ("invoice",))
        row = billing.get_row(session.caller, document, session.today)
        amount = money.minor(decimal_from_json(arguments.amount, "amount"), row.currency, "amount")
        draft = PaymentDraft(
            amount=amount, paid_on=paid_on, method=arguments.method, reference=arguments.reference
        )
        try:
            payment = billing_service.record_payment(session.caller, document, draft, session.today)
        except UserError as error:
            raise _at_on(error) from None
        if row.issued_on is not None:
            doubts = payment_hints(draft, row.issued_on, session.today)
            session.warn(Hint("--on", message) for _field, message in doubts)
        return {"payment": payment, **papers.shown(session, document)}


def unpay(session: Session) -> dict[str, Any]:
    """Take back what `invoice pay` booked, by an entry of its own; both stay."""
    arguments, today = session.arguments, session.today
    with session.writing():
        caller = session.caller
        document = billing.resolve(caller, arguments.id, ("invoice",))
        payment = _standing(billing.get_document(caller, document, today), arguments.payment)
        whole = receivables.sum_of_payment(caller, payment)
        if whole is not None:
            raise UserError(
                _("This payment came with others in one sum: take back the whole, number {sum}", sum=whole),
                "--payment",
            )
        try:
            entry = billing_service.void_payment(caller, payment, today, arguments.reason)
        except UserError as error:
            if error.field == "paid_on":  # the day of the payment is what counts
                error.field = "--payment"
            raise
        return {"payment": payment, "entry": entry, **papers.shown(session, document)}


def _standing(view: DocumentView, wanted: int | None) -> int:
    """The payment that is meant: the one with this number, or the only one that stands."""
    there = [each.id for each in view.payments if each.reverses_id is None and each.reversed_by_id is None]
    if wanted is not None:
        if wanted not in [each.id for each in view.payments]:
            raise UserError(_("{number} has no payment {id}", number=view.row.number, id=wanted), "--payment")
        return wanted
    if not there:
        raise UserError(_("Nothing was paid for {number}", number=view.row.number), "id")
    if len(there) > 1:
        raise UserError(
            _("Say which payment: {numbers}", numbers=", ".join(str(each) for each in there)), "--payment"
        )
    return there[0]


def write_off(session: Session) -> dict[str, Any]:
    """Give up what is open of an invoice, or owe it again; its paper stays."""
    arguments = session.arguments
    today = optional_day(arguments.on, "--on") or session.today
    if arguments.undo and arguments.reason:
        raise UserError(_("Give --undo or --reason, not both"), "--reason")
    with session.writing():
        document = billing.resolve(session.caller, arguments.id, ("invoice",))
        version = billing.get_row(session.caller, document, today).version
        try:
            if arguments.undo:
                billing_service.lift_write_off(session.caller, document, version, today)
            else:
                billing_service.write_off(session.caller, document, version, today, arguments.reason)
        except UserError as error:
            raise _at_on(error) from None
        return papers.shown(session, document)


def _at_on(error: UserError) -> UserError:
    """The day is what --on says."""
    if error.field in ("paid_on", "answered_on"):
        error.field = "--on"
    return error


def credit(session: Session) -> dict[str, Any]:
    """Issue a credit note over everything that is left, or over some lines."""
    on = optional_day(session.arguments.on, "--on")
    lines, amount = None, session.arguments.amount
    if session.arguments.lines and amount:
        raise UserError(_("Give --lines or --amount, not both"), "--amount")
    if session.arguments.lines:
        lines = document_json.credit_lines_from_json(session.input_json(session.arguments.lines))
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, ("invoice",))
        currency = billing.get_row(session.caller, document, session.today).currency
        made = billing_service.credit_invoice(
            session.caller,
            document,
            lines,
            today=session.today,
            issued_on=on,
            reason=session.arguments.reason,
            amount=None
            if amount is None
            else money.minor(decimal_from_json(amount, "--amount"), currency, "--amount"),
        )
        return papers.shown(session, made.id)


def treat(session: Session) -> dict[str, Any]:
    """How the law proposes to tax a draft; with `--apply` or `--as` its lines are taxed so."""
    arguments = session.arguments
    with session.writing():
        document = billing.resolve(session.caller, arguments.id, ("invoice",))
        if arguments.apply or arguments.way:
            billing_service.treat(session.caller, document, arguments.way, session.on)
        view = billing.get_document(session.caller, document, session.on)
        found = billing.proposal(session.caller, view.draft, session.on)
        return {
            "id": document,
            "proposed": found and found.treatment.category,
            "why": found and session.t.message(found.treatment.why),
            "source": found and found.treatment.source,
            "supply": found and found.supply,
            "doubtful": bool(found and found.treatment.is_doubtful),
            "fits": found is None or found.fits,
            "lines": sorted({line.category for line in view.draft.lines if line.kind == "item"}),
            "treatment": view.draft.treatment or None,
        }


def fiscal(session: Session) -> dict[str, Any]:
    """The fiscal document made elsewhere: with `--number` it is taken in; else what the portal asks for."""
    arguments = session.arguments
    files = {
        name: session.input_bytes(path)
        for name in ("pdf", "xml")
        if (path := getattr(arguments, name)) is not None
    }
    with session.writing():
        document = billing.resolve(session.caller, arguments.id, papers.INVOICES)
        view = billing.get_document(session.caller, document, session.today)
        if arguments.number:
            draft = FiscalDraft(
                number=arguments.number,
                issued_on=optional_day(arguments.on, "--on") or session.today,
                access_key=arguments.access_key,
                **files,
            )
            billing_service.take_in_fiscal(session.caller, document, draft, session.today)
        found = fiscal_queries.fiscal_of(session.caller, document)
        if found is None or view.facts is None:
            return {"id": document, "fiscal": "this paper"}
        return {
            "id": document,
            "fiscal": "awaited" if found.is_awaited else "taken in",
            "number": found.number or None,
            "date": found.issued_on,
            "key": found.access_key or None,
            "portal": dict(portal_rows(view.facts, session.t)),
        }


def duplicate(session: Session) -> dict[str, Any]:
    """The same again as a draft."""
    return papers.duplicate(session, papers.INVOICES)


def import_open(session: Session) -> dict[str, Any]:
    """Open invoices of an older program, so that balances are right at once."""
    with session.input_path(session.arguments.file, ".csv") as path, session.beginning():
        with session.blaming("FILE"):
            plan = billing_service.plan_external(session.caller, path)
        result = billing_service.import_external(session.caller, plan, session.on)
        return {
            "created": list(result.created),
            "rejects": [
                {"line": reject.line, "reason": session.t.message(reject.reason)} for reject in result.rejects
            ],
        }
