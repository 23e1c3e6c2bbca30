"""`payments import|statements|match|apply|skip`: bank statements and what their lines pay."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from desktop_crm.cli.contacts import find
from desktop_crm.cli.payments import share_of
from desktop_crm.cli.session import Session
from desktop_crm.contacts import queries as contacts
from desktop_crm.receivables import queries
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.queries import LineRow
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.priced_json import decimal_from_json

_FROM_INPUT: Final = "standard-input"


def import_file(session: Session) -> dict[str, Any]:
    """Take a bank's file in; nothing is booked yet, and what is there already changes nothing."""
    arguments = session.arguments
    content = session.input_bytes(arguments.file)
    mapping = session.input_record(arguments.map) if arguments.map else None
    name = _FROM_INPUT if arguments.file == "-" else Path(arguments.file).name
    with session.writing(), session.blaming("FILE"):
        made = receivables.import_statements(session.caller, name, content, session.on, mapping)
    return {
        "format": made.format,
        "statements": [
            {
                "account": each.statement.account,
                "number": each.statement.number,
                "currency": each.statement.currency,
                "opening": _balance(each.statement.opening, each.statement.currency),
                "closing": _balance(each.statement.closing, each.statement.currency),
                "gap": money.plain(each.gap, _unit(each.statement.currency)),
                "new": each.new,
                "known": each.known,
                "notes": [session.t.message(note) for note in each.statement.notes],
            }
            for each in made.results
        ],
    }


def list_statements(session: Session) -> list[dict[str, Any]]:
    """Statements that came in, the latest first."""
    with session.reading():
        return [
            {
                "id": row.id,
                "file": row.name,
                "format": row.format,
                "account": row.account,
                "number": row.number,
                "from": row.from_day,
                "to": row.to_day,
                "opening": _balance(row.opening, row.currency),
                "closing": _balance(row.closing, row.currency),
                "currency": row.currency,
                "lines": row.lines,
                "waiting": row.waiting,
            }
            for row in queries.list_statements(session.caller, session.arguments.limit)
        ]


def match(session: Session) -> list[dict[str, Any]]:
    """Every line that waits: what it seems to pay, why, and how sure that is. Books nothing."""
    with session.reading():
        return _shown(session, queries.waiting_lines(session.caller))


def apply(session: Session) -> dict[str, Any]:
    """Book what is certain; with --line the proposal of that line, or what --for says."""
    arguments = session.arguments
    with session.writing():
        caller = session.caller
        if arguments.line is None:
            if arguments.invoice or arguments.contact or arguments.fee:
                raise UserError(_("Say with --line which line it is"), "--line")
            booked = receivables.book_certain(caller, session.on)
            booked |= _apply_likely(session)
        else:
            booked = {arguments.line: _apply_one(session, arguments.line)}
        return {
            "booked": [{"line": line, "payment": made} for line, made in booked.items()],
            "waiting": len(queries.waiting_lines(caller)),
        }


def _apply_likely(session: Session) -> dict[int, int]:
    """With --likely what is proposed at least so surely, too."""
    least, caller = session.arguments.likely, session.caller
    if least is None:
        return {}
    lines = [
        row.id
        for row in queries.waiting_lines(caller)
        if row.proposal is not None and row.proposal.shares and row.proposal.confidence >= least
    ]
    return receivables.book_proposed(caller, lines, session.on)


def wait(session: Session) -> dict[str, Any]:
    """Let a line that was passed over wait again."""
    with session.writing():
        receivables.wait_again(session.caller, session.arguments.line)
        return {"waiting": len(queries.waiting_lines(session.caller))}


def skip(session: Session) -> dict[str, Any]:
    """Pass a line over: it does not wait any more."""
    with session.writing():
        receivables.skip_line(session.caller, session.arguments.line)
        return {"waiting": len(queries.waiting_lines(session.caller))}


def _apply_one(session: Session, line_id: int) -> int:
    arguments, caller = session.arguments, session.caller
    row = next((each for each in queries.waiting_lines(caller) if each.id == line_id), None)
    row = row or queries.get_line(caller, line_id)
    proposal = row.proposal
    shares = proposal.shares if proposal else ()
    contact = proposal.contact_id if proposal else None
    fee = 0
    if arguments.fee:
        fee = money.minor(decimal_from_json(arguments.fee, "--fee"), row.line.currency, "--fee")
    if arguments.invoice:
        left = row.line.amount + fee
        told = []
        for number in arguments.invoice:
            share = share_of(session, number, left)
            told.append(share)
            left -= share.amount
        shares = tuple(told)
    if arguments.contact:
        contact = find(caller, arguments.contact)
    return receivables.book_line(caller, line_id, shares, contact, session.on, fee)


def _shown(session: Session, rows: list[LineRow]) -> list[dict[str, Any]]:
    known = {each.id: each.number for each in queries.open_invoices(session.caller)}
    wanted = {row.proposal.contact_id for row in rows if row.proposal and row.proposal.contact_id is not None}
    names = contacts.names_of(session.caller, wanted)
    return [
        {
            "line": row.id,
            "booked_on": row.line.booked_on,
            "amount": money.plain(row.line.amount, row.line.currency),
            "currency": row.line.currency,
            "name": row.line.name,
            "text": row.line.text,
            "customer": names.get(row.proposal.contact_id or 0, "") if row.proposal else "",
            "invoices": [known[each.document_id] for each in row.proposal.shares] if row.proposal else [],
            "reason": session.t.message(row.proposal.reason) if row.proposal and row.proposal.reason else "",
            "confidence": row.proposal.confidence if row.proposal else 0,
            "certain": bool(row.proposal and row.proposal.is_certain),
        }
        for row in rows
    ]


def _unit(currency: str) -> str:
    """Statements of currencies that are gone (DEM) are shown with two digits."""
    return currency if money.is_currency(currency) else "EUR"


def _balance(amount: int | None, currency: str) -> str | None:
    return None if amount is None else money.plain(amount, _unit(currency))
