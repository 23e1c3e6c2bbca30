"""The databases that are photographed: the sample, a firm with nothing yet, three rows and three thousand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.fulfilling import WantedLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.values.caller import local_caller
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding, opening, people, samples
from tests.shots.money_world import money_world

TODAY: Final = date(2026, 11, 22)
"""The day in every picture."""


def _sample(path: Path) -> None:
    opening.create(path)
    workspace = opening.open_workspace(path)
    try:
        samples.load(local_caller(), TODAY)
    finally:
        workspace.close()


def _empty(path: Path) -> None:
    """The sample's firm without customers and papers."""
    opening.create(path)
    workspace = opening.open_workspace(path)
    try:
        firm = company_json.company_from_json(samples.content()["firm"])
        company.apply_company(local_caller(), firm, TODAY - timedelta(days=400))
    finally:
        workspace.close()


def _generated(contacts: int, documents: int) -> Callable[[Path], None]:
    def generate(path: Path) -> None:
        from desktop_crm.workspace import generating

        generating.generate(path, contacts=contacts, documents=documents, seed=1, today=TODAY)

    return generate


def _office(path: Path) -> None:
    """The sample, with four people who share its work."""
    opening.create(path)
    workspace = opening.open_workspace(path)
    try:
        samples.load(local_caller(), TODAY)
        owner = samples.person(local_caller())
        names = (
            (owner.user, "owner"),
            ("Bea Lindqvist", "member"),
            ("Cid Okafor", "assistant"),
            ("Dora Weiss", "accountant"),
        )
        ids = [
            people.add_person(
                owner, PersonDraft(name=name, role=role), "correct horse", TODAY - timedelta(days=90)
            ).id
            for name, role in names
        ]
        found = {hit.kind: hit.id for hit in reversed(finding.find(owner, "kestrel", limit=100))}
        for kind, who, note in (("contact", ids[1], "Call about the website"), ("invoice", ids[1], "")):
            due_on = TODAY + timedelta(days=2)
            people.give(owner, kind, found[kind], who, TODAY, due_on=due_on, note=note)
        people.give(owner, "quote", found["quote"], ids[0], TODAY, note="Ask whether the dates suit")
    finally:
        workspace.close()


def _orders(path: Path) -> None:
    """The sample, with an order that is delivered in part, a deposit, a pro forma and a receipt."""
    opening.create(path)
    workspace = opening.open_workspace(path)
    try:
        samples.load(local_caller(), TODAY)
        caller = samples.person(local_caller())
        sent = ListView(filters=(("state", "sent"),))
        quote = queries.list_quotes(caller, sent, TODAY).rows(0, 1)[0].id
        order = service.order_quote(caller, quote, TODAY).id
        service.issue_paper(caller, order, today=TODAY, issued_on=TODAY - timedelta(days=9))
        deposit = service.deposit_invoice(caller, order, TODAY, percent=Decimal(30)).id
        service.issue_invoice(caller, deposit, today=TODAY, issued_on=TODAY - timedelta(days=8))
        due = queries.get_row(caller, deposit, TODAY).due
        service.record_payment(caller, deposit, PaymentDraft(amount=due, paid_on=TODAY), TODAY)
        service.issue_receipt(caller, deposit, today=TODAY)
        note = service.deliver_order(caller, order, TODAY, [WantedLine(1)]).id
        service.issue_paper(caller, note, today=TODAY)
        proforma = service.pro_forma_of(caller, order, TODAY).id
        service.issue_paper(caller, proforma, today=TODAY)
        service.final_invoice(caller, order, TODAY)
    finally:
        workspace.close()


WORLDS: Final[dict[str, Callable[[Path], None]]] = {
    "sample": _sample,
    "office": _office,
    "empty": _empty,
    "three": _generated(3, 3),
    "thousands": _generated(3000, 3000),
    "orders": _orders,
    "money": lambda path: money_world(path, TODAY),
}


def world_file(folder: Path, world: str) -> Path:
    """The database of a world, made when it is first asked for."""
    path = folder / f"{world}.crm"
    if not path.exists():
        WORLDS[world](path)
    return path
