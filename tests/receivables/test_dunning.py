"""Reminding by rule and by hand: the same letter, once, and never a word in the invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.periods import period_of
from desktop_crm.company.service import close_period
from desktop_crm.database.connection import raw, transaction
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.service import dunning as service
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.workspace import finding
from tests.billing.conftest import CALLER, Books, line
from tests.receivables.test_dunning_rules import LADDER

D = Decimal
ISSUED = date(2026, 1, 17)
DUE = date(2026, 1, 31)
DAY_7, DAY_21, DAY_35 = date(2026, 2, 7), date(2026, 2, 21), date(2026, 3, 7)


def overdue(books: Books, **values: Any) -> int:
    """An invoice over 1,000.00, due 2026-01-31."""
    lines = (line("1", "1000.00", "0", category="Z"),)
    return books.issued(on=ISSUED, due_on=DUE, delivered_on=ISSUED, lines=lines, **values)


@pytest.fixture
def invoice(books: Books) -> int:
    service.set_dunning_levels(CALLER, LADDER)
    return overdue(books)


def pay(invoice: int, amount: int, on: date) -> None:
    billing_service.record_payment(CALLER, invoice, PaymentDraft(amount=amount, paid_on=on), on)


def by_rule(day: date) -> queries.LetterRow:
    (letter,) = service.run_dunning(CALLER, day).prepared
    row = queries.get_letter(CALLER, letter)
    return service.send_letter(CALLER, row.id, row.version, day)


def test_level_three_asks_the_same_by_rule_and_by_hand(books: Books, invoice: int) -> None:
    letters = [by_rule(day) for day in (DAY_7, DAY_21, DAY_35)]
    assert [row.asked for row in letters] == [100_000, 101_000, 105_767]
    other = overdue(books)
    hand = service.write_letter(CALLER, other, DAY_35)
    assert (hand.level, hand.asked, hand.fee, hand.interest) == (3, 105_767, 5_000, 767)
    third = overdue(books)
    afterwards = service.write_letter(CALLER, third, date(2026, 6, 1), on=DAY_35)
    assert (afterwards.asked, afterwards.issued_on) == (105_767, DAY_35)
    assert [row.number for row in (*letters, hand, afterwards)] == [f"REM-2026-000{n}" for n in range(1, 6)]


def test_a_run_after_weeks_prepares_the_level_that_the_days_have_reached(invoice: int) -> None:
    row = by_rule(DAY_35)
    assert (row.level, row.asked) == (3, 105_767)


def test_a_run_twice_a_day_prepares_once(invoice: int) -> None:
    assert len(service.run_dunning(CALLER, DAY_7).prepared) == 1
    assert service.run_dunning(CALLER, DAY_7).prepared == ()
    assert service.run_dunning(CALLER, date(2026, 2, 10)).prepared == ()


def test_a_letter_left_in_the_tray_goes_up_with_the_days(invoice: int) -> None:
    first = service.run_dunning(CALLER, DAY_7).prepared
    assert service.run_dunning(CALLER, DAY_21).prepared == first
    (row,) = queries.tray(CALLER, DAY_21)
    assert (row.level, row.asked) == (2, 101_000)


def test_the_invoice_never_changes(invoice: int) -> None:
    before = raw().execute("SELECT * FROM document WHERE id = ?", (invoice,)).fetchone()
    by_rule(DAY_7)
    service.write_letter(CALLER, invoice, DAY_35)
    assert raw().execute("SELECT * FROM document WHERE id = ?", (invoice,)).fetchone() == before


def test_paying_stops_the_chain(invoice: int) -> None:
    (letter,) = service.run_dunning(CALLER, DAY_7).prepared
    pay(invoice, 100_000, date(2026, 2, 8))
    assert queries.tray(CALLER, DAY_21) == []
    assert service.run_dunning(CALLER, DAY_35).prepared == ()
    row = queries.get_letter(CALLER, letter)
    with pytest.raises(UserError, match="Nothing is open"):
        service.send_letter(CALLER, row.id, row.version, DAY_21)
    with pytest.raises(UserError, match="Nothing is open"):
        service.write_letter(CALLER, invoice, DAY_21)


def test_a_part_paid_leaves_the_rest_with_its_interest(invoice: int) -> None:
    pay(invoice, 60_000, date(2026, 2, 10))
    row = service.write_letter(CALLER, invoice, DAY_35)
    assert (row.open, row.interest, row.asked) == (40_000, 438, 45_438)


def test_skipped_is_neither_asked_again_nor_paid_for(invoice: int) -> None:
    (letter,) = service.run_dunning(CALLER, DAY_21).prepared
    row = queries.get_letter(CALLER, letter)
    service.skip_letter(CALLER, row.id, row.version)
    assert service.run_dunning(CALLER, date(2026, 2, 25)).prepared == ()
    assert by_rule(DAY_35).asked == 104_767


def test_put_off_comes_back_on_its_day(invoice: int) -> None:
    (letter,) = service.run_dunning(CALLER, DAY_7).prepared
    row = queries.get_letter(CALLER, letter)
    with pytest.raises(UserError):
        service.put_off_letter(CALLER, row.id, row.version, DAY_7, DAY_7)
    service.put_off_letter(CALLER, row.id, row.version, date(2026, 2, 12), DAY_7)
    assert queries.tray(CALLER, date(2026, 2, 11)) == []
    assert [each.id for each in queries.tray(CALLER, date(2026, 2, 12))] == [letter]


def test_two_people_answer_one_letter_once(invoice: int) -> None:
    (letter,) = service.run_dunning(CALLER, DAY_7).prepared
    row = queries.get_letter(CALLER, letter)
    service.send_letter(CALLER, row.id, row.version, DAY_7)
    with pytest.raises(Conflict):
        service.send_letter(CALLER, row.id, row.version, DAY_7)
    with pytest.raises(Conflict):
        service.skip_letter(CALLER, row.id, row.version)
    assert len(queries.list_letters(CALLER)) == 1


def test_a_clock_set_back_is_refused_and_changes_nothing(invoice: int) -> None:
    service.run_dunning(CALLER, DAY_21)
    before = queries.list_letters(CALLER)
    with pytest.raises(UserError, match="set back") as refused:
        service.run_dunning(CALLER, DAY_7)
    assert refused.value.field == "today"
    assert queries.list_letters(CALLER) == before


def test_by_hand_is_refused_where_it_makes_no_sense(books: Books, invoice: int) -> None:
    for values, field in (
        ({"today": DUE}, "on"),
        ({"today": DAY_7, "on": DAY_21}, "on"),
        ({"today": DAY_7, "level": 4}, "level"),
    ):
        with pytest.raises(UserError) as refused:
            service.write_letter(CALLER, invoice, **values)  # type: ignore[arg-type]
        assert refused.value.field == field
    service.write_letter(CALLER, invoice, DAY_21)
    with pytest.raises(UserError, match="written already"):
        service.write_letter(CALLER, invoice, DAY_21, level=2)
    with pytest.raises(UserError, match="letter before it"):
        service.write_letter(CALLER, invoice, DAY_21, level=3, on=DAY_7)


def test_no_letter_is_dated_in_a_closed_period(invoice: int) -> None:
    (letter,) = service.run_dunning(CALLER, DAY_7).prepared
    close_period(CALLER, period_of("2026-02"), DAY_35)
    waiting = queries.get_letter(CALLER, letter)
    for act in (
        lambda: service.write_letter(CALLER, invoice, DAY_35, on=DAY_7),
        lambda: service.send_letter(CALLER, letter, waiting.version, DAY_21),
    ):
        with pytest.raises(UserError, match="closed") as refused:
            act()
        assert refused.value.field == "on"
    assert queries.get_letter(CALLER, letter) == waiting
    assert service.send_letter(CALLER, letter, waiting.version, DAY_35).issued_on == DAY_35


def test_one_click_twice_writes_one_letter(invoice: int) -> None:
    first = service.write_letter(CALLER, invoice, DAY_7, key="k")
    assert service.write_letter(CALLER, invoice, DAY_7, key="k") == first
    assert len(queries.list_letters(CALLER)) == 1


def test_what_was_written_stays(invoice: int) -> None:
    row = service.write_letter(CALLER, invoice, DAY_7)
    for sql in ("UPDATE dunning_letter SET fee = 0", "DELETE FROM dunning_letter"):
        with pytest.raises(Exception, match="never changes"):
            raw().execute(sql)
    assert queries.letter_pdf(CALLER, row.id).startswith(b"%PDF-1.7")


def test_a_sample_is_never_reminded_of(books: Books) -> None:
    sample = overdue(books, is_sample=True)
    assert service.run_dunning(CALLER, DAY_35).prepared == ()
    with pytest.raises(UserError, match="sample"):
        service.write_letter(CALLER, sample, DAY_35)


def test_letters_go_on_behind_the_last_number_on_paper(invoice: int) -> None:
    company_service.pass_over(CALLER, "dunning_letter", "REM-2026-0041", "restored", DAY_7)
    company_service.pass_over(CALLER, "dunning_letter", "rem-2026-0007", "restored", DAY_7)  # an older one
    assert by_rule(DAY_7).number == "REM-2026-0042"
    assert by_rule(DAY_21).number == "REM-2026-0043"
    with pytest.raises(UserError, match="no number of this series"):
        company_service.pass_over(CALLER, "dunning_letter", "2026-0041", "restored", DAY_7)


def test_the_numbers_of_letters_are_a_series_in_the_settings(invoice: int) -> None:
    row = company.series(CALLER, "dunning_letter")
    assert (row.draft.pattern, row.has_issued) == ("REM-{year}-{number:04}", False)
    draft = replace(row.draft, pattern="M{yy}/{number:03}", next_number=12)
    company_service.save_series(CALLER, draft, row.version, DAY_7)
    assert by_rule(DAY_7).number == "M26/012"
    row = company.series(CALLER, "dunning_letter")
    assert (row.draft.next_number, row.has_issued) == (13, True)
    with pytest.raises(UserError) as refusal:
        company_service.save_series(CALLER, replace(row.draft, next_number=40), row.version, DAY_7)
    assert refusal.value.field == "next_number"


def test_a_letter_of_a_year_that_is_over_moves_nothing_of_the_year_that_runs(books: Books) -> None:
    first, second, third = (overdue(books) for _each in range(3))
    new_year = date(2027, 1, 20)
    assert service.write_letter(CALLER, first, new_year).number == "REM-2027-0001"
    assert service.write_letter(CALLER, second, new_year, on=date(2026, 12, 30)).number == "REM-2026-0001"
    assert service.write_letter(CALLER, third, new_year).number == "REM-2027-0002"


def test_a_file_of_an_older_program_gets_the_series_with_its_first_letter(invoice: int) -> None:
    with transaction(CALLER):
        raw().execute("DELETE FROM number_series WHERE kind = 'dunning_letter'")
    assert by_rule(DAY_7).number == "REM-2026-0001"
    assert company.series(CALLER, "dunning_letter").draft.next_number == 2


def test_a_letter_is_found_by_its_number_and_by_that_of_its_invoice(invoice: int) -> None:
    row = by_rule(DAY_7)
    (hit,) = finding.find(CALLER, row.number)
    assert (hit.kind, hit.owner, hit.number) == ("dunning_letter", ("dunning_letter", row.id), row.number)
    assert ("dunning_letter", row.id) in [each.owner for each in finding.find(CALLER, row.invoice)]
