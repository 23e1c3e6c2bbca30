"""The accountant's package: one sealed ZIP with everything of some days, whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from desktop_crm import __version__
from desktop_crm.accounting.documents import generic, gobd, journals
from desktop_crm.accounting.documents.change_list import changes_table
from desktop_crm.accounting.documents.first_page import Told, first_page
from desktop_crm.accounting.documents.vat_report import vat_report_tables
from desktop_crm.accounting.models import Handover
from desktop_crm.accounting.queries import handovers, money, papers, received, spent, vat_books
from desktop_crm.accounting.queries.handovers import Since
from desktop_crm.accounting.queries.money import Kept
from desktop_crm.accounting.queries.papers import PaperRow
from desktop_crm.accounting.rules.changes import items_to_json
from desktop_crm.accounting.rules.layouts import DATEV, GOBD, VENTES, check_layouts, package_name
from desktop_crm.accounting.rules.spans import check_span
from desktop_crm.accounting.rules.tables import Table
from desktop_crm.accounting.service import journals as layouts
from desktop_crm.billing import queries as billing
from desktop_crm.billing.documents.file_names import safe_name
from desktop_crm.billing.rules.journal_entries import JournalEntry
from desktop_crm.company import queries as company
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database import blobs, placing, writes
from desktop_crm.database.connection import current, transaction
from desktop_crm.files import guards
from desktop_crm.files.sealed import SealedWriter
from desktop_crm.values import money as amounts
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator, _, translator_for
from desktop_crm.values.progress import SILENT, Progress

INDEX: Final = "index.html"
_BILLING: Final = ("invoice", "credit_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a package is to hold: the days, the layouts beside the tables, and whether it is made although
    nothing happened in these days."""

    span: PeriodDraft
    layouts: tuple[str, ...] = ()
    even_if_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What was written: the file, its seal, what lies in it by table, the sums by currency, and what changed
    in what was handed over before; `notes` say what is not whole in these days."""

    path: Path
    seal: str
    files: int
    counts: Mapping[str, int]
    sums: Mapping[str, tuple[int, int]]
    since: Since
    notes: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Content:
    """Everything that was read: tables, journal entries, and which files go where."""

    span: PeriodDraft
    entries: list[JournalEntry]
    papers: list[PaperRow]
    since: Since
    tables: list[Table] = field(default_factory=list)
    files: dict[int, tuple[str, str]] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)

    @property
    def sums(self) -> dict[str, tuple[int, int]]:
        return journals.sums_of(row for entry in self.entries for row in entry.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {table.name: len(table.rows) for table in self.tables}


@rights.needs("exports.read")
def suggested_name(caller: Caller, span: PeriodDraft) -> str:
    """ "2026-Q1 Atelier Lima.zip"."""
    firm = company.firm_or_none(caller)
    return package_name(firm.draft.full_name if firm else "", span)


@rights.needs("packages.make")
def hand_over(
    caller: Caller, wanted: Wanted, target: Path, today: date, *, progress: Progress = SILENT
) -> Handed:
    """Write the package of these days to `target` and keep on record what it held.

    The file appears whole or not at all and never replaces one; Cancelled leaves nothing behind. Killed
    between the file and its record, the package is whole all the same. UserError at "start", "end",
    "layout" or "OUT".
    """
    check_span(wanted.span)
    chosen = check_layouts(wanted.layouts, "layout")
    _check_target(target)
    current().check_may_write()  # rather now than after the work
    part = target.with_name(f".{target.name}.{placing.token()}.part")
    writer: SealedWriter | None = None
    try:
        content = _read(caller, wanted)
        placing.clear_unfinished(target)
        placing.make_empty(part)
        writer = SealedWriter(part, today)
        _write(caller, writer, content, chosen, today, progress)
        seal = writer.close(_about(caller, content, chosen, today))
        placing.put_in_place(part, target)
    except (OSError, ValueError) as error:
        raise UserError(_unwritable(target, error), "OUT") from error
    finally:
        if writer is not None:
            writer.abandon()
        placing.clear_away(part)
    try:
        _keep(caller, content, chosen, target, seal, today)
    except BaseException:
        placing.clear_away(target)  # nobody has it yet: with it nothing is half done
        raise
    return Handed(
        path=target, seal=seal, files=len(writer), counts=content.counts, sums=content.sums,
        since=content.since, notes=tuple(content.notes),
    )  # fmt: skip


def _check_target(target: Path) -> None:
    try:
        placing.check_free(target)
    except UserError as error:
        error.field = "OUT"
        raise


def _unwritable(target: Path, error: OSError | ValueError) -> Any:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full: “{path}” was not written.", path=str(target))
    reason = getattr(error, "strerror", None) or str(error)
    return _("“{path}” cannot be written: {reason}", path=str(target), reason=reason)


# ---------------------------------------------------------------------------------------------- reading


def _read(caller: Caller, wanted: Wanted) -> _Content:
    span = wanted.span
    entries = journals.real(billing.journal_entries(caller, span.starts_on, span.ends_on))
    content = _Content(span, entries, papers.papers_of(caller, span), handovers.changed_since(caller, span))
    vat = vat_books(caller, span)
    content.notes = [*vat.report.findings, *spent.open_cash_days(caller, span)]
    content.tables = [
        *layouts.tables_of(entries),
        *vat_report_tables(vat.report, vat.sales_list, vat.oss),
        money.payments_table(caller, span),
        money.sums_table(caller, span),
        money.open_items_table(caller, span),
        papers.numbers_of(caller, span),
        money.bank_lines_table(caller, span),
        spent.cash_table(caller, span),
        journals.vat_ids_table(entries, received.vat_checks(caller, span)),
        received.periods_table(caller, span),
        changes_table(content.since.changes),
    ]
    moved = {"journal", "payments", "money-in", "bank-lines", "cash-book"}
    others = (money.statements_table, money.letters_table, received.received_table, spent.expenses_table)
    is_empty = not (content.papers or content.since.changes or any(content.counts[each] for each in moved))
    if is_empty and not wanted.even_if_empty and not any(make(caller, span)[0].rows for make in others):
        raise UserError(
            _("Nothing was issued, paid or received from {start} to {end}", start=span.starts_on,
              end=span.ends_on),
            "start",
        )  # fmt: skip
    return content


# ---------------------------------------------------------------------------------------------- writing


def _write(
    caller: Caller, writer: SealedWriter, content: _Content, chosen: Sequence[str], today: date,
    progress: Progress,
) -> None:  # fmt: skip
    t = translator_for(caller.language)
    _write_papers(writer, content, progress)
    content.tables.append(papers.papers_table(content.papers, content.files))
    span = content.span
    for folder, (table, kept) in (
        ("bank", money.statements_table(caller, span)),
        ("reminders", money.letters_table(caller, span)),
        ("received", received.received_table(caller, span)),
        ("expenses", spent.expenses_table(caller, span)),
    ):
        content.tables.append(_write_kept(writer, folder, table, kept, progress))
    for done, table in enumerate(content.tables):
        progress.step(done, len(content.tables), _("Writing tables"))
        writer.add(f"tables/{table.name}.csv", generic.table_csv(table))
        writer.add(f"tables/{table.name}.xlsx", generic.table_xlsx(table, t))
    _write_layouts(caller, writer, content, chosen, today, t)
    told = Told(
        firm=company.get_firm(caller).draft.full_name,
        span=span,
        tables=content.tables,
        sums=content.sums,
        layouts=chosen,
        changes=content.since.changes,
        heads=billing.chain_heads(caller),
        folders=writer.folders(),
        today=today,
        notes=content.notes,
    )
    writer.add(INDEX, first_page(told, t))
    progress.step(1, 1)


def _write_papers(writer: SealedWriter, content: _Content, progress: Progress) -> None:
    """Every PDF and XML; one paper is in memory at a time. Invoices lie flat beside DATEV's list of them."""
    total = len(content.papers)
    for done, paper in enumerate(content.papers):
        progress.step(done, total, _("Writing papers"))
        folder = "documents" if paper.kind in _BILLING else "other-papers"
        stem = f"{paper.number} {paper.customer}"
        names = ["", ""]
        for sha, ending, place in (
            (paper.pdf_sha, "pdf", 0),
            (paper.xml_sha, "xml", 1),
            (paper.fiscal_pdf, "fiscal.pdf", 0),
            (paper.fiscal_xml, "fiscal.xml", 1),
        ):
            if sha:
                name = writer.add(f"{folder}/{safe_name(stem, ending)}", blobs.get(sha))
                names[place] = name
        content.files[paper.id] = (names[0], names[1])


def _write_kept(
    writer: SealedWriter, folder: str, table: Table, kept: Sequence[Kept], progress: Progress
) -> Table:
    """Files that came or went, each once; the table names them by their place in the archive."""
    names: dict[str, str] = {}
    rows = [list(row) for row in table.rows]
    place = table.headers.index("file")
    for done, each in enumerate(kept):
        progress.step(done, len(kept), _("Writing files"))
        if each.sha256 not in names:
            name = f"{folder}/{guards.safe_name(each.name)}"
            names[each.sha256] = writer.add(name, blobs.get(each.sha256))
        rows[each.row][place] = names[each.sha256]
    return replace(table, rows=rows)


def _write_layouts(
    caller: Caller, writer: SealedWriter, content: _Content, chosen: Sequence[str], today: date,
    t: Translator,
) -> None:  # fmt: skip
    span = content.span
    for layout in (VENTES, DATEV):
        if layout in chosen:
            for name, data in layouts.booked_files(caller, content.entries, span, layout, today):
                writer.add(f"{layout}/{name}", data)
    if DATEV in chosen:
        names = {
            key: [each.removeprefix("documents/") for each in both if each]
            for key, both in content.files.items()
        }
        listed = layouts.papers_xml(caller, content.entries, names, today)
        writer.add(f"documents/{layouts.PAPERS_FILE}", listed)
    if GOBD in chosen:
        tables = gobd.files_of(content.tables, layouts.supplier(caller), span.starts_on, span.ends_on, t)
        for name, data in tables:
            writer.add(f"gobd/{name}", data)


def _about(caller: Caller, content: _Content, chosen: Sequence[str], today: date) -> Mapping[str, Any]:
    """What the manifest says: whose books, which days, what they come to, where each chain ends."""
    firm = company.get_firm(caller).draft
    return {
        "firm": firm.full_name,
        "vat_id": firm.vat_id,
        "from": content.span.starts_on.isoformat(),
        "to": content.span.ends_on.isoformat(),
        "made_on": today.isoformat(),
        "program": __version__,
        "layouts": list(chosen),
        "counts": content.counts,
        "sums": sums_json(content.sums),
        "heads": billing.chain_heads(caller),
        "notes": [translator_for(caller.language).message(each) for each in content.notes],
    }


def sums_json(sums: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, str]]:
    """Net and VAT by currency, as text with a point."""
    return {
        currency: {"net": amounts.plain(net, currency), "vat": amounts.plain(tax, currency)}
        for currency, (net, tax) in sorted(sums.items())
    }


def _keep(
    caller: Caller, content: _Content, chosen: Iterable[str], target: Path, seal: str, today: date
) -> None:
    """Once the file is there: what it held, and what it told of packages before."""
    span, since = content.span, content.since
    own = list(handovers.items_between(span))
    inside = {item.key for item in own}
    told = [item for item in since.items if item.key not in inside]
    with transaction(caller) as changed:
        writes.insert(
            Handover,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            layouts=" ".join(chosen),
            name=target.name,
            papers=len(content.papers),
            changes=len(since.changes),
            seal=seal,
            made_on=today,
            at=utc_now(),
            by=caller.user,
            items=items_to_json([*own, *told], [key for key in since.gone if key not in inside]),
        )
        changed.add("handover")
