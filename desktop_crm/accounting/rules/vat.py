"""The VAT report: entries, one a VAT group of a paper, and the rows that sum them.

A row never mixes what the law keeps apart: sales, deposits, credit notes, discounts kept back, sums given up,
money received and paid back, input VAT; each by country, treatment, category, rate and currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, NamedTuple

from desktop_crm.accounting.rules.spans import Standing
from desktop_crm.company.rules.profile import VAT_BASES, VatBasis
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _, many

Direction = Literal["output", "input"]
Sort = Literal[
    "invoice",
    "deposit",
    "credit_note",
    "discount",
    "write_off",
    "payment",
    "deposit_paid",
    "refund",
    "received",
]
SORTS: Final[dict[Sort, Message]] = {
    "invoice": _("Invoices"),
    "deposit": _("Deposit invoices"),
    "credit_note": _("Credit notes"),
    "discount": _("Early-payment discounts"),
    "write_off": _("Written off"),
    "payment": _("Money received"),
    "deposit_paid": _("Deposits received"),
    "refund": _("Paid back"),
    "received": _("Bought"),
}
"""What an entry is of, in the order of the report."""
Case = Literal[
    "taxed", "zero", "exempt", "small_business", "margin", "reverse_charge", "intra_community", "export",
    "outside", "canary", "ceuta", "further", "foreign",
]  # fmt: skip
CASES: Final[dict[Case, Message]] = {
    "taxed": _("Taxed"),
    "zero": _("Zero rate"),
    "reverse_charge": _("Reverse charge"),
    "intra_community": _("Intra-Community supply"),
    "export": _("Sale abroad (export)"),
    "exempt": _("Exempt"),
    "small_business": _("Small business"),
    "margin": _("Margin scheme"),
    "outside": _("Outside the scope of VAT"),
    "canary": _("Canary Islands (IGIC)"),
    "ceuta": _("Ceuta and Melilla (IPSI)"),
    "further": _("Further tax beside VAT"),
    "foreign": _("VAT of another country"),
}
"""How a group is taxed, in the order of the report."""
_BY_CATEGORY: Final[dict[str, Case]] = {
    "S": "taxed", "Z": "zero", "E": "exempt", "AE": "reverse_charge", "K": "intra_community", "G": "export",
    "O": "outside", "L": "canary", "M": "ceuta",
}  # fmt: skip
_MARGIN: Final = frozenset({"VATEX-EU-D", "VATEX-EU-F", "VATEX-EU-I", "VATEX-EU-J"})
BASIS_WORDS: Final[dict[VatBasis, Message]] = {
    "issue": _("On issue: what was invoiced"),
    "payment": _("On payment: what was paid"),
}
_NAMED: Final = 5
_SORT_ORDER: Final = {each: place for place, each in enumerate(SORTS)}
_CASE_ORDER: Final = {each: place for place, each in enumerate(CASES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One VAT group of one paper, or what a payment makes of it. Amounts in minor units of `currency`: that
    of the firm, or the paper's own where no rate of its day is known.

    `place` is where goods went or the customer is; `counts` is False for what is told but not taken into the
    VAT payable.
    """

    sort: Sort
    kind: str  # of the document: "invoice", "credit_note", "received_invoice", "expense"
    document_id: int
    number: str
    day: date
    customer: str
    vat_id: str = ""
    country: str = ""
    place: str = ""
    case: Case
    category: str
    rate: Decimal
    currency: str
    base: int
    tax: int
    own_currency: str = ""
    own_base: int = 0
    own_tax: int = 0
    counts: bool = True
    proof: str = ""  # how the customer's VAT ID was checked: "valid", "invalid", "unchecked"; "" unasked

    @property
    def direction(self) -> Direction:
        return "input" if self.sort == "received" else "output"


class RowKey(NamedTuple):
    """What a row is of; `EntryRow` of the same key are what it sums."""

    sort: Sort
    country: str
    case: Case
    category: str
    rate: Decimal
    currency: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report; `papers` is how many documents stand behind it."""

    key: RowKey
    base: int
    tax: int
    papers: int

    @property
    def direction(self) -> Direction:
        return "input" if self.key.sort == "received" else "output"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What the rows of one currency come to.

    `papers_base` and `papers_tax` are what the papers say (on issue the sum of the journal), `less_*` what
    discounts took off since, `further_tax` what is handed in with VAT (Spain's recargo), `given_up_*` what
    was written off (told, not taken off), `input_*` what may be deducted, `oss_tax` what of it all is
    handed in through the One-Stop-Shop.
    """

    currency: str
    papers_base: int = 0
    papers_tax: int = 0
    less_base: int = 0
    less_tax: int = 0
    further_tax: int = 0
    given_up_base: int = 0
    given_up_tax: int = 0
    input_base: int = 0
    input_tax: int = 0
    oss_tax: int = 0

    @property
    def output_tax(self) -> int:
        return self.papers_tax + self.less_tax + self.further_tax

    @property
    def payable(self) -> int:
        """What is owed to the tax office at home; below zero it owes it."""
        return self.output_tax - self.oss_tax - self.input_tax


@dataclass(frozen=True)
class Report:
    """The VAT of a period. `entries` are in the order of their days; `left_out` counts papers that are no
    part of it, by reason ("sample", "external", "purged", "received"). `abroad` are those of them that go
    through the One-Stop-Shop.
    """

    standing: Standing
    basis: VatBasis
    home: str
    entries: tuple[Entry, ...] = field(repr=False)
    left_out: dict[str, int]
    may_deduct: bool = True
    abroad: tuple[Entry, ...] = field(default=(), repr=False)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return rows_of(self.entries)

    @property
    def findings(self) -> tuple[Message, ...]:
        """What is to be put right before the figures are whole: papers that no known rate brings home."""
        papers = dict.fromkeys(
            f"{each.number or each.customer or each.document_id} ({each.currency})"
            for each in self.entries
            if each.currency != self.home
        )
        if not papers:
            return ()
        named = ", ".join(list(papers)[:_NAMED])
        if len(papers) > _NAMED:
            named += ", …"
        return (
            many(
                "{n} paper is in no sum: no rate into {home} is known for {papers}. Enter it in Settings,"
                " Exchange rates, for its day",
                "{n} papers are in no sum: no rate into {home} is known for {papers}. Enter them in Settings,"
                " Exchange rates, for their days",
                len(papers),
                home=self.home,
                papers=named,
            ),
        )

    @cached_property
    def sums(self) -> tuple[Sums, ...]:
        return sums_of(self.entries, self.home, self.abroad)


def case_of(category: str, reason_code: str = "", *, is_small_business: bool = False) -> Case:
    """How a group is taxed: its category, and what the category alone does not tell apart."""
    if is_small_business and category in ("E", "O"):
        return "small_business"
    if category == "E" and reason_code in _MARGIN:
        return "margin"
    return _BY_CATEGORY.get(category, "outside")


def check_basis(basis: str) -> VatBasis:
    """UserError at "basis" for what is none."""
    for each in VAT_BASES:
        if each == basis:
            return each
    raise UserError(
        _("VAT is owed on issue or on payment: write one of {choices}", choices="issue, payment"), "basis"
    )


def key_of(entry: Entry) -> RowKey:
    """The row that an entry belongs to."""
    return RowKey(
        entry.sort, entry.country, entry.case, entry.category, entry.rate, entry.currency, entry.counts
    )


def entries_of_row(entries: Iterable[Entry], key: RowKey) -> list[Entry]:
    """What a row sums."""
    return [each for each in entries if key_of(each) == key]


def rows_of(entries: Iterable[Entry]) -> tuple[Row, ...]:
    """The rows in the order of the report: output before input, each sort by treatment, rate and country."""
    found: dict[RowKey, list[Entry]] = {}
    for entry in entries:
        found.setdefault(key_of(entry), []).append(entry)
    return tuple(
        Row(
            key,
            sum(each.base for each in members),
            sum(each.tax for each in members),
            len({(each.kind, each.document_id) for each in members}),
        )
        for key, members in sorted(found.items(), key=lambda item: _order(item[0]))
    )


def _order(key: RowKey) -> tuple[object, ...]:
    return (
        _SORT_ORDER[key.sort], not key.counts, key.currency, _CASE_ORDER[key.case], -key.rate, key.country,
        key.category,
    )  # fmt: skip


def sums_of(entries: Sequence[Entry], home: str, abroad: Sequence[Entry] = ()) -> tuple[Sums, ...]:
    """By currency, the firm's own first (also where nothing is in it)."""
    currencies = [home, *sorted({each.currency for each in entries} - {home})]
    return tuple(
        _sums(
            currency,
            [e for e in entries if e.currency == currency],
            sum(e.tax for e in abroad if e.currency == currency),
        )
        for currency in currencies
    )


def _sums(currency: str, entries: Sequence[Entry], oss_tax: int) -> Sums:
    def both(*sorts: Sort, counts: bool = True) -> tuple[int, int]:
        mine = [e for e in entries if e.sort in sorts and e.counts is counts and e.case != "further"]
        return sum(each.base for each in mine), sum(each.tax for each in mine)

    papers = both("invoice", "deposit", "credit_note", "payment", "deposit_paid", "refund")
    less, given_up = both("discount"), both("write_off", counts=False)
    deducted = both("received")
    return Sums(
        currency=currency,
        papers_base=papers[0], papers_tax=papers[1],
        less_base=less[0], less_tax=less[1],
        further_tax=sum(each.tax for each in entries if each.case == "further" and each.counts),
        given_up_base=given_up[0], given_up_tax=given_up[1],
        input_base=deducted[0], input_tax=deducted[1],
        oss_tax=oss_tax,
    )  # fmt: skip
