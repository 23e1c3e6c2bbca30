"""Closed periods: which days they hold, who reopens them, and what stays on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.company import service
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.periods import (
    PeriodDraft,
    check_period,
    ended_periods,
    is_covered,
    name_of,
    period_of,
)
from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.rights import Forbidden
from tests.company.conftest import TODAY


def close(caller: Caller, text: str) -> int:
    return service.close_period(caller, period_of(text), TODAY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_named_as_accountants_do(text: str, first: date, last: date) -> None:
    period = period_of(text)
    assert (period.starts_on, period.ends_on) == (first, last)
    assert name_of(period) == text
    assert first in period and last in period and TODAY.replace(year=1999) not in period


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "2026-Q5", "26-01", "2026-1", "March", "1900"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        period_of(text, "PERIOD")
    assert refusal.value.field == "PERIOD"


def test_other_days_have_no_name() -> None:
    assert name_of(PeriodDraft(date(2026, 1, 2), date(2026, 1, 31))) == ""
    assert name_of(PeriodDraft(date(2026, 1, 1), date(2026, 2, 28))) == ""


def test_what_ended_is_offered_newest_first() -> None:
    names = [name_of(each) for each in ended_periods(date(2026, 1, 15), months=4)]
    assert names == ["2025-12", "2025-Q4", "2025", "2025-11", "2025-10", "2025-09", "2025-Q3"]


@pytest.mark.parametrize(
    ("period", "field"),
    [
        (PeriodDraft(date(2026, 11, 1), date(2026, 11, 30)), "ends_on"),
        (PeriodDraft(date(2026, 11, 1), TODAY), "ends_on"),
        (PeriodDraft(date(2026, 3, 2), date(2026, 3, 1)), "ends_on"),
        (PeriodDraft(date(1969, 1, 1), date(2026, 3, 1)), "starts_on"),
    ],
)
def test_only_days_that_are_over_are_closed(period: PeriodDraft, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_period(period, TODAY)
    assert refusal.value.field == field


def test_a_quarter_is_covered_by_its_months() -> None:
    months = [period_of("2026-02"), period_of("2026-01")]
    assert not is_covered(period_of("2026-Q1"), months)
    assert is_covered(period_of("2026-Q1"), [*months, period_of("2026-03")])
    assert is_covered(period_of("2026-02"), [period_of("2026")])
    assert not is_covered(period_of("2026"), [period_of("2026-Q2")])


def test_a_closed_day_is_refused_at_the_field_until_it_is_reopened(
    firm_file: OpenDatabase, caller: Caller
) -> None:
    made = close(caller, "2026-Q3")
    for day in (date(2026, 7, 1), date(2026, 9, 30)):
        with pytest.raises(UserError, match="closed") as refusal:
            periods.need_open(caller, day, "issued_on")
        assert refusal.value.field == "issued_on"
    for day in (date(2026, 6, 30), date(2026, 10, 1)):
        periods.need_open(caller, day, "issued_on")
    service.reopen_period(caller, made, 1, " A forgotten bill ")
    periods.need_open(caller, date(2026, 7, 1), "issued_on")
    (row,) = periods.list_periods(caller)
    assert (row.reason, row.reopened_by, row.closed_by) == ("A forgotten bill", "ana", "ana")


def test_a_day_stays_closed_while_any_period_holds_it(firm_file: OpenDatabase, caller: Caller) -> None:
    quarter, month = close(caller, "2026-Q3"), None
    with pytest.raises(UserError, match="closed already"):
        close(caller, "2026-08")
    year = close(caller, "2025")
    month = service.close_period(caller, PeriodDraft(date(2026, 6, 1), date(2026, 7, 31)), TODAY)
    service.reopen_period(caller, quarter, None, "Audit")
    assert periods.closed_period_of(caller, date(2026, 7, 5)) is not None
    assert periods.closed_period_of(caller, date(2026, 8, 5)) is None
    assert [row.id for row in periods.list_periods(caller) if row.is_closed] == [month, year]


def test_reopening_asks_for_a_reason_and_happens_once(firm_file: OpenDatabase, caller: Caller) -> None:
    made = close(caller, "2026-03")
    for reason in ("", "  \n", "x" * 501, "bell\x07"):
        with pytest.raises(UserError) as refusal:
            service.reopen_period(caller, made, 1, reason)
        assert refusal.value.field == "reason"
    with pytest.raises(Conflict):
        service.reopen_period(caller, made, 7, "Audit")
    with pytest.raises(NotFound):
        service.reopen_period(caller, made + 1, 1, "Audit")
    assert service.reopen_period(caller, made, 1, "Audit") == 2
    with pytest.raises(UserError, match="open again already"):
        service.reopen_period(caller, made, 2, "Audit")
    assert close(caller, "2026-03") != made


def test_only_an_owner_reopens_and_an_assistant_closes_nothing(
    firm_file: OpenDatabase, caller: Caller
) -> None:
    made = close(replace(caller, role="member"), "2026-03")
    for role in ("member", "assistant", "accountant"):
        with pytest.raises(Forbidden):
            service.reopen_period(replace(caller, role=role), made, 1, "Audit")
    for role in ("assistant", "accountant"):
        with pytest.raises(Forbidden):
            close(replace(caller, role=role), "2026-04")


def test_closing_and_reopening_stand_on_the_trail(firm_file: OpenDatabase, caller: Caller) -> None:
    made = close(caller, "2026-03")
    service.reopen_period(caller, made, 1, "Audit")
    acts = (
        raw()
        .execute("SELECT act, \"user\" FROM change_log WHERE table_name = 'closed_period' ORDER BY id")
        .fetchall()
    )
    assert [tuple(act) for act in acts] == [("closed", "ana"), ("reopened", "ana")]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM closed_period",
        "UPDATE closed_period SET ends_on = '2026-01-31'",
        "UPDATE closed_period SET reopened_at = '2026-11-22T09:00:00Z', reopened_by = 'Eve'",
    ],
)
def test_the_database_itself_keeps_it_closed(firm_file: OpenDatabase, caller: Caller, sql: str) -> None:
    close(caller, "2026-Q1")
    with pytest.raises(IntegrityError):
        raw().execute(sql)
