"""Is every issued document as it was written? Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.seals import chain_heads, record
from desktop_crm.billing.rules import chain
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import TotalFacts
from desktop_crm.billing.rules.pricing import recalculated
from desktop_crm.billing.service import verifying_rows
from desktop_crm.billing.service.verifying_purged import Place, PurgedLinks, purged_links, purged_words
from desktop_crm.company import queries as company
from desktop_crm.company.rules.numbering import PAPER_SERIES, PASSED_OVER
from desktop_crm.database.connection import each_row, raw, reading_anything
from desktop_crm.values import canonical, rights
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
    """How many of what was checked, the newest seal of each series, what is wrong, the first record first,
    and what is not there because its keep time was over."""

    checked: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)
    purged: tuple[Message, ...] = ()

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
    passed: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Numbers that were passed over on purpose (a restore), by year and first one: the one that follows."""

    def behind(self, year: int, number: int) -> int:
        """The first number from this one on that was to be given."""
        return self.passed.get((year, number), number)


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
    "SELECT d.id, d.kind, d.number_text, d.series_id, d.year, d.number, d.issued_on, d.currency, d.net,"
    " d.tax, d.gross, d.due, d.draft, d.facts, d.pdf_sha, d.xml_sha, d.link, d.previous_hash, d.hash,"
    " d.due_on, d.customer, d.order_number, d.is_external, {record}, r.sha256 FROM document d"
    " LEFT JOIN record_seal r ON r.document_id = d.id WHERE d.state <> 'draft'"
    " ORDER BY d.series_id, d.link, d.id"
)
_PDFS: Final = (
    "SELECT d.number_text, b.sha256, b.bytes FROM document d JOIN blob b ON b.sha256 IN (d.pdf_sha,"
    " d.xml_sha)"
    " WHERE d.state <> 'draft' ORDER BY d.id"
)
_COUNTS: Final = {
    "payments": "SELECT count(*) FROM payment",
    "drafts": "SELECT count(*) FROM document WHERE state = 'draft'",
}


@rights.needs("data.verify")
def verify(caller: Caller, progress: Progress = SILENT) -> VerifyReport:
    """Numbers without gaps, seals, totals out of the drafts again, bytes of papers, payments and credits.

    Raises Cancelled when `progress` was cancelled. The findings begin with the first wrong record of each
    check.
    """
    with reading_anything():
        return _verify(caller, progress)


def _verify(caller: Caller, progress: Progress) -> VerifyReport:
    counts = {name: int(raw().execute(sql).fetchone()[0]) for name, sql in _COUNTS.items()}
    passed = _by_series(_passed_over(caller))
    walks: dict[int, _Walk] = {}
    purged = purged_links()
    findings = [Finding(record, message) for record, message in purged.wrong]
    issued = 0
    for row in each_row(_ISSUED.format(record=record())):  # a large firm's facts do not fit into memory
        findings += _document_findings(row, walks, passed, purged)
        issued += 1
        if issued % 200 == 0:
            progress.step(issued)
    for series_id in purged.by_series:
        findings += _purged_findings(series_id, None, walks, passed, purged)
    findings += _series_findings(walks, passed)
    papers, wrong = _papers()
    findings += wrong
    findings += [Finding(record, message) for record, message in verifying_rows.wrong_rows()]
    checked = {"documents": issued, "papers": papers, **counts}
    if purged.count:
        checked["purged"] = purged.count
    return VerifyReport(checked, tuple(findings), chain_heads(caller), purged_words())


_Passed = Mapping[int, Mapping[tuple[int, int], int]]


def _by_series(passed: Mapping[str, Mapping[tuple[int, int], int]]) -> _Passed:
    kinds = raw().execute("SELECT id, kind FROM number_series").fetchall()
    return {series_id: passed[kind] for series_id, kind in kinds if kind in passed}


def _passed_over(caller: Caller) -> Mapping[str, Mapping[tuple[int, int], int]]:
    """By kind of series: the numbers that somebody passed over, saying why."""
    found: dict[str, dict[tuple[int, int], int]] = {}
    for each in company.setting(caller, PASSED_OVER, []):
        ranges = found.setdefault(each["kind"], {})
        ranges[each["year"], each["first"]] = each["last"] + 1
    for ranges in found.values():  # one behind the other is one
        for begin in sorted(ranges, reverse=True):
            ranges[begin] = ranges.get((begin[0], ranges[begin]), ranges[begin])
    return found


def _purged_findings(
    series_id: int, link: int | None, walks: dict[int, _Walk], passed: _Passed, purged: PurgedLinks
) -> Iterator[Finding]:
    """The chain over the papers of a series that are not there any more, up to the one at `link`."""
    for place in purged.before(series_id, link):
        walk = walks.setdefault(series_id, _Walk(passed=passed.get(series_id, {})))
        yield from _in_order(walk, place)


def _document_findings(
    row: tuple[Any, ...], walks: dict[int, _Walk], passed: _Passed, purged: PurgedLinks
) -> Iterator[Finding]:
    document_id, kind, text, series_id, year, number, issued_on, currency = row[:8]
    net, tax, gross, due, draft_text, facts_text, pdf_sha, xml_sha, link, previous, seal = row[8:19]
    record = text or f"{kind} {document_id}"
    external, rows_text, rows_seal = row[22:]
    if rows_seal != chain.digest(rows_text.encode()):
        yield Finding(record, _("Its rows are not what was sealed"))
    if external:
        return
    if series_id is not None:
        yield from _purged_findings(series_id, link, walks, passed, purged)
        walk = walks.setdefault(series_id, _Walk(passed=passed.get(series_id, {})))
        yield from _in_order(walk, Place(record, year, number, issued_on, link, previous, seal))
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
    if (due_on, facts.buyer.name, facts.order_number) != row[19:22]:
        yield Finding(record, _("Due date, customer or order number differ from what was printed"))
    printed = facts.totals
    if (printed.net, printed.tax, printed.gross, printed.due) != (net, tax, gross, due):
        yield Finding(record, _("Its amounts differ from what was printed"))
    if sums != printed or nets != [line.net for line in facts.lines]:
        yield Finding(record, _("Its totals do not follow from its lines"))


def _in_order(walk: _Walk, place: Place) -> Iterator[Finding]:
    """Chain, numbers and dates of one series, in the order in which they were issued."""
    record, year, number, issued_on, link, previous, seal = place
    if link != walk.link + 1:
        yield Finding(record, _("A document before this one is missing"))
    if previous != walk.seal:
        yield Finding(record, _("Its seal does not hold the one before"))
    if walk.numbers:
        following = walk.behind(*_next_of(walk))
        if number != following and (year in walk.numbers or number != walk.behind(year, 1)):
            yield Finding(record, _("Number {n} should have come before it", n=str(following)))
    if issued_on < walk.issued_on:
        yield Finding(record, _("It is dated before the document in front of it"))
    if number:  # a sample has none
        walk.numbers[year] = number
    walk.link, walk.seal, walk.issued_on = link or walk.link, seal, max(issued_on, walk.issued_on)


def _next_of(walk: _Walk) -> tuple[int, int]:
    """Year and number that follow the last one seen."""
    year, number = next(reversed(walk.numbers.items()))
    return year, number + 1


def _series_findings(walks: Mapping[int, _Walk], passed: _Passed) -> Iterator[Finding]:
    """The end of the chain: a series that has drawn more numbers than there are documents lost its last
    ones."""
    rows = raw().execute("SELECT id, kind, next_number, year, last_issued_on FROM number_series").fetchall()
    for series_id, kind, next_number, year, last_issued_on in rows:
        if kind not in PAPER_SERIES or last_issued_on is None:
            continue
        walk = walks.get(series_id)
        if walk is None or not walk.numbers:
            yield Finding(kind, _("Numbers were drawn for which there is no document"))
            continue
        if next_number not in (walk.behind(*_next_of(walk)), passed.get(series_id, {}).get((year, 1))):
            yield Finding(kind, _("Numbers were drawn for which there is no document"))


def _papers() -> tuple[int, list[Finding]]:
    count, wrong = 0, []
    for paper, sha, content in each_row(_PDFS):
        count += 1
        if hashlib.sha256(content).hexdigest() != sha:
            wrong.append(Finding(paper, _("Its stored paper was changed")))
    missing = raw().execute(
        "SELECT number_text FROM document d WHERE (pdf_sha IS NOT NULL AND pdf_sha NOT IN (SELECT"
        " sha256 FROM blob))"
        " OR (xml_sha IS NOT NULL AND xml_sha NOT IN (SELECT sha256 FROM blob)) ORDER BY id"
    )
    wrong += [Finding(paper, _("Its stored paper is gone")) for (paper,) in missing.fetchall()]
    return count, wrong
