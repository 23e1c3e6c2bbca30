"""The words of papers as their customers read them."""

from __future__ import annotations

from datetime import date

from desktop_crm.billing.rules import copying
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.company import queries as company
from desktop_crm.contacts import queries as contacts
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("documents.read")
def language_of(caller: Caller, draft: DocumentDraft) -> str:
    """The language of a paper: its own, else its customer's, else the firm's."""
    if draft.language:
        return draft.language
    if draft.contact_id is not None and (own := contacts.get_defaults(caller, draft.contact_id).language):
        return own
    firm = company.firm_or_none(caller)
    return (firm.draft.language if firm else "") or "en"


@rights.needs("documents.read")
def title_of(caller: Caller, draft: DocumentDraft, day: date) -> str:
    """What a list says a paper is about, {period} and its like in words; `day` is that of a paper without
    one."""
    if "{" not in draft.title:
        return draft.title
    return copying.title_of(draft, language_of(caller, draft), day)
