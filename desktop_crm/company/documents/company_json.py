"""The company as JSON: what `company show` prints, `company set` takes; keys left out stay as they are.

{"name": "...", "country": "DE", "address": {"street": "..."}, ...,          the fields of FirmDraft
 "bank_accounts": [{...}], "tax_rates": [{...}], "terms": [{...}],           drafts in lists
 "series": {"invoice": {"pattern": "{year}-{number:04}", "next_number": 42}},
 "logo": "data:image/png;base64,..."}                                       a picture; null takes it off
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeVar

from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.numbering import SERIES_KINDS, SeriesDraft, default_series, names_year
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft, TaxRateDraft, TermsDraft
from desktop_crm.values.draft_json import draft_from_json, draft_to_json, listed, mapping
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

Which = Literal["logo", "signature"]
_LISTS: Final = frozenset({"bank_accounts", "tax_rates", "terms", "series"})
_PICTURES: Final[tuple[Which, ...]] = ("logo", "signature")
DraftT = TypeVar("DraftT")


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """A file's wishes: the firm's keys as they came, and whole drafts of the rest."""

    firm: Mapping[str, object]
    bank_accounts: tuple[BankAccountDraft, ...] = ()
    tax_rates: tuple[TaxRateDraft, ...] = ()
    terms: tuple[TermsDraft, ...] = ()
    series: tuple[SeriesDraft, ...] = ()
    pictures: tuple[tuple[Which, bytes | None], ...] = ()

    def firm_over(self, stored: FirmDraft | None) -> FirmDraft:
        """The stored firm with the file's keys; a new one begins with its country's currency and language."""
        base = stored if stored is not None else _new_firm(self.firm)
        draft = draft_from_json(base, self.firm)
        if draft.country and not draft.address.country:
            draft = replace(draft, address=replace(draft.address, country=draft.country))
        return draft if draft.country else replace(draft, country=draft.address.country)


def company_from_json(data: object) -> CompanyDraft:
    """Read the file's object; UserError names the key ("tax_rates[1].rate")."""
    given = dict(mapping(data, ""))
    series = mapping(given.pop("series", {}), "series")
    company = CompanyDraft(
        firm={key: value for key, value in given.items() if key not in _LISTS | set(_PICTURES)},
        bank_accounts=_drafts(given, "bank_accounts", BankAccountDraft()),
        tax_rates=_drafts(given, "tax_rates", TaxRateDraft()),
        terms=_drafts(given, "terms", TermsDraft()),
        series=tuple(_series(kind, value) for kind, value in series.items()),
        pictures=tuple((which, picture) for which in _PICTURES for picture in _pictures(given, which)),
    )
    company.firm_over(None)
    return company


def company_to_json(
    firm: FirmDraft,
    bank_accounts: Sequence[BankAccountDraft],
    tax_rates: Sequence[TaxRateDraft],
    terms: Sequence[TermsDraft],
    series: Sequence[SeriesDraft],
) -> dict[str, Any]:
    """The same keys back. Pictures are named by their SHA-256, which `company_from_json` leaves as
    they are."""
    return {
        **draft_to_json(firm),
        "bank_accounts": [draft_to_json(draft) for draft in bank_accounts],
        "tax_rates": [draft_to_json(draft) for draft in tax_rates],
        "terms": [draft_to_json(draft) for draft in terms],
        "series": {
            draft.kind: {key: value for key, value in draft_to_json(draft).items() if key != "kind"}
            for draft in series
        },
    }


def _new_firm(given: Mapping[str, object]) -> FirmDraft:
    address = given.get("address")
    country = given.get("country") or (address.get("country") if isinstance(address, Mapping) else None)
    if not isinstance(country, str):
        return FirmDraft()
    return FirmDraft(
        country=country,
        address=Address(country=country),
        currency=law.default_currency(country),
        language=law.default_language(country),
    )


def _drafts(given: Mapping[str, object], key: str, base: DraftT) -> tuple[DraftT, ...]:
    items = listed(given.get(key, []), key)
    return tuple(draft_from_json(base, item, f"{key}[{index}]") for index, item in enumerate(items, 1))


def _series(kind: str, value: object) -> SeriesDraft:
    known = next((name for name in SERIES_KINDS if name == kind), None)
    if known is None:
        raise UserError(_("Write one of {choices}", choices=", ".join(SERIES_KINDS)), f"series.{kind}")
    draft = draft_from_json(default_series(known), value, f"series.{kind}")
    given = mapping(value, f"series.{kind}")
    if "restarts" not in given:
        draft = replace(draft, restarts="yearly" if names_year(draft.pattern) else "never")
    return replace(draft, kind=known)


def _pictures(given: Mapping[str, object], which: Which) -> list[bytes | None]:
    """The new picture, None to take it off, or nothing where the key is absent or names the stored
    picture."""
    if which not in given:
        return []
    value = given[which]
    if value is None or value == "":
        return [None]
    if not isinstance(value, str):
        raise UserError(_("Write a text in quotes"), which)
    if len(value) == 64 and not value.startswith("data:"):
        return []
    try:
        return [base64.b64decode(value.partition("base64,")[2] or value, validate=True)]
    except (binascii.Error, ValueError) as error:
        raise UserError(_("This is no picture in base64"), which) from error
