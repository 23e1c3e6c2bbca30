"""A VAT ID is checked: VIES is asked, or an answer is written down. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Final

from desktop_crm.company import queries as company
from desktop_crm.company.rules.identifiers import vat_id_with_prefix
from desktop_crm.contacts.documents import vies
from desktop_crm.contacts.models import VatCheck
from desktop_crm.contacts.queries.reading import get_contact
from desktop_crm.contacts.queries.vat_checks import list_vat_checks
from desktop_crm.contacts.rules.vat_checks import VatCheckDraft, check_check, tidy_check
from desktop_crm.database import writes
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

Fetch = Callable[[str, bytes], bytes]
"""Posts a body of JSON to an address and gives the answer's; UserError where nobody answers."""
_PATIENCE: Final = 20.0
_MOST: Final = 100_000


@rights.needs("contacts.change")
def record_vat_check(caller: Caller, contact_id: int, draft: VatCheckDraft, today: date) -> int:
    """Keep an answer and return its id; the very same one again adds nothing.

    Raises UserError at the field, NotFound for an unknown contact.
    """
    draft = tidy_check(draft)
    check_check(draft, today)
    with transaction(caller) as changed:
        get_contact(caller, contact_id)
        same = next((row for row in list_vat_checks(caller, contact_id) if row.draft == draft), None)
        if same is not None:
            return same.id
        changed |= {"vat_check", "contact"}
        values = {field.name: getattr(draft, field.name) for field in fields(draft)}
        return writes.insert(VatCheck, contact=contact_id, at=utc_now(), by=caller.user, **values)


@rights.needs("contacts.change")
def ask_vies(caller: Caller, contact_id: int, today: date, fetch: Fetch | None = None) -> VatCheckDraft:
    """Ask the EU's register about the contact's VAT ID and keep the answer. Waits for the network: never in
    the window's or the database's own thread.

    Raises UserError where nobody answers; nothing is kept then.
    """
    contact = get_contact(caller, contact_id).draft
    vat_id = vat_id_with_prefix(contact.address_for("invoice").country, contact.vat_id)
    if not vat_id:
        raise UserError(_("The customer has no VAT ID yet"), "vat_id")
    firm = company.firm_or_none(caller)
    body = vies.question(vat_id, firm.draft.vat_id if firm else "")
    draft = vies.answer((fetch or post)(vies.URL, body), vat_id, today)
    record_vat_check(caller, contact_id, draft, today)
    return draft


def post(url: str, body: bytes) -> bytes:
    """The answer to a body of JSON over HTTPS; also that of a refusal, which says why."""
    import urllib.error
    import urllib.request

    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as reply:
            return bytes(reply.read(_MOST))
    except urllib.error.HTTPError as refusal:
        return bytes(refusal.read(_MOST))
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise UserError(
            _("VIES cannot be reached ({reason}): write an answer down by hand", reason=str(reason)[:200])
        ) from None
