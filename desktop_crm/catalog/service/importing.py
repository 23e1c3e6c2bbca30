"""Price lists of other programs: all or nothing, the same file twice adds nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.catalog import queries
from desktop_crm.catalog.documents.product_tables import ImportPlan, records
from desktop_crm.catalog.models import Product
from desktop_crm.catalog.rules.columns import FIELDS, Record, Reject
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.catalog.service.products import columns, search_entry
from desktop_crm.company import queries as company
from desktop_crm.contacts.models import ImportJob
from desktop_crm.database import fields, search, trail, writes
from desktop_crm.database.connection import transaction
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.money import PRICE_DIGITS
from desktop_crm.values.progress import SILENT, Progress

_STEP = 200
_ATTRIBUTES: Final = {"rate": "tax_rate_id"}
"""Where a field of a price list has another name on the draft."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of each row: their sum is the number of rows. A dry run counts and writes nothing."""

    added: int
    changed: int
    known: int
    rejects: tuple[Reject, ...]
    is_dry_run: bool = False
    job_id: int | None = None
    """By which it is taken back; None where nothing came in."""

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.known + len(self.rejects)


class _DryRunOver(Exception):
    pass


@rights.needs("catalogue.change")
def import_products(
    caller: Caller, plan: ImportPlan, today: date, *, dry_run: bool = False, progress: Progress = SILENT
) -> ImportResult:
    """Take a price list in. A row whose code (or name, unit and price) is known is left as it is, or changed
    with
    `plan.updates`. Rows that cannot be read are listed with line and reason; `Cancelled` takes everything
    back.
    """
    importer = _Importer(caller, plan, today)
    try:
        with transaction(caller) as changed:
            for done, (line, cells, read) in enumerate(records(plan)):
                if done % _STEP == 0:
                    progress.step(done, len(plan.table.rows), _("Reading products"))
                importer.take(line, cells, read)
            search.index_many(importer.entries)
            if dry_run:
                raise _DryRunOver
            if importer.added or importer.changed:
                changed.add("product")
                importer.note_job()
    except _DryRunOver:
        pass
    return ImportResult(
        importer.added, importer.changed, importer.known, tuple(importer.rejects), dry_run, importer.job_id
    )


class _Importer:
    """The state of one import inside its transaction."""

    def __init__(self, caller: Caller, plan: ImportPlan, today: date) -> None:
        self.caller = caller
        self.plan = plan
        self.by_code, self.by_name = queries.known_products(caller)
        self.rates = {
            row.draft.rate: row.id
            for row in reversed(company.list_tax_rates(caller, today))
            if row.draft.rate
        }
        zero = [row for row in company.list_tax_rates(caller, today) if not row.draft.rate]
        self.zero = next((row.id for row in zero if row.draft.category in ("Z", "E")), None)
        self.added = self.changed = self.known = 0
        self.rejects: list[Reject] = []
        self.entries: list[search.Entry] = []
        self.touched: set[int] = set()  # the first line of a code stands
        self.job_id: int | None = None

    def note_job(self) -> None:
        """One import, by which all of it is taken back: the trail keeps what each product was before."""
        now, table = utc_now(), self.plan.table
        self.job_id = writes.insert(
            ImportJob,
            key=writes.new_key(),
            name=table.name,
            sha256="",
            state="done",
            started_at=now,
            finished_at=now,
            added=self.added + self.changed,
            by=self.caller.user,
            kind="products",
        )
        trail.belongs_to(self.job_id)

    def take(self, line: int, cells: tuple[str, ...], read: Record | UserError) -> None:
        """Write one row, or note why not."""
        try:
            if isinstance(read, UserError):
                raise read
            draft = replace(read.draft, tax_rate_id=self._rate(read.rate))
            self._write(draft, read.is_archived)
        except DatabaseFault:
            raise
        except UserError as error:
            self.rejects.append(Reject(line, error.field or "", error.message, cells))

    def _rate(self, rate: Decimal | None) -> int | None:
        if rate is None:
            return None
        found = self.rates.get(rate) if rate else self.zero
        if found is None:
            raise UserError(_("There is no tax rate of {rate} percent in the settings", rate=rate), "rate")
        return found

    def _write(self, draft: ProductDraft, is_archived: bool) -> None:
        key = self._key(draft)
        known = self.by_code.get(draft.code.lower()) if draft.code else self.by_name.get(key)
        if known is None:
            self._add(draft, is_archived, key)
        elif self.plan.updates and known not in self.touched and self._changes(known, draft):
            self.changed += 1
        else:
            self.known += 1

    def _changes(self, known: int, draft: ProductDraft) -> bool:
        """Write what the file says beyond what is stored; what it has no column for stays as it is."""
        row = queries.get_product(self.caller, known)
        missing = (_ATTRIBUTES.get(each, each) for each in FIELDS if each not in self.plan.columns)
        stays = {each: getattr(row.draft, each) for each in missing if each != "archived"}
        draft = replace(draft, **stays)
        if draft == row.draft:
            return False
        self.touched.add(known)
        writes.update_versioned(Product, known, row.version, **columns(draft))
        search.index(search_entry(known, draft))
        return True

    def _add(self, draft: ProductDraft, is_archived: bool, key: tuple[str, str, int, str]) -> None:
        product_id = writes.insert(Product, **columns(draft), is_archived=is_archived)
        self.entries.append(search_entry(product_id, draft))
        self.touched.add(product_id)
        if draft.code:
            self.by_code[draft.code.lower()] = product_id
        else:
            self.by_name[key] = product_id
        self.added += 1

    def _key(self, draft: ProductDraft) -> tuple[str, str, int, str]:
        return (
            search.fold(draft.name),
            draft.unit,
            fields.scaled(draft.price, PRICE_DIGITS, "price"),
            draft.currency,
        )
