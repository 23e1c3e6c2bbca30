"""What the editor asks the database for, as functions for the database's thread: values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from desktop_crm.billing import queries
from desktop_crm.billing.queries.rows import ContactMoney
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.company import queries as company
from desktop_crm.company.queries import BankAccountRow, TaxRateRow, TermsRow
from desktop_crm.company.rules import law
from desktop_crm.contacts import queries as contacts
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator

_FOLLOW: Final = (
    "currency", "language", "terms_id", "order_number", "buyer_reference", "project", "contract", "delivery",
    "bank_account_id", "intro", "notes", "cover", "valid_until",
)  # fmt: skip
"""What a customer or the firm brings along; all of it stays once a person has changed it."""


@dataclass(frozen=True)
class CustomerFacts:
    """The customer in the head of the editor."""

    id: int
    name: str
    is_company: bool
    tax_id: str
    place: str
    money: tuple[ContactMoney, ...] | None
    """None for who sees no sums."""
    people: tuple[tuple[int, str], ...] = ()

    def words(self, t: Translator) -> str:
        """ "PT 511 111 110 · 3000-000 Coimbra · nothing open"."""
        owed = [t.formats.money(each.open, each.currency) for each in self.money or () if each.open]
        open_words = t("{amounts} open", amounts=", ".join(owed)) if owed else t("nothing open")
        open_words = open_words if self.money is not None else ""
        return "  \u00b7  ".join(part for part in (self.tax_id, self.place, open_words) if part)


@dataclass(frozen=True)
class Beginning:
    """All that an editor needs to open. `untouched` is the draft that customer and firm alone would make."""

    draft: DocumentDraft
    version: int
    untouched: DocumentDraft
    customer: CustomerFacts | None
    terms: tuple[TermsRow, ...]
    accounts: tuple[BankAccountRow, ...]
    rates: tuple[TaxRateRow, ...]
    last_issued_on: date | None


def beginning(
    caller: Caller, document_id: int | None, kind: str, preset: Mapping[str, Any], today: date
) -> Beginning:
    """Read a stored draft, or begin one from its preset. UserError while the firm is not set up."""
    contact_id = preset.get("contact")
    if document_id is None:
        untouched = queries.new_draft(caller, kind, contact_id, today)  # type: ignore[arg-type]
        draft, version = with_supply(caller, untouched, today), 0
        if preset.get("product") is not None:
            draft = queries.draft_selling(caller, draft, preset["product"], today)
    else:
        view = queries.get_document(caller, document_id, today)
        draft, version = view.draft, view.row.version
        untouched = queries.new_draft(caller, draft.kind, draft.contact_id, today)
    found = draft.contact_id
    return Beginning(
        draft=draft,
        version=version,
        untouched=untouched,
        customer=None if found is None else customer_facts(caller, found, today),
        terms=tuple(company.list_terms(caller)),
        accounts=tuple(company.list_bank_accounts(caller)),
        rates=rates_on(caller, draft.issued_on or today),
        last_issued_on=queries.last_issued_on(caller, draft.kind),
    )


def rates_on(caller: Caller, day: date) -> tuple[TaxRateRow, ...]:
    """The rates in force, the default one first."""
    return tuple(company.list_tax_rates(caller, day))


def with_supply(caller: Caller, draft: DocumentDraft, today: date) -> DocumentDraft:
    """A new invoice is supplied today where the seller's law wants a day; the head shows it."""
    firm = company.get_firm(caller).draft
    country = firm.country or firm.address.country
    demanded = law.demanded_fields(country, country, "invoice", today)
    if draft.kind != "invoice" or "delivered_on" not in demanded:
        return draft
    return replace(draft, delivered_on=today)


def customer_facts(caller: Caller, contact_id: int, today: date) -> CustomerFacts:
    """Name, tax id, place and what is open."""
    found = contacts.get_defaults(caller, contact_id)
    place = " ".join(part for part in (found.address.postal_code, found.address.city) if part)
    return CustomerFacts(
        id=contact_id,
        name=found.name,
        is_company=found.kind == "company",
        tax_id=found.vat_id or found.tax_number,
        place=place,
        money=queries.contact_money(caller, contact_id, today)
        if rights.may(caller, "money.totals")
        else None,
        people=_people(caller, contact_id) if found.kind == "company" else (),
    )


def following(draft: DocumentDraft, untouched: DocumentDraft, defaults: DocumentDraft) -> DocumentDraft:
    """The draft for another customer: every field a person has not changed takes the new one's default."""
    changes = {
        name: getattr(defaults, name) for name in _FOLLOW if getattr(draft, name) == getattr(untouched, name)
    }
    return replace(draft, contact_id=defaults.contact_id, person_id=None, address=None, **changes)


def _people(caller: Caller, company_id: int) -> tuple[tuple[int, str], ...]:
    """Those of a company to whose attention a paper may go."""
    return tuple((int(link.id), link.name) for link in contacts.list_links(caller, company_id))
