"""A firm with real papers: customers who owe, pay rightly, less, more, or under another name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.workspace import opening, samples

NAMES: Final = (
    "Kestrel Coffee Roasters", "Maria Byrne", "Conservas São Bento, Lda.", "Okafor & Daughters Ltd",
    "Yıldız Mobilya", "Lindgren Bygg AB", "Atelier Moreau", "The Lighthouse Bookshop",
)  # fmt: skip
DAYS: Final = (75, 61, 50, 44, 33, 24, 19, 16, 12, 9, 6, 3)
"""How long ago the invoices were issued; the first eight are one customer's each."""


def money_world(path: Path, today: date) -> None:
    """The firm of the sample with twelve issued invoices."""
    opening.create(path)
    workspace = opening.open_workspace(path)
    try:
        caller = local_caller()
        firm = company_json.company_from_json(samples.content()["firm"])
        company.apply_company(caller, firm, today - timedelta(days=400))
        ids = [customer(caller, name, at) for at, name in enumerate(NAMES)]
        for at, ago in enumerate(DAYS):
            invoice(caller, ids[at % len(ids)], Decimal(120 + 85 * at), today - timedelta(days=ago))
    finally:
        workspace.close()


def customer(caller: Caller, name: str, at: int) -> int:
    """One with an address."""
    address = Address(street=f"{at + 3} Harbour Road", postal_code="D02 X285", city="Dublin", country="IE")
    draft = ContactDraft(
        name=name,
        kind="person" if name.startswith("Maria") else "company",
        addresses=(AddressDraft(address=address),),
    )
    return int(contacts.create_contact(caller, draft))


def invoice(caller: Caller, contact_id: int, price: Decimal, on: date) -> int:
    """Three pieces at this price with 23 % VAT, issued on that day; its id."""
    draft = queries.new_draft(caller, "invoice", contact_id, on)
    line = LineDraft(description="Design and concept", qty=Decimal(3), price=price, rate=Decimal(23))
    draft = replace(draft, lines=(line,), delivered_on=on, due_on=on + timedelta(days=14))
    made = service.create_draft(caller, draft, on)
    return service.issue_invoice(caller, made.id, today=on, issued_on=on).id
