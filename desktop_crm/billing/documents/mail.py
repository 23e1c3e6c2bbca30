"""The letter that goes with a paper: subject and body, plain text in the customer's language."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.billing.documents import words
from desktop_crm.billing.documents.postal import grouped
from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules.facts import DELIVERY, BankFacts, DocumentFacts, PartyFacts
from desktop_crm.billing.rules.references import grouped as grouped_reference
from desktop_crm.company.documents import mail_words
from desktop_crm.company.rules.mail_templates import MailTemplate
from desktop_crm.mail import templating


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject in one line, body with line feeds; both free of control characters."""

    subject: str
    body: str


def letter(
    facts: DocumentFacts, sender: str = "", own: MailTemplate | None = None, left: int | None = None
) -> Letter:
    """What the customer reads when the paper is sent. `sender` is who signs, else the firm's contact or
    name; `own` are the firm's words in place of the usual ones; `left` is what is still open of an invoice,
    all of it if not given.
    """
    return written(own or mail_words.usual(facts.kind, facts.language), values_of(facts, sender, left))


def written(texts: MailTemplate, values: templating.Values) -> Letter:
    """The texts with their names filled in. UserError at "subject" and "body"."""
    body = templating.write(texts.body, values, "body")
    return Letter(clean_line(templating.write_line(texts.subject, values, "subject")), body + "\n")


def values_of(facts: DocumentFacts, sender: str = "", left: int | None = None) -> dict[str, str | int]:
    """What stands for each name of `company.rules.mail_templates`; what there is nothing of is "". Nobody is
    asked for what was paid (`left`, in minor units)."""
    t = words.words_for(facts)
    day, early, original = t.formats.date, facts.early_payment, facts.preceding
    due = facts.totals.due
    owed = due if left is None else min(due, left)
    if owed != due:
        early = None  # less was offered for paying the whole
    amount = t.formats.money(facts.totals.due, facts.currency)
    return {
        **party_values(facts.buyer, facts.seller, sender),
        **bank_values(facts.bank, facts.payment_reference or facts.number),
        "title": clean_line(words.title(facts, t)),
        "number": facts.number,
        "date": day(facts.issued_on),
        "amount": "" if facts.kind == DELIVERY else amount,
        "to_pay": t.formats.money(owed, facts.currency) if owed > 0 else "",
        "due_date": day(facts.due_on) if facts.due_on else "",
        "early_date": day(early.until) if early else "",
        "early_percent": t.formats.percent(early.percent) if early else "",
        "early_amount": t.formats.money(early.pay, facts.currency) if early else "",
        "valid_until": day(facts.valid_until) if facts.valid_until else "",
        "original_number": original.number if original else "",
        "original_date": day(original.issued_on) if original else "",
        "order_number": clean_line(facts.order_number),
        "buyer_reference": clean_line(facts.buyer_reference),
        "project": clean_line(facts.project),
        "period": words.period(facts.period_from, facts.period_to, t),
    }


def party_values(buyer: PartyFacts, seller: PartyFacts, sender: str) -> dict[str, str | int]:
    """Who writes to whom."""
    names = dict.fromkeys(map(clean_line, (sender or seller.contact_name, seller.name)))
    return {
        "contact": clean_line(buyer.contact_name or buyer.address.attention),
        "customer": clean_line(buyer.name),
        "seller": clean_line(seller.name),
        "signature": "\n".join(name for name in names if name),
    }


def bank_values(bank: BankFacts | None, reference: str) -> dict[str, str | int]:
    """Where it is paid to."""
    iban = grouped(bank.iban) if bank is not None and bank.iban else ""
    return {
        "iban": iban,
        "pix_key": clean_line(bank.pix_key) if bank is not None and not iban else "",
        "reference": grouped_reference(clean_line(reference)),
    }
