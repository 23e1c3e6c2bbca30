"""What a purge would take or took, as a text for the files and as JSON for programs. It names no customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from desktop_crm.billing.queries import purging as papers
from desktop_crm.billing.queries.purging import PurgedPaper, PurgeRun
from desktop_crm.billing.rules.purging import YearSum
from desktop_crm.company import queries as company
from desktop_crm.files.saving import save_file
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import Message, Translator, _, many
from desktop_crm.workspace.erasure_report import paper_word
from desktop_crm.workspace.paper_purging import PaperPlan


@dataclass(frozen=True, slots=True)
class PurgeRecord:
    """One purge with every paper that went in it."""

    firm: str
    run: PurgeRun
    papers: tuple[PurgedPaper, ...]


@rights.needs("persons.erase")
def record_of(caller: Caller, run_id: int | None = None) -> PurgeRecord:
    """The record of a purge (None: of the last one). NotFound when there is none."""
    runs = papers.list_runs(caller)
    run = next((each for each in runs if run_id in (None, each.id)), None)
    if run is None:
        raise NotFound(
            _("No papers were purged yet") if run_id is None else _("There is no such purge"), "id"
        )
    firm = company.firm_or_none(caller)
    return PurgeRecord(firm.draft.name if firm else "", run, tuple(papers.purged_papers(caller, run.id)))


def counted(kind: str, count: int) -> Message:
    """ "12 invoices"."""
    words = {
        "quote": many("{n} quote", "{n} quotes", count),
        "invoice": many("{n} invoice", "{n} invoices", count),
        "credit_note": many("{n} credit note", "{n} credit notes", count),
    }
    return words[kind]


def gross_words(sums: YearSum, t: Translator) -> str:
    """The sums of a line, a currency each."""
    return ", ".join(t.formats.money(total, currency) for currency, total in sorted(sums.gross.items()))


def text_of(record: PurgeRecord, t: Translator) -> str:
    """The record for the files."""
    return "\n".join(_lines(record, t)) + "\n"


def _lines(record: PurgeRecord, t: Translator) -> Iterator[str]:
    run = record.run
    yield t("Papers purged after their keep time")
    yield ""
    if record.firm:
        yield t("Firm: {firm}", firm=record.firm)
    yield t("Purge {id} of {day}", id=str(run.id), day=run.done_on)
    if run.by_itself:
        yield t("By the program itself, as the owner set it")
    elif run.by:
        yield t("Confirmed by {name}", name=run.by)
    yield t.plural("{n} paper", "{n} papers", len(record.papers))
    yield ""
    for sums in _sums(record.papers):
        yield f"  {sums.year}: {t.message(counted(sums.kind, sums.count))}, {gross_words(sums, t)}"
    yield ""
    for each in record.papers:
        yield "  - " + t(
            "{kind} {number} of {day}, {amount}: kept until {until} ({reason})",
            kind=paper_word(each.kind), number=each.number, day=each.issued_on,
            amount=t.formats.money(each.gross, each.currency), until=each.time.until,
            reason=each.time.reason,
        )  # fmt: skip
    yield ""
    yield t("Gone are the papers with their files, payments, history and what finds them; "
            "number, date, amounts and seals stay, so that the chain can be checked.")  # fmt: skip
    yield t("Backups made before still hold them until they are rotated out; "
            "what is restored from one is purged again.")  # fmt: skip
    if not run.is_scrubbed:
        yield t("The file could not be written anew yet; the next daily backup tries again.")


def _sums(purged: Iterable[PurgedPaper]) -> list[YearSum]:
    found: dict[tuple[int, str], dict[str, int]] = {}
    counts: dict[tuple[int, str], int] = {}
    for each in purged:
        key = (each.issued_on.year, each.kind)
        counts[key] = counts.get(key, 0) + 1
        sums = found.setdefault(key, {})
        sums[each.currency] = sums.get(each.currency, 0) + each.gross
    return [YearSum(year, kind, counts[year, kind], found[year, kind]) for year, kind in sorted(found)]


def write(caller: Caller, run_id: int | None, target: Path, t: Translator) -> str:
    """Put the record into the file `target`; its name. UserError where it cannot be written."""
    return save_file(target, text_of(record_of(caller, run_id), t).encode()).name


def file_name(run: PurgeRun) -> str:
    """What the text is called where nobody says otherwise."""
    return f"purge-{run.id}-{run.done_on.isoformat()}.txt"


def plan_json(plan: PaperPlan, t: Translator) -> dict[str, Any]:
    """What would go, for programs."""
    return {
        "kind": "papers",
        "count": plan.count,
        "reason": t("their keep time is over"),
        "by_year": [_sum_json(each) for each in plan.sums],
        "papers": [
            {
                "id": paper.id,
                "kind": paper.kind,
                "number": paper.number,
                "issued_on": paper.issued_on,
                "kept_until": case.time.until,
                "rule": t.message(case.time.reason),
            }
            for case in plan.due
            for paper in case.papers
        ],
        "stay": {t.message(words): count for words, count in plan.staying.items()},
    }


def _sum_json(each: YearSum) -> dict[str, Any]:
    return {
        "year": each.year,
        "kind": each.kind,
        "count": each.count,
        "gross": {currency: money.plain(total, currency) for currency, total in sorted(each.gross.items())},
    }


def record_json(record: PurgeRecord, t: Translator) -> dict[str, Any]:
    """The record, for programs."""
    run = record.run
    return {
        "id": run.id,
        "on": run.done_on,
        "by": run.by,
        "by_itself": run.by_itself,
        "file_written_anew": run.is_scrubbed,
        "by_year": [_sum_json(each) for each in _sums(record.papers)],
        "papers": [
            {
                "id": each.id,
                "kind": each.kind,
                "number": each.number,
                "issued_on": each.issued_on,
                "currency": each.currency,
                "gross": money.plain(each.gross, each.currency),
                "kept_until": each.time.until,
                "rule": t.message(each.time.reason),
            }
            for each in record.papers
        ],
    }


def due_json(each: papers.FallsDue, today: date, t: Translator) -> dict[str, Any]:
    """A line of what falls due when, for programs."""
    return {
        "year": each.year,
        "kind": each.kind,
        "count": each.count,
        "kept_until": each.time.until,
        "rule": t.message(each.time.reason),
        "is_over": each.time.until < today,
    }
