"""`dunning run|list|letter|send|skip|later|pdf|mail|levels|base-rate`."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing.queries import outbox
from desktop_crm.cli import mails
from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import write_out
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.receivables.queries import base_rates
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.dunning import LetterRow
from desktop_crm.receivables.rules import dunning as rules
from desktop_crm.receivables.service import dunning as service
from desktop_crm.receivables.service import reminder_mails
from desktop_crm.receivables.service.base_rates import remove_base_rate, set_base_rate
from desktop_crm.values import money
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.priced_json import decimal_from_json
from desktop_crm.workspace import mailing, outbox_home

_SUMS = ("open", "fee", "lump_sum", "interest", "asked")


def run(session: Session) -> list[dict[str, Any]]:
    """Prepare the letters that are due on the day, into the tray; `--send` writes them at once. What could
    not be reckoned is told as a warning."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        caller = session.caller
        done = service.run_dunning(caller, today)
        session.warn(Hint(each.invoice, each.why) for each in done.refused)
        rows = [queries.get_letter(caller, letter) for letter in done.prepared]
        if session.arguments.send:
            rows = [_sent(session, row, today) for row in rows]
        return [letter_to_json(row) for row in rows]


def _sent(session: Session, row: LetterRow, today: date) -> LetterRow:
    """The letter written, or as it waits where that is not possible: the others go out all the same."""
    try:
        return service.send_letter(session.caller, row.id, row.version, today)
    except DatabaseFault:
        raise
    except UserError as error:
        session.warn([Hint(row.invoice, error.message)])
        return row


def list_letters(session: Session) -> list[dict[str, Any]]:
    """Letters, the newest first."""
    state = session.arguments.state or ""
    if state and state not in rules.STATES:
        raise UserError(_("Write one of {choices}", choices=", ".join(rules.STATES)), "--state")
    with session.reading():
        found = queries.list_letters(session.caller, state, session.arguments.limit)
        return [letter_to_json(row) for row in found]


def letter(session: Session) -> dict[str, Any]:
    """Write a letter by hand for an overdue invoice."""
    arguments = session.arguments
    on = optional_day(arguments.on, "--on") or session.today
    with session.writing():
        caller = session.caller
        document = billing.resolve(caller, arguments.id, ("invoice",))
        today = max(session.today, on)
        if until := queries.seen_late(document, today):
            session.warn([Hint("ID", rules.seen_late_words(until))])
        row = service.write_letter(caller, document, today, arguments.level, on, arguments.key)
        return letter_to_json(row) | _written(session, row)


def send(session: Session) -> dict[str, Any]:
    """Write a letter that waits."""
    on = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        row = _waiting(session)
        row = service.send_letter(session.caller, row.id, row.version, on)
        return letter_to_json(row) | _written(session, row)


def skip(session: Session) -> dict[str, Any]:
    """Leave a level out."""
    with session.writing():
        row = _waiting(session)
        service.skip_letter(session.caller, row.id, row.version)
        return letter_to_json(queries.get_letter(session.caller, row.id))


def later(session: Session) -> dict[str, Any]:
    """Take a letter out of the tray until a day."""
    until = day(session.arguments.until, "UNTIL")
    on = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        row = _waiting(session)
        service.put_off_letter(session.caller, row.id, row.version, until, on)
        return letter_to_json(queries.get_letter(session.caller, row.id))


def pdf(session: Session) -> dict[str, Any]:
    """The stored PDF of a letter."""
    with session.reading():
        row = _named(session, session.arguments.letter)
        data = queries.letter_pdf(session.caller, row.id)
        return {"id": row.id, "file": write_out(session.arguments.out, data), "bytes": len(data)}


def mail(session: Session) -> dict[str, Any]:
    """Send a letter that was written by mail, with its invoice."""
    arguments = session.arguments
    with session.writing():
        caller, at, wanted = session.caller, utc_now(), arguments.letter
        outbox_home.hold_in_a_copy(caller)
        row = _named(session, wanted)
        letter = reminder_mails.reminder_mail(caller, row.id)
        letter = replace(letter, to=arguments.to or letter.to)
        account = mailing.account(caller)
        password = "" if arguments.later or not account.is_set else mails.password_for(session, account)
        made = reminder_mails.queue_reminder(
            caller, row.id, letter, account, session.on, at, due_at=at, again=arguments.again
        )
        if not arguments.later:
            mailing.send_waiting(caller, password=password, only=made, clock=lambda: at)
        return mails.shown(session, outbox.get_mail(caller, made))


def levels(session: Session) -> list[dict[str, Any]]:
    """The firm's levels; from a FILE (a JSON list) they are set."""
    name = session.arguments.file
    if not name:
        with session.reading():
            return [rules.level_to_json(level) for level in queries.levels(session.caller)]
    value = session.input_json(name)
    with session.writing():
        wanted = rules.levels_from_json(value)
        service.set_dunning_levels(session.caller, wanted)
        session.warn(
            Hint(field, message)
            for field, message in service.doubts_of_levels(session.caller, wanted, session.on)
        )
        return [rules.level_to_json(level) for level in wanted]


def base_rate(session: Session) -> list[dict[str, Any]]:
    """The base rates that the office typed; with a day and a rate one more, with `--delete` one less."""
    arguments = session.arguments
    if not arguments.first:
        if arguments.delete:
            raise UserError(_("Say from which day on"), "FIRST")
        with session.reading():
            return [rate_to_json(each) for each in base_rates.typed_rates(session.caller)]
    first = day(arguments.first, "FIRST")
    if arguments.delete:
        if arguments.rate:
            raise UserError(_("With --delete no rate is given"), "RATE")
        with session.writing():
            try:
                remove_base_rate(session.caller, first)
            except UserError as error:
                error.field = "FIRST"
                raise
            return [rate_to_json(each) for each in base_rates.typed_rates(session.caller)]
    if not arguments.rate:
        raise UserError(_("Give the rate"), "RATE")
    rate = decimal_from_json(arguments.rate, "RATE")
    with session.writing():
        try:
            set_base_rate(session.caller, first, rate, session.on)
        except UserError as error:
            error.field = (error.field or "").upper()
            raise
        return [rate_to_json(each) for each in base_rates.typed_rates(session.caller)]


def rate_to_json(typed: base_rates.TypedRate) -> dict[str, Any]:
    """The keys of a typed base rate."""
    rate = typed.rate
    return {"name": rate.name, "from": rate.first, "to": rate.last, "rate": rate.rate, "by": typed.by,
            "on": typed.on}  # fmt: skip


def _named(session: Session, wanted: str) -> LetterRow:
    """A letter by its number or id."""
    for each in queries.list_letters(session.caller):
        if wanted in (each.number, str(each.id)):
            return each
    raise UserError(_("There is no letter {id}", id=wanted), "LETTER")


def _waiting(session: Session) -> LetterRow:
    row = queries.get_letter(session.caller, session.arguments.letter)
    if row.state != rules.PREPARED:
        raise UserError(_("This letter does not wait any more"), "LETTER")
    return row


def _written(session: Session, row: LetterRow) -> dict[str, Any]:
    out = getattr(session.arguments, "out", None)
    if not out:
        return {}
    return {"file": write_out(out, queries.letter_pdf(session.caller, row.id))}


def letter_to_json(row: LetterRow) -> dict[str, Any]:
    """The keys of a letter: amounts as decimal texts."""
    found = asdict(row)
    del found["pdf_sha"], found["version"]
    return found | {name: money.plain(found[name], row.currency) for name in _SUMS}
