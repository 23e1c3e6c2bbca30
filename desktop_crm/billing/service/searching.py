"""What finds a document: its number, customer, references, every text and every amount on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts, TotalFacts
from desktop_crm.billing.rules.pricing import sums_of, totals_of
from desktop_crm.database import search
from desktop_crm.database.connection import raw
from desktop_crm.database.search import Part, amount, parts, price
from desktop_crm.values import canonical
from desktop_crm.values.totals import Totals

if TYPE_CHECKING:
    from desktop_crm.billing.service.records import Stored

_PAYMENTS: Final = "SELECT amount, reference FROM payment WHERE document_id = ? ORDER BY id"


class Paid(NamedTuple):
    """A payment as somebody looks for it."""

    amount: int
    reference: str


def index_draft(
    document_id: int, draft: DocumentDraft, customer: str, result: Totals, title: str, *, is_new: bool
) -> None:
    """Make a draft findable; `title` is what it is about in words. Needs a transaction."""
    priced = priced_parts(draft, _of_totals(sums_of(result), result))
    found = entry(document_id, draft, customer, "", priced)
    search.index(replace(found, title=title) if title else found, is_new=is_new)


def index_issued(document_id: int, draft: DocumentDraft, facts: DocumentFacts) -> None:
    """Make a document findable as it was printed. Needs a transaction."""
    priced = priced_parts(draft, of_facts(facts))
    search.index(
        entry(document_id, draft, facts.buyer.name, facts.number, priced, corrects=_corrected(facts))
    )


_FORGOTTEN: Final = "SELECT 1 FROM erasure WHERE entity = 'contact' AND entity_id = ?"


def index_number(stored: Stored, amounts: Iterable[tuple[str, int]] = ()) -> None:
    """Make a kept document of a forgotten customer findable by its number and amounts alone. Needs a
    transaction."""
    priced = tuple(amount(label, minor, stored.currency) for label, minor in amounts if minor)
    search.index(search.Entry(stored.kind, stored.id, stored.number, priced, None, "", stored.number))


def reindex(stored: Stored) -> None:
    """Make an issued document findable with what has been paid since. Needs a transaction."""
    if raw().execute(_FORGOTTEN, (stored.contact_id,)).fetchone() is not None:
        index_number(stored, [("due", stored.due)])
        return
    draft = stored.draft
    paid = [Paid(*row) for row in raw().execute(_PAYMENTS, (stored.id,)).fetchall()]
    if stored.facts is None:
        result = totals_of(draft)
        customer, amounts, corrects = stored.customer, _of_totals(sums_of(result), result), ""
    else:
        facts = canonical.load(DocumentFacts, stored.facts)
        customer, amounts, corrects = facts.buyer.name, of_facts(facts), _corrected(facts)
    priced = priced_parts(draft, amounts)
    search.index(entry(stored.id, draft, customer, stored.number, priced, paid, corrects))


def entry(
    document_id: int,
    draft: DocumentDraft,
    customer: str,
    number: str,
    priced: Iterable[Part],
    paid: Iterable[Paid] = (),
    corrects: str = "",
) -> search.Entry:
    """What finds a document; `priced` is `priced_parts`, `corrects` the invoice it takes back."""
    currency = draft.currency
    texts = [
        *parts("order_number", draft.order_number),
        *parts("buyer_reference", draft.buyer_reference),
        *parts("project", draft.project),
        *parts("contract", draft.contract),
        *parts("corrects", corrects),
        *priced,
    ]
    for each in paid:
        texts.append(amount("payment", each.amount, currency))
        texts += parts("payment", each.reference)
    texts += parts("text", draft.intro, draft.notes)
    texts += parts("internal_notes", draft.internal_notes)
    texts += parts("currency", currency)
    title = number or draft.title or customer
    return search.Entry(draft.kind, document_id, title, tuple(texts), draft.contact_id, customer, number)


def priced_parts(draft: DocumentDraft, amounts: Iterable[tuple[str, int]]) -> Iterator[Part]:
    """The amounts, given as (label, minor units), and the lines of a document."""
    for label, minor in amounts:
        if minor:
            yield amount(label, minor, draft.currency)
    yield from _lines(draft.lines, draft.currency)


def of_facts(facts: DocumentFacts) -> Iterator[tuple[str, int]]:
    """Every amount of a printed document under its label."""
    yield from _sums(facts.totals)
    if facts.early_payment is not None:
        yield "early_payment", facts.early_payment.pay
    for line in facts.lines:
        yield "line", line.shown
        yield "line", line.net


def _of_totals(sums: TotalFacts, result: Totals) -> Iterator[tuple[str, int]]:
    yield from _sums(sums)
    if result.early_payment is not None:
        yield "early_payment", result.early_payment.pay
    for amounts in (result.line_gross, result.line_nets):
        yield from (("line", each) for each in amounts)


def _sums(sums: TotalFacts) -> Iterator[tuple[str, int]]:
    yield "gross", sums.gross
    yield "due", sums.due
    yield "net", sums.net
    yield "tax", sums.tax
    yield "prepaid", sums.prepaid


def _lines(lines: Iterable[LineDraft], currency: str) -> Iterator[Part]:
    for line in lines:
        yield from parts("line", line.description, line.code)
        if line.kind == "item" and line.price:
            yield price("price", line.price, currency)


def _corrected(facts: DocumentFacts) -> str:
    return "" if facts.preceding is None else facts.preceding.number
