"""Bank statements that came in: their days, balances, and how many of their lines still wait."""

from __future__ import annotations

from desktop_crm.receivables import queries
from desktop_crm.receivables.queries import StatementRow
from desktop_crm.receivables.ui.small_listing import SmallListing
from desktop_crm.values import money
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column


def listing(caller: Caller, view: ListView) -> SmallListing[StatementRow]:
    """The latest first."""
    rows = queries.list_statements(caller)
    return SmallListing(rows, view.search, lambda row: f"{row.name} {row.account} {row.number}")


def _columns(desk: Desk) -> list[Column[StatementRow]]:
    t, f = desk.t, desk.t.formats

    def balance(amount: int | None, currency: str) -> str:
        if amount is None:
            return t("not said")
        return f.amount(amount, currency if money.is_currency(currency) else "EUR")

    def days(row: StatementRow) -> str:
        if row.from_day is None or row.to_day is None:
            return ""
        if row.from_day == row.to_day:
            return f.date(row.to_day)
        return t("{start} to {end}", start=row.from_day, end=row.to_day)

    def state(row: StatementRow) -> str:
        return t.plural("{n} waits", "{n} wait", row.waiting) if row.waiting else t("Done")

    return [
        Column("account", t("Account"), lambda r: r.account if r.account != "csv" else t("not said"),
               stretch=True, least=200, bold=True, second=lambda r: r.name),
        Column("days", t("Days"), days, width=208),
        Column("number", t("Number"), lambda r: r.number, width=96, muted=True, yields=2),
        Column("format", t("Format"), lambda r: r.format.upper(), width=96, muted=True, yields=1),
        Column("opening", t("Balance before"), lambda r: balance(r.opening, r.currency), width=136,
               align="right", muted=True),
        Column("closing", t("Balance after"), lambda r: balance(r.closing, r.currency),
               code=lambda r: r.currency, width=160, align="right"),
        Column("lines", t("Lines"), lambda r: f.number(r.lines), width=72, align="right"),
        Column("state", t("Status"), state, kind="state", width=120,
               role=lambda r: "warn" if r.waiting else "ok"),
    ]  # fmt: skip


class StatementsPage(ListPage[StatementRow]):
    """Enter leads to the lines that wait."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        may = desk.may("payments.record")
        empty = EmptyState(
            "landmark",
            t("No statement yet"),
            t("Drop a statement of your bank on the page of its lines."),
            Button(t("Bank"), lambda: desk.go("bank", None), kind="primary") if may else None,
        )
        super().__init__(
            desk,
            "statements",
            t("Bank statements"),
            _columns(desk),
            lambda view: listing(desk.caller, view),
            watches={"bank_line"},
            open_row=lambda _row: desk.go("bank", None) if may else None,
            placeholder=t("Search statements"),
            empty=empty,
            ticks=False,
        )
