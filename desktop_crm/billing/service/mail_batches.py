"""Many papers by mail at once: who gets what, queued one by one, all taken back where it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from desktop_crm.billing import queries
from desktop_crm.billing.service import outbox
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress


@dataclass(frozen=True, slots=True)
class Recipient:
    """One paper of a batch: to whom it goes, or why it does not."""

    document_id: int
    number: str
    customer: str
    to: str
    why_not: Message | None = None


@dataclass(frozen=True, slots=True)
class MailBatch:
    """What was queued (ids of mails) and what was left out, each with its reason."""

    mails: tuple[int, ...]
    left_out: tuple[Recipient, ...]


@rights.needs("documents.send")
def mail_recipients(caller: Caller, document_ids: Sequence[int], today: date) -> list[Recipient]:
    """To whom each paper would go, in the order given."""
    return [_recipient(caller, each, today) for each in dict.fromkeys(document_ids)]


def _recipient(caller: Caller, document_id: int, today: date) -> Recipient:
    row = queries.get_document(caller, document_id, today).row
    to, why = "", None
    try:
        to = outbox.mail_draft(caller, document_id, today).to
        if row.is_sample:
            why = _("This is a sample: it is not sent")
        elif not to:
            why = _("The customer has no mail address")
    except UserError as error:
        why = error.message
    return Recipient(document_id, row.number, row.customer, to, why)


@rights.needs("documents.send")
def queue_mails(
    caller: Caller,
    document_ids: Sequence[int],
    account: MailAccount,
    today: date,
    at: datetime,
    *,
    due_at: datetime | None = None,
    again: bool = False,
    progress: Progress = SILENT,
) -> MailBatch:
    """Put each paper into the outbox with the words of its kind and language. What cannot go is left out with
    the reason and holds up no other; a Cancel takes back what was queued before.

    Raises UserError at "account" without one.
    """
    if not account.is_set:
        raise UserError(_("Set up the mail account first"), "account")
    wanted, mails, left = tuple(dict.fromkeys(document_ids)), list[int](), list[Recipient]()
    try:
        for done, document_id in enumerate(wanted):
            progress.step(done, len(wanted), _("Mails"))
            try:
                letter = outbox.mail_draft(caller, document_id, today)
                mails.append(
                    outbox.queue_mail(
                        caller, document_id, letter, account, today, at, due_at=due_at, again=again
                    )
                )
            except DatabaseFault:
                raise
            except UserError as error:
                row = queries.get_document(caller, document_id, today).row
                left.append(Recipient(document_id, row.number, row.customer, "", error.message))
        progress.step(len(wanted), len(wanted))
    except BaseException:
        with suppress(DatabaseFault):
            take_mails_back(caller, mails)
        raise
    return MailBatch(tuple(mails), tuple(left))


@rights.needs("documents.send")
def take_mails_back(caller: Caller, mail_ids: Sequence[int]) -> int:
    """None of these is sent, where it is not too late; how many were taken back."""
    count = 0
    for mail_id in mail_ids:
        try:
            outbox.take_mail_back(caller, mail_id)
            count += 1
        except DatabaseFault:
            raise
        except UserError:
            continue
    return count
