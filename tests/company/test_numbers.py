"""Numbers are drawn in order, once, in the transaction that uses them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.company import queries, service
from desktop_crm.company.rules.numbering import (
    DEFAULT_PATTERNS,
    SeriesDraft,
    check_pattern,
    default_series,
    format_number,
    number_in,
)
from desktop_crm.database.connection import OpenDatabase, raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, UserError

TODAY = date(2026, 11, 22)


def draw(caller: Caller, kind: str, day: date) -> str:
    with transaction():
        return service.next_number(caller, kind, day).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "number", "text"),
    [
        ("{year}-{number:04}", 1, "2026-0001"),
        ("{yy}{month}-{number:03}", 7, "2611-007"),
        ("Q-{year}-{number:04}", 12345, "Q-2026-12345"),
        ("T-{number}", 42, "T-42"),
        ("RE/{year}/{number}", 9, "RE/2026/9"),
    ],
)
def test_patterns_print_numbers(pattern: str, number: int, text: str) -> None:
    check_pattern(pattern, "yearly" if "y" in pattern else "never")
    assert format_number(pattern, number, TODAY) == text


@pytest.mark.parametrize(
    "pattern",
    [
        "", "  ", "2026", "{year}", "{number}-{number}", "{nummer}", "{number:99}x{", "{number}",
        "{year}{number}",
        "{year:04}-{number}", "Ä{year}-{number}", "{year}-{number}\n", "x" * 61 + "{year}{number:04}",
        "{year}-1{number}", "{year}<{number}>", "{}-{number}-{year}",
    ],
)  # fmt: skip
def test_a_pattern_that_could_repeat_or_break_a_file_name_is_refused(pattern: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_pattern(pattern, "yearly")
    assert refusal.value.field == "pattern"


def test_the_default_patterns_are_taken() -> None:
    for kind, pattern in DEFAULT_PATTERNS.items():
        check_pattern(pattern, default_series(kind).restarts)  # type: ignore[arg-type]


@given(
    st.lists(st.tuples(st.integers(2000, 2030), st.integers(1, 9999)), min_size=2, max_size=30, unique=True)
)
def test_different_numbers_never_print_alike(drawn: list[tuple[int, int]]) -> None:
    for pattern in (
        "{year}-{number:04}",
        "{yy}{number:04}",
        "{number:05}/{year}",
        "{year}{month}{number:04}",
    ):
        check_pattern(pattern)
        printed = {format_number(pattern, number, date(year, 5, 1)) for year, number in drawn}
        assert len(printed) == len(drawn)


def test_numbers_follow_without_gaps_and_restart_each_year(firm_file: OpenDatabase, caller: Caller) -> None:
    assert [draw(caller, "invoice", date(2026, 1, day)) for day in (5, 5, 9)] == [
        "2026-0001",
        "2026-0002",
        "2026-0003",
    ]
    assert draw(caller, "invoice", date(2027, 1, 2)) == "2027-0001"
    assert draw(caller, "ticket", date(2026, 1, 1)) == "T-1"
    assert draw(caller, "ticket", date(2027, 1, 1)) == "T-2"


def test_a_number_of_a_transaction_taken_back_is_given_again(firm_file: OpenDatabase, caller: Caller) -> None:
    drawn: list[float] = []
    with pytest.raises(ZeroDivisionError), transaction():
        drawn.append(service.next_number(caller, "invoice", TODAY).number / 0)
    assert draw(caller, "invoice", TODAY) == "2026-0001"
    assert drawn == []


def test_a_number_is_drawn_in_a_transaction_only(firm_file: OpenDatabase, caller: Caller) -> None:
    with pytest.raises(RuntimeError):
        service.next_number(caller, "invoice", TODAY)


def test_a_date_before_the_last_one_is_refused(firm_file: OpenDatabase, caller: Caller) -> None:
    draw(caller, "invoice", date(2026, 3, 2))
    with pytest.raises(UserError) as refusal:
        draw(caller, "invoice", date(2026, 3, 1))
    assert refusal.value.field == "issued_on"
    with pytest.raises(UserError):
        draw(caller, "invoice", date(2025, 12, 31))
    assert draw(caller, "invoice", date(2026, 3, 2)) == "2026-0002"
    assert draw(caller, "credit_note", date(2026, 3, 1)) == "CN-2026-0001"


def test_tickets_and_customers_may_be_numbered_in_any_order(firm_file: OpenDatabase, caller: Caller) -> None:
    draw(caller, "contact", date(2026, 3, 2))
    assert draw(caller, "contact", date(2026, 1, 1)) == "K00002"


def test_the_next_number_can_be_set_until_the_first_issue(firm_file: OpenDatabase, caller: Caller) -> None:
    asked = SeriesDraft(kind="invoice", pattern="{year}-{number:04}", next_number=43)
    service.save_series(caller, asked, 0, TODAY)
    row = queries.series(caller, "invoice")
    assert not row.has_issued
    assert queries.preview_number(caller, "invoice", TODAY) == "2026-0043"
    version = service.save_series(
        caller, SeriesDraft(kind="invoice", pattern="R{year}-{number}", next_number=50), 1, TODAY
    )
    assert draw(caller, "invoice", TODAY) == "R2026-50"
    with pytest.raises(Conflict):
        service.save_series(caller, asked, version, TODAY)
    row = queries.series(caller, "invoice")
    with pytest.raises(UserError) as refusal:
        service.save_series(caller, asked, row.version, TODAY)
    assert refusal.value.field == "next_number"
    kept = SeriesDraft(kind="invoice", pattern="{year}/{number:03}", next_number=51)
    service.save_series(caller, kept, row.version, TODAY)
    assert draw(caller, "invoice", TODAY) == "2026/051"
    assert queries.preview_number(caller, "invoice", date(2027, 5, 1)) == "2027/001"


def test_a_number_asked_for_this_year_is_not_the_next_year_s(firm_file: OpenDatabase, caller: Caller) -> None:
    service.save_series(
        caller, SeriesDraft(kind="invoice", pattern="{year}-{number:04}", next_number=43), 0, TODAY
    )
    assert draw(caller, "invoice", date(2027, 1, 2)) == "2027-0001"


def test_the_database_itself_never_lets_a_series_go_back(firm_file: OpenDatabase, caller: Caller) -> None:
    draw(caller, "invoice", TODAY)
    for change in (
        "next_number = 1",
        "last_issued_on = NULL",
        "year = 2025",
        "last_issued_on = '2026-01-01'",
    ):
        with pytest.raises(IntegrityError), transaction():
            raw().execute(f"UPDATE number_series SET {change}")
    with pytest.raises(IntegrityError), transaction():
        raw().execute("DELETE FROM number_series")


def test_a_series_of_another_file_starts_afresh(
    firm_file: OpenDatabase, caller: Caller, tmp_path: Path
) -> None:
    assert queries.preview_number(caller, "quote", TODAY) == "Q-2026-0001"
    assert queries.list_series(caller) == []


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("{year}-{number:04}", "2026-0042", (42, 2026)),
        ("{year}-{number:04}", " 42 ", (42, None)),
        ("Q-{yy}{month}-{number:03}", "q-2611-007", (7, 2026)),
        ("{number}", "12", (12, None)),
        ("T-{number}", "T-12", (12, None)),
        ("{year}-{number:04}", "2026-", None),
        ("{year}-{number:04}", "2026-1234567890", None),
        ("T-{number}", "K12", None),
        ("A.{number}", "Ax12", None),
        ("{year}-{number:04}", "", None),
    ],
)
def test_a_printed_number_is_read_by_its_pattern(
    pattern: str, text: str, found: tuple[int, int | None] | None
) -> None:
    assert number_in(pattern, text) == found
