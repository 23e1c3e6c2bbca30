"""How long each country keeps what, from which day on."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_crm.billing.rules.purging import YOUNG, OldPaper, cases_of, sums_by_year
from desktop_crm.company.rules import law, paper_times
from desktop_crm.company.rules.paper_times import PaperTimes
from desktop_crm.values.errors import UserError

TIMES = (
    # country, kind, the day it counts from, last month of the business year, until, years
    ("DE", "invoice", date(2018, 1, 2), 12, date(2026, 12, 31), 8),
    ("DE", "invoice", date(2018, 12, 31), 12, date(2026, 12, 31), 8),
    ("DE", "credit_note", date(2015, 1, 1), 12, date(2023, 12, 31), 8),
    ("DE", "invoice", date(2014, 12, 31), 12, date(2024, 12, 31), 10),
    ("DE", "quote", date(2018, 1, 2), 12, date(2024, 12, 31), 6),
    ("DE", law.BOOK, date(2018, 1, 2), 12, date(2028, 12, 31), 10),
    ("AT", "invoice", date(2018, 3, 1), 12, date(2025, 12, 31), 7),
    ("AT", "quote", date(2018, 3, 1), 12, date(2025, 12, 31), 7),
    ("AT", "invoice", date(2018, 7, 1), 6, date(2026, 12, 31), 7),
    ("AT", "invoice", date(2018, 6, 30), 6, date(2025, 12, 31), 7),
    ("CH", "invoice", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
    ("CH", "invoice", date(2018, 10, 1), 9, date(2029, 12, 31), 10),
    ("FR", "invoice", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
    ("FR", "invoice", date(2018, 9, 1), 8, date(2029, 12, 31), 10),
    ("BE", "invoice", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
    ("IT", "invoice", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
    ("ES", "invoice", date(2018, 3, 1), 12, date(2024, 12, 31), 6),
    ("NL", "invoice", date(2018, 3, 1), 12, date(2025, 12, 31), 7),
    ("PT", "invoice", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
    ("PL", "invoice", date(2018, 12, 1), 12, date(2024, 12, 31), 6),
    ("GB", "invoice", date(2018, 3, 1), 12, date(2024, 12, 31), 6),
    ("IE", "invoice", date(2018, 3, 1), 12, date(2024, 3, 1), 6),
    ("IE", "invoice", date(2020, 2, 29), 12, date(2026, 2, 28), 6),
    ("TR", "invoice", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
    ("BR", "invoice", date(2018, 3, 1), 12, date(2023, 12, 31), 5),
    ("US", "invoice", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
    ("", "quote", date(2018, 3, 1), 12, date(2028, 12, 31), 10),
)


@pytest.mark.parametrize(("country", "kind", "day", "year_ends", "until", "years"), TIMES)
def test_each_country_keeps_its_papers_so_long(
    country: str, kind: str, day: date, year_ends: int, until: date, years: int
) -> None:
    found = law.keep_time(country, kind, day, year_ends=year_ends)
    assert (found.until, found.years) == (until, years)
    assert bool(found.source) == (country not in ("US", ""))


def test_every_row_says_where_it_is_from_and_is_no_shorter_than_the_tables_let_go() -> None:
    for country in law.countries():
        rows = [row for row in law.rows_of(country) if row.section == "keep"]
        for row in rows:
            assert row.source and row.values["years"] >= law.LEAST_YEARS
            assert row.values.get("counts_from", "year") in ("year", "business_year", "day")
            assert set(row.values.get("kinds", ())) <= {"invoice", "credit_note", "quote", law.BOOK}
        assert law.shortest_years(country) == min((row.values["years"] for row in rows), default=10)
        for kind in ("invoice", "credit_note", "quote", law.BOOK):
            for year in (2005, 2014, 2015, 2026):
                assert law.keep_time(country, kind, date(year, 7, 1)).until.year >= year + law.LEAST_YEARS


def paper(key: int, day: date, **more: object) -> OldPaper:
    given: dict[str, object] = {
        "kind": "invoice", "state": "issued", "number": f"R-{key}", "issued_on": day, "moved_on": day,
        "open": 0, "currency": "EUR", "gross": 100, "version": 1,
    }  # fmt: skip
    return OldPaper(id=key, **given | more)  # type: ignore[arg-type]


def test_a_case_stays_as_long_as_the_longest_of_its_papers() -> None:
    offered = paper(1, date(2016, 2, 1), kind="quote")
    invoice = paper(2, date(2016, 3, 1), quote_id=1)
    paid_late = paper(3, date(2016, 3, 1), quote_id=1, moved_on=date(2017, 1, 5))
    for papers, last in (
        ((offered,), 2022),
        ((offered, invoice), 2024),
        ((offered, invoice, paid_late), 2025),
    ):
        (before,) = cases_of(papers, "DE", date(last, 12, 31))
        (after,) = cases_of(papers, "DE", date(last + 1, 1, 1))
        assert (before.stays, after.stays) == (YOUNG, ""), last
        assert after.time.until == date(last, 12, 31)


def test_papers_that_are_the_books_stay_as_long_as_books() -> None:
    invoice, offered = paper(1, date(2016, 3, 1)), paper(2, date(2016, 3, 1), kind="quote")
    times = PaperTimes(is_book=True)
    found = cases_of((invoice, offered), "DE", date(2025, 1, 1), times)
    assert {case.ids: case.time.until.year for case in found} == {(1,): 2026, (2,): 2022}


def test_what_refers_to_another_goes_before_it() -> None:
    papers = (
        paper(1, date(2010, 1, 1), kind="quote"),
        paper(5, date(2010, 1, 2), quote_id=1),
        paper(4, date(2010, 1, 3), kind="credit_note", corrects_id=5),
        paper(6, date(2010, 1, 3)),
    )
    found = cases_of(papers, "DE", date(2026, 1, 1))
    assert {case.ids for case in found} == {(4, 5, 1), (6,)}
    assert [(each.kind, each.count) for each in sums_by_year(found)] == [
        ("credit_note", 1), ("invoice", 2), ("quote", 1),
    ]  # fmt: skip


def test_the_setting_goes_in_and_comes_out() -> None:
    times = PaperTimes(6, is_book=True, by_itself=True, looked_on=date(2026, 11, 1))
    assert paper_times.times_of(paper_times.to_setting(times)) == times
    assert paper_times.to_setting(PaperTimes()) is None
    for wrong in (None, [], {"year_ends": 13}, {"year_ends": "6"}, {"looked_on": "soon", "is_book": 1}):
        assert paper_times.times_of(wrong) == PaperTimes()
    with pytest.raises(UserError) as refused:
        paper_times.to_setting(PaperTimes(13))
    assert refused.value.field == "year_ends"
