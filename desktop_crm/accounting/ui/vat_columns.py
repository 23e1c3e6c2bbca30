"""The columns of the VAT report: its rows, the papers behind one, the EC sales list, the OSS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from desktop_crm.accounting.rules.oss import OssLine
from desktop_crm.accounting.rules.sales_list import PROOFS, SUPPLIED, SalesLine
from desktop_crm.accounting.rules.vat import CASES, SORTS, Entry, Row
from desktop_crm.company.rules.addresses import country_name
from desktop_crm.values import money
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.paged_model import Column

RowT = TypeVar("RowT")


class Shown(Generic[RowT]):
    """A listing of rows that are at hand."""

    def __init__(self, rows: Sequence[RowT]) -> None:
        self._rows = list(rows)

    def count(self) -> int:
        return len(self._rows)

    def rows(self, start: int, limit: int) -> list[RowT]:
        return self._rows[start : start + limit]


def country_words(t: Translator, country: str) -> str:
    """The country's name; a dash where the papers name none."""
    return country_name(country, t.language) if country else "\u2013"


def _apart(t: Translator, row: Row) -> str:
    """Of what is told and does not change what is owed."""
    if row.key.counts:
        return ""
    return t("not deducted") if row.direction == "input" else t("told, not taken off")


def _rate(t: Translator, row: Row) -> str:
    """The rate; a dash where the treatment has none."""
    return t.formats.percent(row.key.rate) if row.key.rate or row.key.case == "zero" else "\u2013"


def row_columns(t: Translator) -> list[Column[Row]]:
    """One line of the report."""
    formats = t.formats
    return [
        Column(
            "sort", t("What"), lambda r: t.message(SORTS[r.key.sort]), stretch=True, bold=True,
            second=lambda r: _apart(t, r), keeps_second=True,
        ),
        Column("case", t("Treatment"), lambda r: t.message(CASES[r.key.case]), width=216),
        Column("category", t("Category"), lambda r: r.key.category, width=88, muted=True, yields=2),
        Column(
            "rate", t("Rate"), lambda r: _rate(t, r), width=80, align="right",
            value=lambda r: r.key.rate,
        ),
        Column("country", t("Country"), lambda r: country_words(t, r.key.country), width=168, yields=1),
        Column(
            "papers", t("Papers"), lambda r: formats.number(r.papers), width=80, align="right", muted=True,
            value=lambda r: r.papers, yields=3,
        ),
        Column(
            "base", t("Net"), lambda r: formats.amount(r.base, r.key.currency), width=136, align="right",
            value=lambda r: money.major(r.base, r.key.currency),
        ),
        Column(
            "tax", t("VAT"), lambda r: formats.amount(r.tax, r.key.currency), width=144, align="right",
            code=lambda r: r.key.currency, value=lambda r: money.major(r.tax, r.key.currency), bold=True,
        ),
    ]  # fmt: skip


def paper_columns(t: Translator) -> list[Column[Entry]]:
    """One paper of a row; in another currency with its own amount of VAT."""
    formats = t.formats

    def own(entry: Entry) -> str:
        if entry.own_currency in ("", entry.currency):
            return ""
        return formats.money(entry.own_tax, entry.own_currency)

    return [
        Column(
            "day", t("Date"), lambda r: formats.date_words(r.day), width=120, muted=True,
            value=lambda r: r.day,
        ),
        Column("number", t("Number"), lambda r: r.number, width=136, bold=True),
        Column("customer", t("Customer or supplier"), lambda r: r.customer, stretch=True),
        Column("vat_id", t("VAT ID"), lambda r: r.vat_id, width=136, muted=True, yields=2),
        Column("own", t("As printed"), own, width=128, align="right", muted=True, yields=1),
        Column(
            "base", t("Net"), lambda r: formats.amount(r.base, r.currency), width=136, align="right",
            value=lambda r: money.major(r.base, r.currency),
        ),
        Column(
            "tax", t("VAT"), lambda r: formats.amount(r.tax, r.currency), width=144, align="right",
            code=lambda r: r.currency, value=lambda r: money.major(r.tax, r.currency), bold=True,
        ),
    ]  # fmt: skip


def sales_columns(t: Translator) -> list[Column[SalesLine]]:
    """One customer of the EC sales list."""
    formats = t.formats

    def proof_role(line: SalesLine) -> str:
        return {"valid": "ok", "invalid": "bad"}.get(line.proof, "warn")

    return [
        Column("country", t("Country"), lambda r: country_words(t, r.country), width=144),
        Column(
            "vat_id", t("VAT ID"), lambda r: r.vat_id or t("Missing"), width=152, bold=True,
            role=lambda r: None if r.vat_id else "bad",
        ),
        Column("customer", t("Customer"), lambda r: r.customer, stretch=True),
        Column("supplied", t("Supply"), lambda r: t.message(SUPPLIED[r.supplied]), width=112),
        Column(
            "proof", t("Check"), lambda r: t.message(PROOFS[r.proof]), width=160, role=proof_role, yields=1
        ),
        Column(
            "papers", t("Papers"), lambda r: formats.number(r.papers), width=80, align="right", muted=True,
            value=lambda r: r.papers, yields=2,
        ),
        Column(
            "base", t("Net"), lambda r: formats.amount(r.base, r.currency), width=152, align="right",
            code=lambda r: r.currency, value=lambda r: money.major(r.base, r.currency),
        ),
    ]  # fmt: skip


def oss_columns(t: Translator) -> list[Column[OssLine]]:
    """One country and rate of the One-Stop-Shop."""
    formats = t.formats
    return [
        Column(
            "country", t("Country"), lambda r: country_words(t, r.country), stretch=True, bold=True,
            second=lambda r: t("a rate at home, too") if r.is_doubtful else "", keeps_second=True,
        ),
        Column(
            "rate", t("Rate"), lambda r: formats.percent(r.rate), width=96, align="right",
            value=lambda r: r.rate,
        ),
        Column(
            "papers", t("Papers"), lambda r: formats.number(r.papers), width=80, align="right", muted=True,
            value=lambda r: r.papers, yields=1,
        ),
        Column(
            "base", t("Net"), lambda r: formats.amount(r.base, r.currency), width=144, align="right",
            value=lambda r: money.major(r.base, r.currency),
        ),
        Column(
            "tax", t("VAT"), lambda r: formats.amount(r.tax, r.currency), width=144, align="right",
            code=lambda r: r.currency, value=lambda r: money.major(r.tax, r.currency), bold=True,
        ),
    ]  # fmt: skip
