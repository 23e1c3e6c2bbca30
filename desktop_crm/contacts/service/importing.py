"""Imports: in chunks that carry the job's id, so that Cancel and Undo take back exactly what came in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop_crm.company import queries as company
from desktop_crm.contacts.models import ImportJob
from desktop_crm.contacts.rules.drafts import ContactDraft
from desktop_crm.contacts.rules.importing import ContactFile, ContactRecord, Outcome, Status, company_key
from desktop_crm.contacts.service.bulk import NewContact, insert_contacts, next_contact_id
from desktop_crm.contacts.service.completing import fill_gaps
from desktop_crm.contacts.service.planning import plan_import
from desktop_crm.contacts.service.undoing import take_back
from desktop_crm.database import trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `added` counts the records taken, `companies` those made beside for people,
    `completed` the contacts that were there and know more now.
    """

    job_id: int | None
    added: int
    companies: int
    outcomes: tuple[Outcome, ...]

    @property
    def completed(self) -> int:
        return len(self.of("complete"))

    def of(self, status: Status) -> list[Outcome]:
        return [each for each in self.outcomes if each.status == status]


@rights.needs("data.import")
def import_contacts(
    caller: Caller,
    file: ContactFile,
    *,
    keep_doubtful: bool = False,
    keep_duplicates: bool = False,
    complete: bool = False,
    progress: Progress = SILENT,
    pause: Callable[[float], None] = time.sleep,
) -> ImportReport:
    """Take in the new records of a file; duplicates, rejects and known ones are listed with reasons.

    With `complete` a duplicate fills the gaps of the stored contact that it is like.
    Companies that people belong to are linked, and made where they are not known. When `progress` raises
    `Cancelled`, or anything fails, what came in so far is taken back. The same file again adds nothing.
    """
    plan = plan_import(
        caller,
        file,
        keep_doubtful=keep_doubtful,
        keep_duplicates=keep_duplicates,
        complete=complete,
        progress=progress,
    )
    new, known = plan.of("new"), plan.of("complete")
    if not new and not known:
        return ImportReport(None, 0, 0, plan.outcomes)
    job_id = _begin(caller, file)
    try:
        fill_gaps(caller, job_id, known)
        companies = _write(caller, job_id, new, _Firm(caller), progress, pause)
    except BaseException:
        take_back(caller, job_id)
        raise
    _finish(caller, job_id, len(new))
    return ImportReport(job_id, len(new), companies, plan.outcomes)


def _begin(caller: Caller, file: ContactFile) -> int:
    with transaction(caller):
        return writes.insert_unseen(
            ImportJob,
            key=writes.new_key(),
            name=file.name,
            sha256=file.sha256,
            state="running",
            started_at=utc_now(),
            by=caller.user,
        )


def _finish(caller: Caller, job_id: int, added: int) -> None:
    """The whole import is one entry of the trail: a row for each of many thousands would say nothing more,
    and every other computer would read them all to learn that the list is another one.
    """
    with transaction(caller) as changed:
        trail.touch(ImportJob, job_id)
        trail.belongs_to(job_id)
        raw().execute(
            "UPDATE import_job SET state = 'done', finished_at = ?, added = ? WHERE id = ?",
            (stamp(utc_now()), added, job_id),
        )
        changed.add("contact")


class _Firm:
    """The firm's payment terms and bank accounts, which contacts name."""

    def __init__(self, caller: Caller) -> None:
        self._terms = {row.draft.label.casefold(): row.id for row in company.list_terms(caller)}
        accounts = company.list_bank_accounts(caller)
        self._accounts = {row.draft.label.casefold(): row.id for row in accounts}

    def settled(self, record: ContactRecord) -> ContactDraft:
        """The record's draft with them; a name that the firm does not know becomes a note."""
        draft = record.draft
        if not record.terms and not record.bank_account:
            return draft
        terms = self._terms.get(record.terms.casefold())
        account = self._accounts.get(record.bank_account.casefold())
        notes = [draft.notes] if draft.notes else []
        if record.terms and terms is None:
            notes.append(f"Payment terms: {record.terms}")
        if record.bank_account and account is None:
            notes.append(f"Bank account: {record.bank_account}")
        return replace(draft, terms_id=terms, bank_account_id=account, notes="\n".join(notes))


def _write(
    caller: Caller,
    job_id: int,
    new: Sequence[Outcome],
    firm: _Firm,
    progress: Progress,
    pause: Callable[[float], None],
) -> int:
    companies = _Companies()
    for start in range(0, len(new), CHUNK):
        progress.step(start, len(new), _("Saving"))
        if start:
            pause(writes.PAUSE)
        with transaction(caller):
            batch = list(_batch(new[start : start + CHUNK], companies, firm, next_contact_id()))
            insert_contacts(batch, now=utc_now(), job_id=job_id)
    progress.step(len(new), len(new), _("Saving"))
    return companies.made


class _Companies:
    """Companies by their name for comparing: those stored, those of this import, and those to be made."""

    def __init__(self) -> None:
        self.made = 0
        self._known: dict[str, tuple[int, str]] = {}

    def learn(self, names: Sequence[str]) -> None:
        """Look up which of these are stored."""
        keys = [key for key in dict.fromkeys(map(company_key, names)) if key and key not in self._known]
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            for contact_id, name, key in raw().execute(
                "SELECT id, name, match_name FROM contact WHERE kind = 'company' AND match_name IN"
                f" ({', '.join('?' * len(some))}) ORDER BY is_archived, id DESC",
                some,
            ):
                self._known[key] = contact_id, name

    def add(self, contact_id: int, name: str) -> None:
        self._known.setdefault(company_key(name), (contact_id, name))

    def find(self, name: str) -> tuple[int, str] | None:
        return self._known.get(company_key(name))

    def linked(self, record: ContactRecord) -> tuple[tuple[int, str, str], ...]:
        """(id, name, role) of each company of a record, once each."""
        found = ((self.find(name), role) for name, role in record.companies)
        return tuple({one[0]: (*one, role) for one, role in reversed(list(found)) if one}.values())[::-1]


def _batch(
    outcomes: Sequence[Outcome], companies: _Companies, firm: _Firm, next_id: int
) -> Iterator[NewContact]:
    """Companies first, so that people can be linked to them; ids in that order."""
    records = [outcome.record for outcome in outcomes]
    companies.learn([name for record in records for name, _role in record.companies])
    people = []
    for record in records:
        if record.draft.kind == "company":
            companies.add(next_id, record.draft.name)
            yield NewContact(next_id, firm.settled(record), record.key, consents=record.consents)
            next_id += 1
        else:
            people.append(record)
    for record in people:
        for name, _role in record.companies:
            if company_key(name) and companies.find(name) is None:
                companies.add(next_id, name)
                companies.made += 1
                category = record.draft.category
                yield NewContact(next_id, ContactDraft(kind="company", name=name, category=category))
                next_id += 1
    for record in people:
        linked = companies.linked(record)
        yield NewContact(next_id, firm.settled(record), record.key, linked, record.consents)
        next_id += 1
