"""The words of the papers, in the customer's language (gettext domain "documents").

A paper whose fiscal document is made elsewhere is never called an invoice in any language; its title says
what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from desktop_crm.billing.documents import sorts
from desktop_crm.billing.rules.facts import CREDIT_NOTE, DELIVERY, INVOICE, QUOTE, RECEIPT, DocumentFacts
from desktop_crm.billing.rules.kinds import BILLING, PAPERS
from desktop_crm.company.rules import law
from desktop_crm.values.messages import Translator, translator_for

DOMAIN = "documents"


def words_for(facts: DocumentFacts) -> Translator:
    """The translator of the paper's language."""
    return translator_for(facts.language or "en", DOMAIN)


def kind_word(facts: DocumentFacts, t: Translator) -> str:
    """What the paper is, in one or few words."""
    if facts.is_internal:
        return t("Internal note")
    if facts.kind in BILLING and not facts.is_fiscal:
        return t("Credit statement") if facts.kind == CREDIT_NOTE else t("Billing statement")
    return sorts.name(facts, t)


def title(facts: DocumentFacts, t: Translator) -> str:
    """The first heading: kind and number; a paper that is not fiscal says so in it."""
    word = kind_word(facts, t)
    number = facts.number
    if facts.is_draft and facts.is_fiscal:
        return t("{kind} – draft", kind=word)
    if facts.is_internal:
        title = t("Internal note – not for the customer")
        return f"{title} · {number}" if number else title
    if not facts.is_fiscal:
        kind = t("{kind} – not a fiscal document", kind=word)
        return f"{kind} · {number}" if facts.kind not in BILLING and number else kind
    return f"{word} {number}".strip()


def subtitles(facts: DocumentFacts, t: Translator) -> list[str]:
    """The lines in bold under the title."""
    lines = [t("Copy of the document of {date}", date=facts.issued_on)] if facts.is_copy else []
    if facts.preceding is not None and facts.is_corrected:
        lines.append(
            t(
                "It takes the place of invoice {number} of {date}.",
                number=facts.preceding.number,
                date=facts.preceding.issued_on,
            )
        )
    elif facts.preceding is not None:
        if facts.is_fiscal:
            text = t(
                "for invoice {number} of {date}",
                number=facts.preceding.number,
                date=facts.preceding.issued_on,
            )
        else:
            text = t(
                "for statement {number} of {date}",
                number=facts.preceding.number,
                date=facts.preceding.issued_on,
            )
        lines.append(text)
    lines += sorts.remarks(facts, t)
    if not facts.is_fiscal and facts.kind in BILLING and not facts.is_internal:
        lines.append(t("It does not replace the fiscal document, which is issued separately."))
    if facts.is_sample:
        lines.append(t("Sample for trial only: not a document of any firm."))
    return lines


def number_label(facts: DocumentFacts, t: Translator) -> str:
    if facts.kind == QUOTE and not facts.is_internal:
        return t("Quote number")
    if facts.kind in PAPERS:
        return t("Number")
    if not facts.is_fiscal:
        return t("Number")
    return t("Credit note number") if facts.kind == CREDIT_NOTE else t("Invoice number")


def date_label(facts: DocumentFacts, t: Translator) -> str:
    if facts.kind == QUOTE and not facts.is_internal:
        return t("Quote date")
    if not facts.is_fiscal or facts.kind != INVOICE:
        return t("Date")
    return t("Invoice date")


def info(facts: DocumentFacts, t: Translator) -> list[tuple[str, str, bool]]:
    """The rows of the info block: (label, value, bold). What is empty does not appear."""
    day = t.formats.date
    rows = [
        (number_label(facts, t), facts.number or (t("Draft") if facts.is_draft else ""), True),
        (date_label(facts, t), day(facts.issued_on), False),
    ]
    if facts.preceding is not None:
        label = t("For invoice") if facts.is_fiscal else t("For statement")
        rows.append((label, facts.preceding.number, True))
        rows.append((t("Dated"), day(facts.preceding.issued_on), False))
    rows += sorts.references(facts, t)
    if facts.valid_until is not None:
        rows.append((t("Valid until"), day(facts.valid_until), True))
    if facts.delivered_on is not None and facts.kind != RECEIPT:
        rows.append((t("Date of supply"), day(facts.delivered_on), False))
    if facts.period_from or facts.period_to:
        rows.append((t("Period of supply"), period(facts.period_from, facts.period_to, t), False))
    rows += [
        (t("Your order"), facts.order_number, False),
        (t("Your reference"), facts.buyer_reference, False),
        (t("Project"), facts.project, False),
        (t("Contract"), facts.contract, False),
        (t("Customer number"), facts.buyer.customer_number, False),
        (t("Your VAT ID"), facts.buyer.vat_id, False),
        (t("Your tax number"), facts.buyer.tax_number, False),
        (t("Your register number"), _register_number(facts), False),
        (t("Contact person"), facts.seller.contact_name, False),
    ]
    return [row for row in rows if row[1]]


def _register_number(facts: DocumentFacts) -> str:
    """The buyer's, where it stands for the VAT ID, or where the seller's law asks some buyers for it."""
    is_asked = law.asks_for("buyer.legal_id", facts.seller.address.country, facts.issued_on)
    return facts.buyer.legal_id if is_asked or not facts.buyer.vat_id else ""


def period(start: date | None, end: date | None, t: Translator) -> str:
    """From and to; a period with one end is that day."""
    first, last = start or end, end or start
    return t.formats.period(first, last) if first and last else ""


def vat(facts: DocumentFacts, t: Translator) -> str:
    """The name of the tax: the language's word, or the seller's country's own in that language ("MWST")."""
    word = t("VAT")
    own = law.own_tax_name(facts.seller.address.country, t.language)
    return own if own and own.casefold() != word.casefold() else word


def tax_label(facts: DocumentFacts, category: str, rate: Decimal, t: Translator) -> str:
    """The name of one VAT group (UNTDID 5305)."""
    if category == "AE":
        return t("VAT: reverse charge")
    if category == "K":
        return t("VAT: intra-Community supply")
    if category == "G":
        return t("VAT: export")
    if category == "E":
        return t("VAT: exempt")
    if category == "O":
        return t("Not subject to VAT")
    name = {"L": "IGIC", "M": "IPSI"}.get(category) or vat(facts, t)
    return f"{name} {t.formats.percent(rate)}"


def total_label(facts: DocumentFacts, t: Translator) -> str:
    """The words beside the last, largest figure."""
    sums = facts.totals
    if facts.kind == RECEIPT:
        return t("Amount received")
    if facts.kind not in BILLING or facts.is_internal:
        return t("Total")
    if not facts.is_fiscal:
        return t("Total to credit") if facts.kind == CREDIT_NOTE else t("Total to pay")
    if facts.kind == CREDIT_NOTE:
        return t("Credit total")
    deducted = sums.prepaid or sums.withheld or sums.rounding
    return t("Amount due") if deducted else t("Invoice total")


def key_figures(facts: DocumentFacts, t: Translator, money: Callable[[int], str]) -> list[tuple[str, str]]:
    """(label, value) of what a reader looks for first; nothing on papers without prices."""
    if facts.kind == DELIVERY or facts.is_internal:
        return []
    figures = [(total_label(facts, t), money(facts.totals.due))]
    if facts.kind == RECEIPT and facts.received is not None:
        figures.append((t("Received on"), t.formats.date(facts.received.paid_on)))
    if facts.valid_until is not None:
        figures.append((t("Valid until"), t.formats.date(facts.valid_until)))
    if facts.due_on is not None and facts.kind == INVOICE and facts.totals.due > 0:
        figures.append((t("Due date"), t.formats.date(facts.due_on)))
        early = facts.early_payment
        if early is not None:
            percent = t.formats.percent(early.percent)
            label = t("Less {percent} until {date}", percent=percent, date=early.until)
            figures.append((label, money(early.pay)))
    return figures


def subject(facts: DocumentFacts, t: Translator) -> str:
    """One line about the paper for the file's properties and mail."""
    return t("{title} from {seller}", title=title(facts, t), seller=facts.seller.name)
