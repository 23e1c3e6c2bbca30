"""What issuing a paper may still want to know of a customer, written down without leaving the paper."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("documents.draft")
def add_customer(caller: Caller, draft: ContactDraft) -> int:
    """A contact made while a paper is written; UserError names its field."""
    return contacts_service.create_contact(caller, draft)


@rights.needs("documents.draft")
def state_customer(caller: Caller, contact_id: int, address: Address, vat_id: str) -> int:
    """Give a customer its invoice address and VAT ID; what else is known of it stays. Returns the version.

    Raises UserError naming "address..." or "vat_id", Conflict when somebody else wrote first.
    """
    stored = contacts.get_contact(caller, contact_id)
    others = [each for each in stored.draft.addresses if each.purpose != "invoice"]
    first = AddressDraft(purpose="invoice", address=address)
    further = [each for each in stored.draft.addresses if each.purpose == "invoice"][1:]
    draft = replace(stored.draft, addresses=(first, *further, *others), vat_id=vat_id)
    return contacts_service.save_contact(caller, contact_id, stored.version, draft)
