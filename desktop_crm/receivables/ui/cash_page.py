"""The cash book: each movement, each day's end, and what lies in the box; days are closed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop_crm.files.saving import save_file, save_table
from desktop_crm.receivables import service
from desktop_crm.receivables.queries import cash as queries
from desktop_crm.receivables.rules.cash import KIND_WORDS, CashDay, CashLine
from desktop_crm.receivables.ui.cash_dialogs import CashEntryDialog, CloseCashDialog
from desktop_crm.receivables.ui.small_listing import SmallListing
from desktop_crm.values import money
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import add_months
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, MenuItem
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column


@dataclass(frozen=True, slots=True)
class CashRow:
    """A movement, or the end of its day (`line` is None)."""

    id: int
    day: CashDay
    line: CashLine | None
    currency: str

    @property
    def amount(self) -> int:
        return 0 if self.line is None else self.line.movement.amount


def days_of(shown: str, today: date) -> tuple[date, date]:
    """First and last day of a chip: this month, the last one, this year."""
    first = today.replace(day=1)
    if shown == "last":
        return add_months(first, -1), first - timedelta(days=1)
    if shown == "year":
        return today.replace(month=1, day=1), today
    return first, today


def listing(caller: Caller, view: ListView, today: date) -> SmallListing[CashRow]:
    """The latest first; days without a movement only where they stand for themselves."""
    start, end = days_of(view.wanted.get("shown", ""), today)
    unit = queries.cash_currency(caller)
    rows: list[CashRow] = []
    for day in reversed(queries.cash_book(caller, start, end)):
        rows.append(CashRow(len(rows), day, None, unit))
        rows += [CashRow(len(rows) + at, day, line, unit) for at, line in enumerate(reversed(day.lines))]
    return SmallListing(rows, view.search, _words)


def _words(row: CashRow) -> str:
    return "" if row.line is None else row.line.movement.text


def _columns(desk: Desk) -> list[Column[CashRow]]:
    t, f = desk.t, desk.t.formats

    def what(row: CashRow) -> str:
        if row.line is not None:
            return t.message(KIND_WORDS[row.line.movement.kind])
        if not row.day.is_closed:
            return t("Day open")
        return t("Day closed") if row.day.counted is None else t("Day closed, counted")

    def text(row: CashRow) -> str:
        if row.line is None:
            return ""
        moved = row.line.movement
        late = t("of {date}", date=moved.on) if moved.on != row.day.day else ""
        return ", ".join(filter(None, (moved.text, late)))

    def side(row: CashRow, sign: int) -> str:
        return f.amount(abs(row.amount), row.currency) if row.amount * sign > 0 else ""

    def balance(row: CashRow) -> int:
        return row.day.closing if row.line is None else row.line.balance

    return [
        Column("number", t("No."), lambda r: str(r.day.number) if r.line is None and r.day.number else "",
               width=64, align="right", muted=True),
        Column("day", t("Day"), lambda r: f.date_words(r.day.day), width=128, value=lambda r: r.day.day),
        Column("what", t("Movement"), what, width=184,
               role=lambda r: "muted" if r.line is None else None),
        Column("text", t("For"), text, stretch=True, least=160),
        Column("in", t("In"), lambda r: side(r, 1), width=112, align="right",
               value=lambda r: money.major(r.amount, r.currency) if r.amount > 0 else None),
        Column("out", t("Out"), lambda r: side(r, -1), width=112, align="right",
               value=lambda r: money.major(-r.amount, r.currency) if r.amount < 0 else None),
        Column("balance", t("In the box"), lambda r: f.amount(balance(r), r.currency),
               code=lambda r: r.currency, width=152, align="right",
               value=lambda r: money.major(balance(r), r.currency)),
    ]  # fmt: skip


class CashPage(ListPage[CashRow]):
    """Enter on an open day closes the book up to it."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        may = desk.may("payments.record")
        empty = EmptyState(
            "coins",
            t("Nothing in the cash book"),
            t("Cash payments of invoices stand here by themselves. Begin with what lies in the box."),
            Button(t("Write down\u2026"), self.enter, kind="primary", icon="plus") if may else None,
        )
        super().__init__(
            desk,
            "cash",
            t("Cash book"),
            _columns(desk),
            lambda view: listing(desk.caller, view, desk.today()),
            watches={"cash_book", "payment", "remittance", "firm"},
            open_row=self.open_row,
            placeholder=t("Search movements"),
            empty=empty,
            ticks=False,
        )
        self.set_chips(
            "shown", [Chip("", t("This month")), Chip("last", t("Last month")), Chip("year", t("This year"))]
        )
        self.set_export(save_table)
        self.close_button = Button(t("Close day\u2026"), self.close_day, icon="lock")
        if may:
            self.header.add_verb(self.close_button)
        self.set_primary(
            Button(t("Write down\u2026"), self.enter, kind="primary", icon="plus", shortcut=keys.NEW.first),
            "payments.record",
        )

    def export_items(self) -> list[MenuItem]:
        """The paper too."""
        paper = MenuItem(self.t("Cash book as PDF\u2026"), self.ask_pdf, icon="file-down")
        return [*super().export_items(), paper]

    def ask_pdf(self) -> None:
        """Where to save it."""
        t = self.t
        path, _kind = QFileDialog.getSaveFileName(self, t("Save"), f"{t('Cash book')}.pdf", t("PDF (*.pdf)"))
        if path:
            self.save_pdf(Path(path))

    def save_pdf(self, path: Path) -> None:
        """The days that are shown."""
        desk = self.desk
        caller, today = desk.caller, desk.today()
        start, end = days_of(self.chips.current, today)
        desk.tasks.run(
            self,
            lambda: save_file(path, service.cash_pdf(caller, start, end, today)),
            lambda saved: desk.notices.done(self.t("Saved as {name}", name=Path(saved).name)),
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.desk.notices.refused(error)

    def enter(self) -> None:
        """Ask what no payment tells of."""
        caller = self.desk.caller
        self.desk.tasks.run(
            self,
            lambda: queries.cash_currency(caller),
            lambda unit: CashEntryDialog(self.desk, unit, parent=self).open(),
            self._refused,
        )

    def close_day(self) -> None:
        """Up to today."""
        self._ask_to_close(self.desk.today())

    def open_row(self, row: CashRow) -> None:
        """An open day is closed; of a movement the invoice is shown."""
        if row.line is None and not row.day.is_closed and self.desk.may("payments.record"):
            self._ask_to_close(row.day.day)

    def _ask_to_close(self, day: date) -> None:
        caller = self.desk.caller

        def read() -> tuple[Sequence[CashDay], str]:
            return queries.cash_book(caller, day, day), queries.cash_currency(caller)

        def ask(found: tuple[Sequence[CashDay], str]) -> None:
            days, unit = found
            closing = days[-1].closing if days else 0
            CloseCashDialog(self.desk, day, closing, unit, parent=self).open()

        self.desk.tasks.run(self, read, ask, self._refused)
