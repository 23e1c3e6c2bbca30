"""Writing down what a contact allowed or took back. Nothing is overwritten: the history is the proof."""

from __future__ import annotations

from datetime import date

from desktop_crm.contacts.models import Consent
from desktop_crm.contacts.queries.consents import current_consents
from desktop_crm.contacts.queries.reading import get_contact
from desktop_crm.contacts.rules.consents import ConsentDraft, check_consent, tidy_consent
from desktop_crm.database import writes
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now


@rights.needs("contacts.change")
def record_consent(caller: Caller, contact_id: int, draft: ConsentDraft, today: date) -> int:
    """Keep an answer and return its id. The same answer of the same day and source again adds nothing.

    Raises UserError at "purpose", "decided_on" or "source", NotFound for an unknown contact.
    """
    draft = tidy_consent(draft)
    check_consent(draft, today)
    with transaction(caller) as changed:
        get_contact(caller, contact_id)
        before = current_consents(caller, contact_id, today).get(draft.purpose)
        if before is not None and (before.is_given, before.decided_on, before.source) == (
            draft.is_given, draft.decided_on, draft.source,
        ):  # fmt: skip
            return before.id
        changed |= {"consent", "contact"}
        return writes.insert(
            Consent,
            contact=contact_id,
            purpose=draft.purpose,
            is_given=draft.is_given,
            decided_on=draft.decided_on,
            source=draft.source,
            at=utc_now(),
            by=caller.user,
        )
