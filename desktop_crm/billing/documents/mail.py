"""The letter that goes with a paper: subject and body, plain text in the customer's language."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.billing.documents import words
from desktop_crm.billing.documents.postal import grouped
from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules.facts import CREDIT_NOTE, QUOTE, DocumentFacts
from desktop_crm.values.messages import Translator


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject in one line, body with line feeds; both free of control characters."""

    subject: str
    body: str


def letter(facts: DocumentFacts, sender: str = "") -> Letter:
    """What the customer reads when the paper is sent. `sender` is who signs; else the firm's contact or
    name.
    """
    t = words.words_for(facts)
    person = clean_line(facts.buyer.contact_name or facts.buyer.address.attention)
    greeting = t("Dear {name},", name=person) if person else t("Dear Sir or Madam,")
    names = dict.fromkeys(map(clean_line, (sender or facts.seller.contact_name, facts.seller.name)))
    signature = "\n".join(name for name in names if name)
    paragraphs = [greeting, *_paragraphs(facts, t), t("Kind regards"), signature]
    return Letter(
        clean_line(words.subject(facts, t)), "\n\n".join(text for text in paragraphs if text) + "\n"
    )


def _paragraphs(facts: DocumentFacts, t: Translator) -> list[str]:
    title = clean_line(words.title(facts, t))
    due = t.formats.money(facts.totals.due, facts.currency)
    if facts.kind == QUOTE:
        texts = [
            t(
                "Thank you for your enquiry. Please find attached our {title} for {amount}.",
                title=title,
                amount=due,
            )
        ]
        if facts.valid_until is not None:
            texts.append(
                t("It is valid until {date}. We look forward to hearing from you.", date=facts.valid_until)
            )
        return texts
    if facts.kind == CREDIT_NOTE:
        return [
            t("Please find attached our {title} for {amount}.", title=title, amount=due),
            *_original(facts, t),
        ]
    texts = [t("Please find attached our {title} for {amount}.", title=title, amount=due)]
    if facts.totals.due > 0:
        texts += _payment(facts, t)
    texts.append(t("Thank you for your trust."))
    return texts


def _original(facts: DocumentFacts, t: Translator) -> list[str]:
    if facts.preceding is None:
        return []
    number, day = facts.preceding.number, facts.preceding.issued_on
    return [t("It corrects our document {number} of {date}.", number=number, date=day)]


def _payment(facts: DocumentFacts, t: Translator) -> list[str]:
    texts = []
    if facts.due_on is not None:
        texts.append(t("Please pay by {date}.", date=facts.due_on))
    early = facts.early_payment
    if early is not None:
        texts.append(
            t(
                "If you pay by {date}, you may deduct {percent} and pay {amount}.",
                date=early.until,
                percent=t.formats.percent(early.percent),
                amount=t.formats.money(early.pay, facts.currency),
            )
        )
    if facts.bank is not None and facts.bank.iban:
        reference = clean_line(facts.payment_reference or facts.number)
        texts.append(
            t("IBAN {iban}, reference {reference}", iban=grouped(facts.bank.iban), reference=reference)
        )
    elif facts.bank is not None and facts.bank.pix_key:
        texts.append(t("Pix key {key}", key=clean_line(facts.bank.pix_key)))
    return [" ".join(texts)] if texts else []
