"""The days of a report: how they are named, what is refused, and whether their books are closed."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_crm.accounting.rules.spans import MOST_YEARS, span_of, span_words, standing
from desktop_crm.company.rules.periods import PeriodDraft, period_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for

JAN_1, MAR_31 = date(2026, 1, 1), date(2026, 3, 31)


def test_a_span_is_a_named_period_or_two_days() -> None:
    assert span_of("2026-Q1") == span_of(start=JAN_1, end=MAR_31) == PeriodDraft(JAN_1, MAR_31)
    assert span_of("2026").ends_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("period", "start", "end", "field"),
    [
        ("", None, None, "period"),
        ("2026-13", None, None, "period"),
        ("2026-03", JAN_1, None, "period"),
        ("2026-03", JAN_1, MAR_31, "period"),
        ("", None, MAR_31, "start"),
        ("", JAN_1, None, "end"),
        ("", MAR_31, JAN_1, "end"),
        ("", date(1969, 12, 31), MAR_31, "start"),
        ("", JAN_1, date(2026 + MOST_YEARS, 1, 1), "end"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(
    period: str, start: date | None, end: date | None, field: str
) -> None:
    with pytest.raises(UserError) as refusal:
        span_of(period, start, end)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("closed", "state", "touching"),
    [
        ([], "open", []),
        (["2025-Q4", "2026-04"], "open", []),
        (["2026-02"], "partly", ["2026-02"]),
        (["2026-03", "2026-01"], "partly", ["2026-01", "2026-03"]),
        (["2026-03", "2026-01", "2026-02"], "closed", ["2026-01", "2026-02", "2026-03"]),
        (["2026"], "closed", ["2026"]),
    ],
)
def test_a_span_is_closed_when_each_of_its_days_is(
    closed: list[str], state: str, touching: list[str]
) -> None:
    found = standing(span_of("2026-Q1"), [period_of(each) for each in closed])
    assert (found.state, list(found.closed)) == (state, [period_of(each) for each in touching])


def test_a_span_is_said_in_words() -> None:
    t = translator_for("en")
    assert t.message(span_words(span_of("2026-Q1"))).startswith("2026-Q1, from ")
    assert t.message(span_words(span_of(start=JAN_1, end=date(2026, 1, 2)))).startswith("From ")
