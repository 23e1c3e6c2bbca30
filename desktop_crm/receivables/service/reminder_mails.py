"""Reminders by mail: the letter and its invoice, in the words of the firm, through the outbox."""

from __future__ import annotations

from datetime import date, datetime

from desktop_crm.billing import service as billing
from desktop_crm.billing.documents import mail as letters
from desktop_crm.billing.rules.outbox import LetterDraft
from desktop_crm.billing.service.records import Stored, read
from desktop_crm.company.documents import mail_words
from desktop_crm.company.queries import mail_templates as mail_texts
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.company.rules.mail_templates import REMINDER
from desktop_crm.contacts import queries as contacts
from desktop_crm.files.guards import safe_name
from desktop_crm.mail.drafts import Attached
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.dunning import LetterRow
from desktop_crm.receivables.rules import dunning as rules
from desktop_crm.receivables.rules.dunning_facts import DunningFacts
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import DOCUMENTS, _, translator_for


@rights.needs("dunning.write")
def reminder_mail(caller: Caller, letter_id: int) -> LetterDraft:
    """The mail with a letter that was written, as it would go. UserError for one that was not."""
    row, _stored = _owed(caller, letter_id)
    facts = queries.letter_facts(caller, row.id)
    own = mail_texts.text_for(caller, REMINDER, facts.language)
    texts = own or mail_words.usual(REMINDER, facts.language)
    written = letters.written(texts, _values(facts, caller.signature))
    defaults = contacts.get_defaults(caller, row.contact_id) if row.contact_id else None
    return LetterDraft(to=defaults.mail if defaults else "", subject=written.subject, body=written.body)


@rights.needs("dunning.write")
def queue_reminder(
    caller: Caller,
    letter_id: int,
    letter: LetterDraft,
    account: MailAccount,
    today: date,
    at: datetime,
    *,
    due_at: datetime | None = None,
    again: bool = False,
) -> int:
    """Put a mail with the letter and its invoice into the outbox; its id. UserError as for a paper, and for a
    letter about which nothing is open any more."""
    row, stored = _owed(caller, letter_id)
    pdf = Attached(safe_name(f"{row.number}.pdf"), queries.letter_pdf(caller, row.id), "application/pdf")
    return billing.queue_mail(
        caller,
        stored.id,
        letter,
        account,
        today,
        at,
        due_at=due_at,
        again=again,
        files=(pdf,),
        topic=row.number,
    )


def _owed(caller: Caller, letter_id: int) -> tuple[LetterRow, Stored]:
    row = queries.get_letter(caller, letter_id)
    if row.state != rules.ISSUED:
        raise UserError(_("Write the letter first: what waits is not sent"), "id")
    stored = read(row.document_id)
    if stored.open <= 0:
        raise UserError(_("Nothing is open of {number}", number=stored.number), "id")
    return row, stored


def _values(facts: DunningFacts, sender: str) -> dict[str, str | int]:
    """What stands for the names of a reminder."""
    from desktop_crm.receivables.documents.dunning_letter import title_words

    t = translator_for(facts.language, DOCUMENTS)
    day = t.formats.date
    return {
        **letters.party_values(facts.buyer, facts.seller, sender),
        **letters.bank_values(facts.bank, facts.reference or facts.invoice),
        "title": f"{title_words(facts, t)} {facts.number}",
        "number": facts.number,
        "date": day(facts.issued_on),
        "amount": t.formats.money(facts.asked, facts.currency),
        "level": facts.level,
        "is_last": "1" if facts.is_last else "",
        "is_first": "1" if facts.is_first else "",
        "invoice": facts.invoice,
        "invoice_date": day(facts.invoiced_on),
        "due_date": day(facts.due_on),
        "pay_by": day(facts.pay_by),
    }
