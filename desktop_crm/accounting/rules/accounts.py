"""Which account a sale is booked to, by VAT category, rate, the buyer's country and the sort of invoice.

The charts are dated data in `resources/accounts`; a firm's own rows stand before them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, Literal

from desktop_crm.company.rules.identifiers import EU_COUNTRIES
from desktop_crm.company.rules.profile import CATEGORIES
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.resources import resource

ChartName = Literal["SKR03", "SKR04", "PCG"]
DATEV_CHARTS: Final = ("SKR03", "SKR04")
SETTING: Final = "accounting.accounts"
"""The setting that holds what the accountant told of their books."""
Place = Literal["home", "eu", "third"]
PLACES: Final = ("home", "eu", "third")
FORMS: Final = ("deposit", "progress", "final")
FIRST_DEBTOR: Final = {4: 10_000, 5: 100_000, 6: 1_000_000, 7: 10_000_000, 8: 100_000_000}
"""By the length of impersonal accounts; personal accounts have one digit more, and customers end below 7."""
MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRule:
    """Where a sale goes that fits: "" (and None) fits everything. `eu` is what DATEV wants beside it."""

    category: str = ""
    rate: Decimal | None = None
    place: str = ""
    form: str = ""
    regime: str = ""
    account: str
    vat: str = ""
    key: str = ""  # DATEV's tax key, where the account does not find the tax itself
    label: str = ""
    automatic: bool = False
    eu: str = ""

    def fits(self, sale: Sale) -> bool:
        return (
            self.category in ("", sale.category)
            and (self.rate is None or self.rate == sale.rate)
            and self.place in ("", sale.place)
            and self.form in ("", sale.form)
            and self.regime in ("", sale.regime)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What decides the account."""

    category: str
    rate: Decimal
    place: Place
    form: str = ""
    regime: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of accounts; `accounts` are (number, label) by what they are for."""

    name: str
    country: str
    accounts: Mapping[str, tuple[str, str]]
    rules: tuple[AccountRule, ...]

    def account_of(self, sale: Sale) -> AccountRule:
        """The first rule that fits; the last row of every chart fits everything."""
        return next(rule for rule in self.rules if rule.fits(sale))


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the accountant told: their chart, numbers and own rows."""

    chart: str = "SKR03"
    consultant: str = ""  # DATEV "Beraternummer"
    client: str = ""  # DATEV "Mandantennummer"
    account_length: int = 4
    year_begins: int = 1  # the month
    rules: tuple[AccountRule, ...] = ()
    debtors: Mapping[int, str] = field(default_factory=dict)  # accounts that customers already have


def place_of(country: str, home: str) -> Place:
    """Where a buyer is, seen from home; without a country at home."""
    if not country or country == home:
        return "home"
    return "eu" if country in EU_COUNTRIES and home in EU_COUNTRIES else "third"


@lru_cache(maxsize=8)
def chart_of(name: str) -> Chart:
    """A chart as it stands in the resources; UserError for one that is not known."""
    if name not in (*DATEV_CHARTS, "PCG"):
        raise UserError(_("Write one of {choices}", choices=", ".join((*DATEV_CHARTS, "PCG"))), "chart")
    with resource(f"accounts/{name}.toml").open("rb") as file:
        table = tomllib.load(file)
    accounts = {key: (number, label) for key, (number, label) in table["accounts"].items()}
    return Chart(name, table["country"], accounts, tuple(_rule(each) for each in table["revenue"]))


def chart_for(books: Books, layout: str) -> Chart:
    """The chart of a layout with the firm's own rows. Those are meant for the firm's own chart."""
    name = "PCG" if layout == "ventes" else books.chart if books.chart in DATEV_CHARTS else "SKR03"
    chart = chart_of(name)
    return replace(chart, rules=merged(books.rules, chart.rules)) if name == books.chart else chart


def conditions(rule: AccountRule) -> tuple[object, ...]:
    """What a sale must be for this row."""
    return rule.category, rule.rate, rule.place, rule.form, rule.regime


def merged(own: tuple[AccountRule, ...], chart: tuple[AccountRule, ...]) -> tuple[AccountRule, ...]:
    """A row of one's own for the same sales as a row of the chart stands in its place: deposits keep their
    account where that of plain sales is changed. All others come before the chart, but behind the own rows
    that are told before them: a general row hides no special one that is changed."""
    places = {conditions(rule): place for place, rule in enumerate(chart)}
    found, before = list(chart), [list[AccountRule]() for _place in range(len(chart) + 1)]
    changed: set[int] = set()
    earliest = 0
    for rule in own:
        place = places.get(conditions(rule))
        if place is None:
            before[earliest].append(rule)
        elif place not in changed:
            changed.add(place)
            found[place], earliest = rule, max(earliest, place + 1)
    rows: list[AccountRule] = []
    for place, rule in enumerate(found):
        rows += [*before[place], rule]
    return (*rows, *before[-1])


def debtor_account(books: Books, contact_id: int) -> str:
    """The customer's personal account: the one they have, else one that follows from their id, for ever.

    UserError where the ids have outgrown the length of the accounts.
    """
    known = books.debtors.get(contact_id)
    if known:
        return known
    first = FIRST_DEBTOR[books.account_length]
    number = first + contact_id
    if number >= 7 * first:
        raise UserError(
            _("There are more customers than accounts of this length: make the accounts longer"),
            "account_length",
        )
    return str(number)


def fiscal_year(books: Books, day: date) -> date:
    """The first day of the fiscal year that a day lies in."""
    year = day.year if day.month >= books.year_begins else day.year - 1
    return date(year, books.year_begins, 1)


# ------------------------------------------------------------------------------------------ what was told


_RULE: Final = frozenset(
    {"category", "rate", "place", "form", "regime", "account", "vat", "key", "label", "automatic", "eu"}
)
_BOOKS: Final = frozenset(
    {"chart", "consultant", "client", "account_length", "year_begins", "rules", "debtors"}
)


def books_from_json(given: Any) -> Books:
    """What was told as JSON. UserError naming the field, such as "rules[2].account"."""
    if not isinstance(given, dict):
        raise UserError(_("This must be one JSON object"))
    for key in given:
        if key not in _BOOKS:
            raise UserError(_("“{key}” is not known here", key=key), key)
    rules = given.get("rules", [])
    if not isinstance(rules, list) or len(rules) > MOST_ROWS:
        raise UserError(_("This must be a list"), "rules")
    debtors = given.get("debtors", {})
    if not isinstance(debtors, dict):
        raise UserError(_("This must be one JSON object"), "debtors")
    books = Books(
        chart=_text(given, "chart", "") or "SKR03",
        consultant=_text(given, "consultant", ""),
        client=_text(given, "client", ""),
        account_length=_whole(given.get("account_length", 4), "account_length"),
        year_begins=_whole(given.get("year_begins", 1), "year_begins"),
        rules=tuple(_told_rule(each, f"rules[{place}]") for place, each in enumerate(rules, 1)),
        debtors={_whole(key, "debtors"): str(account) for key, account in debtors.items()},
    )
    check_books(books)
    return books


def books_to_json(books: Books) -> dict[str, Any]:
    """The opposite; what is at its default is left out."""
    found: dict[str, Any] = {
        "chart": books.chart,
        "consultant": books.consultant,
        "client": books.client,
        "account_length": books.account_length,
        "year_begins": books.year_begins,
    }
    if books.rules:
        found["rules"] = [_rule_json(rule) for rule in books.rules]
    if books.debtors:
        found["debtors"] = {str(key): account for key, account in sorted(books.debtors.items())}
    return found


def check_books(books: Books) -> None:
    """Raise UserError naming the field."""
    if books.chart not in (*DATEV_CHARTS, "PCG"):
        raise UserError(_("Write one of {choices}", choices=", ".join((*DATEV_CHARTS, "PCG"))), "chart")
    _number(books.consultant, "consultant", 1001, 9_999_999)
    _number(books.client, "client", 1, 99_999)
    if books.account_length not in FIRST_DEBTOR:
        raise UserError(_("Accounts have 4 to 8 digits"), "account_length")
    if not 1 <= books.year_begins <= 12:
        raise UserError(_("A year has twelve months"), "year_begins")
    for place, rule in enumerate(books.rules, 1):
        _check_rule(rule, f"rules[{place}]")
    for account in books.debtors.values():
        _account(account, "debtors")


def _check_rule(rule: AccountRule, place: str) -> None:
    choices = (
        ("category", rule.category, CATEGORIES),
        ("place", rule.place, PLACES),
        ("form", rule.form, FORMS),
        ("regime", rule.regime, ("small_business",)),
        ("eu", rule.eu, ("id", "rate")),
    )
    for name, value, known in choices:
        if value and value not in known:
            raise UserError(_("Write one of {choices}", choices=", ".join(known)), f"{place}.{name}")
    _account(rule.account, f"{place}.account")
    if rule.vat:
        _account(rule.vat, f"{place}.vat")
    if rule.key and not (rule.key.isascii() and rule.key.isdigit() and len(rule.key) <= 4):
        raise UserError(_("A tax key has up to four digits"), f"{place}.key")


def _account(text: str, field_name: str) -> None:
    if not (text.isascii() and text.isdigit() and 3 <= len(text) <= 9):
        raise UserError(_("“{text}” is no account", text=text), field_name)


def _number(text: str, field_name: str, least: int, most: int) -> None:
    if text and not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        raise UserError(
            _("This is a number from {least} to {most}", least=str(least), most=str(most)), field_name
        )


def _told_rule(given: Any, place: str) -> AccountRule:
    if not isinstance(given, dict):
        raise UserError(_("This must be one JSON object"), place)
    for key in given:
        if key not in _RULE:
            raise UserError(_("“{key}” is not known here", key=key), f"{place}.{key}")
    values = dict(given)
    for name in _RULE - {"rate", "automatic"}:
        if name in values and not isinstance(values[name], str):
            raise UserError(_("This must be text"), f"{place}.{name}")
    if not values.get("account"):
        raise UserError(_("Say which account it is"), f"{place}.account")
    if not isinstance(values.get("automatic", False), bool):
        raise UserError(_("Write true or false"), f"{place}.automatic")
    try:
        return _rule(values)
    except (InvalidOperation, ValueError, TypeError) as error:
        raise UserError(_("This is no rate"), f"{place}.rate") from error


def _rule(given: Mapping[str, Any]) -> AccountRule:
    values = dict(given)
    rate = values.pop("rate", None)
    if rate is not None and rate != "":
        values["rate"] = Decimal(str(rate)).normalize() + 0
        if not values["rate"].is_finite():
            raise ValueError(rate)
    return AccountRule(**values)


def _rule_json(rule: AccountRule) -> dict[str, Any]:
    found = {name: getattr(rule, name) for name in AccountRule.__slots__}
    if rule.rate is not None:
        found["rate"] = f"{rule.rate:f}"
    return {name: value for name, value in sorted(found.items()) if value not in ("", None, False)}


def _text(given: Mapping[str, Any], key: str, default: str) -> str:
    value = given.get(key, default)
    if not isinstance(value, str):
        raise UserError(_("This must be text"), key)
    return value.strip()


def _whole(value: Any, field_name: str) -> int:
    try:
        if isinstance(value, bool):
            raise ValueError(value)
        return int(value)
    except (TypeError, ValueError) as error:
        raise UserError(_("This must be a whole number"), field_name) from error
