"""Everything that is read about the firm."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop_crm.company.models import BankAccount, Firm, NumberSeries, PaymentTerms, Setting, TaxRate
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.looks import USUAL_COLUMNS
from desktop_crm.company.rules.numbering import SeriesDraft, SeriesKind, default_series, format_number
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft, TaxRateDraft, TermsDraft
from desktop_crm.company.rules.wordings import texts_of
from desktop_crm.database import blobs
from desktop_crm.database.folding import fold
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _


@dataclass(frozen=True, slots=True)
class FirmRow:
    """The stored profile; `version` goes back into `service.save_firm`."""

    version: int
    draft: FirmDraft


@dataclass(frozen=True, slots=True)
class BankAccountRow:
    id: int
    version: int
    draft: BankAccountDraft
    is_archived: bool


@dataclass(frozen=True, slots=True)
class TaxRateRow:
    id: int
    version: int
    draft: TaxRateDraft
    is_archived: bool


@dataclass(frozen=True, slots=True)
class TermsRow:
    id: int
    version: int
    draft: TermsDraft
    is_archived: bool


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """`year` is that of `draft.next_number`; `last_issued_on` is None until the first number was drawn."""

    id: int
    version: int
    draft: SeriesDraft
    year: int
    last_issued_on: date | None

    @property
    def has_issued(self) -> bool:
        return self.last_issued_on is not None

    def number_on(self, day: date) -> int:
        """The number that a document of this day would get."""
        restarts = self.draft.restarts == "yearly" and day.year > self.year
        return 1 if restarts else self.draft.next_number


@rights.needs("firm.read")
def firm_or_none(caller: Caller) -> FirmRow | None:
    """The firm, or None in a database that was not set up yet."""
    row = Firm.select().where(Firm.id == 1).dicts().first()
    if row is None:
        return None
    values = {field.name: row[field.name] for field in fields(FirmDraft)}
    values["address"] = Address(**values["address"])
    values["endpoint"] = tuple(values["endpoint"]) if values["endpoint"] else None
    values["footer"] = tuple(values["footer"])
    values["columns"] = USUAL_COLUMNS if values["columns"] is None else tuple(values["columns"])
    values["logo"], values["signature"] = values["logo"] or "", values["signature"] or ""
    for name in ("quote_intro", "invoice_intro", "quote_notes", "invoice_notes", "paper_texts"):
        values[name] = texts_of(values[name])
    return FirmRow(row["version"], FirmDraft(**values))


@rights.needs("firm.read")
def get_firm(caller: Caller) -> FirmRow:
    """The firm; NotFound in a database that was not set up yet."""
    found = firm_or_none(caller)
    if found is None:
        raise NotFound(_("The company is not set up yet"))
    return found


@rights.needs("firm.read")
def picture(caller: Caller, sha256: str) -> bytes:
    """The bytes of the logo or the signature."""
    return blobs.get(sha256)


@rights.needs("firm.read")
def list_bank_accounts(caller: Caller, *, archived: bool = False) -> list[BankAccountRow]:
    """By currency, the default one first."""
    query = BankAccount.select().order_by(BankAccount.currency, BankAccount.is_default.desc(), BankAccount.id)
    if not archived:
        query = query.where(BankAccount.is_archived == False)  # noqa: E712 - an SQL expression
    return [_bank_account(row) for row in query.dicts()]


@rights.needs("firm.read")
def get_bank_account(caller: Caller, account_id: int) -> BankAccountRow:
    row = BankAccount.select().where(BankAccount.id == account_id).dicts().first()
    if row is None:
        raise NotFound(_("There is no bank account {id}", id=str(account_id)), "bank_account_id")
    return _bank_account(row)


@rights.needs("firm.read")
def list_tax_rates(caller: Caller, day: date | None = None, *, archived: bool = False) -> list[TaxRateRow]:
    """The default one first, then taxed ones from high to low, then those without tax. `day`: only those
    valid then.
    """
    query = TaxRate.select().order_by(
        TaxRate.is_default.desc(), TaxRate.rate.desc(), TaxRate.category, TaxRate.id
    )
    if not archived:
        query = query.where(TaxRate.is_archived == False)  # noqa: E712 - an SQL expression
    rows = [_tax_rate(row) for row in query.dicts()]
    return rows if day is None else [row for row in rows if row.draft.is_valid_on(day)]


@rights.needs("firm.read")
def get_tax_rate(caller: Caller, rate_id: int) -> TaxRateRow:
    row = TaxRate.select().where(TaxRate.id == rate_id).dicts().first()
    if row is None:
        raise NotFound(_("There is no tax rate {id}", id=str(rate_id)), "tax_rate_id")
    return _tax_rate(row)


@rights.needs("firm.read")
def default_tax_rate(caller: Caller, day: date) -> TaxRateRow | None:
    """What a new line begins with on this day: the default, or the highest one when the default is not valid
    then.
    """
    rates = list_tax_rates(caller, day)
    return rates[0] if rates else None


@rights.needs("firm.read")
def find_tax_rate(caller: Caller, category: str, rate: Decimal, day: date) -> TaxRateRow | None:
    """The rate that a line's category and percentage stand for (for its reason and its extra tax)."""
    matching = [
        row
        for row in list_tax_rates(caller, archived=True)
        if row.draft.category == category and row.draft.rate == rate
    ]
    matching.sort(key=lambda row: (not row.draft.is_valid_on(day), row.is_archived))
    return matching[0] if matching else None


@rights.needs("firm.read")
def list_terms(caller: Caller, *, archived: bool = False) -> list[TermsRow]:
    """The default ones first, then by days."""
    query = PaymentTerms.select().order_by(PaymentTerms.is_default.desc(), PaymentTerms.days, PaymentTerms.id)
    if not archived:
        query = query.where(PaymentTerms.is_archived == False)  # noqa: E712 - an SQL expression
    return [_terms(row) for row in query.dicts()]


@rights.needs("firm.read")
def get_terms(caller: Caller, terms_id: int) -> TermsRow:
    row = PaymentTerms.select().where(PaymentTerms.id == terms_id).dicts().first()
    if row is None:
        raise NotFound(_("There are no terms of payment {id}", id=str(terms_id)), "terms_id")
    return _terms(row)


@rights.needs("firm.read")
def default_terms(caller: Caller) -> TermsRow | None:
    """The default terms, or the shortest, or None where there are none."""
    return next(iter(list_terms(caller)), None)


@rights.needs("firm.read")
def list_series(caller: Caller) -> list[SeriesRow]:
    return [_series(row) for row in NumberSeries.select().order_by(NumberSeries.id).dicts()]


@rights.needs("firm.read")
def series(caller: Caller, kind: SeriesKind) -> SeriesRow:
    """The series of a kind; NotFound until it was set up or its first number was drawn."""
    row = NumberSeries.select().where(NumberSeries.kind == kind).dicts().first()
    if row is None:
        raise NotFound(_("There are no numbers for {kind} yet", kind=kind))
    return _series(row)


@rights.needs("firm.read")
def preview_number(caller: Caller, kind: SeriesKind, day: date) -> str:
    """The number that would be drawn on `day`, as printed."""
    row = NumberSeries.select().where(NumberSeries.kind == kind).dicts().first()
    if row is None:
        draft = default_series(kind)
        return format_number(draft.pattern, draft.next_number, day)
    found = _series(row)
    return format_number(found.draft.pattern, found.number_on(day), day)


@rights.needs("firm.read")
def setting(caller: Caller, key: str, default: Any = None) -> Any:
    """A stored setting (a JSON value) or the default."""
    row = Setting.select(Setting.value).where(Setting.key == key).tuples().first()
    return default if row is None else row[0]


def _bank_account(row: Any) -> BankAccountRow:
    values = {field.name: row[field.name] for field in fields(BankAccountDraft)}
    values["lines"] = tuple((label, value) for label, value in values["lines"])
    return BankAccountRow(row["id"], row["version"], BankAccountDraft(**values), row["is_archived"])


def _tax_rate(row: Any) -> TaxRateRow:
    values = {field.name: row[field.name] for field in fields(TaxRateDraft)}
    values["reason"] = texts_of(values["reason"])
    return TaxRateRow(row["id"], row["version"], TaxRateDraft(**values), row["is_archived"])


def _terms(row: Any) -> TermsRow:
    values = {field.name: row[field.name] for field in fields(TermsDraft)}
    values["texts"] = texts_of(values["texts"])
    return TermsRow(row["id"], row["version"], TermsDraft(**values), row["is_archived"])


def _series(row: Any) -> SeriesRow:
    draft = SeriesDraft(
        kind=row["kind"], pattern=row["pattern"], next_number=row["next_number"], restarts=row["restarts"]
    )
    return SeriesRow(row["id"], row["version"], draft, row["year"], row["last_issued_on"])


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who works here, or worked here until `left_on`. `failed` wrong passwords since the last right
    one."""

    id: int
    version: int
    draft: PersonDraft
    since: date
    left_on: date | None
    failed: int
    failed_at: datetime | None

    @property
    def name(self) -> str:
        return self.draft.name

    @property
    def role(self) -> str:
        return self.draft.role


_PEOPLE = (
    "SELECT id, version, name, role, initials, language, since, left_on, failed, failed_at FROM colleague"
)


@rights.needs("sign.in")
def list_people(caller: Caller, *, left: bool = False) -> list[PersonRow]:
    """Who works here, by name; with `left` also those who left, after the others."""
    where = "" if left else " WHERE left_on IS NULL"
    rows = raw().execute(f"{_PEOPLE}{where} ORDER BY (left_on IS NOT NULL), folded, id").fetchall()
    return [_person(row) for row in rows]


@rights.needs("people.read")
def get_person(caller: Caller, person_id: int) -> PersonRow:
    """One person, also one who left; NotFound when there is none."""
    row = raw().execute(f"{_PEOPLE} WHERE id = ?", (person_id,)).fetchone()
    if row is None:
        raise NotFound(_("This person does not work here"))
    return _person(row)


@rights.needs("people.read")
def find_person(caller: Caller, name: str) -> PersonRow:
    """The person of this name as people type it; NotFound names those who are there."""
    row = raw().execute(f"{_PEOPLE} WHERE folded = ?", (fold(name.strip()),)).fetchone()
    if row is None:
        known = ", ".join(person.name for person in list_people(caller)) or "\N{EN DASH}"
        raise NotFound(_("Nobody here is called “{name}”: {known}", name=name.strip(), known=known))
    return _person(row)


def is_called(person: PersonRow, name: str) -> bool:
    """Whether somebody who typed this name means the person."""
    return fold(person.name) == fold(name.strip())


def caller_of(nobody: Caller, person: PersonRow) -> Caller:
    """The person at the computer of `nobody`, in their language or that of the computer."""
    return replace(
        nobody,
        user=person.name,
        role=person.role,
        language=person.draft.language or nobody.language,
        signature=person.name,
        person_id=person.id,
    )


def _person(row: Any) -> PersonRow:
    person_id, version, name, role, initials, language, since, left_on, failed, failed_at = row
    draft = PersonDraft(name=name, role=role, initials=initials, language=language)
    return PersonRow(
        person_id,
        version,
        draft,
        date.fromisoformat(since),
        date.fromisoformat(left_on) if left_on else None,
        failed,
        datetime.fromisoformat(failed_at) if failed_at else None,
    )
