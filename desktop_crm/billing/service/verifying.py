"""Is every issued document as it was written? Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.seals import chain_heads
from desktop_crm.billing.rules import chain
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import TotalFacts
from desktop_crm.billing.rules.pricing import recalculated
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the record ("2026-0042", "payment 17") and what about it."""

    record: str
    message: Message


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How many of what was checked, the newest seal of each series, and what is wrong, the first record
    first."""

    checked: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not self.findings


@dataclass(slots=True)
class _Walk:
    """What was seen so far of one series."""

    link: int = 0
    seal: str = chain.START
    numbers: dict[int, int] = field(default_factory=dict)
    """The last number of each year."""
    issued_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _PrintedLine:
    net: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _PrintedBuyer:
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """What of `DocumentFacts` is calculated again; their text as a whole is what the seal is over."""

    kind: str
    number: str = ""
    currency: str = "EUR"
    issued_on: date
    due_on: date | None = None
    order_number: str = ""
    buyer: _PrintedBuyer = _PrintedBuyer()
    lines: tuple[_PrintedLine, ...] = ()
    totals: TotalFacts = TotalFacts()


_ISSUED: Final = (
    "SELECT id, kind, number_text, series_id, year, number, issued_on, currency, net, tax, gross, due, draft,"
    " facts, pdf_sha, xml_sha, link, previous_hash, hash, due_on, customer, order_number FROM document"
    " WHERE state <> 'draft' AND NOT is_external ORDER BY series_id, link, id"
)
_PDFS: Final = (
    "SELECT d.number_text, b.sha256, b.bytes FROM document d JOIN blob b ON b.sha256 IN (d.pdf_sha,"
    " d.xml_sha)"
    " WHERE d.state <> 'draft' ORDER BY d.id"
)
_LINES: Final = (
    "SELECT coalesce(d.number_text, d.id) FROM document d WHERE d.state <> 'draft' AND NOT d.is_external"
    " AND (d.net <> (SELECT coalesce(sum(base), 0) FROM document_tax t WHERE t.document_id = d.id)"
    " OR d.tax <> (SELECT coalesce(sum(tax), 0) FROM document_tax t WHERE t.document_id = d.id))"
    " AND json_extract(d.facts, '$.extra_taxes') IS NULL ORDER BY d.id"
)
_LINE_ROWS: Final = (  # tickets, products and credit notes read the rows, the journal those of the tax
    "WITH printed AS (SELECT d.id, d.number_text,"
    " row_number() OVER (PARTITION BY d.id ORDER BY f.key) AS position,"
    " coalesce(json_extract(f.value, '$.name'), '') AS name,"
    " coalesce(json_extract(f.value, '$.net'), 0) AS net,"
    " CAST(round(coalesce(json_extract(f.value, '$.qty'), 1) * 1000000) AS INTEGER) AS qty"
    " FROM document d JOIN json_each(d.facts, '$.lines') f WHERE d.state <> 'draft' AND NOT d.is_external"
    " AND NOT coalesce(json_extract(f.value, '$.is_section'), 0))"
    " SELECT DISTINCT p.number_text FROM printed p"
    " JOIN document_line l ON l.document_id = p.id AND l.position = p.position"
    " WHERE l.name <> p.name OR l.net <> p.net OR abs(l.qty) <> abs(p.qty) ORDER BY p.id"
)
_TAX_ROWS: Final = (
    "SELECT DISTINCT d.number_text FROM document d JOIN document_tax t ON t.document_id = d.id"
    " WHERE d.state <> 'draft' AND NOT d.is_external AND NOT EXISTS (SELECT 1 FROM"
    " json_each(d.facts, '$.taxes') f WHERE json_extract(f.value, '$.category') = t.category"
    " AND CAST(round(json_extract(f.value, '$.rate') * 10000) AS INTEGER) = t.rate"
    " AND json_extract(f.value, '$.base') = t.base AND json_extract(f.value, '$.tax') = t.tax) ORDER BY d.id"
)
_PAID: Final = (
    "SELECT coalesce(d.number_text, d.id) FROM document d WHERE d.kind = 'invoice' AND d.state <> 'draft'"
    " AND NOT d.is_external AND d.paid <> (SELECT coalesce(sum(amount), 0) FROM payment p WHERE"
    " p.document_id = d.id)"
    " ORDER BY d.id"
)
_CREDITED: Final = (
    "SELECT coalesce(d.number_text, d.id) FROM document d WHERE d.kind = 'invoice' AND d.state <> 'draft'"
    " AND d.credited <> (SELECT coalesce(sum(c.due), 0) FROM document c"
    " WHERE c.corrects_id = d.id AND c.kind = 'credit_note' AND c.state <> 'draft') ORDER BY d.id"
)
_OPEN: Final = (
    "SELECT coalesce(number_text, id) FROM document WHERE kind = 'invoice' AND state = 'issued'"
    " AND open <> due - paid - credited ORDER BY id"
)
_OVER_CREDITED: Final = (
    "SELECT i.number_text FROM document i JOIN document_line il ON il.document_id = i.id"
    " WHERE i.kind = 'invoice' AND abs((SELECT coalesce(sum(l.qty), 0) FROM document c"
    " JOIN document_line l ON l.document_id = c.id WHERE c.corrects_id = i.id AND c.kind = 'credit_note'"
    " AND l.corrects_position = il.position)) > abs(il.qty) ORDER BY i.id"
)
_COUNTS: Final = {
    "payments": "SELECT count(*) FROM payment",
    "drafts": "SELECT count(*) FROM document WHERE state = 'draft'",
}


def verify(caller: Caller, progress: Progress = SILENT) -> VerifyReport:
    """Numbers without gaps, seals, totals out of the drafts again, bytes of papers, payments and credits.

    Raises Cancelled when `progress` was cancelled. The findings begin with the first wrong record of each
    check.
    """
    counts = {name: int(raw().execute(sql).fetchone()[0]) for name, sql in _COUNTS.items()}
    walks: dict[int, _Walk] = {}
    findings: list[Finding] = []
    issued = 0
    for row in raw().execute(_ISSUED):  # one by one: a large firm's facts do not fit into memory
        findings += _document_findings(row, walks)
        issued += 1
        if issued % 200 == 0:
            progress.step(issued)
    findings += _series_findings(walks)
    papers, wrong = _papers()
    findings += wrong
    for sql, message in (
        (_LINES, _("The VAT rows do not add up to the totals")),
        (_PAID, _("What was paid is not the sum of its payments")),
        (_CREDITED, _("What was credited is not the sum of its credit notes")),
        (_OPEN, _("What is open does not follow from payments and credit notes")),
        (_OVER_CREDITED, _("More was credited of a line than was invoiced")),
        (_LINE_ROWS, _("Its amounts differ from what was printed")),
        (_TAX_ROWS, _("Its amounts differ from what was printed")),
    ):
        findings += [Finding(str(record), message) for (record,) in raw().execute(sql).fetchall()]
    findings += [
        Finding(
            f"{table} {row_id}", _("It refers to a record of “{parent}” that does not exist", parent=parent)
        )
        for table, row_id, parent, _constraint in raw().execute("PRAGMA foreign_key_check").fetchall()
    ]
    checked = {"documents": issued, "papers": papers, **counts}
    return VerifyReport(checked, tuple(findings), chain_heads(caller))


def _document_findings(row: tuple[Any, ...], walks: dict[int, _Walk]) -> Iterator[Finding]:
    document_id, kind, text, series_id, _year, _number, issued_on, currency = row[:8]
    net, tax, gross, due, draft_text, facts_text, pdf_sha, xml_sha, _link, previous, seal = row[8:19]
    record = text or f"{kind} {document_id}"
    if series_id is not None:
        walk = walks.setdefault(series_id, _Walk())
        yield from _in_order(record, walk, row)
    facts_bytes = str(facts_text or "").encode()
    if seal != chain.seal(previous or chain.START, facts_bytes, pdf_sha or "", xml_sha or ""):
        yield Finding(record, _("Its content is not what was sealed"))
        return
    try:
        facts = canonical.load(_Printed, facts_text)
        draft = canonical.load(DocumentDraft, draft_text)
        sums, nets = recalculated(draft)
    except (ValueError, TypeError, KeyError, ArithmeticError, UserError):
        yield Finding(record, _("Its stored text cannot be read"))
        return
    shown = (facts.number, facts.issued_on.isoformat(), facts.currency, facts.kind)
    if shown != (text, issued_on, currency, kind):
        yield Finding(record, _("Number, date or currency differ from what was printed"))
    due_on = facts.due_on.isoformat() if facts.due_on else None
    if (due_on, facts.buyer.name, facts.order_number) != row[19:]:
        yield Finding(record, _("Due date, customer or order number differ from what was printed"))
    printed = facts.totals
    if (printed.net, printed.tax, printed.gross, printed.due) != (net, tax, gross, due):
        yield Finding(record, _("Its amounts differ from what was printed"))
    if sums != printed or nets != [line.net for line in facts.lines]:
        yield Finding(record, _("Its totals do not follow from its lines"))


def _in_order(record: str, walk: _Walk, row: tuple[Any, ...]) -> Iterator[Finding]:
    """Chain, numbers and dates of one series, in the order in which they were issued."""
    year, number, issued_on, link, previous, seal = row[4], row[5], row[6], *row[16:19]
    if link != walk.link + 1:
        yield Finding(record, _("A document before this one is missing"))
    if previous != walk.seal:
        yield Finding(record, _("Its seal does not hold the one before"))
    if walk.numbers:
        following = next(reversed(walk.numbers.values())) + 1
        if number != following and (year in walk.numbers or number != 1):
            yield Finding(record, _("Number {n} should have come before it", n=str(following)))
    if issued_on < walk.issued_on:
        yield Finding(record, _("It is dated before the document in front of it"))
    walk.numbers[year] = number
    walk.link, walk.seal, walk.issued_on = link, seal, max(issued_on, walk.issued_on)


def _series_findings(walks: Mapping[int, _Walk]) -> Iterator[Finding]:
    """The end of the chain: a series that has drawn more numbers than there are documents lost its last
    ones."""
    rows = raw().execute("SELECT id, kind, next_number, year, last_issued_on FROM number_series").fetchall()
    for series_id, kind, next_number, _year, last_issued_on in rows:
        if kind not in ("quote", "invoice", "credit_note") or last_issued_on is None:
            continue
        walk = walks.get(series_id)
        last = None if walk is None or not walk.numbers else next(reversed(walk.numbers.values()))
        if last is None or last + 1 != next_number:
            yield Finding(kind, _("Numbers were drawn for which there is no document"))


def _papers() -> tuple[int, list[Finding]]:
    count, wrong = 0, []
    for record, sha, content in raw().execute(_PDFS):
        count += 1
        if hashlib.sha256(content).hexdigest() != sha:
            wrong.append(Finding(record, _("Its stored paper was changed")))
    missing = raw().execute(
        "SELECT number_text FROM document d WHERE (pdf_sha IS NOT NULL AND pdf_sha NOT IN (SELECT"
        " sha256 FROM blob))"
        " OR (xml_sha IS NOT NULL AND xml_sha NOT IN (SELECT sha256 FROM blob)) ORDER BY id"
    )
    wrong += [Finding(record, _("Its stored paper is gone")) for (record,) in missing.fetchall()]
    return count, wrong
