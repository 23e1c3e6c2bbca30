"""The list of what recurs: when the next bill comes, what it brings a month and a year, what went wrong."""

from __future__ import annotations

from desktop_crm.billing import queries
from desktop_crm.billing.queries.recurring_rows import RecurringRow, RecurringSum, RecurringView
from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.billing.rules.recurring import STATE_WORDS
from desktop_crm.billing.ui.recurring_acts import RecurringActs
from desktop_crm.billing.ui.recurring_dialog import RecurringDialog
from desktop_crm.billing.ui.words import day_words
from desktop_crm.files.saving import save_table
from desktop_crm.values import money
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column

_PAPERS = 12
"""So many of the customer's newest invoices are offered to bill like."""
_ROLES = {"active": "ok", "paused": "warn", "ended": "muted"}


def recurring_columns(desk: Desk) -> list[Column[RecurringRow]]:
    """Customer, next day, one bill, what it brings, how it stands."""
    t = desk.t

    def state(row: RecurringRow) -> str:
        return t("Failed") if row.problem else t.message(STATE_WORDS[row.state])

    return [
        Column("customer", t("Customer"), lambda r: r.customer, stretch=True, least=240, sort=True,
               second=lambda r: r.problem or r.title, value=lambda r: r.customer),
        Column("next", t("Next bill"), lambda r: day_words(t, r.next_on), value=lambda r: r.next_on,
               width=128, sort=True),
        Column("made", t("Bills"), lambda r: t.formats.number(r.made), value=lambda r: r.made, width=72,
               align="right", muted=True, yields=1),
        Column("net", t("Net"), lambda r: t.formats.amount(r.net, r.currency),
               value=lambda r: money.major(r.net, r.currency), code=lambda r: r.currency, width=144,
               align="right", sort=True),
        Column("monthly", t("a month"), lambda r: t.formats.amount(r.monthly, r.currency),
               value=lambda r: money.major(r.monthly, r.currency), width=112, align="right", yields=2),
        Column("yearly", t("a year"), lambda r: t.formats.amount(r.yearly, r.currency),
               value=lambda r: money.major(r.yearly, r.currency), width=120, align="right", sort=True),
        Column("state", t("Status"), state, kind="state", width=128,
               role=lambda r: "bad" if r.problem else _ROLES[r.state]),
    ]  # fmt: skip


class RecurringPage(ListPage[RecurringRow]):
    """All recurring invoices; Enter changes one."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        empty = EmptyState(
            "repeat",
            t("Nothing recurs yet"),
            t("Open an invoice and choose “Bill again and again” behind the three dots."),
            Button(t("Show invoices"), lambda: desk.go("invoices", None), kind="primary"),
        )
        super().__init__(
            desk,
            "recurring",
            t("Recurring invoices"),
            recurring_columns(desk),
            lambda view: queries.list_recurring(desk.caller, view),
            watches={"recurring", "contact"},
            open_row=self.open_row,
            empty=empty,
            placeholder=t("Search customers"),
        )
        self.table.table_model.view = ListView(descending=True)
        words: dict[str, str] = {"": t("All"), "failed": t("Failed")}
        words |= {key: t.message(each) for key, each in STATE_WORDS.items()}
        self.set_chips("state", [Chip(key, each) for key, each in words.items()])
        self.set_chip_counts(self._counts)
        if desk.may("money.totals"):
            self.set_footer(lambda _view: queries.sum_recurring(desk.caller), self._sums)
        self.acts = RecurringActs(desk, self)
        self.set_selection_verbs(self.acts.verbs_for)
        self.set_export(save_table)

    def _counts(self) -> dict[str, int]:
        counts = queries.count_recurring(self.desk.caller)
        return {**counts, "": counts["all"]}

    def _sums(self, sums: list[RecurringSum]) -> str:
        t = self.t
        return "   ".join(
            t(
                "{month} a month, {year} a year",
                month=t.formats.money(each.monthly, each.currency),
                year=t.formats.money(each.yearly, each.currency),
            )
            for each in sums
        )

    def open_row(self, row: RecurringRow) -> None:
        """Change it, for who may write drafts."""
        caller, today = self.desk.caller, self.desk.today()

        def read() -> tuple[RecurringView, list[DocumentRow]]:
            newest = ListView(
                filters=(("contact", str(row.contact_id)), ("kind", "invoice")), descending=True
            )
            papers = queries.list_invoices(caller, newest, today).rows(0, _PAPERS)
            return queries.get_recurring(caller, row.id), papers

        def show(found: tuple[RecurringView, list[DocumentRow]]) -> None:
            view, papers = found
            RecurringDialog(
                self.desk,
                view.draft,
                self._saved,
                stored=view,
                bill=lambda: self.acts.bill([view.row]),
                papers=papers,
                parent=self,
            ).open()

        if self.desk.may("documents.draft") and row.state != "ended":
            self.desk.tasks.run(self, read, show)

    def _saved(self, _recurring_id: int) -> None:
        self.desk.notices.done(self.t("Saved for the bills to come"))
