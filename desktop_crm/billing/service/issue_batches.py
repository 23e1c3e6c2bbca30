"""Many drafts issued at once: what stands in the way of which, and each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from desktop_crm.billing import queries
from desktop_crm.billing.queries import DocumentView
from desktop_crm.billing.service import checking, issuing
from desktop_crm.billing.service.records import Issued
from desktop_crm.billing.service.rendering import Renderer
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Cancelled, NotFound, UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress


@dataclass(frozen=True, slots=True)
class Candidate:
    """One draft of a batch: what it comes to (minor units), what one should know of it, why it cannot go."""

    document_id: int
    version: int
    customer: str
    gross: int
    currency: str
    warnings: tuple[Message, ...] = ()
    why_not: Message | None = None


@dataclass(frozen=True, slots=True)
class IssueBatch:
    """What was issued, in the order of its numbers, and what stayed a draft, each with its reason."""

    issued: tuple[Issued, ...]
    left_out: tuple[Candidate, ...]


@rights.needs("documents.issue")
def issue_candidates(caller: Caller, document_ids: Sequence[int], today: date) -> list[Candidate]:
    """What would be issued of these drafts, in the order in which numbers are drawn: by day, then as they
    were begun."""
    return [_candidate(caller, view, today) for view in _ordered(caller, document_ids, today)]


def _ordered(caller: Caller, document_ids: Iterable[int], today: date) -> list[DocumentView]:
    views = []
    for each in dict.fromkeys(document_ids):
        with suppress(NotFound):  # whoever deleted it meanwhile does not want it issued
            views.append(queries.get_document(caller, each, today))
    dated = [(view.draft.issued_on or today, view.row.id, view) for view in views]
    return [view for _day, _id, view in sorted(dated, key=itemgetter(0, 1))]


def _candidate(caller: Caller, view: DocumentView, today: date) -> Candidate:
    if view.row.state != "draft" or view.row.kind != "invoice":
        return _of(view, why_not=_("Only drafts of invoices are issued together"))
    found = checking.problems(caller, view.draft, today)
    return _of(
        view,
        warnings=tuple(problem.message for problem in found if problem.is_warning),
        why_not=next((problem.message for problem in found if not problem.is_warning), None),
    )


def _of(view: DocumentView, warnings: tuple[Message, ...] = (), why_not: Message | None = None) -> Candidate:
    row = view.row
    return Candidate(row.id, row.version, row.customer, row.gross, row.currency, warnings, why_not)


@rights.needs("documents.issue")
def issue_invoices(
    caller: Caller,
    wanted: Sequence[tuple[int, int]],
    today: date,
    *,
    key: str | None = None,
    render: Renderer | None = None,
    progress: Progress = SILENT,
) -> IssueBatch:
    """Issue these drafts, (id, version) each, by day and then as they were begun. What cannot be issued, or
    was changed by somebody else, stays a draft with its reason and holds up no other.

    What has its number keeps it: a Cancel leaves the rest as drafts and answers with both. With a `key` used
    before, what was issued with it comes back.
    """
    versions, issued, left = dict(wanted), list[Issued](), list[Candidate]()
    views = _ordered(caller, versions, today)
    cancelled = False
    for done, view in enumerate(views):
        try:
            if not cancelled:
                progress.step(done, len(views), _("Invoices"))
        except Cancelled:
            cancelled = True
        if cancelled:
            left.append(_of(view, why_not=_("Cancelled before it was issued")))
            continue
        document = view.row.id
        own = None if key is None else f"{key}:{document}"
        try:
            issued.append(
                issuing.issue_invoice(
                    caller, document, versions[document], today=today, key=own, render=render
                )
            )
        except DatabaseFault:
            raise
        except UserError as error:
            left.append(_of(view, why_not=error.message))
    return IssueBatch(tuple(issued), tuple(left))
