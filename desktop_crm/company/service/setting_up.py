"""The first run in one transaction, and a whole company from one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from desktop_crm.company import queries
from desktop_crm.company.documents.company_json import CompanyDraft
from desktop_crm.company.rules.identifiers import compact
from desktop_crm.company.rules.numbering import SeriesDraft, check_series
from desktop_crm.company.rules.profile import BankAccountDraft, TaxRateDraft
from desktop_crm.company.rules.setup import SetupDraft, rates_of, series_of
from desktop_crm.company.rules.terms import standard_terms
from desktop_crm.company.service.lists import save_bank_account, save_tax_rate, save_terms
from desktop_crm.company.service.numbers import create_series, save_series
from desktop_crm.company.service.profile import save_firm, set_picture
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.texts import tidy_line


@rights.needs("settings.change")
def set_up(caller: Caller, setup: SetupDraft, today: date) -> None:
    """Make the firm with its series, rates, terms, account and pictures, all or nothing.

    Raises UserError naming the field ("name", "bank_account.iban", "next_numbers.invoice" ...) and Conflict
    when there is a firm already.
    """
    with transaction(caller):
        if queries.firm_or_none(caller) is not None:
            raise Conflict(_("The company is set up already"))
        version = save_firm(caller, setup.firm, 0)
        present = {row.draft.kind for row in queries.list_series(caller)}
        for series in series_of(setup):
            if series.kind not in present:  # tickets may have been numbered before there was a firm
                _start_series(caller, series, today)
        for rate in rates_of(setup, today):
            save_tax_rate(caller, rate)
        for terms in standard_terms(setup.firm.language) if setup.terms is None else setup.terms:
            save_terms(caller, terms)
        if setup.bank_account is not None:
            with _inside("bank_account"):
                save_bank_account(caller, setup.bank_account)
        if setup.logo is not None:
            version = set_picture(caller, "logo", setup.logo, version)
        if setup.signature is not None:
            set_picture(caller, "signature", setup.signature, version)


@rights.needs("settings.change")
def apply_company(caller: Caller, company: CompanyDraft, today: date) -> None:
    """Make the company what a file says, all or nothing; what the file leaves out stays (or becomes the
    default).
    """
    with transaction(caller):
        stored = queries.firm_or_none(caller)
        if stored is None:
            firm = company.firm_over(None)
            rates = () if company.tax_rates else None
            terms = () if company.terms else None
            set_up(caller, SetupDraft(firm=firm, tax_rates=rates, terms=terms), today)
        else:
            save_firm(caller, company.firm_over(stored.draft), stored.version)
        _apply_pictures(caller, company)
        _apply_lists(caller, company)
        for series in company.series:
            with _inside(f"series.{series.kind}"):
                _apply_series(caller, series, today)


def _apply_pictures(caller: Caller, company: CompanyDraft) -> None:
    for which, content in company.pictures:
        set_picture(caller, which, content, queries.get_firm(caller).version)


def _apply_lists(caller: Caller, company: CompanyDraft) -> None:
    """What is stored already is changed: accounts are known by IBAN, key or label, rates by what they say,
    terms by label.
    """
    accounts = {
        _account_key(row.draft): (row.id, row.version)
        for row in queries.list_bank_accounts(caller, archived=True)
    }
    for index, account in enumerate(company.bank_accounts, 1):
        with _inside(f"bank_accounts[{index}]"):
            save_bank_account(caller, account, *accounts.get(_account_key(account), (None, 0)))
    rates = {
        _rate_key(row.draft): (row.id, row.version) for row in queries.list_tax_rates(caller, archived=True)
    }
    for index, rate in enumerate(company.tax_rates, 1):
        with _inside(f"tax_rates[{index}]"):
            save_tax_rate(caller, rate, *rates.get(_rate_key(rate), (None, 0)))
    known = {row.draft.label: (row.id, row.version) for row in queries.list_terms(caller, archived=True)}
    for index, terms in enumerate(company.terms, 1):
        with _inside(f"terms[{index}]"):
            save_terms(caller, terms, *known.get(tidy_line(terms.label), (None, 0)))


def _account_key(draft: BankAccountDraft) -> tuple[str, str]:
    return draft.currency, compact(draft.iban) or draft.pix_key.strip() or tidy_line(
        draft.label
    ) or draft.text


def _rate_key(draft: TaxRateDraft) -> tuple[str, Decimal, date | None, str]:
    return draft.category, draft.rate, draft.valid_from, tidy_line(draft.label)


def _apply_series(caller: Caller, draft: SeriesDraft, today: date) -> None:
    stored = queries.series(caller, draft.kind)
    save_series(caller, draft, stored.version, today)


def _start_series(caller: Caller, draft: SeriesDraft, today: date) -> None:
    try:
        check_series(draft)
    except UserError as error:
        group = "next_numbers" if error.field == "next_number" else "patterns"
        raise UserError(error.message, f"{group}.{draft.kind}") from error
    create_series(draft, today)


@contextmanager
def _inside(prefix: str) -> Iterator[None]:
    """Name the place of a refusal from the outside: "iban" becomes "bank_account.iban"."""
    try:
        yield
    except UserError as error:
        raise error.inside(prefix) from error
