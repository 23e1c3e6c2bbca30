"""What the head and the box of sums of an issued paper say."""

from __future__ import annotations

from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.ui.figures import RULE, Figure, sum_figures
from desktop_crm.billing.ui.period_input import span_words
from desktop_crm.billing.ui.words import day_words
from desktop_crm.values.messages import Translator


def lock_words(t: Translator, view: DocumentView) -> str:
    """The line with the lock: since when it is sealed, and what to do instead of changing it."""
    if view.row.is_external:
        return t("Came in from another program. Payments are recorded here, its paper was made there.")
    when = t.formats.moment(view.issued_at) if view.issued_at else ""
    if view.facts is not None and view.facts.is_internal:
        said = t(
            "Sealed {moment} as an internal note: the customer gets the paper of your certified software.",
            moment=when,
        )
        return f"{said} {view.answer}".strip()
    if view.row.kind == "quote":
        said = t("Sent {moment} and sealed. To change it, duplicate it.", moment=when)
        return f"{said} {view.answer}".strip()
    if view.row.kind != "invoice":
        return f"{t('Issued {moment} and sealed.', moment=when)} {view.answer}".strip()
    return t("Issued {moment} and sealed. To change it, use Correct or Credit.", moment=when)


def fact_pairs(t: Translator, view: DocumentView) -> list[tuple[str, str]]:
    """Label and value of what the head says; empty ones are left out, at most seven."""
    row, source = view.row, view.facts or view.draft
    span = (source.period_from or source.delivered_on, source.period_to or source.delivered_on)
    pairs = [
        (t("Customer"), row.customer),
        (t("Sent") if row.kind == "quote" else t("Issued"), day_words(t, row.issued_on)),
        (t("Valid until"), day_words(t, row.valid_until) if row.kind == "quote" else ""),
        (t("Due"), day_words(t, row.due_on)),
        (t("Period") if span[0] != span[1] else t("Delivered"), span_words(span, t)),
        (t("Order"), source.order_number),
        (t("Reference"), source.buyer_reference),
        (t("Project"), source.project),
        (t("Contract"), source.contract),
        (t("Mailed"), day_words(t, view.sent_at.date()) if view.sent_at else ""),
    ]
    return [pair for pair in pairs if pair[1]][:7]


def issued_figures(t: Translator, view: DocumentView) -> list[Figure]:
    """The sums as printed, then what was credited and paid, and what is open."""
    facts, row = view.facts, view.row
    rows = sum_figures(
        t,
        row.currency,
        view.sums,
        view.taxes,
        facts.adjustments if facts else (),
        facts.extra_taxes if facts else (),
        facts.withholdings if facts else (),
        (facts.tax_currency, facts.tax_in_tax_currency) if facts and facts.tax_currency else None,
    )
    if row.kind != "invoice":
        return rows
    numbers = ", ".join(link.number for link in view.credits)
    if view.credited:
        words = t("Credited {numbers}", numbers=numbers)
        rows.append(Figure(words, t.formats.amount(-view.credited, row.currency)))
    if view.paid:
        rows.append(Figure(t("Paid"), t.formats.amount(-view.paid, row.currency)))
    return [*rows, RULE, Figure(t("Open"), t.formats.money(row.open, row.currency), "strong")]
