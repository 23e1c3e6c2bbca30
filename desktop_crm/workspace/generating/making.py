"""The whole of a large sample, from the firm to its tickets."""

from __future__ import annotations

import gc
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.rules.facts import INVOICE, PartyFacts
from desktop_crm.catalog import service as catalog_service
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.documents import company_json
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.service import NewContact
from desktop_crm.database import loading
from desktop_crm.database.connection import raw, transaction
from desktop_crm.support import service as support_service
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.values.resources import resource
from desktop_crm.workspace import opening
from desktop_crm.workspace.generating.papers import DAYS, Customer, Plan, Planner, draft_of, regime_of
from desktop_crm.workspace.generating.people import People
from desktop_crm.workspace.generating.writing import Writer

SETTING: Final = "generated"
"""The firm's setting that marks such a database: {"seed", "contacts", "documents", "on", "papers": false}."""
_CHUNK: Final = 20_000
_MOST: Final = 5_000_000
_DRAFTS: Final = 20
_TICKETS: Final = 200


def generate(
    path: Path, contacts: int, documents: int, seed: int, progress: Progress = SILENT, *, today: date
) -> dict[str, Any]:
    """Make the new file `path` with this many contacts and issued papers of the three years before `today`.

    The same numbers, seed and day give the same records. Returns how many there are of each. Raises
    UserError for an existing path, Cancelled from `progress`; a file that is not finished is removed.
    """
    for name, count in (("contacts", contacts), ("documents", documents)):
        if not 0 <= count <= _MOST:
            raise UserError(_("Give a number between 0 and {most}", most=str(_MOST)), f"--{name}")
    if documents and not contacts:
        raise UserError(_("Documents need at least one contact"), "--contacts")
    opening.create(path)
    collected = gc.isenabled()
    gc.disable()  # millions of small values without a cycle: looking for one takes a fifth of the time
    try:
        workspace = opening.open_workspace(path)
        try:
            _hurry()
            made = _Maker(seed, today, progress).make(contacts, documents)
        finally:
            workspace.close()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        if collected:
            gc.enable()
    return made


def _hurry() -> None:
    """A file that goes when anything fails needs no journal on the disk, and nobody else waits for memory."""
    for setting in ("journal_mode = memory", "synchronous = off", "cache_size = -256000"):
        raw().execute(f"PRAGMA {setting}")


class _Maker:
    """Makes one sample in the open database."""

    def __init__(self, seed: int, today: date, progress: Progress) -> None:
        self._seed, self._today, self._progress = seed, today, progress
        self._words: Mapping[str, Any] = json.loads(resource("sample/words.json").read_bytes())
        # All of it was done by the fictional firm's person, whoever sits at this computer.
        self._caller: Caller = local_caller(name=self._words["firm"]["contact_name"])

    def _rng(self, part: str) -> random.Random:
        """Each part has its own: a change of one leaves the others as they were."""
        return random.Random(f"{self._seed} {part}")  # repeatable trials, no secrets

    def make(self, contacts: int, documents: int) -> dict[str, Any]:
        """Everything, in the order of what refers to what."""
        start = self._today - timedelta(days=DAYS)
        with transaction():
            firm = company_json.company_from_json(self._words["firm"])
            company_service.apply_company(self._caller, firm, start)
            products = list(self._products())
        with loading.without_indexes("document"):
            customers = self._contacts(contacts, documents, start)
            plans = self._plans(documents, customers, products)
            Writer(self._caller).write(plans, self._progress)
            self._progress.step(0, 1, _("Making everything findable"))
        drafts = self._drafts(plans)
        tickets = self._tickets(plans)
        made = {
            "contacts": contacts,
            "documents": documents,
            "drafts": drafts,
            "tickets": tickets,
            "products": len(products),
            "papers": False,
        }
        mark = {"seed": self._seed, "on": self._today.isoformat(), **made}
        company_service.set_setting(self._caller, SETTING, mark)
        return made

    def _products(self) -> Iterator[LineDraft]:
        for values in self._words["products"]:
            rate = Decimal(values["rate"])
            found = company.find_tax_rate(self._caller, "S" if rate else "Z", rate, self._today)
            draft = ProductDraft(
                code=values["code"],
                name=values["name"],
                description=values.get("description", ""),
                kind=values["kind"],
                unit=values["unit"],
                price=Decimal(values["price"]),
                tax_rate_id=found.id if found else None,
            )
            product = catalog_service.create_product(self._caller, draft)
            yield billing.line_of_product(self._caller, product, self._today)

    def _contacts(self, count: int, documents: int, start: date) -> list[Customer]:
        """Write contacts; those who will buy come back, in no order."""
        rng = self._rng("customers")
        wanted = min(count, max(1, documents // 6))
        buyers = set(rng.sample(range(1, count + 1), wanted)) if wanted else set()
        people = People(self._rng("contacts"), self._words, 1).make(count)
        customers: list[Customer] = []
        created = datetime.combine(start, time(9), UTC)
        for done in range(0, count, _CHUNK):
            self._progress.step(done, count, _("Writing contacts"))
            some = [next(people) for _n in range(min(_CHUNK, count - done))]
            with transaction():
                contacts_service.insert_contacts(some, now=created)
            customers += [_customer(new) for new in some if new.id in buyers]
        rng.shuffle(customers)
        return customers

    def _plans(self, count: int, customers: list[Customer], products: list[LineDraft]) -> list[Plan]:
        if not count:
            return []
        terms = [(row.id, row.draft.days) for row in company.list_terms(self._caller)][:2]
        planner = Planner(self._rng("documents"), self._words, customers, products, self._today, terms)
        return planner.plan(count, billing_service.next_document_id())

    def _drafts(self, plans: list[Plan]) -> int:
        """A few invoices that are still being written."""
        wanted = [plan for plan in plans if plan.kind == INVOICE][:: max(1, len(plans) // _DRAFTS)][:_DRAFTS]
        for plan in wanted:
            draft = replace(draft_of(plan), issued_on=None, delivered_on=None, from_id=None)
            billing_service.create_draft(self._caller, draft, self._today)
        return len(wanted)

    def _tickets(self, plans: list[Plan]) -> int:
        rng = self._rng("tickets")
        count = min(_TICKETS, len(plans) // 50)
        for plan in sorted(rng.sample(plans, count), key=lambda plan: plan.id):
            subject, category = rng.choice(self._words["tickets"])
            draft = TicketDraft(
                contact_id=plan.customer.id,
                subject=subject,
                text=subject,
                category=category,
                due_on=self._today + timedelta(days=rng.randint(-5, 20)),
                document_id=plan.id if plan.kind == INVOICE else None,
            )
            support_service.open_ticket(self._caller, draft, self._today)
        return count


def _customer(new: NewContact) -> Customer:
    """What papers say of a contact; the same as `billing` would read from its rows."""
    draft = new.draft
    facts = PartyFacts(
        name=draft.name,
        address=draft.addresses[0].address,
        vat_id=draft.vat_id,
        phone=draft.phone,
        email=draft.mail,
    )
    return Customer(new.id, facts, draft.language or "en", regime_of(draft.country, draft.kind))
