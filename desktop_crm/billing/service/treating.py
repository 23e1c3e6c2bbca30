"""A draft is taxed as the law proposes, or as a person says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_crm.billing import queries
from desktop_crm.billing.rules.treating import treated
from desktop_crm.billing.service import records
from desktop_crm.company import queries as company
from desktop_crm.company.rules import law
from desktop_crm.company.rules.profile import CATEGORIES, TAXED
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@rights.needs("documents.draft")
def treat(caller: Caller, document_id: int, way: str, today: date) -> int:
    """Tax all lines of a draft as proposed (`way` ""), in a VAT category, or for a special reason of the law
    table; returns the new version. UserError at "way" where there is no such way, or nothing is proposed.
    """
    with transaction(caller) as changed:
        stored = records.read(document_id)
        records.need_draft(stored)
        draft = stored.draft
        category, special = _way(caller, document_id, way, today)
        rates = company.list_tax_rates(caller, draft.issued_on or today)
        taxed = (row.draft for row in rates if row.draft.category in TAXED)
        usual = next(((rate.category, rate.rate) for rate in taxed), ("Z", Decimal(0)))
        changed.add(stored.kind)
        made = treated(draft, category, usual, special)
        return records.update_draft(caller, document_id, stored.version, made)


def _way(caller: Caller, document_id: int, way: str, today: date) -> tuple[str, str]:
    draft = records.read(document_id).draft
    if not way:
        found = queries.proposal(caller, draft, today)
        if found is None:
            raise UserError(_("Nothing is proposed: the customer's country or the lines are missing"), "way")
        return found.treatment.category, ""
    if way in CATEGORIES:
        return way, ""
    country = company.get_firm(caller).draft.country
    reason = law.special_reason(country, draft.issued_on or today, way)
    if reason is None:
        known = ", ".join(each.id for each in law.special_reasons(country, today))
        raise UserError(_("“{way}” is no way to tax it: {known}", way=way, known=known), "way")
    return reason.category, reason.id


@rights.needs("documents.draft")
def go_unchecked(caller: Caller, document_id: int, today: date) -> int:
    """Take it upon oneself that the customer's VAT ID was not checked; returns the draft's version."""
    with transaction(caller) as changed:
        stored = records.read(document_id)
        if stored.state != "draft" or stored.draft.vat_unchecked:
            return stored.version
        changed.add(stored.kind)
        draft = replace(stored.draft, vat_unchecked=True)
        return records.update_draft(caller, document_id, stored.version, draft)
