"""Closing and reopening a period on the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.company import service
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.periods import PeriodDraft, period_of
from desktop_crm.company.ui.periods_section import (
    ClosePeriodDialog,
    PeriodDialog,
    PeriodsSection,
    period_words,
)
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from tests.company.conftest import TODAY
from tests.company.ui.test_settings import desk, themed

__all__ = ["desk", "themed"]


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(900, 700)
    widget.show()
    return widget


def test_the_month_that_ended_is_closed_by_enter_alone(
    desk: Desk, caller: Caller, qtbot: QtBot, parent: QWidget
) -> None:
    section = PeriodsSection(desk, lambda: None)
    qtbot.addWidget(section)
    dialog = ClosePeriodDialog(desk, lambda: None, parent=parent)
    dialog.accept_primary()
    (row,) = periods.list_periods(caller)
    assert row.period == period_of("2026-10")
    qtbot.waitUntil(lambda: len(section.rows) == 1)
    assert section.rows[0].accessibleName().startswith("October 2026")


def test_other_days_are_asked_for_and_refused_at_their_field(
    desk: Desk, caller: Caller, parent: QWidget
) -> None:
    dialog = ClosePeriodDialog(desk, lambda: None, parent=parent)
    dialog.form["period"].set_value(None)
    dialog.form["period"].changed.emit()
    dialog.form.set_values(starts_on=None, ends_on=None)
    dialog.accept_primary()
    assert dialog.form.errors == ["starts_on"]
    dialog.form.set_values(starts_on=date(2026, 11, 1), ends_on=TODAY)
    dialog.accept_primary()
    assert dialog.form.errors == ["ends_on"]
    dialog.form.set_values(ends_on=date(2026, 11, 10))
    dialog.accept_primary()
    assert [row.period for row in periods.list_periods(caller)] == [
        PeriodDraft(date(2026, 11, 1), date(2026, 11, 10))
    ]


def test_what_is_closed_already_is_said_at_the_choice(desk: Desk, caller: Caller, parent: QWidget) -> None:
    service.close_period(caller, period_of("2026-10"), TODAY)
    dialog = ClosePeriodDialog(desk, lambda: None, parent=parent)
    dialog.accept_primary()
    assert dialog.form.errors == ["period"]


def test_an_owner_reopens_with_a_reason(desk: Desk, caller: Caller, parent: QWidget) -> None:
    service.close_period(caller, period_of("2026-Q3"), TODAY)
    dialog = PeriodDialog(desk, periods.list_periods(caller)[0], lambda: None, parent=parent)
    dialog.accept_primary()
    assert dialog.form.errors == ["reason"]
    dialog.form.set_values(reason="A bill was late")
    dialog.accept_primary()
    assert periods.list_periods(caller)[0].reason == "A bill was late"


def test_a_member_reads_it_only(desk: Desk, caller: Caller, parent: QWidget) -> None:
    service.close_period(caller, period_of("2026-Q3"), TODAY)
    member = replace(desk, caller=replace(caller, role="member"))
    dialog = PeriodDialog(member, periods.list_periods(caller)[0], lambda: None, parent=parent)
    assert not dialog.may_reopen
    dialog.accept_primary()
    assert periods.list_periods(caller)[0].is_closed


def test_a_period_is_called_as_people_call_it() -> None:
    t = Translator("en")
    called = [period_words(t, period_of(each)) for each in ("2026-03", "2026-Q3", "2026")]
    assert called == ["March 2026", "Quarter 3, 2026", "Year 2026"]
