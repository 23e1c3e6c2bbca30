"""Issuing: check, draw the number, freeze the facts, make the paper, seal the record - one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from desktop_crm.billing.models import Document, DocumentLine, DocumentLink, DocumentTax, FiscalDocument
from desktop_crm.billing.queries import surroundings as around
from desktop_crm.billing.queries.finding import next_sample_number
from desktop_crm.billing.queries.firm import firm_side
from desktop_crm.billing.queries.seals import LAST_LINK
from desktop_crm.billing.rules import chain, checks, copying, paying
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DELIVERY, INVOICE, ORDER, PRO_FORMA, QUOTE, DocumentFacts
from desktop_crm.billing.rules.freezing import Surroundings, completed, freeze
from desktop_crm.billing.rules.kinds import series_of, sort_of
from desktop_crm.billing.rules.settling import Quantities
from desktop_crm.billing.service import following, overlaps, records, seals, searching
from desktop_crm.billing.service.records import Issued, Stored
from desktop_crm.billing.service.rendering import PRINTER, Renderer
from desktop_crm.company import service as company_service
from desktop_crm.company.queries import periods
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database import blobs, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_DONE: Final = "SELECT result FROM done WHERE key = ?"
ISSUED: Final[dict[str, Message]] = {
    "quote": _("Quote sent {number}"),
    "order": _("Order confirmed {number}"),
    "delivery": _("Delivery note issued {number}"),
    "pro_forma": _("Pro forma issued {number}"),
    "receipt": _("Receipt issued {number}"),
    "invoice": _("Invoice issued {number}"),
    "deposit": _("Deposit invoice issued {number}"),
    "progress": _("Progress invoice issued {number}"),
    "final": _("Final invoice issued {number}"),
    "corrected": _("Corrected invoice issued {number}"),
    "credit_note": _("Credit note issued {number}"),
    "cancellation": _("Cancellation issued {number}"),
}
PAPERS: Final = (ORDER, DELIVERY, PRO_FORMA)
"""What the timeline says of it; see `issued_words`."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that passed every check, complete but for its number."""

    draft: DocumentDraft
    facts: DocumentFacts


@rights.needs("documents.issue")
def issue_invoice(
    caller: Caller,
    document_id: int,
    version: int | None = None,
    *,
    today: date,
    issued_on: date | None = None,
    key: str | None = None,
    render: Renderer | None = None,
) -> Issued:
    """Issue a draft invoice. The day of issue is `issued_on`, else the draft's own, else today.

    Raises UserError naming the field that keeps it from being issued, Conflict when another wrote first.
    With a `key` that has been used for this document before, nothing happens and the first call's answer
    comes back.
    """
    return _issue(caller, document_id, version, (INVOICE,), today, issued_on, key, render or PRINTER)


@rights.needs("quotes.send")
def send_quote(
    caller: Caller,
    document_id: int,
    version: int | None = None,
    *,
    today: date,
    issued_on: date | None = None,
    key: str | None = None,
    render: Renderer | None = None,
) -> Issued:
    """Give a draft quote its number and seal its paper; as `issue_invoice`."""
    return _issue(caller, document_id, version, (QUOTE,), today, issued_on, key, render or PRINTER)


@rights.needs("documents.issue")
def issue_paper(
    caller: Caller,
    document_id: int,
    version: int | None = None,
    *,
    today: date,
    issued_on: date | None = None,
    key: str | None = None,
    render: Renderer | None = None,
) -> Issued:
    """Issue a draft order confirmation, delivery note or pro forma; as `issue_invoice`."""
    return _issue(caller, document_id, version, PAPERS, today, issued_on, key, render or PRINTER)


def _issue(
    caller: Caller,
    document_id: int,
    version: int | None,
    kinds: Sequence[str],
    today: date,
    issued_on: date | None,
    key: str | None,
    render: Renderer,
) -> Issued:
    def work() -> Issued:
        stored = records.read_version(document_id, version)
        if stored.kind not in kinds:
            raise UserError(_("This is no {kind}", kind=kinds[0]), "id")
        records.need_draft(stored)
        if overlaps.bills_others(stored.draft):  # nobody bills the same between the check and the number
            with transaction(caller):
                return sealed(records.read_version(document_id, stored.version))
        return sealed(stored)

    def sealed(stored: Stored) -> Issued:
        draft = following.settled(caller, stored.draft)
        on = issued_on or draft.issued_on or today
        following.need_no_younger(draft, on)
        prepared = prepare(caller, draft, on, today, render)
        with transaction(caller) as changed:
            changed.add(stored.kind)
            records.need_draft(records.read(stored.id))  # somebody may have issued it meanwhile
            issued = seal(caller, stored, prepared, render)
            changed.update(following.follow_up(caller, stored.id, prepared.draft, today))
            if prepared.draft.corrects_id is None:
                return issued
            return issued._replace(version=records.read(stored.id).version)  # payments moved to it

    return answered_once(key, document_id, work)


def answered_once(key: str | None, document_id: int, work: Callable[[], Issued]) -> Issued:
    """Do `work` unless `key` was used for this document before; a key of another document is refused."""
    if key is None:
        return work()
    name = f"issue:{key}"
    found = raw().execute(_DONE, (name,)).fetchone()
    if found is None:
        with transaction():
            answer: list[Any] = writes.once(name, lambda: [document_id, *work()])
    else:
        answer = json.loads(found[0])
    if answer[0] != document_id:
        raise UserError(_("This key was used for another document"), "key")
    return Issued(*answer[1:])


def prepare(
    caller: Caller,
    draft: DocumentDraft,
    on: date,
    today: date,
    render: Renderer,
    adapt: Callable[[Surroundings], Surroundings] | None = None,
) -> Prepared:
    """Every check that needs no number. Reads only, so it runs before the transaction begins."""
    checks.check_draft(draft if draft.issued_on == on else replace(draft, issued_on=on))
    side = firm_side(caller)
    surroundings = around.surroundings_of(caller, draft, on, side)
    if adapt is not None:
        surroundings = adapt(surroundings)
    whole = completed(draft, surroundings, on)
    facts = freeze(whole, surroundings)
    if not draft.is_sample:  # the law demands nothing of a sample, whatever the firm has not filled in yet
        case = around.legal_case(side.firm.draft, whole, facts, surroundings.buyer_is)
        refused = around.refusal(case)
        if refused is not None:
            raise UserError(refused, "contact_id")
        checks.check_issue(whole, facts, around.demanded(case, facts), today=today)
    render.check(facts)
    return Prepared(whole, facts)


def seal(
    caller: Caller, stored: Stored, prepared: Prepared, render: Renderer, credited: Quantities | None = None
) -> Issued:
    """Number, paper, chain and rows of a prepared document; inside the running transaction.

    `credited` gives for each line of a credit note, in order, the invoice's line (as keys).
    """
    draft, facts = prepared.draft, prepared.facts
    series_id, number, text, year = _drawn(caller, draft)
    facts = paying.numbered(facts, text)
    paper = render.render(facts)
    pdf_sha = "" if paper.pdf is None else blobs.put(paper.pdf)
    xml_sha = "" if paper.xml is None else blobs.put(paper.xml)
    facts_bytes = canonical.dump(facts)
    link, previous = previous_link(series_id)
    writes.insert_many(DocumentLine, line_rows(stored.id, draft, facts, iter(sorted(credited or ()))))
    writes.insert_many(DocumentTax, tax_rows(stored.id, facts))
    writes.insert_many(DocumentLink, following.link_rows(stored.id, draft))
    now = utc_now()
    title = copying.title_of(draft, facts.language, facts.issued_on)
    columns = records.draft_columns(draft, facts.buyer.name, facts.totals, title=title)
    version = writes.update_versioned(
        Document,
        stored.id,
        stored.version,
        **columns
        | {
            "state": "sent" if draft.kind == QUOTE else "issued",
            "series": series_id,
            "year": year,
            "number": number,
            "number_text": text,
            "open": facts.totals.due if draft.kind == INVOICE else 0,
            "facts": facts_bytes.decode(),
            "pdf": pdf_sha or None,
            "xml": xml_sha or None,
            "link": link,
            "previous_hash": previous,
            "hash": chain.seal(previous, facts_bytes, pdf_sha, xml_sha),
            "issued_at": now,
            "updated_at": now,
        },
    )
    seals.seal_records((stored.id,))
    if draft.kind != QUOTE and not facts.is_fiscal and not draft.is_sample:
        writes.insert(FiscalDocument, document=stored.id, number="", at=now, by=caller.user)
    searching.index_issued(stored.id, draft, facts)
    records.write_timeline(
        caller,
        replace(stored, contact_id=draft.contact_id, currency=draft.currency),
        records.TIMELINE.get(draft.kind, draft.kind),  # type: ignore[arg-type]
        issued_words(sort_of(draft), text),
        amount=None if draft.kind in records.TIMELINE else facts.totals.gross,
        summary=title,
    )
    if draft.kind == INVOICE and draft.contact_id is not None and not draft.is_sample:
        contacts_service.set_category(caller, (draft.contact_id,), "customer")  # whoever is billed is one
    return Issued(stored.id, version, text)


def issued_words(sort: str, number: str) -> Message:
    """ "Invoice issued 2026-0001"; `sort` as `kinds.sort_of` has it."""
    return replace(ISSUED[sort], values={"number": number})


def _drawn(caller: Caller, draft: DocumentDraft) -> tuple[int | None, int | None, str, int | None]:
    """A number of the series; samples have numbers of their own and never use up a real one."""
    if draft.issued_on is None:
        raise ValueError("a prepared draft has its date")
    if draft.is_sample:
        return None, None, next_sample_number(draft.kind), None
    periods.need_open(caller, draft.issued_on, "issued_on")
    drawn = company_service.next_number(caller, series_of(draft), draft.issued_on)
    return drawn.series_id, drawn.number, drawn.text, drawn.year


def previous_link(series_id: int | None) -> tuple[int | None, str]:
    """The next place in a series' chain and the seal before it; samples stand in no chain."""
    if series_id is None:
        return None, chain.START
    row = raw().execute(LAST_LINK, (series_id,)).fetchone()
    return (1, chain.START) if row is None else (row[0] + 1, row[1])


def line_rows(
    document_id: int, draft: DocumentDraft, facts: DocumentFacts, places: Iterator[int]
) -> list[dict[str, Any]]:
    """The rows of `document_line`; `places` are the invoice's lines that a credit note takes back."""
    items = [pair for pair in zip(draft.lines, facts.lines, strict=True) if pair[0].kind == "item"]
    return [
        {
            "document": document_id,
            "position": position,
            "name": fact.name,
            "product_id": line.product_id,
            "qty": line.qty,
            "unit": line.unit,
            "category": line.category,
            "rate": line.rate,
            "net": fact.net,
            "corrects_position": next(places, None),
            "of_document": line.of.document if line.of else None,
            "of_position": line.of.line if line.of else None,
        }
        for position, (line, fact) in enumerate(items, 1)
        if not line.is_optional
    ]


def tax_rows(document_id: int, facts: DocumentFacts) -> list[dict[str, Any]]:
    """The rows of `document_tax`."""
    return [
        {
            "document": document_id,
            "category": tax.category,
            "rate": tax.rate,
            "base": tax.base,
            "tax": tax.tax,
        }
        for tax in facts.taxes
    ]
