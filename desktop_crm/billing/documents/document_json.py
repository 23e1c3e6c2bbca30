"""Quotes and invoices as JSON: what `show` prints, `new` takes again.

The keys of a priced document (values.priced_json), and beside them:

    customer          name or id                        issued_on, due_on, valid_until, delivered_on,
    customer_id       id, wins over the name            period_from, period_to      ISO 8601 dates
    person_id         for whose attention               order_number, buyer_reference, project, contract
    language          "pt_BR"                           intro, notes, cover, internal_notes
    terms             id or label                       address, delivery           objects of address parts
    bank_account      id                                treatment, supply, buyer_is,
                                                        self_billed, vat_unchecked
    appended          [{"name": "plan.pdf", "sha256": ...}] of files that are kept

    and in a line     description, unit, product (id or code), code, section, optional, period_from, period_to

What `show` adds (state, number, totals, payments ...) says what became of a paper and is not taken over: a
new one begins as a draft. Any other key is refused by its path, and so is a credit note, which has its own
verb.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing.documents.json_writing import (
    SHOWN_ONLY,
    TAKEN_ON,
    TREATMENT,
    document_to_json,
    row_to_json,
)
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.drafts import (
    AdjustmentDraft,
    AppendedDraft,
    DocumentDraft,
    ExtraTaxDraft,
    LineDraft,
    WithholdingDraft,
)
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values import money, priced_json, totals
from desktop_crm.values.draft_json import draft_from_json, listed, mapping
from desktop_crm.values.errors import UserError
from desktop_crm.values.json_keys import check_keys
from desktop_crm.values.messages import _

__all__ = [
    "Lookups", "credit_lines_from_json", "customer_of_json", "document_to_json", "draft_of_json",
    "row_to_json",
]  # fmt: skip

_TEXTS: Final = (
    "language", "order_number", "buyer_reference", "project", "contract", "intro", "notes",
    "cover", "internal_notes",
)  # fmt: skip
_DATES: Final = ("issued_on", "due_on", "valid_until", "delivered_on", "period_from", "period_to")
_KEYS: Final = frozenset({*_TEXTS, *_DATES, "customer", "customer_id", "person_id", "terms", "bank_account",
                          "address", "delivery", "appended", *TAKEN_ON, *TREATMENT,
                          *SHOWN_ONLY, *priced_json.CASE_KEYS})  # fmt: skip
_LINE_KEYS: Final = frozenset({"line", "description", "unit", "product", "code", "optional", "period_from",
                               "period_to"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """How names in a file become records; each raises UserError at the field it is given."""

    customer: Callable[[object, str], int]
    terms: Callable[[object, str], int]
    product: Callable[[object, str], LineDraft]
    default_rate: Callable[[], tuple[str, Decimal] | None]
    appended: Callable[[str, str, str], AppendedDraft]
    """Name, SHA-256 and field of a file whose bytes are kept."""


def draft_of_json(data: object, base: DocumentDraft, lookups: Lookups) -> DocumentDraft:
    """`base` with what the file says; the kind stays that of `base`. UserError names the field."""
    given = dict(mapping(data, ""))
    _check_keys(given)
    lines = _lines(given, lookups)
    priced_data = {**given, "lines": [line.priced for line in lines if not line.is_section]}
    document = priced_json.priced_from_json(_with_base(priced_data, base))
    items = iter(document.lines)
    drafts = tuple(
        line.draft if line.is_section else _line(line, next(items), document.currency) for line in lines
    )
    early = document.early_discount
    changes: dict[str, Any] = {name: _text(given, name) for name in _TEXTS if given.get(name) is not None}
    changes |= {name: _day(given[name], name) for name in _DATES if given.get(name) is not None}
    changes |= {
        name: _address(given, name) for name in ("address", "delivery") if given.get(name) is not None
    }
    changes |= {name: _text(given, name) for name in TREATMENT if given.get(name) is not None}
    changes |= {name: _flag(given, name, "") for name in TAKEN_ON if given.get(name) is not None}
    if given.get("appended") is not None:
        changes["appended"] = _appended(given["appended"], lookups)
    if given.get("bank_account") is not None:
        changes["bank_account_id"] = _whole(given["bank_account"], "bank_account")
    if given.get("person_id") is not None:
        person = _whole(given["person_id"], "person_id")
        changes["person_id"] = lookups.customer(person, "person_id")
    if given.get("terms") is not None:
        changes["terms_id"] = lookups.terms(given["terms"], "terms")
    return replace(
        base,
        currency=document.currency,
        price_mode=document.price_mode,
        lines=drafts,
        adjustments=_document_adjustments(document),
        prepaid=money.minor(document.prepaid, document.currency, "prepaid"),
        round_due_to=_minor(document.round_due_to, document.currency, "round_due_to"),
        rounding_amount=_minor(document.rounding_amount, document.currency, "rounding_amount"),
        withholdings=tuple(map(_withholding, document.withholdings)),
        extra_taxes=tuple(
            ExtraTaxDraft(code=each.code, rate=each.rate, category=each.category or "", on_rate=each.on_rate)
            for each in document.extra_taxes
        ),
        tax_currency=document.tax_currency.code if document.tax_currency else "",
        exchange_rate=document.tax_currency.rate if document.tax_currency else None,
        tax_rounding=document.tax_rounding,
        early_percent=early.percent if early else base.early_percent,
        early_days=early.days if early else base.early_days,
        **changes,
    )


def customer_of_json(data: object, lookups: Lookups) -> int:
    """Whom the file bills: `customer_id`, else `customer`. UserError at "customer" when it says neither."""
    given = mapping(data, "")
    if given.get("customer_id") is not None:
        return lookups.customer(_whole(given["customer_id"], "customer_id"), "customer_id")
    if given.get("customer") in (None, ""):
        raise UserError(_("This is missing"), "customer")
    return lookups.customer(given["customer"], "customer")


def credit_lines_from_json(data: object) -> tuple[CreditLine, ...]:
    """`[{"line": 3, "qty": "1"}]`: the number on the paper; without `qty` all that is left of the line."""
    if not isinstance(data, Sequence) or isinstance(data, str | bytes):
        raise UserError(_("This must be a list"), "lines")
    found = []
    for number, item in enumerate(data, 1):
        field = f"lines[{number}]"
        given = mapping(item, field)
        check_keys(given, ("line", "qty"), field)
        qty = given.get("qty")
        found.append(
            CreditLine(
                _whole(given.get("line"), f"{field}.line"),
                None if qty is None else priced_json.decimal_from_json(qty, f"{field}.qty"),
            )
        )
    return tuple(found)


# ------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class _GivenLine:
    """A line of the file: what is no number of it as a draft, and its numbers for the priced reader."""

    draft: LineDraft
    priced: Mapping[str, object]

    @property
    def is_section(self) -> bool:
        return self.draft.kind == "section"


def _check_keys(given: Mapping[str, object]) -> None:
    """Nothing that was written is lost; headings have one key, and are no lines of the priced document."""
    if given.get("kind") == "credit_note":
        raise UserError(_("A credit note is made from its invoice: invoice credit ID"), "kind")
    lines = given.get("lines")
    for number, line in enumerate(lines if isinstance(lines, list | tuple) else (), 1):
        if isinstance(line, Mapping) and line.get("section") is not None:
            check_keys(line, ("section",), f"lines[{number}]")
    for error in priced_json.unknown_priced_keys(given, _KEYS, _LINE_KEYS | {"section"}):
        raise error


def _lines(given: Mapping[str, object], lookups: Lookups) -> list[_GivenLine]:
    value = given.get("lines")
    if value is None:
        raise UserError(_("This is missing"), "lines")
    if not isinstance(value, list | tuple):
        raise UserError(_("This must be a list"), "lines")
    default = lookups.default_rate()
    return [_given_line(item, f"lines[{number}]", lookups, default) for number, item in enumerate(value, 1)]


def _given_line(
    item: object, field: str, lookups: Lookups, default: tuple[str, Decimal] | None
) -> _GivenLine:
    data = dict(mapping(item, field))
    if data.get("section") is not None:
        return _GivenLine(LineDraft(kind="section", description=_text(data, "section", field)), {})
    base = (
        LineDraft() if data.get("product") is None else lookups.product(data["product"], f"{field}.product")
    )
    draft = replace(
        base,
        description=_text(data, "description", field) or base.description,
        unit=_text(data, "unit", field) or base.unit,
        code=_text(data, "code", field) or base.code,
        is_optional=_flag(data, "optional", field),
        period_from=_optional_day(data, "period_from", field),
        period_to=_optional_day(data, "period_to", field),
    )
    if base.product_id is not None:
        if "price" in data:
            draft = replace(draft, price_from="")
        data.setdefault("price", f"{base.price:f}")
        if data.get("rate") is None and data.get("category") is None:
            data |= {"rate": f"{base.rate:f}", "category": base.category}
    if data.get("qty") is None:
        data["qty"] = "1"
    if data.get("rate") is None and data.get("category") is None and default is not None:
        data |= {"category": default[0], "rate": f"{default[1]:f}"}
    _check_line(data, field)
    return _GivenLine(draft, data)


def _check_line(data: Mapping[str, object], field: str) -> None:
    """Read once under the line's own number: headings before it do not count in the priced document."""
    priced_json.line_from_json(data, field)


def _line(given: _GivenLine, line: totals.PricedLine, currency: str) -> LineDraft:
    return replace(
        given.draft,
        qty=line.qty,
        price=line.price,
        base_qty=line.base_qty,
        category=line.category,
        rate=line.rate,
        adjustments=(
            *(_adjustment(each, currency, is_charge=False) for each in line.allowances),
            *(_adjustment(each, currency, is_charge=True) for each in line.charges),
        ),
    )


def _adjustment(each: totals.Adjustment, currency: str, *, is_charge: bool) -> AdjustmentDraft:
    return AdjustmentDraft(
        is_charge=is_charge,
        percent=each.percent,
        amount=None if each.amount is None else money.minor(each.amount, currency, "amount"),
        category=each.category or "",
        rate=each.rate,
        reason=each.reason,
        reason_code=each.reason_code,
    )


def _document_adjustments(document: totals.PricedDocument) -> tuple[AdjustmentDraft, ...]:
    return (
        *(_adjustment(each, document.currency, is_charge=False) for each in document.doc_allowances),
        *(_adjustment(each, document.currency, is_charge=True) for each in document.doc_charges),
    )


def _withholding(held: totals.Withholding) -> WithholdingDraft:
    fraction = "" if held.fraction is None else "/".join(map(str, held.fraction))
    return WithholdingDraft(code=held.code, base=held.base, rate=held.rate, fraction=fraction)


def _with_base(data: Mapping[str, object], base: DocumentDraft) -> Mapping[str, object]:
    """The customer's currency where the file names none."""
    return data if data.get("currency") is not None else {**data, "currency": base.currency}


def _minor(amount: Decimal | None, currency: str, field: str) -> int:
    return 0 if amount is None else money.minor(amount, currency, field)


def _text(data: Mapping[str, object], name: str, field: str = "") -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UserError(_("This must be text"), f"{field}.{name}" if field else name)
    return value


def _flag(data: Mapping[str, object], name: str, field: str) -> bool:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise UserError(_("Write true or false"), f"{field}.{name}" if field else name)
    return bool(value)


def _day(value: object, field: str) -> date:
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise UserError(_("Write the date as 2026-11-22"), field)


def _optional_day(data: Mapping[str, object], name: str, field: str) -> date | None:
    return None if data.get(name) is None else _day(data[name], f"{field}.{name}")


def _whole(value: object, field: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise UserError(_("This is no whole number"), field)


def _appended(value: object, lookups: Lookups) -> tuple[AppendedDraft, ...]:
    """What is said of kind, size and pages is found out anew."""
    found = []
    for number, item in enumerate(listed(value, "appended"), 1):
        field = f"appended[{number}]"
        draft = draft_from_json(AppendedDraft(name="", sha256=""), item, field)
        for name in ("name", "sha256"):
            if not getattr(draft, name):
                raise UserError(_("This is missing"), f"{field}.{name}")
        found.append(lookups.appended(draft.name, draft.sha256, field))
    return tuple(found)


def _address(given: Mapping[str, object], name: str) -> Address:
    return draft_from_json(Address(), given[name], name)
