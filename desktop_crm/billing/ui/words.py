"""How documents and their states are called on screen, and in which colour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from desktop_crm.billing.queries.rows import CurrencySum, DocumentRow, DocumentView, LinkRow
from desktop_crm.billing.rules.facts import TaxFacts
from desktop_crm.billing.rules.kinds import PAPERS
from desktop_crm.billing.rules.kinds import WORDS as WORDS_OF_KINDS
from desktop_crm.billing.rules.states import WORDS
from desktop_crm.values.messages import LANGUAGES, Message, Translator, _

ROLES: Final[dict[str, str | None]] = {
    "draft": "muted",
    "sent": "info",
    "accepted": "ok",
    "declined": "muted",
    "expired": "warn",
    "invoiced": "ok",
    "open": "info",
    "partly_paid": "warn",
    "overdue": "bad",
    "paid": "ok",
    "credited": "muted",
    "written_off": "muted",
    "issued": "muted",
    "partly_delivered": "warn",
    "delivered": "info",
    "replaced": "muted",
    "cancelled": "muted",
}
KIND_WORDS: Final[dict[str, Message]] = {**WORDS_OF_KINDS, "order": _("Order")}
NEW_WORDS: Final[dict[str, Message]] = {
    "quote": _("New quote"),
    "order": _("New order"),
    "delivery": _("New delivery note"),
    "pro_forma": _("New pro forma"),
    "receipt": _("New receipt"),
    "invoice": _("New invoice"),
    "deposit": _("New deposit invoice"),
    "progress": _("New progress invoice"),
    "final": _("New final invoice"),
    "corrected": _("New corrected invoice"),
    "credit_note": _("New credit note"),
}
"""By kind, or by the form of an invoice."""
PLACES: Final[dict[str, str]] = {
    "quote": "quotes",
    "invoice": "invoices",
    "credit_note": "invoices",
    **dict.fromkeys(PAPERS, "orders"),
}
"""In which list a paper stands."""
DASH: Final = "\u2013"
LONGEST_DAY: Final = 13


def kind_icon(kind: str) -> str:
    """The Lucide icon of a kind of document."""
    icons = {
        "quote": "file-pen",
        "order": "clipboard-check",
        "delivery": "truck",
        "pro_forma": "file-text",
        "receipt": "receipt",
        "invoice": "receipt-text",
    }
    return icons.get(kind, "file-x")


def beginning_of(kind: str) -> str:
    """The kind that "new" begins on a page of this kind: only some are begun with an empty paper."""
    return {"quotes": "quote", "orders": "order"}.get(PLACES[kind], "invoice")


def place_words(t: Translator, kind: str) -> str:
    """The name of the list in which a paper of this kind stands."""
    return {"quotes": t("Quotes"), "orders": t("Orders")}.get(PLACES[kind], t("Invoices"))


def sort_words(row: DocumentRow | LinkRow) -> Message:
    """ "Deposit invoice", "Cancellation", else the kind."""
    return KIND_WORDS[row.form or row.kind]


def state_role(row: DocumentRow) -> str | None:
    """The colour of a row's state by its meaning."""
    return ROLES.get(row.state, "muted")


def state_words(t: Translator, row: DocumentRow, today: date) -> str:
    """ "Overdue" as "31 days late", everything else in its own word."""
    if row.kind == "credit_note" and row.state != "draft":
        return t.message(sort_words(row))
    if row.kind == "order" and row.state == "issued":
        return t("Confirmed")
    if row.state == "overdue" and row.due_on is not None:
        return t.plural("{n} day late", "{n} days late", (today - row.due_on).days)
    return t.message(WORDS[row.state])


def name_of(t: Translator, row: DocumentRow) -> str:
    """ "Invoice 2026-0042", or "New invoice" for a draft."""
    if not row.number:
        return t.message(NEW_WORDS.get(row.form, NEW_WORDS[row.kind]))
    return t("{kind} {number}", kind=sort_words(row), number=row.number)


def day_words(t: Translator, day: date | None) -> str:
    """ "22 Nov 2026", or nothing; in figures where the language is too long-winded for a column."""
    if day is None:
        return ""
    words = t.formats.date_words(day)
    return words if len(words) <= LONGEST_DAY else t.formats.date(day)


def sums_words(t: Translator, sums: Iterable[CurrencySum], *, owed: bool) -> str:
    """The list's foot: what is open (or the total of quotes), one amount a currency."""
    parts = [t.formats.money(each.open if owed else each.gross, each.currency) for each in sums]
    shown = "  \u00b7  ".join(parts)
    if not shown:
        return ""
    return t("Open {sums}", sums=shown) if owed else t("Total {sums}", sums=shown)


def tax_words(t: Translator, tax: TaxFacts, currency: str) -> str:
    """ "VAT 23% of 1,224.91"; a group without tax names its category's code."""
    base = t.formats.amount(tax.base, currency)
    if tax.category == "S" or tax.rate:
        return t("VAT {rate} of {base}", rate=t.formats.percent(tax.rate), base=base)
    return t("No VAT ({category}) on {base}", category=tax.category, base=base)


def stages(t: Translator, view: DocumentView) -> list[tuple[str, str]]:
    """The chain in the head of an issued paper: what is done, where it stands, what comes next."""
    row, word = view.row, lambda state: t.message(WORDS[state])
    if row.kind == "quote":
        return _quote_stages(row, word("sent"), word, t)
    if row.kind == "order":
        return _order_stages(row, t)
    if row.kind != "invoice":
        last = [(word(row.state), "now")] if row.state in ("invoiced", "cancelled") else []
        return [(t("Draft"), "done"), (t("Issued"), "done" if last else "now"), *last]
    chain = [(t("Draft"), "done"), (t("Issued"), "done")]
    if row.state in ("paid", "credited", "written_off", "replaced"):
        return [*chain, (word(row.state), "ok" if row.state == "paid" else "now")]
    role = {"overdue": "bad", "partly_paid": "warn"}.get(row.state, "now")
    if row.state == "open":
        chain = [(t("Draft"), "done")]
        return [*chain, (t("Issued"), "now"), (t("Paid"), "next")]
    return [*chain, (word(row.state), role), (t("Paid"), "next")]


def _quote_stages(row: DocumentRow, sent: str, word, t: Translator) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    draft = (t("Draft"), "done")
    match row.state:
        case "sent":
            return [draft, (sent, "now"), (t("Accepted"), "next"), (t("Invoiced"), "next")]
        case "expired":
            return [draft, (sent, "done"), (word("expired"), "warn")]
        case "declined":
            return [draft, (sent, "done"), (word("declined"), "now")]
        case "accepted":
            return [draft, (sent, "done"), (word("accepted"), "ok"), (t("Invoiced"), "next")]
        case _:
            return [draft, (sent, "done"), (t("Accepted"), "done"), (word("invoiced"), "ok")]


def _order_stages(row: DocumentRow, t: Translator) -> list[tuple[str, str]]:
    draft, confirmed = (t("Draft"), "done"), (t("Confirmed"), "done")
    match row.state:
        case "cancelled":
            return [draft, confirmed, (t("Cancelled"), "now")]
        case "partly_delivered":
            return [draft, confirmed, (t("Partly delivered"), "warn"), (t("Invoiced"), "next")]
        case "delivered":
            return [draft, confirmed, (t("Delivered"), "ok"), (t("Invoiced"), "next")]
        case "invoiced":
            return [draft, confirmed, (t("Invoiced"), "ok")]
        case _:
            return [draft, (t("Confirmed"), "now"), (t("Delivered"), "next"), (t("Invoiced"), "next")]


def language_name(code: str, t: Translator) -> str:
    """A language in the words of the program's language: "Portuguese (Portugal)"."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(t.formats.locale)
    except (ValueError, UnknownLocaleError):
        return code
    return name[:1].upper() + name[1:] if name else code


def paper_languages() -> tuple[str, ...]:
    """The languages in which papers are printed."""
    return LANGUAGES["documents"]
