"""Drafts out of JSON files: names become records, defaults come from the customer and the firm."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_crm.billing import queries
from desktop_crm.billing.documents import document_json
from desktop_crm.billing.documents.document_json import Lookups
from desktop_crm.billing.rules import pricing_lines
from desktop_crm.billing.rules.drafts import AppendedDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import Kind
from desktop_crm.billing.service.appending import kept_appendix
from desktop_crm.catalog import queries as catalog
from desktop_crm.company import queries as company
from desktop_crm.contacts import queries as contacts
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _


@rights.needs("documents.draft")
def draft_from_json(caller: Caller, kind: Kind, data: object, today: date) -> DocumentDraft:
    """The draft that a file describes. UserError names the field ("customer", "lines[2].price")."""
    lookups = _lookups(caller, today)
    customer = document_json.customer_of_json(data, lookups)
    base = queries.new_draft(caller, kind, customer, today)
    draft = queries.priced(caller, document_json.draft_of_json(data, base, lookups), today)
    for place, line in enumerate(draft.lines, 1):
        if pricing_lines.lacks_price(line):
            raise UserError(pricing_lines.no_price(draft), f"lines[{place}].price")
    if draft.bank_account_id is not None:
        try:
            account = company.get_bank_account(caller, draft.bank_account_id)
        except NotFound as error:
            raise NotFound(error.message, "bank_account") from None
        is_customers = draft.currency != base.currency and draft.bank_account_id == base.bank_account_id
        if is_customers and account.draft.currency != draft.currency:
            return replace(draft, bank_account_id=None)  # the firm's account of this currency
    return draft


def _lookups(caller: Caller, today: date) -> Lookups:
    def customer(value: object, field: str) -> int:
        return _customer(caller, value, field)

    def terms(value: object, field: str) -> int:
        return _terms(caller, value, field)

    def product(value: object, field: str) -> LineDraft:
        return _product(caller, value, field, today)

    def default_rate() -> tuple[str, Decimal] | None:
        row = company.default_tax_rate(caller, today)
        return None if row is None else (row.draft.category, row.draft.rate)

    def appended(name: str, sha256: str, field: str) -> AppendedDraft:
        return kept_appendix(caller, name, sha256, field)

    return Lookups(
        customer=customer, terms=terms, product=product, default_rate=default_rate, appended=appended
    )


def _customer(caller: Caller, value: object, field: str) -> int:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise UserError(_("Give the customer's name or id"), field)
    if isinstance(value, int):
        try:
            contacts.get_name(caller, value)
        except NotFound as error:
            raise NotFound(error.message, field) from None
        return value
    found = contacts.find_contacts(caller, value)
    if not found:
        raise NotFound(_("There is no contact “{name}”", name=value), field)
    if len(found) > 1:
        listed = "; ".join(f"{each.name} (id {each.id})" for each in found)
        raise UserError(_("“{name}” could be any of these: {listed}", name=value, listed=listed), field)
    return int(found[0].id)


def _terms(caller: Caller, value: object, field: str) -> int:
    rows = company.list_terms(caller, archived=True)
    for row in rows:
        if str(row.id) == str(value):
            return row.id
    if isinstance(value, str):
        for row in rows:
            if row.draft.label.casefold() == value.strip().casefold():
                return row.id
    raise NotFound(_("There are no terms of payment “{name}”", name=str(value)), field)


def _product(caller: Caller, value: object, field: str, today: date) -> LineDraft:
    """A line that sells this product (code or id), at its price and rate."""
    row = catalog.find_by_code(caller, value) if isinstance(value, str) else None
    if row is not None:
        return pricing_lines.unpriced(queries.line_of_product(caller, row.id, today))
    if (
        isinstance(value, int | str)
        and str(value).isascii()
        and str(value).isdigit()
        and len(str(value)) < 19
    ):
        with suppress(NotFound):
            return pricing_lines.unpriced(queries.line_of_product(caller, int(value), today))
    raise NotFound(_("There is no product “{name}”", name=str(value)), field)
