"""Mails with papers: queued, taken back, sent once, settled by a person where nobody knows.

A mail is claimed in one transaction, handed over outside of any, and marked in another one. A program that
dies in between leaves a claim behind, which becomes a question; nothing is sent a second time by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from desktop_crm.billing import queries
from desktop_crm.billing.models import OutgoingFile, OutgoingMail
from desktop_crm.billing.rules import outbox
from desktop_crm.billing.rules.outbox import CANCELLED, REFUSED, SENT, UNCLEAR, WAITING, LetterDraft
from desktop_crm.billing.service import records
from desktop_crm.billing.service.sending import attachments_of, letter_of, log_sent, mailable
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.database import blobs, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.mail import drafts as mail
from desktop_crm.mail import problems
from desktop_crm.mail.problems import NotSent
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _

Poster = Callable[[str, str, bytes], None]
"""Hands a mail over: sender, recipient (bare addresses), the mail. Raises NotSent."""

_CLAIM: Final = """UPDATE outgoing_mail SET state = 'sending', claim = ?, claimed_at = ?, tries = tries + 1
    WHERE id = (SELECT id FROM outgoing_mail WHERE state = 'waiting' AND due_at <= ? {only}
                ORDER BY due_at, id LIMIT 1) AND state = 'waiting'
    RETURNING id, document_id, recipient, subject, body, message_id, created_at, tries, topic"""
_MARK: Final = """UPDATE outgoing_mail SET state = ?, claim = '', problem = ?, answer = ?, due_at = ?,
    sent_at = ? WHERE id = ? AND (claim = ? OR (state = 'unclear' AND problem = 'interrupted'))"""
_ABANDONED: Final = """UPDATE outgoing_mail SET state = 'unclear', claim = '', problem = 'interrupted'
    WHERE state = 'sending' AND claimed_at < ?"""
_READ: Final = "SELECT document_id, state, recipient, subject, due_at, topic FROM outgoing_mail WHERE id = ?"
_MOVE: Final = (
    "UPDATE outgoing_mail SET state = ?, problem = '', answer = '', due_at = ?, sent_at = ? WHERE id = ?"
)
_UNDERWAY: Final = """SELECT 1 FROM outgoing_mail WHERE document_id = ? AND topic = ? AND recipient = ?
    AND state IN ('waiting', 'sending', 'unclear')"""
_SENT_BEFORE: Final = """SELECT max(sent_at) FROM outgoing_mail
    WHERE document_id = ? AND topic = ? AND recipient = ? AND state = 'sent'"""
_FILES: Final = """SELECT f.name, f.media_type, b.bytes FROM outgoing_file f
    JOIN blob b ON b.sha256 = f.sha256 WHERE f.mail_id = ? ORDER BY f.place"""
HOLD: Final = """UPDATE outgoing_mail SET state = 'unclear', claim = '', problem = 'copied'
    WHERE state IN ('waiting', 'sending')"""
"""In a copy nobody knows what the original sent."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try: the mail's id, its new state, why, and the server's words."""

    mail_id: int
    state: str
    problem: str = ""
    answer: str = ""


@rights.needs("documents.send")
def mail_draft(caller: Caller, document_id: int, today: date) -> LetterDraft:
    """The mail to the customer as it would go, to look at and change. UserError for what is not sent."""
    return letter_of(caller, mailable(caller, document_id, today))


@rights.needs("documents.send")
def queue_mail(
    caller: Caller,
    document_id: int,
    letter: LetterDraft,
    account: MailAccount,
    today: date,
    at: datetime,
    *,
    due_at: datetime | None = None,
    again: bool = False,
    files: Sequence[mail.Attached] = (),
    topic: str = "",
) -> int:
    """Put a mail with the paper into the outbox, to be sent from `due_at` on (else after the time to undo);
    its id. `files` go with it before the paper; `topic` is what it is about where that is not the paper.

    Raises UserError at "to", "subject", "files" and "account"; at "again" where the same paper went to the
    same address before, unless that is wanted.
    """
    if not account.is_set:
        raise UserError(_("Set up the mail account first"), "account")
    view = queries.get_document(caller, document_id, today) if topic else mailable(caller, document_id, today)
    if view.row.is_sample:
        raise UserError(_("This is a sample: it is not sent"), "id")
    if sum(len(each.content) for each in files) > outbox.LARGEST:
        raise UserError(_("The files are larger than {n} MB in all", n=outbox.LARGEST // 1_000_000), "files")
    recipient = mail.bare(letter.to, "to") if letter.to.strip() else ""
    if not recipient:
        raise UserError(_("To whom? Write a mail address"), "to")
    if not letter.subject.strip():
        raise UserError(_("A mail needs a subject"), "subject")
    message_id = f"<{uuid4().hex}@{account.address.rpartition('@')[2]}>"
    values: dict[str, Any] = {
        "document": document_id, "recipient": letter.to.strip(), "subject": letter.subject.strip(),
        "body": letter.body, "message_id": message_id, "state": WAITING, "due_at": due_at or at + outbox.UNDO,
        "tries": 0, "claim": "", "problem": "", "answer": "", "created_at": at, "by": caller.user,
        "topic": topic,
    }  # fmt: skip
    _message(caller, document_id, replace(letter, to=values["recipient"]), account, message_id, at, files)
    with transaction(caller) as changed:
        key = (document_id, topic, values["recipient"])
        if raw().execute(_UNDERWAY, key).fetchone() is not None:
            raise UserError(_("This paper is on its way to {to} already", to=recipient), "to")
        before = raw().execute(_SENT_BEFORE, key).fetchone()[0]
        if before and not again:
            day = datetime.fromisoformat(before).date()
            raise UserError(_("This paper went to {to} on {date} already", to=recipient, date=day), "again")
        mail_id = writes.insert_unseen(OutgoingMail, **values)
        _keep(mail_id, files)
        changed.add("outgoing_mail")
    return mail_id


def _keep(mail_id: int, files: Sequence[mail.Attached]) -> None:
    for place, each in enumerate(files, start=1):
        writes.insert_unseen(
            OutgoingFile,
            mail=mail_id,
            place=place,
            name=each.name.strip() or str(place),
            media_type=each.media_type,
            content=blobs.put(each.content),
        )


@rights.needs("documents.send")
def take_mail_back(caller: Caller, mail_id: int) -> None:
    """It is not sent. UserError where it is too late."""
    with transaction(caller) as changed:
        _document, state, *_rest = _row(mail_id)
        if state == CANCELLED:
            return
        if state not in (WAITING, REFUSED):
            raise UserError(_("Too late: it is being sent or was sent"), "id")
        _move(mail_id, CANCELLED)
        changed.add("outgoing_mail")


@rights.needs("documents.send")
def send_mail_again(caller: Caller, mail_id: int, at: datetime) -> None:
    """Try a mail now that was refused, or waits because of a problem."""
    with transaction(caller) as changed:
        _document, state, *_rest = _row(mail_id)
        if state not in (WAITING, REFUSED):
            raise UserError(_("Only what waits or was refused is tried again"), "id")
        _move(mail_id, WAITING, due_at=at)
        changed.add("outgoing_mail")


@rights.needs("documents.send")
def settle_mail(caller: Caller, mail_id: int, at: datetime, *, arrived: bool) -> None:
    """A person looked in the account's sent mails: it is there, or it is not and goes once more (with the
    same Message-ID)."""
    with transaction(caller) as changed:
        document_id, state, recipient, subject, _due, topic = _row(mail_id)
        if state != UNCLEAR:
            raise UserError(_("There is no question about this mail"), "id")
        if arrived:
            _move(mail_id, SENT, sent_at=at)
            log_sent(caller, document_id, subject, recipient, is_paper=not topic)
        else:
            _move(mail_id, WAITING, due_at=at)
        changed.add("outgoing_mail")


@rights.needs("documents.send")
def send_next_mail(
    caller: Caller, account: MailAccount, post: Poster, at: datetime, *, only: int | None = None
) -> Outcome | None:
    """Send the mail that is due first (`only` this one), and say what came of it; None where none is due.

    Not inside a transaction: the server may be slow. Two programs never send the same mail.
    """
    with transaction(caller) as changed:
        if raw().execute(_ABANDONED, (stamp(at - outbox.GIVEN_UP),)).rowcount:
            changed.add("outgoing_mail")
        claim, chosen = uuid4().hex, "" if only is None else "AND id = ?"
        values = (claim, stamp(at), stamp(at), *(() if only is None else (only,)))
        row = raw().execute(_CLAIM.format(only=chosen), values).fetchone()
        if row is None:
            return None
        changed.add("outgoing_mail")
    mail_id, document_id, recipient, subject, body, message_id, created_at, _tries, topic = row
    created = datetime.fromisoformat(created_at)
    letter = LetterDraft(to=recipient, subject=subject, body=body)
    try:
        files = [mail.Attached(name, bytes(content), kind) for name, kind, content in _files_of(mail_id)]
        made = _message(caller, document_id, letter, account, message_id, created, files)
        post(account.address, mail.bare(recipient, "to"), made)
    except NotSent as error:
        return _failed(caller, row, claim, error, at)
    except UserError as error:  # an account that was changed to something no mail can be from
        return _failed(caller, row, claim, NotSent(problems.MESSAGE, error.message.text), at)
    with transaction(caller) as changed:
        if raw().execute(_MARK, (SENT, "", "", stamp(at), stamp(at), mail_id, claim)).rowcount:
            log_sent(caller, document_id, subject, recipient, is_paper=not topic)
        changed.add("outgoing_mail")
    return Outcome(mail_id, SENT)


def _failed(caller: Caller, row: Any, claim: str, error: NotSent, at: datetime) -> Outcome:
    """Again later, never, or a question."""
    mail_id, tries = row[0], row[7]
    if error.problem == problems.UNCLEAR:
        state = UNCLEAR
    elif error.for_now or error.problem in problems.OF_THE_ACCOUNT:
        state = WAITING
    else:
        state = REFUSED
    again = stamp(outbox.next_try(tries, at))
    with transaction(caller) as changed:
        raw().execute(_MARK, (state, error.problem, error.answer, again, None, mail_id, claim))
        if state == REFUSED:
            said = _("Mail to {to} was refused", to=row[2])
            records.write_timeline(caller, records.read(row[1]), "mail", said, summary=error.answer)
        changed.add("outgoing_mail")
    return Outcome(mail_id, state, error.problem, error.answer)


@rights.needs("settings.change")
def hold_mails(caller: Caller) -> int:
    """In a restored copy nobody knows what was sent since: all that waits becomes a question; how many."""
    with transaction(caller) as changed:
        changed.add("outgoing_mail")
        return int(raw().execute(HOLD).rowcount)


def _message(
    caller: Caller,
    document_id: int,
    letter: LetterDraft,
    account: MailAccount,
    message_id: str,
    at: datetime,
    files: Sequence[mail.Attached],
) -> bytes:
    view = queries.get_document(caller, document_id, at.date())
    papers = () if view.facts is None or not view.has_pdf else attachments_of(caller, document_id, view.facts)
    draft = mail.MailDraft(
        to=(letter.to,),
        sender=account.sender,
        subject=letter.subject,
        text=letter.body,
        attachments=(*files, *papers),
    )
    return mail.finished(draft, message_id, at)


def _files_of(mail_id: int) -> Any:
    return raw().execute(_FILES, (mail_id,)).fetchall()


def _row(mail_id: int) -> Any:
    row = raw().execute(_READ, (mail_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no mail {id}", id=str(mail_id)), "id")
    return row


def _move(
    mail_id: int, state: str, *, due_at: datetime | None = None, sent_at: datetime | None = None
) -> None:
    due = stamp(due_at) if due_at else _row(mail_id)[4]
    raw().execute(_MOVE, (state, due, stamp(sent_at) if sent_at else None, mail_id))
