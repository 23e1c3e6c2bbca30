"""Old papers and what keeps them, what was purged, and the words of both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.billing.rules import chain
from desktop_crm.billing.rules.purging import Case, OldPaper, cases_of
from desktop_crm.company import queries as company
from desktop_crm.company.rules import law
from desktop_crm.company.rules.law import KeepTime
from desktop_crm.company.rules.paper_times import SETTING, PaperTimes, times_of
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import add_months

_COLUMNS: Final = (
    "d.id, d.kind, d.state, d.number_text, d.issued_on, d.open, d.currency, d.gross, d.version, d.contact_id,"
    " d.quote_id, d.corrects_id, d.answered_on, h.document_id IS NOT NULL,"
    " (SELECT max(p.paid_on) FROM payment p WHERE p.document_id = d.id)"
    " FROM document d LEFT JOIN paper_hold h ON h.document_id = d.id"
    " WHERE d.state <> 'draft' AND NOT d.is_sample"
)
_OLD: Final = (
    f"SELECT {_COLUMNS} AND d.kind IN ('invoice', 'credit_note') AND d.issued_on <= ?"
    f" UNION ALL SELECT {_COLUMNS} AND d.kind IN ('order', 'delivery', 'pro_forma', 'receipt')"
    " AND d.issued_on <= ?"
    f" UNION ALL SELECT {_COLUMNS} AND d.kind = 'quote' AND d.issued_on <= ?"
)
_ANY: Final = (
    "SELECT 1 FROM document WHERE kind IN ('invoice', 'credit_note') AND state <> 'draft'"
    " AND NOT is_sample AND issued_on <= ?"
    " UNION ALL"
    " SELECT 1 FROM document WHERE kind IN ('order', 'delivery', 'pro_forma', 'receipt')"
    " AND state <> 'draft' AND NOT is_sample AND issued_on <= ?"
    " UNION ALL"
    " SELECT 1 FROM document WHERE kind = 'quote' AND state <> 'draft' AND NOT is_sample AND issued_on <= ?"
    " LIMIT 1"
)
_USED: Final = (
    "SELECT n.{link} FROM document n JOIN document d ON d.id = n.{link}"
    " WHERE d.issued_on <= ? AND (n.state = 'draft' OR n.is_sample OR n.issued_on > ?)"
)
_FOLLOWED: Final = (
    "SELECT document_id AS after, before_id AS before FROM document_link",
    "SELECT DISTINCT document_id AS after, of_document_id AS before FROM document_line"
    " WHERE of_document_id IS NOT NULL",
)
"""Which paper stands behind which, beside what it was made from and what it corrects."""
_LISTED: Final = "(SELECT value FROM json_each(?))"
_PURGED: Final = (
    "document_id", "run_id", "kind", "series_id", "year", "number", "number_text", "issued_on", "currency",
    "net", "tax", "gross", "paid", "taxes", "is_external", "link", "previous_hash", "hash", "record_seal",
    "pdf_sha", "xml_sha", "payments", "payments_hash", "counted_from", "until", "rule", "years",
)  # fmt: skip
"""The columns over which the seal of a purged paper is, in their order."""


@dataclass(frozen=True, slots=True)
class PurgedPaper:
    """What stays on record of a paper that went."""

    id: int
    kind: str
    number: str
    issued_on: date
    currency: str
    gross: int
    time: KeepTime


@dataclass(frozen=True, slots=True)
class PurgeRun:
    """One act in which papers went."""

    id: int
    done_on: date
    by: str
    by_itself: bool
    papers: int
    is_scrubbed: bool


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper that somebody keeps, and why."""

    id: int
    kind: str
    number: str
    issued_on: date
    reason: str
    by: str


@rights.needs("persons.erase")
def paper_times(caller: Caller) -> PaperTimes:
    """What the firm says about papers whose keep time is over."""
    return times_of(company.setting(caller, SETTING))


def _country(caller: Caller) -> str:
    firm = company.firm_or_none(caller)
    return firm.draft.country if firm else ""


def _cutoff(country: str, today: date) -> date:
    """No paper that was issued later can be due."""
    return add_months(today, -12 * law.shortest_years(country))


@rights.needs("persons.erase")
def has_old_papers(caller: Caller, today: date) -> bool:
    """Whether it is worth looking: one step along an index."""
    cutoff = _cutoff(_country(caller), today).isoformat()
    return raw().execute(_ANY, (cutoff,) * 3).fetchone() is not None


@rights.needs("persons.erase")
def old_cases(
    caller: Caller, today: date, tickets: Iterable[int] = (), ids: Sequence[int] | None = None
) -> list[Case]:
    """The cases of all old papers, also those that stay and why; `tickets` are papers that an open ticket is
    about. With `ids` only the cases of these papers, which have to be whole ones."""
    country = _country(caller)
    cutoff = _cutoff(country, today).isoformat()
    if ids is None:
        rows = raw().execute(_OLD, (cutoff,) * 3).fetchall()
    else:
        rows = raw().execute(f"SELECT {_COLUMNS} AND d.id IN {_LISTED}", (json.dumps(list(ids)),)).fetchall()
    followed = _followed([row[0] for row in rows])
    papers = [_paper(row, followed.get(row[0], ())) for row in rows]
    used = _used(cutoff) if ids is None else _used_by_others(ids)
    return cases_of(papers, country, today, paper_times(caller), used=used, tickets=frozenset(tickets))


def _used(cutoff: str) -> set[int]:
    found: set[int] = set()
    for link in ("quote_id", "corrects_id"):
        found |= {key for (key,) in raw().execute(_USED.format(link=link), (cutoff, cutoff)).fetchall()}
    for sql in _FOLLOWED:
        newer = f"SELECT f.before FROM ({sql}) f JOIN document n ON n.id = f.after WHERE n.issued_on > ?"
        found |= {key for (key,) in raw().execute(newer, (cutoff,)).fetchall()}
    return found


def _followed(ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The papers that each of these bills, takes off or fulfils line by line."""
    found: dict[int, set[int]] = {}
    listed = json.dumps(list(ids))
    for sql in _FOLLOWED:
        of_these = f"SELECT f.after, f.before FROM ({sql}) f WHERE f.after IN {_LISTED}"
        for after, before in raw().execute(of_these, (listed,)).fetchall():
            found.setdefault(after, set()).add(before)
    return {key: tuple(sorted(before)) for key, before in found.items()}


def _used_by_others(ids: Sequence[int]) -> set[int]:
    """Those of these papers to which one refers that is not among them."""
    found: set[int] = set()
    listed = json.dumps(list(ids))
    for link in ("quote_id", "corrects_id"):
        sql = f"SELECT {link} FROM document WHERE {link} IN {_LISTED} AND id NOT IN {_LISTED}"
        found |= {key for (key,) in raw().execute(sql, (listed, listed)).fetchall()}
    for followed in _FOLLOWED:
        sql = f"SELECT f.before FROM ({followed}) f WHERE f.before IN {_LISTED} AND f.after NOT IN {_LISTED}"
        found |= {key for (key,) in raw().execute(sql, (listed, listed)).fetchall()}
    return found


def _paper(row: Sequence[Any], followed: tuple[int, ...]) -> OldPaper:
    issued_on = date.fromisoformat(row[4])
    moved = [issued_on, *(date.fromisoformat(row[place]) for place in (12, 14) if row[place])]
    return OldPaper(
        id=row[0], kind=row[1], state=row[2], number=row[3], issued_on=issued_on, moved_on=max(moved),
        open=row[5], currency=row[6], gross=row[7], version=row[8], contact_id=row[9], quote_id=row[10],
        corrects_id=row[11], is_held=bool(row[13]), followed=followed,
    )  # fmt: skip


_RUNS: Final = (
    'SELECT r.id, r.done_on, r."by", r.by_itself, count(p.document_id), r.is_scrubbed FROM purge_run r'
    " LEFT JOIN purged_paper p ON p.run_id = r.id"
    ' GROUP BY r.id, r.done_on, r."by", r.by_itself, r.is_scrubbed ORDER BY r.id DESC'
)
_OF_RUN: Final = (
    "SELECT document_id, kind, number_text, issued_on, currency, gross, until, years, rule FROM purged_paper"
    " WHERE run_id = ? ORDER BY issued_on, document_id"
)
_HELD: Final = (
    'SELECT d.id, d.kind, d.number_text, d.issued_on, h.reason, h."by" FROM paper_hold h'
    " JOIN document d ON d.id = h.document_id ORDER BY d.issued_on, d.id"
)


@rights.needs("persons.erase")
def list_runs(caller: Caller) -> list[PurgeRun]:
    """Every purge, the newest first."""
    return [
        PurgeRun(key, date.fromisoformat(on), by, bool(itself), count, bool(scrubbed))
        for key, on, by, itself, count, scrubbed in raw().execute(_RUNS).fetchall()
    ]


@rights.needs("persons.erase")
def purged_papers(caller: Caller, run_id: int) -> list[PurgedPaper]:
    """What went in a purge."""
    return [
        PurgedPaper(key, kind, number, date.fromisoformat(on), currency, gross,
                    KeepTime(date.fromisoformat(until), years, rule))
        for key, kind, number, on, currency, gross, until, years, rule
        in raw().execute(_OF_RUN, (run_id,)).fetchall()
    ]  # fmt: skip


@rights.needs("persons.erase")
def list_held(caller: Caller) -> list[HeldPaper]:
    """The papers that somebody keeps."""
    return [
        HeldPaper(key, kind, number, date.fromisoformat(on), reason, by)
        for key, kind, number, on, reason, by in raw().execute(_HELD).fetchall()
    ]


def purged_columns() -> str:
    """SQL: the columns of a purged paper `p` over which its seal is."""
    return ", ".join(f"p.{name}" for name in _PURGED)


def purge_seal(values: Iterable[Any]) -> str:
    """The seal of a purged paper over its stored columns, in the order of `purged_columns`."""
    plain = [int(each) if isinstance(each, bool) else each for each in values]
    return chain.digest(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())


_BY_YEAR: Final = (
    "SELECT kind, CAST(substr(issued_on, 1, 4) AS INTEGER) AS year, count(*) FROM document"
    " WHERE state <> 'draft' AND NOT is_sample GROUP BY kind, CAST(substr(issued_on, 1, 4) AS INTEGER)"
)


@dataclass(frozen=True, slots=True)
class FallsDue:
    """So many papers of a kind, issued in a year, must stay until this day at least."""

    year: int
    kind: str
    count: int
    time: KeepTime


@rights.needs("persons.erase")
def falls_due(caller: Caller) -> list[FallsDue]:
    """What falls due when, if nothing more happens with it; the first day first."""
    country, times = _country(caller), paper_times(caller)
    found = []
    for kind, year, count in raw().execute(_BY_YEAR).fetchall():
        kinds = (kind, law.BOOK) if times.is_book and kind != "quote" else (kind,)
        last = date(year, 12, 31)
        time = max(
            (law.keep_time(country, each, last, year_ends=times.year_ends) for each in kinds),
            key=lambda each: each.until,
        )
        found.append(FallsDue(year, kind, count, time))
    return sorted(found, key=lambda each: (each.time.until, each.kind))


_KNOWN: Final = (
    "SELECT d.id FROM document d LEFT JOIN record_seal r ON r.document_id = d.id"
    " WHERE d.id = ? AND coalesce(d.hash, r.sha256) = ? AND d.state <> 'draft' AND NOT d.is_sample"
)


def still_there(sealed: Iterable[tuple[int, str]]) -> list[int]:
    """Those of these papers, given by id and seal, that this database has."""
    return [key for key, seal in sealed if raw().execute(_KNOWN, (key, seal)).fetchone() is not None]
