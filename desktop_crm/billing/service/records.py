"""Rows of documents: what a draft and an issued paper look like in the tables, in search and on the
timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple

from desktop_crm.billing.models import Document
from desktop_crm.billing.queries import wording
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.billing.rules import pricing_lines
from desktop_crm.billing.rules.checks import check_draft, tidy
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import TotalFacts
from desktop_crm.billing.rules.pricing import sums_of
from desktop_crm.billing.service import searching
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules.drafts import TimelineKind
from desktop_crm.database import search, writes
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.totals import totals_of


class DocumentRef(NamedTuple):
    """A draft that was written; `version` goes into the next save."""

    id: int
    version: int


class Issued(NamedTuple):
    """A document that has its number now."""

    id: int
    version: int
    number: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A document's row as the services read it."""

    id: int
    version: int
    kind: str
    form: str
    state: str
    number: str
    contact_id: int | None
    currency: str
    issued_on: date | None
    due: int
    paid: int
    credited: int
    open: int
    is_external: bool
    is_sample: bool
    facts: str | None
    draft_text: str
    internal_notes: str
    customer: str

    @property
    def draft(self) -> DocumentDraft:
        return canonical.load(DocumentDraft, self.draft_text)


_READ: Final = (
    f"SELECT id, version, kind, form, state, coalesce({FISCAL_NUMBER}, ''), contact_id, currency, issued_on,"
    " due, paid, credited,"
    " open, is_external, is_sample, facts, draft, internal_notes, customer FROM document d WHERE id = ?"
)
TIMELINE: Final[dict[str, TimelineKind]] = {
    "order": "quote",
    "delivery": "quote",
    "pro_forma": "quote",
    "receipt": "payment",
}
"""As what the papers without money stand on the timeline; all others under their own kind."""
_NAME: Final = "SELECT name FROM contact WHERE id = ?"


def read(document_id: int) -> Stored:
    """The stored row; NotFound when there is none."""
    row = raw().execute(_READ, (document_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no document {id}", id=str(document_id)))
    values = list(row)
    values[8] = date.fromisoformat(values[8]) if values[8] else None
    values[13], values[14] = bool(values[13]), bool(values[14])
    return Stored(*values)


def read_version(document_id: int, version: int | None) -> Stored:
    """The stored row if it is still the version that the caller saw (None: whatever is stored)."""
    stored = read(document_id)
    if version is not None and version != stored.version:
        raise Conflict(_("Somebody else changed this in the meantime."))
    return stored


def need_draft(stored: Stored) -> None:
    """Raise UserError when this has been issued already."""
    if stored.state != "draft":
        message = _("{number} has been issued: it cannot be changed any more", number=stored.number)
        raise UserError(message)


def customer_name(contact_id: int | None) -> str:
    """The contact's name; NotFound at "contact_id" when there is no such contact."""
    if contact_id is None:
        return ""
    row = raw().execute(_NAME, (contact_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no contact {id}", id=str(contact_id)), "contact_id")
    return str(row[0])


def draft_columns(
    draft: DocumentDraft, customer: str, sums: TotalFacts, text: bytes | None = None, title: str = ""
) -> dict[str, Any]:
    """The columns that a draft's text decides; `text` is its canonical form where that is known already,
    `title` what it is about in words where {period} or its like stands in it."""
    return {
        "kind": draft.kind,
        "form": draft.form,
        "contact": draft.contact_id,
        "customer": customer,
        "customer_folded": search.fold(customer),
        "title": title or draft.title,
        "order_number": draft.order_number,
        "currency": draft.currency,
        "language": draft.language,
        "issued_on": draft.issued_on,
        "due_on": draft.due_on if draft.kind == "invoice" else None,
        "valid_until": draft.valid_until if draft.kind == "quote" else None,
        "net": sums.net,
        "tax": sums.tax,
        "gross": sums.gross,
        "due": sums.due,
        "quote": draft.from_id,
        "corrects": draft.corrects_id,
        "is_sample": draft.is_sample,
        "draft": (text or canonical.dump(draft)).decode(),
        "internal_notes": draft.internal_notes,
        "updated_at": utc_now(),
    }


def insert_draft(caller: Caller, draft: DocumentDraft) -> DocumentRef:
    """A new draft's row and search entry, inside the running transaction. What follows another paper keeps
    the prices that were agreed there."""
    draft = tidy(pricing_lines.agreed(draft))
    document = check_draft(draft)
    customer = customer_name(draft.contact_id)
    result = totals_of(document)
    title = wording.title_of(caller, draft, utc_now().date())
    columns = draft_columns(draft, customer, sums_of(result), title=title)
    document_id = writes.insert(Document, **columns, created_at=columns["updated_at"])
    searching.index_draft(document_id, draft, customer, result, title, is_new=True)
    return DocumentRef(document_id, 1)


def update_draft(caller: Caller, document_id: int, version: int, draft: DocumentDraft) -> int:
    """A changed draft's row and search entry, inside the running transaction; the new version."""
    draft = tidy(draft)
    document = check_draft(draft)
    stored = read(document_id)
    need_draft(stored)
    if (stored.kind, stored.form) != (draft.kind, draft.form):
        raise UserError(_("A {kind} does not become another kind of document", kind=stored.kind), "kind")
    draft = replace(draft, is_sample=stored.is_sample)
    customer = customer_name(draft.contact_id)
    result = totals_of(document)
    title = wording.title_of(caller, draft, utc_now().date())
    columns = draft_columns(draft, customer, sums_of(result), title=title)
    new_version = writes.update_versioned(Document, document_id, version, **columns)
    searching.index_draft(document_id, draft, customer, result, title, is_new=False)
    return new_version


def write_timeline(
    caller: Caller,
    stored: Stored,
    kind: TimelineKind,
    message: Message | str,
    *,
    amount: int | None = None,
    summary: Message | str = "",
) -> None:
    """One line on the customer's timeline; a message is read in the language of whoever looks."""
    if stored.contact_id is None:
        return
    contacts_service.write_timeline(
        stored.contact_id,
        kind,
        message,
        summary,
        at=utc_now(),
        entity=stored.kind,
        entity_id=stored.id,
        amount=amount,
        currency=None if amount is None else stored.currency,
        by=caller.user,
    )
