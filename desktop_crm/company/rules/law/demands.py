"""What a paper must state before it is issued, by the law of the seller's country on the day of issue."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from desktop_crm.company.rules.law.rates import default_currency
from desktop_crm.company.rules.law.table import rows
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_KINDS: Final = ("invoice", "credit_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One paper in the eyes of the law. `gross` is in minor units of `currency`, None while it is unknown."""

    seller_country: str
    day: date
    buyer_country: str = ""
    kind: str = "invoice"
    categories: frozenset[str] = frozenset({"S"})
    gross: int | None = None
    currency: str = "EUR"
    small_business: bool = False
    is_consumer: bool = False
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """At least one of these fields must be filled; `source` is the article that says so."""

    any_of: tuple[str, ...]
    message: Message
    source: str


def demands(case: Case) -> tuple[Demand, ...]:
    """What must be filled before this paper is issued. Quotes owe the law nothing."""
    return _demanded(case, reminding=False)


def reminders(case: Case) -> tuple[Demand, ...]:
    """What must be filled only where it differs from the date of issue: worth a look, no reason to refuse."""
    return _demanded(case, reminding=True)


def _demanded(case: Case, *, reminding: bool) -> tuple[Demand, ...]:
    if case.kind not in _KINDS:
        return ()
    waived = _waived(case)
    settled: set[str] = set()
    found: dict[tuple[str, ...], Demand] = {}
    for row in rows(case.seller_country, "demand", case.day):
        any_of, identity = tuple(row.values["any_of"]), row.values["id"]
        if identity in settled:
            continue
        settled.add(identity)  # the country's own row stands before the Union's
        if any_of[0] not in waived and _applies(row.values, case) and _reminds(row.values) == reminding:
            words = (reminder_words if reminding else demand_words)(any_of[0], row.source)
            found.setdefault(any_of, Demand(any_of, words, row.source))
    return tuple(found.values())


def demanded_fields(seller_country: str, buyer_country: str, kind: str, day: date, **case: Any) -> list[str]:
    """The first field of each demand; further facts of the paper as keywords of `Case`."""
    asked = demands(
        Case(seller_country=seller_country, buyer_country=buyer_country, kind=kind, day=day, **case)
    )
    return [demand.any_of[0] for demand in asked]


def asks_for(field: str, country: str, day: date) -> bool:
    """Whether the law of a seller's country asks for this field in any case."""
    return any(field in row.values["any_of"] for row in rows(country, "demand", day))


def unmet(case: Case, filled: Collection[str]) -> list[Demand]:
    """The demands of which no field is among `filled`."""
    return [demand for demand in demands(case) if not any(name in filled for name in demand.any_of)]


def check_demands(case: Case, filled: Collection[str]) -> None:
    """Raise UserError at the first field that the law demands and that is empty."""
    for demand in unmet(case, filled):
        raise UserError(demand.message, demand.any_of[0])


def small_amount(country: str, day: date) -> tuple[int, str] | None:
    """Up to which total (minor units, currency) a simplified invoice will do, or None."""
    row = next(rows(country, "small_amount", day), None)
    return (
        None
        if row is None
        else (money.minor(Decimal(row.values["limit"]), row.values["currency"]), row.values["currency"])
    )


def _waived(case: Case) -> frozenset[str]:
    """What a simplified invoice may leave out; reverse charge and intra-community supplies are never
    simplified.
    """
    row = next(rows(case.seller_country, "small_amount", case.day), None)
    limit = small_amount(case.seller_country, case.day)
    if row is None or limit is None or case.gross is None or case.categories & {"AE", "K"}:
        return frozenset()
    is_small = limit[1] == case.currency and abs(case.gross) <= limit[0]
    return frozenset(row.values["waives"]) if is_small else frozenset()


def _reminds(values: Mapping[str, Any]) -> bool:
    return bool(values.get("if_differs") or values.get("reminder"))


def _applies(values: Mapping[str, Any], case: Case) -> bool:
    if "categories" in values and not case.categories & set(values["categories"]):
        return False
    if "buyer_not_consumer" in values and case.is_consumer:
        return False
    if "buyer_public" in values and values["buyer_public"] != case.is_public:
        return False
    if "foreign_currency" in values and case.currency == default_currency(case.seller_country):
        return False
    if "above" in values and not _is_above(values["above"], values["currency"], case):
        return False
    if "seller_small_business" in values and values["seller_small_business"] != case.small_business:
        return False
    return not ("kinds" in values and case.kind not in values["kinds"])


def _is_above(limit: str, currency: str, case: Case) -> bool:
    """Whether the total goes beyond a limit of the seller's country; in another currency nobody knows."""
    return (
        case.gross is not None
        and case.currency == currency
        and case.gross > money.minor(Decimal(limit), currency)
    )


_WORDS: Final = MappingProxyType(
    {
        "delivered_on": _("The date or the period of the supply must be stated ({source})"),
        "period_from": _("The period of the supply must be stated ({source})"),
        "seller.name": _("Your company's name must be stated ({source})"),
        "seller.address": _("Your company's address must be stated ({source})"),
        "seller.legal_id": _("Your register number must be stated ({source})"),
        "seller.vat_id": _("Your VAT ID must be stated ({source})"),
        "seller.tax_number": _("Your tax number or VAT ID must be stated ({source})"),
        "buyer.name": _("The customer's name must be stated ({source})"),
        "buyer.address": _("The customer's address must be stated ({source})"),
        "buyer.vat_id": _("The customer's VAT ID must be stated ({source})"),
        "tax_currency": _("The VAT must be stated in your country's currency too ({source})"),
        "buyer.legal_id": _("The customer's register number must be stated ({source})"),
        "buyer_reference": _("The reference that the customer gave must be stated ({source})"),
        "delivery.country": _("The country of delivery must be stated ({source})"),
    }
)
DEMANDABLE: Final = frozenset(_WORDS)
"""Every field name that a demand can speak of."""


def demand_words(field: str, source: str) -> Message:
    """The sentence of a demand: what must be stated, and the article that says so."""
    return Message(_WORDS[field].text, {"source": source})


_REMINDERS: Final = MappingProxyType(
    {
        "delivered_on": _("Supplied on another day than the date of issue? Then state it ({source})"),
        "buyer.vat_id": _("Has the customer a VAT ID? Then state it ({source})"),
        "tax_currency": _(
            "The VAT must be stated in your country's currency too: bring in the exchange rate ({source})"
        ),
    }
)
"""Where the law wants something only in a case that nobody but the seller knows: a question, no refusal."""


def reminder_words(field: str, source: str) -> Message:
    """The question of a reminder, and the article behind it."""
    return (
        Message(_REMINDERS[field].text, {"source": source})
        if field in _REMINDERS
        else demand_words(field, source)
    )
