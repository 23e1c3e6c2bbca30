"""What the list does with what recurs: pause, let go on, leave a bill out, bill what stands still, end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop_crm.billing import service
from desktop_crm.billing.queries.recurring_rows import RecurringRow
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import MenuItem, MenuItems
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ConfirmDialog, confirm
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import SwitchInput
from desktop_crm.widgets.list_page import ListPage

Rows = Sequence[RecurringRow]


class RecurringActs:
    """The verbs of the page of recurring invoices, each for the rows that it fits."""

    def __init__(self, desk: Desk, page: ListPage[RecurringRow]) -> None:
        self.desk, self.t, self.page = desk, desk.t, page

    def verbs_for(self, rows: list[RecurringRow]) -> MenuItems:
        """What stands still can be billed or left out; what runs can be paused, what goes on can be ended."""
        t, today = self.t, self.desk.today()
        going = [row for row in rows if row.state != "ended"]
        running = [row for row in going if row.state == "active"]
        paused = [row for row in going if row.state == "paused"]
        still = [row for row in running if row.next_on is not None and row.next_on <= today]

        def item(fits: Rows, text: str, run: Callable[[Rows], None], icon: str) -> list[MenuItem]:
            return [MenuItem(text, lambda: run(fits), icon=icon, right="documents.draft")] if fits else []

        return [
            *item(still, t("Bill it today"), self.bill, "file-plus"),
            *item(going, t("Skip the next bill\u2026"), self.ask_to_skip, "step-forward"),
            *item(running, t("Pause"), self.pause, "timer"),
            *item(paused, t("Continue"), self.ask_to_continue, "play"),
            *item(going, t("End\u2026"), self.ask_to_end, "ban"),
        ]

    # acts

    def bill(self, rows: Rows, *, unchecked: bool = False) -> None:
        """Date the bills that stand still today. A VAT ID that was not checked is asked about."""
        caller, today, t = self.desk.caller, self.desk.today(), self.t

        def work(row: RecurringRow) -> None:
            service.bill_recurring(caller, row.id, row.version, today, unchecked=unchecked)

        def failed(left: list[tuple[RecurringRow, UserError]]) -> None:
            doubtful = [row for row, error in left if error.field == "vat_check"]
            if doubtful and not unchecked:
                self._ask_unchecked(doubtful, next(e for _row, e in left if e.field == "vat_check"))
            else:
                self.desk.notices.refused(left[0][1])

        self._do(
            rows,
            work,
            lambda n: t.plural("{n} recurring invoice made", "{n} recurring invoices made", n),
            failed,
        )

    def _ask_unchecked(self, rows: Rows, error: UserError) -> None:
        t = self.t
        confirm(
            self.page,
            t,
            t("Issue without a check of the VAT ID?"),
            t.message(error.message),
            t("Go on without a check"),
            lambda: self.bill(rows, unchecked=True),
        )

    def ask_to_skip(self, rows: Rows) -> None:
        """The days are named: nothing is billed for them."""
        t = self.t
        days = sorted({row.next_on for row in rows if row.next_on is not None})
        shown = ", ".join(t.formats.date_words(day) for day in days[:3]) + (", \u2026" if days[3:] else "")
        confirm(
            self.page,
            t,
            t("Skip the next bill?"),
            t("Nothing is billed for {days}; the bill after it comes as agreed.", days=shown),
            t("Skip"),
            lambda: self._skip(rows),
        )

    def _skip(self, rows: Rows) -> None:
        caller, today, t = self.desk.caller, self.desk.today(), self.t
        self._do(
            rows,
            lambda row: service.skip_recurring(caller, row.id, row.version, today),
            lambda n: t.plural("{n} bill skipped", "{n} bills skipped", n),
        )

    def pause(self, rows: Rows) -> None:
        """Continue takes it back."""
        caller, today, t = self.desk.caller, self.desk.today(), self.t
        self._do(
            rows,
            lambda row: service.pause_recurring(caller, row.id, row.version, today),
            lambda n: t.plural("{n} recurring invoice paused", "{n} recurring invoices paused", n),
        )

    def ask_to_continue(self, rows: Rows) -> None:
        """At once, or with a question where days passed meanwhile."""
        t, today = self.t, self.desk.today()
        if not any(row.next_on is not None and row.next_on < today for row in rows):
            self.go_on(rows)
            return
        dialog = ConfirmDialog(
            t,
            t("Continue?"),
            t("Days of bills passed during the pause. They are left out, unless you want them billed."),
            primary=t("Continue"),
            parent=self.page,
        )
        form = Form(t, roomy=False)
        form.add("catch_up", t("Bill the days that passed, too"), SwitchInput())
        dialog.add(form)
        dialog.confirmed.connect(lambda: self.go_on(rows, catch_up=bool(form.value("catch_up"))))
        dialog.open()

    def go_on(self, rows: Rows, *, catch_up: bool = False) -> None:
        """What is due by then makes itself."""
        caller, today, t = self.desk.caller, self.desk.today(), self.t
        self._do(
            rows,
            lambda row: service.continue_recurring(caller, row.id, row.version, today, catch_up=catch_up),
            lambda n: t.plural("{n} recurring invoice goes on", "{n} recurring invoices go on", n),
        )

    def ask_to_end(self, rows: Rows) -> None:
        """It cannot be undone: another one is begun instead."""
        t, n = self.t, len(rows)
        confirm(
            self.page,
            t,
            t.plural("End {n} recurring invoice?", "End {n} recurring invoices?", n),
            t("No bill is made of it any more. Those that were made stay."),
            t("End"),
            lambda: self.end(rows),
            danger=True,
        )

    def end(self, rows: Rows) -> None:
        """For good."""
        caller, today, t = self.desk.caller, self.desk.today(), self.t
        self._do(
            rows,
            lambda row: service.end_recurring(caller, row.id, row.version, today),
            lambda n: t.plural("{n} recurring invoice ended", "{n} recurring invoices ended", n),
        )

    def _do(
        self,
        rows: Rows,
        act: Callable[[RecurringRow], object],
        words: Callable[[int], str],
        failed: Callable[[list[tuple[RecurringRow, UserError]]], None] | None = None,
    ) -> None:
        """Each by itself in the background: one that is refused stops no other."""

        def work() -> list[tuple[RecurringRow, UserError]]:
            left = []
            for row in rows:
                try:
                    act(row)
                except UserError as error:
                    left.append((row, error))
            return left

        def done(left: list[tuple[RecurringRow, UserError]]) -> None:
            self.page.table.clear_ticks()
            if len(left) < len(rows):
                self.desk.notices.done(words(len(rows) - len(left)))
            if left:
                (failed or (lambda each: self.desk.notices.refused(each[0][1])))(left)

        self.desk.tasks.run(self.page, work, done)
