"""Sample data: a fictional studio and its customers, in with one click and out with one click.

Sample papers carry numbers of their own (SAMPLE-0001), so that no number of the firm's is used up, and say on
every page that they are samples. Days in the sample count from the day on which it is loaded.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog import service as catalog_service
from desktop_crm.catalog.documents import product_json
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.documents import company_json
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.documents import contact_json
from desktop_crm.contacts.rules import LinkDraft
from desktop_crm.database.connection import transaction
from desktop_crm.support import queries as support
from desktop_crm.support import service as support_service
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.money import minor
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.values.resources import resource

_SETTING: Final = "sample"


@dataclass
class _Loaded:
    """What came in, to be taken out again."""

    contacts: list[int] = field(default_factory=list)
    products: list[int] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)
    firm_version: int = 0  # 0: there was a firm already


def is_loaded(caller: Caller) -> bool:
    """Whether the sample is in this file."""
    return company.setting(caller, _SETTING) is not None


@lru_cache(maxsize=1)
def content() -> Mapping[str, Any]:
    """The sample as it lies in the resources, the firm with its logo."""
    loaded: dict[str, Any] = json.loads(resource("sample/sample.json").read_text(encoding="utf-8"))
    logo = base64.b64encode(resource("sample/logo.png").read_bytes()).decode("ascii")
    return {**loaded, "firm": {**loaded["firm"], "logo": f"data:image/png;base64,{logo}"}}


def person(caller: Caller) -> Caller:
    """Whoever does what the sample tells: its firm's fictional person, not whoever sits here."""
    name = str(content()["firm"]["contact_name"])
    return replace(caller, user=name, signature=name)


@rights.needs("settings.change")
def load(caller: Caller, today: date, progress: Progress = SILENT) -> None:
    """Put the sample in, all or nothing. Raises UserError when it is in already."""
    sample = content()
    with transaction():
        if is_loaded(caller):
            raise UserError(_("The sample data is loaded already"))
        loader = _Loader(person(caller), today)
        loader.firm(sample["firm"])
        loader.products(sample["products"])
        loader.contacts(sample["contacts"])
        total = len(sample["documents"])
        for done, paper in enumerate(sample["documents"]):
            progress.step(done, total, _("Writing sample papers"))
            loader.document(paper)
        for ticket in sample["tickets"]:
            loader.ticket(ticket)
        for note in sample["notes"]:
            loader.note(note)
        company_service.set_setting(caller, _SETTING, vars(loader.loaded))


@rights.needs("settings.change")
def remove(caller: Caller, progress: Progress = SILENT) -> tuple[int, ...]:
    """Take the sample out again. Contacts that real papers refer to stay; returns their ids."""
    stored = company.setting(caller, _SETTING)
    if stored is None:
        return ()
    loaded = _Loaded(**stored)
    kept = []
    with transaction():
        support_service.remove_tickets(caller, loaded.tickets)
        billing_service.remove_samples(caller)
        catalog_service.remove_products(caller, loaded.products)
        for done, contact in enumerate(loaded.contacts):
            progress.step(done, len(loaded.contacts), _("Removing sample contacts"))
            try:
                contacts_service.delete_contact(caller, contact)
            except UserError:
                kept.append(contact)
        firm = company.firm_or_none(caller)
        if firm is not None and firm.version == loaded.firm_version and not kept:
            company_service.remove_firm(caller)
        company_service.set_setting(caller, _SETTING, None)
    return tuple(kept)


class _Loader:
    """Writes the sample through the rooms' own services."""

    def __init__(self, caller: Caller, today: date) -> None:
        self._caller, self._today = caller, today
        self.loaded = _Loaded()
        self._contacts: dict[str, int] = {}
        self._products: dict[str, int] = {}
        self._papers: list[int] = []

    def _day(self, offset: int) -> date:
        return self._today + timedelta(days=offset)

    def _at(self, offset: int, hour: int = 9) -> AbstractContextManager[None]:
        """The history shows what happens inside on that day."""
        return as_if_at(datetime.combine(self._day(offset), time(hour, 12 + abs(offset) % 45), UTC))

    def firm(self, wanted: Mapping[str, Any]) -> None:
        """The sample's own firm, where there is none yet."""
        if company.firm_or_none(self._caller) is None:
            draft = company_json.company_from_json(wanted)
            company_service.apply_company(self._caller, draft, self._day(-400))
            self.loaded.firm_version = company.get_firm(self._caller).version

    def products(self, wanted: list[Mapping[str, Any]]) -> None:
        """The catalogue, with the firm's rate that fits best."""
        for each in wanted:
            values = dict(each)
            category, rate = values.pop("category"), Decimal(values.pop("rate"))
            found = company.find_tax_rate(self._caller, category, rate, self._today)
            draft = replace(product_json.product_from_json(values), tax_rate_id=found.id if found else None)
            known = catalog.find_by_code(self._caller, draft.code)
            if known is not None:
                self._products[draft.code] = known.id
                continue
            product = catalog_service.create_product(self._caller, draft)
            self._products[draft.code] = product
            self.loaded.products.append(product)

    def contacts(self, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        """People and companies; people after the companies they belong to."""
        for key, each in wanted.items():
            values = dict(each)
            at = values.pop("at", None)
            draft = contact_json.from_json(values)
            if at is not None:
                draft = replace(draft, links=(LinkDraft(self._contacts[at], draft.position),))
            self._contacts[key] = contacts_service.create_contact(self._caller, draft)
            self.loaded.contacts.append(self._contacts[key])

    def document(self, wanted: Mapping[str, Any]) -> None:
        """A quote or invoice, issued and paid as the sample says."""
        with self._at(wanted.get("day", 0)):
            self._written(wanted, self._day(wanted.get("day", 0)))

    def _written(self, wanted: Mapping[str, Any], day: date) -> None:
        caller = self._caller
        draft = self._draft(wanted, day)
        made = billing_service.create_draft(caller, draft, day)
        self._papers.append(made.id)
        if wanted.get("draft"):
            return
        if wanted["kind"] == "quote":
            billing_service.send_quote(caller, made.id, today=day, issued_on=day)
            if wanted.get("answer") == "accepted":
                with self._at(wanted["answered"], 14):
                    billing_service.accept_quote(caller, made.id, None, self._day(wanted["answered"]))
            return
        billing_service.issue_invoice(caller, made.id, today=day, issued_on=day)
        with self._at(wanted.get("day", 0), 10):
            billing_service.write_mail(caller, made.id, day)
        for payment in wanted.get("payments", ()):
            self._pay(made.id, draft.currency, payment)

    def _draft(self, wanted: Mapping[str, Any], day: date) -> DocumentDraft:
        base = billing.new_draft(self._caller, wanted["kind"], self._contacts[wanted["customer"]], day)
        period = wanted.get("period")
        return replace(
            base,
            is_sample=True,
            issued_on=day,
            due_on=day + timedelta(days=wanted["days"]) if "days" in wanted else base.due_on,
            valid_until=day + timedelta(days=wanted["valid"]) if "valid" in wanted else base.valid_until,
            period_from=self._day(period[0]) if period else None,
            period_to=self._day(period[1]) if period else None,
            order_number=wanted.get("order_number", base.order_number),
            lines=tuple(self._line(line, wanted.get("category")) for line in wanted["lines"]),
        )

    def _line(self, wanted: Mapping[str, Any], category: str | None) -> LineDraft:
        if "section" in wanted:
            return LineDraft(kind="section", description=wanted["section"])
        line = billing.line_of_product(self._caller, self._products[wanted["product"]], self._today)
        name, details = wanted.get("text", line.name), wanted.get("details", line.details)
        line = replace(
            line, qty=Decimal(wanted["qty"]), description=f"{name}\n{details}" if details else name
        )
        if "percent" in wanted:
            line = replace(line, adjustments=(AdjustmentDraft(percent=Decimal(wanted["percent"])),))
        if category is not None:
            line = replace(line, category=category, rate=Decimal(0))
        return line

    def _pay(self, document: int, currency: str, wanted: Mapping[str, Any]) -> None:
        paid_on = self._day(wanted["day"])
        if wanted.get("rest"):
            amount = billing.get_row(self._caller, document, paid_on).open
        else:
            amount = minor(Decimal(wanted["amount"]), currency)
        payment = PaymentDraft(
            amount=amount, paid_on=paid_on, method=wanted["method"], reference=wanted["reference"]
        )
        with self._at(wanted["day"], 11):
            billing_service.record_payment(self._caller, document, payment, self._today)

    def ticket(self, wanted: Mapping[str, Any]) -> None:
        """A question or complaint with its answers."""
        with self._at(wanted["day"]):
            self._opened(wanted, self._day(wanted["day"]))

    def _opened(self, wanted: Mapping[str, Any], day: date) -> None:
        caller = self._caller
        due = None if wanted.get("due") is None else self._day(wanted["due"])
        draft = TicketDraft(
            contact_id=self._contacts[wanted["customer"]],
            subject=wanted["subject"],
            text=wanted["text"],
            priority=wanted["priority"],
            category=wanted["category"],
            assignee=caller.user if wanted["replies"] else "",
            due_on=due,
            document_id=self._papers[wanted["about"]] if "about" in wanted else None,
        )
        ticket = support_service.open_ticket(caller, draft, day)
        self.loaded.tickets.append(ticket)
        for place, each in enumerate(wanted["replies"]):
            with self._at(wanted["day"], 10 + place):
                support_service.reply(caller, ticket, each["text"], day, internal=each["internal"])
        if wanted.get("closed"):
            version = support.get_ticket(caller, ticket).version
            support_service.close_ticket(caller, ticket, version, day)

    def note(self, wanted: Mapping[str, Any]) -> None:
        """A note, some with a promise to come back to it."""
        follow_up = None if wanted.get("follow_up") is None else self._day(wanted["follow_up"])
        with suppress(KeyError), self._at(wanted["day"], 15):
            contact = self._contacts[wanted["customer"]]
            contacts_service.add_note(self._caller, contact, wanted["text"], follow_up)
