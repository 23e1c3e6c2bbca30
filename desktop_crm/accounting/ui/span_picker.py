"""Which days a report is about: a month, a quarter, a year, or other days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.company.rules.periods import (
    PeriodDraft,
    ended_periods,
    month_of,
    quarter_of,
    year_of,
)
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput

_MONTHS_BACK = 24


def span_words(t: Translator, span: PeriodDraft) -> str:
    """ "March 2026", "Quarter 1, 2026", "Year 2026", else its first and last day."""
    start = span.starts_on
    if span == year_of(start):
        return t("Year {year}", year=str(start.year))
    if span == quarter_of(start):
        return t("Quarter {quarter}, {year}", quarter=(start.month + 2) // 3, year=str(start.year))
    if span == month_of(start):
        return t.formats.month(start)
    return t("{start} to {end}", start=span.starts_on, end=span.ends_on)


def spans(today: date) -> Iterator[PeriodDraft]:
    """What is offered: the month, quarter and year that run, then those that ended."""
    yield from (month_of(today), quarter_of(today), year_of(today))
    yield from ended_periods(today, _MONTHS_BACK)


class SpanPicker(QWidget):
    """A choice of periods; "Other days" shows two fields beside it."""

    changed = Signal()

    def __init__(self, t: Translator, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        offered = list(dict.fromkeys(spans(today())))
        choices = [Choice(each, span_words(t, each)) for each in offered]
        self.period = ChoiceInput(
            [*choices, Choice(None, t("Other days"))], t("Period"), icon="calendar-range"
        )
        self.period.setMinimumWidth(200)
        self.start, self.end = DateInput(t, today, t("First day")), DateInput(t, today, t("Last day"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (self.period, self.start, self.end):
            line.addWidget(widget)
        for field in (self.start, self.end):
            field.setFixedWidth(144)
            field.changed.connect(self.changed)
        self.period.changed.connect(self._chosen)
        self.set_value(month_of(today()))

    def value(self) -> PeriodDraft:
        """The days. Raises UserError for what is none."""
        chosen = self.period.value()
        if isinstance(chosen, PeriodDraft):
            return chosen
        return span_of("", self.start.value(), self.end.value())

    def set_value(self, span: PeriodDraft) -> None:
        """Show these days without telling."""
        offered = [choice.value for choice in self.period.choices]
        self.period.set_value(span if span in offered else None)
        self.start.set_value(span.starts_on)
        self.end.set_value(span.ends_on)
        self._show_days()

    def show_error(self, error: UserError) -> None:
        """At the field that it names."""
        field = {"start": self.start, "end": self.end}.get(error.field or "")
        if field is not None:
            field.set_error(self.t.message(error.message))

    def _chosen(self) -> None:
        chosen = self.period.value()
        if isinstance(chosen, PeriodDraft):
            self.start.set_value(chosen.starts_on)
            self.end.set_value(chosen.ends_on)
        self._show_days()
        self.changed.emit()

    def _show_days(self) -> None:
        other = self.period.value() is None
        self.start.setVisible(other)
        self.end.setVisible(other)
