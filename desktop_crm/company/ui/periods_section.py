"""Closed periods: closed in two clicks, reopened with a reason that stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_crm.company import service
from desktop_crm.company.queries import periods
from desktop_crm.company.queries.periods import PeriodRow
from desktop_crm.company.rules.periods import PeriodDraft, ended_periods, month_of, quarter_of, year_of
from desktop_crm.company.ui.record_list import RecordSection, Shown
from desktop_crm.values import rights
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, DateInput
from desktop_crm.widgets.labels import Label


@dataclass(frozen=True)
class _Listed:
    """A period as the list of records takes it: a reopened one is shown on demand."""

    row: PeriodRow

    @property
    def is_archived(self) -> bool:
        return not self.row.is_closed


def period_words(t: Translator, period: PeriodDraft) -> str:
    """ "March 2026", "Quarter 1, 2026", "Year 2026", else its first and last day."""
    start = period.starts_on
    if period == year_of(start):
        return t("Year {year}", year=str(start.year))
    if period == quarter_of(start):
        return t("Quarter {quarter}, {year}", quarter=(start.month + 2) // 3, year=str(start.year))
    if period == month_of(start):
        return t.formats.month(start)
    return t("{start} to {end}", start=period.starts_on, end=period.ends_on)


class PeriodsSection(RecordSection):
    """All periods that are closed; who may not reopen one reads it."""

    def __init__(self, desk: Desk, saved: Callable[[], None]) -> None:
        t = desk.t

        def edit(row: PeriodRow | None, parent: QWidget) -> None:
            dialog: ModalDialog
            if row is None:
                dialog = ClosePeriodDialog(desk, saved, parent=parent)
            else:
                dialog = PeriodDialog(desk, row, saved, parent=parent)
            dialog.open()

        super().__init__(
            desk,
            t("Closed periods"),
            t("Nothing dated in a closed period is issued, credited, paid or altered any more."),
            t("Close a period"),
            nothing=t("No period is closed."),
            read=lambda _archived: [_Listed(row) for row in periods.list_periods(desk.caller)],
            line=lambda listed: _line(t, listed.row),
            edit=edit,
            archived=(t("Show reopened"), t("Hide reopened"), t("Reopened")),
        )


def _line(t: Translator, row: PeriodRow) -> Shown:
    by = {"date": row.closed_at.date(), "who": row.closed_by or t("somebody")}
    under = t("Closed on {date} by {who}", **by)
    state = t("Closed")
    if row.reopened_at is not None:
        state = t("Reopened")
        under = t(
            "Reopened on {date} by {who}: {reason}",
            date=row.reopened_at.date(),
            who=row.reopened_by or t("somebody"),
            reason=row.reason.partition("\n")[0],
        )
    return Shown(period_words(t, row.period), under, state, "", row)


class ClosePeriodDialog(ModalDialog):
    """A month, quarter or year that has ended, or other days."""

    def __init__(self, desk: Desk, saved: Callable[[], None], *, parent: QWidget) -> None:
        t = desk.t
        sentence = t(
            "Do it when the books are handed in. What is dated in it then stands still; drafts stay, but are"
            " issued with a later date only."
        )
        super().__init__(
            t, t("Close a period"), sentence, primary=t("Close period"), width=560, parent=parent
        )
        self.desk, self._saved = desk, saved
        ended = list(ended_periods(desk.today()))
        choices = [Choice(each, period_words(t, each)) for each in ended]
        self.form = Form(t, roomy=False)
        self.form.add(
            "period", t("Period"), ChoiceInput([*choices, Choice(None, t("Other days"))], t("Period"))
        )
        self.form.add("starts_on", t("First day"), DateInput(t, desk.today), span=6)
        self.form.add("ends_on", t("Last day"), DateInput(t, desk.today), span=6)
        self.form.set_values(period=ended[0])
        self.form["period"].changed.connect(self._show_days)
        self.add(self.form)
        self._show_days()

    def _show_days(self) -> None:
        period = self.form["period"].value()
        for name in ("starts_on", "ends_on"):
            self.form.field(name).setVisible(period is None)
        if period is not None:
            self.form.set_values(starts_on=period.starts_on, ends_on=period.ends_on)

    def accept_primary(self) -> None:
        self.form.clear_errors()
        try:
            starts, ends = self.form.value("starts_on"), self.form.value("ends_on")
        except UserError as error:
            self.form.show_error(error)
            return
        for name, day in (("starts_on", starts), ("ends_on", ends)):
            if day is None:
                self.form.show_error(UserError(_("Choose a day"), name))
                return
        self.set_busy(True)
        desk, period = self.desk, PeriodDraft(starts, ends)
        desk.tasks.run(
            self,
            lambda: service.close_period(desk.caller, period, desk.today()),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        if self.form["period"].value() is not None and error.field in ("starts_on", "ends_on"):
            error = UserError(error.message, "period")
        self.form.show_error(error)

    def _done(self, _result: object) -> None:
        self._saved()
        self.accept()


class PeriodDialog(ModalDialog):
    """What is known of a closed period; an owner reopens it here."""

    def __init__(self, desk: Desk, row: PeriodRow, saved: Callable[[], None], *, parent: QWidget) -> None:
        t = desk.t
        self.may_reopen = row.is_closed and rights.may(desk.caller, "periods.reopen")
        verb = t("Reopen period") if self.may_reopen else t("Close")
        super().__init__(t, period_words(t, row.period), "", primary=verb, width=560, parent=parent)
        self.desk, self.row, self._saved = desk, row, saved
        self.add(Label(_line(t, row).under, wrap=True))
        if row.reason:
            self.add(Label(row.reason, "muted", wrap=True))
        self.form = Form(t, roomy=False)
        if self.may_reopen:
            self.form.add("reason", t("Why is it reopened?"), AreaInput(lines=3))
            self.form.field("reason").set_help(t("It stays on record, with your name and the day."))
            self.add(self.form)
        elif row.is_closed:
            self.add(Label(t("Only an owner reopens a period."), "muted", wrap=True))

    def accept_primary(self) -> None:
        if not self.may_reopen:
            self.accept()
            return
        self.form.clear_errors()
        self.set_busy(True)
        desk, row, reason = self.desk, self.row, self.form["reason"].value()
        desk.tasks.run(
            self,
            lambda: service.reopen_period(desk.caller, row.id, row.version, reason),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, _result: object) -> None:
        self._saved()
        self.accept()
