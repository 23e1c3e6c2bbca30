"""Forgetting a customer: drafts and samples go, what was issued stays as long as the law keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.billing.service import records, searching
from desktop_crm.billing.service.contents import appended_to, appended_to_recurring
from desktop_crm.billing.service.drafts import delete_draft
from desktop_crm.billing.service.recurring import RECURRING_OF, forget_recurring
from desktop_crm.billing.service.samples import delete_samples
from desktop_crm.catalog.service.prices import forget_prices
from desktop_crm.company import queries as company
from desktop_crm.company.rules import law
from desktop_crm.contacts.service.erasing import forget_files
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _
from desktop_crm.values.personal import Forgotten, Kept

_PAPERS: Final = (
    "SELECT id, kind, version, state, coalesce(number_text, ''), issued_on, is_sample, pdf_sha, xml_sha,"
    " coalesce(draft, '')"
    " FROM document WHERE contact_id = ? ORDER BY id DESC"
)
_FILES: Final = "SELECT id, sha256 FROM attachment WHERE entity = ? AND entity_id = ?"


@dataclass(frozen=True, slots=True)
class _Paper:
    id: int
    kind: str
    version: int
    state: str
    number: str
    issued_on: str | None
    is_sample: int
    pdf: str | None
    xml: str | None
    draft: str

    @property
    def stays(self) -> bool:
        return self.state != "draft" and not self.is_sample


def _papers(contact_id: int) -> list[_Paper]:
    rows = raw().execute(_PAPERS, (contact_id,)).fetchall()
    return [_Paper(*row) for row in rows]


@rights.needs("persons.export")
def count_papers(caller: Caller, contact_id: int) -> Forgotten:
    """What `forget_papers` would erase, and which papers the law keeps."""
    return _count(caller, contact_id, _papers(contact_id))


def _count(caller: Caller, contact_id: int, papers: Sequence[_Paper]) -> Forgotten:
    found = Forgotten()
    firm = company.firm_or_none(caller)
    country = firm.draft.country if firm else ""
    going = [paper for paper in papers if not paper.stays]
    found.count(_("Drafts and samples of papers"), len(going))
    found.rows["document"] = [paper.id for paper in papers]
    found.rows["attachment"] = []
    found.rows["recurring"] = [row[0] for row in raw().execute(RECURRING_OF, (contact_id,)).fetchall()]
    for key in found.rows["recurring"]:
        found.blobs |= appended_to_recurring(key)
    found.count(_("Recurring invoices"), len(found.rows["recurring"]))
    found.kept_rows["document"] = [paper.id for paper in papers if paper.stays]
    found.kept_rows["payment"] = found.rows["payment"] = _payments(found.kept_rows["document"])
    for paper in going:
        files = raw().execute(_FILES, (paper.kind, paper.id)).fetchall()
        found.rows["attachment"] += [key for key, _sha in files]
        found.blobs |= {sha for _key, sha in files} | {sha for sha in (paper.pdf, paper.xml) if sha}
        found.blobs |= appended_to(paper.draft)
    found.count(_("Files"), len(found.rows["attachment"]))
    for paper in papers:
        if paper.stays and paper.issued_on:
            issued_on = date.fromisoformat(paper.issued_on)
            until, reason = law.keep_until(country, issued_on, paper.kind)
            found.kept.append(Kept(paper.number, paper.kind, issued_on, until, reason))
    found.kept.sort(key=lambda each: (each.issued_on, each.number))
    return found


def _payments(document_ids: Sequence[int]) -> list[int]:
    sql = "SELECT id FROM payment WHERE document_id = ? ORDER BY id"
    return [row[0] for each in document_ids for row in raw().execute(sql, (each,)).fetchall()]


@rights.needs("persons.erase")
def forget_papers(caller: Caller, contact_id: int) -> Forgotten:
    """Delete drafts and samples of this customer; of issued papers only our own notes, and what finds them
    by name. Needs a transaction."""
    papers = _papers(contact_id)
    found = _count(caller, contact_id, papers)
    forget_recurring(contact_id)
    forget_prices(contact_id)
    forget_files(found.rows["attachment"])
    delete_samples([(p.id, p.kind) for p in papers if p.is_sample and p.state != "draft"])
    for paper in papers:
        if paper.state == "draft":
            delete_draft(caller, paper.id, paper.version)
    for paper in papers:
        if paper.stays:
            raw().execute("DELETE FROM outgoing_mail WHERE document_id = ?", (paper.id,))
            raw().execute(
                "UPDATE document SET internal_notes = '', answer = '', version = version + 1"
                " WHERE id = ? AND (internal_notes <> '' OR answer <> '')",
                (paper.id,),
            )
            stored = records.read(paper.id)
            searching.index_number(stored, [("due", stored.due)])
    return found
