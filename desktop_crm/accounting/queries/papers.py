"""Issued papers of a period with where their files lie, and the numbers that they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.accounting.rules.tables import Cell, Table, columns
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.company import queries as company
from desktop_crm.company.rules.numbering import PASSED_OVER
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database.connection import each_row, raw
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _

_PAPERS: Final = (
    f"SELECT d.id, d.kind, d.form, {FISCAL_NUMBER}, d.issued_on, d.customer, d.currency, d.gross, d.state,"
    " coalesce(d.pdf_sha, ''), coalesce(d.xml_sha, ''), coalesce(f.pdf_sha, ''), coalesce(f.xml_sha, ''),"
    " d.link, coalesce(d.hash, '')"
    " FROM document d LEFT JOIN fiscal_document f ON f.document_id = d.id"
    " WHERE d.kind = ? AND d.state <> 'draft' AND NOT d.is_sample AND d.issued_on BETWEEN ? AND ?"
    " ORDER BY d.issued_on, d.link, d.id"
)
_KINDS: Final = ("invoice", "credit_note", "quote", "order", "delivery", "pro_forma", "receipt")
_NUMBERS: Final = (
    "SELECT s.kind, d.year, d.number, d.issued_on, s.restarts FROM document d"
    " JOIN number_series s ON s.id = d.series_id"
    " WHERE d.state <> 'draft' AND d.number IS NOT NULL AND d.year BETWEEN ?1 AND ?2"
    " UNION ALL SELECT s.kind, p.year, p.number, p.issued_on, s.restarts FROM purged_paper p"
    " JOIN number_series s ON s.id = p.series_id WHERE p.number IS NOT NULL AND p.year BETWEEN ?1 AND ?2"
    " ORDER BY 1, 2, 3"
)
_PAPER_COLUMNS: Final = columns(
    ("kind", "text", _("Kind of paper")),
    ("number", "text", _("Number")),
    ("form", "text", _("Sort of invoice")),
    ("issued_on", "date", _("Date of issue")),
    ("customer", "text", _("Customer")),
    ("currency", "text", _("Currency")),
    ("gross", "amount", _("Gross amount")),
    ("state", "text", _("State")),
    ("file", "text", _("File")),
    ("xml", "text", _("E-invoice")),
    ("link", "number", _("Place in the sealed chain")),
    ("seal", "text", _("Seal")),
    leading=2,
)
_NUMBER_COLUMNS: Final = columns(
    ("series", "text", _("Number series")),
    ("year", "number", _("Year")),
    ("first", "number", _("First number of the period")),
    ("last", "number", _("Last number of the period")),
    ("papers", "number", _("Papers")),
    ("missing", "text", _("Missing numbers")),
    ("passed_over", "text", _("Numbers that were passed over, and why")),
    leading=2,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """One issued paper; the hashes are "" where it has no such file."""

    id: int
    kind: str
    form: str
    number: str
    issued_on: date
    customer: str
    currency: str
    gross: int
    state: str
    pdf_sha: str
    xml_sha: str
    fiscal_pdf: str
    fiscal_xml: str
    link: int | None
    seal: str


@rights.needs("exports.read")
def papers_of(caller: Caller, span: PeriodDraft) -> list[PaperRow]:
    """Everything issued in the period, invoices first; no samples."""
    days = (span.starts_on.isoformat(), span.ends_on.isoformat())
    return [_paper(row) for kind in _KINDS for row in each_row(_PAPERS, (kind, *days))]


def _paper(row: Sequence[Any]) -> PaperRow:
    key, kind, form, number, issued_on, customer, currency, gross, state = row[:9]
    pdf, xml, fiscal_pdf, fiscal_xml, link, seal = row[9:]
    return PaperRow(
        id=int(key), kind=kind, form=form, number=number or "", issued_on=date.fromisoformat(issued_on),
        customer=customer, currency=currency, gross=int(gross), state=state, pdf_sha=pdf, xml_sha=xml,
        fiscal_pdf=fiscal_pdf, fiscal_xml=fiscal_xml, link=link, seal=seal,
    )  # fmt: skip


def papers_table(papers: Sequence[PaperRow], files: dict[int, tuple[str, str]]) -> Table:
    """The papers with the names that their files got."""
    rows: list[Sequence[Cell]] = [
        (
            *(each.kind, each.number, each.form, each.issued_on, each.customer, each.currency),
            *(money.major(each.gross, each.currency), each.state, *files.get(each.id, ("", ""))),
            *(each.link, each.seal),
        )
        for each in papers
    ]
    return Table("papers", _("Issued papers"), _PAPER_COLUMNS, rows)


@rights.needs("exports.read")
def numbers_of(caller: Caller, span: PeriodDraft) -> Table:
    """Each series of the period: the first and the last number, and which are missing up to the last."""
    told = company.setting(caller, PASSED_OVER, [])
    rows: list[Sequence[Cell]] = []
    series, restarting = _by_series(span)
    for (kind, year), numbers in series.items():
        inside = [number for number, day in numbers if span.starts_on <= day <= span.ends_on]
        if not inside:
            continue
        over = [each for each in told if (each["kind"], each["year"]) == (kind, year)]
        given = {number for number, _day in numbers}
        given.update(number for each in over for number in range(each["first"], each["last"] + 1))
        earlier = [number for number, day in numbers if day < span.starts_on]
        last_year = [number for number, _day in series.get((kind, year - 1), [])]
        begin = min(inside)  # a firm may begin with any number
        if earlier:
            begin = max(earlier) + 1
        elif last_year:
            begin = 1 if kind in restarting else max(last_year) + 1
        missing = [number for number in range(begin, max(inside) + 1) if number not in given]
        words = "; ".join(f"{each['first']}-{each['last']}: {each.get('reason', '')}" for each in over)
        rows.append((kind, year, min(inside), max(inside), len(inside), _ranges(missing), words))
    return Table("numbers", _("Numbers of the papers"), _NUMBER_COLUMNS, rows)


_Series = dict[tuple[str, int], list[tuple[int, date]]]


def _by_series(span: PeriodDraft) -> tuple[_Series, set[str]]:
    """Numbers with their days by kind and year, from the year before on; and which kinds begin anew."""
    found: _Series = {}
    restarting = set()
    values = (span.starts_on.year - 1, span.ends_on.year)
    for kind, year, number, day, restarts in raw().execute(_NUMBERS, values).fetchall():
        found.setdefault((kind, int(year)), []).append((int(number), date.fromisoformat(day)))
        if restarts == "yearly":
            restarting.add(kind)
    return found, restarting


def _ranges(numbers: Sequence[int]) -> str:
    """ "3-5, 9" of 3, 4, 5 and 9."""
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in _runs(numbers))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last
