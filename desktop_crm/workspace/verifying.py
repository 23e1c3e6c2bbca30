"""Is everything as it was written? Numbers, seals, totals, links, and the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_crm.billing import service as billing
from desktop_crm.billing.queries.seals import paper_hashes
from desktop_crm.contacts import queries as contacts
from desktop_crm.database import blobs, connection
from desktop_crm.receivables.queries import cash
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a damaged file may end with: rows of one table in another's pages, a number for a text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the record ("2026-0042", "database") and what about it."""

    record: str
    message: Message


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, how many of each, the heads of the chains, what is wrong, and what is not there
    because its keep time was over."""

    checked: dict[str, int]
    heads: dict[str, str]
    findings: tuple[Finding, ...]
    purged: tuple[Message, ...] = ()


@rights.needs("data.verify")
def verify(caller: Caller, progress: Progress = SILENT) -> Report:
    """Check the open file from end to end; reads only."""
    findings = [
        Finding("database", _("The file is damaged: {problem}", problem=problem))
        for problem in connection.check_integrity()
    ]
    try:
        papers = billing.verify(caller, progress)
        findings.extend(Finding(found.record, found.message) for found in papers.findings)
        findings.extend(_changed_files(caller))
        findings.extend(_changed_cash(caller))
    except _UNREADABLE:
        if not findings:  # then it is not the file that is wrong
            raise
        return Report({}, {}, tuple(findings))
    return Report(dict(papers.checked), dict(papers.heads), tuple(findings), papers.purged)


def _changed_cash(caller: Caller) -> Iterator[Finding]:
    """The first day of the cash book that is not as it was closed."""
    number = cash.broken_seal(caller)
    if number is not None:
        yield Finding(f"cash book {number}", _("This day of the cash book is not as it was closed"))


def _changed_files(caller: Caller) -> Iterator[Finding]:
    """Attachments, mails and pictures whose bytes are not those that were stored."""
    for sha256 in blobs.wrong_blobs(paper_hashes(caller)):
        for name in contacts.file_names(caller, sha256) or ["database"]:
            yield Finding(name, _("Its stored bytes were changed"))
