"""What the sorts of papers say in words of their own: names, references, remarks, what a final invoice takes
off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop_crm.billing.rules.facts import (
    CANCELLATION,
    CREDIT_NOTE,
    DELIVERY,
    DEPOSIT,
    FINAL,
    ORDER,
    PRO_FORMA,
    PROGRESS,
    QUOTE,
    RECEIPT,
    DeductedFacts,
    DocumentFacts,
)
from desktop_crm.billing.rules.kinds import sort_of
from desktop_crm.values.messages import Translator

if TYPE_CHECKING:
    from desktop_crm.billing.documents.setting import Setting

_MOST_NAMED = 6
"""Delivery notes that the head names; more are counted."""


def name(facts: DocumentFacts, t: Translator) -> str:
    """What a fiscal paper is, in one or few words."""
    names = {
        QUOTE: t("Quote"),
        ORDER: t("Order confirmation"),
        DELIVERY: t("Delivery note"),
        PRO_FORMA: t("Pro forma"),
        RECEIPT: t("Receipt"),
        CREDIT_NOTE: t("Credit note"),
        CANCELLATION: t("Cancellation"),
        DEPOSIT: t("Deposit invoice"),
        PROGRESS: t("Progress invoice"),
        FINAL: t("Final invoice"),
        "corrected": t("Corrected invoice"),
    }
    return names.get(sort_of(facts), t("Invoice"))


def references(facts: DocumentFacts, t: Translator) -> list[tuple[str, str, bool]]:
    """Rows of the info block about what the paper follows."""
    rows = []
    if facts.order is not None:
        rows.append((t("Our order"), facts.order.number, False))
    elif facts.quote is not None:
        rows.append((t("Our quote"), facts.quote.number, False))
    if facts.deliveries:
        numbers = ", ".join(each.number for each in facts.deliveries[:_MOST_NAMED])
        more = len(facts.deliveries) - _MOST_NAMED
        label = t("Delivery note") if len(facts.deliveries) == 1 else t("Delivery notes")
        rows.append((label, f"{numbers} (+{more})" if more > 0 else numbers, False))
    received = facts.received
    if received is not None:
        rows.append((t("Received on"), t.formats.date(received.paid_on), True))
        rows.append((t("Paid by"), method(received.method, t), False))
        rows.append((t("Reference"), received.reference, False))
        if received.invoice is not None:
            rows.append((t("For invoice"), received.invoice.number, True))
            rows.append((t("Dated"), t.formats.date(received.invoice.issued_on), False))
    return rows


def method(code: str, t: Translator) -> str:
    """A way of paying in the paper's language."""
    names = {
        "transfer": t("Transfer"),
        "cash": t("Cash"),
        "card": t("Card"),
        "direct_debit": t("Direct debit"),
        "pix": "Pix",
        "paypal": "PayPal",
        "cheque": t("Cheque"),
    }
    return names.get(code, "")


def remarks(facts: DocumentFacts, t: Translator) -> list[str]:
    """What must be known of such a paper at first sight."""
    if facts.kind == PRO_FORMA:
        return [t("This is not an invoice and gives no right to deduct VAT.")]
    if facts.form == DEPOSIT and facts.is_fiscal:
        return [t("Payment on account: nothing has been supplied yet.")]
    return []


def closing_words(facts: DocumentFacts, t: Translator) -> list[str]:
    """Sentences after the totals."""
    if facts.kind == RECEIPT:
        return [t("We confirm that we have received this amount.")]
    if facts.kind == ORDER:
        return [t("We confirm your order as listed above.")]
    return taken_off(facts, t) if facts.is_full else []


def taken_off(facts: DocumentFacts, t: Translator) -> list[str]:
    """The annex of a final invoice over the whole: each deposit and progress invoice with its VAT by rate."""
    if not facts.is_full or not facts.deducted:
        return []
    lines = [t("Annex: billed before and taken off here")]
    for each in facts.deducted:
        word = deducted_word(each, t)
        for group in each.taxes:
            net, tax, total = (
                t.formats.money(amount, facts.currency)
                for amount in (group.base, group.tax, group.base + group.tax)
            )
            percent = t.formats.percent(group.rate)
            lines.append(
                t(
                    "{paper}: {net} net + {tax} VAT ({percent}) = {total}",
                    paper=word,
                    net=net,
                    tax=tax,
                    percent=percent,
                    total=total,
                )
            )
    left_net = facts.totals.net - sum(each.net for each in facts.deducted)
    left_tax = facts.totals.tax - sum(each.tax for each in facts.deducted)
    amounts = [t.formats.money(each, facts.currency) for each in (left_net, left_tax, left_net + left_tax)]
    lines.append(t("Left: {net} net + {tax} VAT = {total}", net=amounts[0], tax=amounts[1], total=amounts[2]))
    return lines


def deducted_word(each: DeductedFacts, t: Translator) -> str:
    """ "Deposit invoice D-2026-0001 of 1 March 2026"."""
    if each.form == PROGRESS:
        return t("Progress invoice {number} of {date}", number=each.number, date=each.issued_on)
    return t("Deposit invoice {number} of {date}", number=each.number, date=each.issued_on)


def prepaid_steps(paper: Setting) -> Iterator[tuple[str, str, str]]:
    """(label, base, amount) of what was paid or billed before: each stage by name, the rest as one."""
    facts, t = paper.facts, paper.t
    rest = facts.totals.prepaid
    if facts.is_full:
        for each in facts.deducted:
            base = f"{paper.amount(each.net)} + {paper.amount(each.tax)}"
            yield deducted_word(each, t), base, paper.amount(-each.gross)
            rest -= each.gross
    if rest:
        yield t("Already paid"), "", paper.amount(-rest)
