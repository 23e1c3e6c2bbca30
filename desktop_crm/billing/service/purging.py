"""Papers whose keep time is over: kept for a reason somebody gives, or gone for good.

What stays of a paper that went is its link of the chain and its line of the journal (`PurgedPaper`); bytes,
facts, rows, payments, files, history, search and what the log of changes told of it go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from desktop_crm.billing.models import PaperHold, PurgeRun
from desktop_crm.billing.queries.purging import old_cases, purge_seal, purged_columns
from desktop_crm.billing.rules import chain
from desktop_crm.billing.rules.purging import Case
from desktop_crm.billing.service.contents import appended_to, named_in_papers
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.paper_times import SETTING, PaperTimes, to_setting
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.service.erasing import forget_files, forget_shells
from desktop_crm.database import blobs, search, trail, writes
from desktop_crm.database.connection import in_transaction, raw, transaction
from desktop_crm.database.fields import canonical, stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _

_LONGEST: Final = 500
_LISTED: Final = "(SELECT value FROM json_each(?))"
_ISSUED: Final = "SELECT state, is_sample FROM document WHERE id = ?"
_PAPER: Final = (
    "SELECT d.kind, d.series_id, d.year, d.number, d.number_text, d.issued_on, d.currency, d.net, d.tax,"
    " d.gross, d.paid, d.is_external, d.link, d.previous_hash, d.hash, coalesce(r.sha256, ''), d.pdf_sha,"
    " d.xml_sha FROM document d LEFT JOIN record_seal r ON r.document_id = d.id WHERE d.id = ?"
)
_FISCAL_FILES: Final = "SELECT pdf_sha, xml_sha FROM fiscal_document WHERE document_id = ?"
_ENCLOSED: Final = "SELECT sha256 FROM enclosure WHERE document_id = ?"
_PAYMENTS: Final = "SELECT id, hash FROM payment WHERE document_id = ? ORDER BY id"
_TAXES: Final = (
    "SELECT category, rate, base, tax FROM document_tax WHERE document_id = ? ORDER BY category, rate"
)
_FILES: Final = "SELECT id, sha256 FROM attachment WHERE entity = ? AND entity_id = ?"


@rights.needs("persons.erase")
def set_paper_times(caller: Caller, times: PaperTimes) -> None:
    """Whether and when papers go from now on. Raises UserError at "year_ends"."""
    company_service.set_setting(caller, SETTING, to_setting(times))


@rights.needs("persons.erase")
def hold_paper(caller: Caller, document_id: int, reason: str) -> None:
    """Keep an issued paper, and all that belong to it, beyond its keep time. NotFound; UserError at
    "reason"."""
    reason = " ".join(reason.split())
    if not reason:
        raise UserError(_("Say why it is kept"), "reason")
    if len(reason) > _LONGEST:
        raise UserError(_("At most {most} characters", most=_LONGEST), "reason")
    with transaction(caller) as changed:
        row = raw().execute(_ISSUED, (document_id,)).fetchone()
        if row is None:
            raise NotFound(_("There is no document {id}", id=str(document_id)))
        if row[0] == "draft" or row[1]:
            raise UserError(_("Only an issued paper has a keep time"))
        trail.touch(PaperHold, document_id)
        raw().execute("DELETE FROM paper_hold WHERE document_id = ?", (document_id,))
        raw().execute(
            'INSERT INTO paper_hold (document_id, reason, at, "by") VALUES (?, ?, ?, ?)',
            (document_id, reason, stamp(utc_now()), caller.user),
        )
        changed.add("paper_hold")


@rights.needs("persons.erase")
def release_paper(caller: Caller, document_id: int) -> None:
    """Keep it no longer than the law says; nothing where nobody kept it."""
    with transaction(caller) as changed:
        if writes.delete(PaperHold, document_id):
            changed.add("paper_hold")


@rights.needs("persons.erase")
def begin_purge(caller: Caller, today: date, *, by_itself: bool = False) -> int:
    """The record of a purge to which its papers are written; its id. Needs a transaction."""
    return writes.insert(
        PurgeRun, done_on=today, at=utc_now(), by=caller.user, by_itself=by_itself, is_scrubbed=False
    )


@rights.needs("persons.erase")
def still_due(caller: Caller, cases: Sequence[Case], today: date, tickets: Iterable[int]) -> list[Case]:
    """Those of these cases that nobody touched since they were read, and that are due: asked in the
    transaction in which they go. `tickets` are papers that an open ticket is about."""
    wanted = {each.id: each.version for case in cases for each in case.papers}
    if not wanted:
        return []
    now = old_cases(caller, today, tickets, list(wanted))
    return [
        case
        for case in now
        if not case.stays and all(wanted[each.id] == each.version for each in case.papers)
    ]


@rights.needs("persons.erase")
def settled_again(caller: Caller, cases: Sequence[Case], today: date) -> list[Case]:
    """Those of these cases of a restored copy that can go, as they had gone already: neither a hold nor a
    draft keeps them there. Needs a transaction."""
    ids = [key for case in cases for key in case.ids]
    listed = (json.dumps(ids),)
    raw().execute(f"DELETE FROM paper_hold WHERE document_id IN {_LISTED}", listed)
    sql = "UPDATE document SET {link} = NULL WHERE state = 'draft' AND kind <> 'credit_note' AND {link} IN "
    for link in ("quote_id", "corrects_id"):
        raw().execute(sql.format(link=link) + _LISTED, listed)
    return [case for case in old_cases(caller, today, (), ids) if not case.stays]


@rights.needs("persons.erase")
def purge_papers(caller: Caller, cases: Sequence[Case], run_id: int) -> int:
    """Delete these cases, which were found due in the same transaction; how many papers went.

    Nothing of an upper room may refer to them any more.
    """
    if not in_transaction():
        raise RuntimeError("purge_papers needs a transaction")
    shas, named = set[str](), set[str]()
    for case in cases:
        _purge(case, run_id, shas, named)
    blobs.purge_unused(shas | named, named_in_papers(named))  # once: it reads the texts of all papers
    gone = [each for case in cases for each in case.papers]
    forget_shells({each.contact_id for each in gone if each.contact_id is not None})
    return len(gone)


def _purge(case: Case, run_id: int, shas: set[str], named: set[str]) -> None:
    """Adds to `shas` the files that go with it, to `named` those that the text of another paper may name."""
    gone = {"document": list(case.ids), "payment": [], "attachment": []}
    for paper in case.papers:
        _record(paper.id, case, run_id, shas)
        named |= _named(paper.id)
    for paper in case.papers:
        files = raw().execute(_FILES, (paper.kind, paper.id)).fetchall()
        named |= {sha for _key, sha in files}
        gone["attachment"] += [key for key, _sha in files]
        forget_files([key for key, _sha in files])
        gone["payment"] += _remove(paper.id, paper.kind)
    trail.forget_rows(gone)
    trail.forget_records(f"document:{key}" for key in case.ids)


def _named(document_id: int) -> set[str]:
    """The files that its text names, and those that went with its mails."""
    text = raw().execute("SELECT draft FROM document WHERE id = ?", (document_id,)).fetchone()[0]
    enclosed = raw().execute(_ENCLOSED, (document_id,)).fetchall()
    return appended_to(text or "") | {sha for (sha,) in enclosed}


def _remove(document_id: int, kind: str) -> list[int]:
    """Delete the paper with all its rows; the ids of its payments. One that takes another back goes first."""
    payments = [key for key, _hash in raw().execute(_PAYMENTS, (document_id,)).fetchall()]
    for key in payments:
        contacts_service.remove_timeline("payment", key)
    contacts_service.remove_timeline(kind, document_id)
    search.remove(kind, document_id)
    for sql in (
        "DELETE FROM assignment WHERE entity = 'document' AND entity_id = ?",
        "DELETE FROM payment WHERE reverses_id IS NOT NULL AND document_id = ?",
        "DELETE FROM payment WHERE document_id = ?",
        "DELETE FROM document_link WHERE document_id = ?",
        "DELETE FROM document_line WHERE document_id = ?",
        "DELETE FROM document_tax WHERE document_id = ?",
        "DELETE FROM record_seal WHERE document_id = ?",
        "DELETE FROM fiscal_document WHERE document_id = ?",
        "DELETE FROM document WHERE id = ?",
    ):
        raw().execute(sql, (document_id,))
    return payments


def _record(document_id: int, case: Case, run_id: int, shas: set[str]) -> None:
    """Write down what stays of it; the database lets it go only after that."""
    row = raw().execute(_PAPER, (document_id,)).fetchone()
    payments = raw().execute(_PAYMENTS, (document_id,)).fetchall()
    taxes = [list(each) for each in raw().execute(_TAXES, (document_id,)).fetchall()]
    fiscal = raw().execute(_FISCAL_FILES, (document_id,)).fetchone() or ()
    shas |= {sha for sha in (*row[16:18], *fiscal) if sha}
    values: list[Any] = [
        document_id, run_id, *row[:11], canonical(taxes), *row[11:18], len(payments),
        payments[-1][1] if payments else chain.START, case.counted_from.isoformat(),
        case.time.until.isoformat(), case.time.source, case.time.years,
    ]  # fmt: skip
    columns = purged_columns().replace("p.", "")
    marks = ", ".join("?" for _each in values)
    raw().execute(
        f"INSERT INTO purged_paper ({columns}, seal) VALUES ({marks}, ?)", (*values, purge_seal(values))
    )


def end_purges() -> None:
    """No purge waits any more for the file to be written anew. Needs a transaction."""
    raw().execute("UPDATE purge_run SET is_scrubbed = ? WHERE NOT is_scrubbed", (True,))


def purges_wait() -> bool:
    """Whether the file was not written anew since papers went."""
    return raw().execute("SELECT 1 FROM purge_run WHERE NOT is_scrubbed").fetchone() is not None
