"""Bank accounts, tax rates and terms of payment: added, changed, archived; one default each."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from desktop_crm.company.models import BankAccount, PaymentTerms, TaxRate
from desktop_crm.company.rules.checks import check_bank_account, check_tax_rate
from desktop_crm.company.rules.identifiers import compact
from desktop_crm.company.rules.profile import BankAccountDraft, TaxRateDraft, TermsDraft
from desktop_crm.company.rules.terms import check_terms
from desktop_crm.database import writes
from desktop_crm.database.connection import Table, raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.texts import tidy_line, tidy_text


@rights.needs("settings.change")
def save_bank_account(
    caller: Caller, draft: BankAccountDraft, account_id: int | None = None, version: int = 0
) -> int:
    """Add an account, or change the one with this id; returns its id. A currency's first account is its
    default.

    Raises UserError naming the field, Conflict, NotFound.
    """
    draft = replace(
        draft,
        label=tidy_line(draft.label),
        holder=tidy_line(draft.holder),
        bank=tidy_line(draft.bank),
        iban=compact(draft.iban),
        qr_iban=compact(draft.qr_iban),
        bic=compact(draft.bic),
        pix_key=draft.pix_key.strip(),
        text=tidy_text(draft.text),
    )
    check_bank_account(draft)
    with transaction(caller):
        if account_id is None and not _has_default(draft.currency):
            draft = replace(draft, is_default=True)
        if draft.is_default:
            _step_back(BankAccount, account_id, "currency = ?", draft.currency)
        return _write(caller, BankAccount, _columns(draft), account_id, version)


@rights.needs("settings.change")
def save_tax_rate(caller: Caller, draft: TaxRateDraft, rate_id: int | None = None, version: int = 0) -> int:
    """Add a rate, or change the one with this id; returns its id. Issued documents keep what they were issued
    with.
    """
    draft = replace(
        draft,
        label=tidy_line(draft.label),
        reason_code=draft.reason_code.strip().upper(),
        extra_code=tidy_line(draft.extra_code),
    )
    check_tax_rate(draft)
    with transaction(caller):
        if draft.is_default:
            _step_back(TaxRate, rate_id)
        values = _columns(draft) | {"reason": dict(draft.reason)}
        return _write(caller, TaxRate, values, rate_id, version)


@rights.needs("settings.change")
def save_terms(caller: Caller, draft: TermsDraft, terms_id: int | None = None, version: int = 0) -> int:
    """Add terms of payment, or change those with this id; returns their id."""
    draft = replace(draft, label=tidy_line(draft.label))
    check_terms(draft)
    with transaction(caller):
        if draft.is_default:
            _step_back(PaymentTerms, terms_id)
        values = _columns(draft) | {"texts": dict(draft.texts)}
        return _write(caller, PaymentTerms, values, terms_id, version)


@rights.needs("settings.change")
def archive_bank_account(caller: Caller, account_id: int, version: int, *, archived: bool = True) -> int:
    """Offer an account no longer, or again; returns the new version."""
    return _archive(caller, BankAccount, account_id, version, archived)


@rights.needs("settings.change")
def archive_tax_rate(caller: Caller, rate_id: int, version: int, *, archived: bool = True) -> int:
    """Offer a rate no longer, or again; returns the new version."""
    return _archive(caller, TaxRate, rate_id, version, archived)


@rights.needs("settings.change")
def archive_terms(caller: Caller, terms_id: int, version: int, *, archived: bool = True) -> int:
    """Offer terms no longer, or again; returns the new version."""
    return _archive(caller, PaymentTerms, terms_id, version, archived)


def _archive(caller: Caller, table: type[Table], row_id: int, version: int, archived: bool) -> int:
    with transaction(caller) as changed:
        changed.add("firm")
        values = {"is_archived": archived} | ({"is_default": False} if archived else {})
        return writes.update_versioned(table, row_id, version, **values)


def _write(
    caller: Caller, table: type[Table], values: dict[str, Any], row_id: int | None, version: int
) -> int:
    with transaction(caller) as changed:
        changed.add("firm")
        if values["is_default"]:
            values["is_archived"] = False
        if row_id is None:
            row_id = writes.insert(table, **values)
        else:
            writes.update_versioned(table, row_id, version, **values)
        return row_id


def _has_default(currency: str) -> bool:
    sql = "SELECT 1 FROM bank_account WHERE currency = ? AND is_default"
    return raw().execute(sql, (currency,)).fetchone() is not None


def _step_back(table: type[Table], but: int | None, where: str = "is_default", *values: str) -> None:
    """The present default makes room for another one."""
    name = table._meta.table_name
    found = raw().execute(f'SELECT id FROM "{name}" WHERE is_default AND {where}', values).fetchall()
    for (row_id,) in found:
        if row_id != but:
            writes.update(table, row_id, is_default=False)


def _columns(draft: BankAccountDraft | TaxRateDraft | TermsDraft) -> dict[str, Any]:
    return {field.name: getattr(draft, field.name) for field in fields(draft)}
