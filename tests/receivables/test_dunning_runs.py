"""A run as a whole: one invoice never stops the others, and nobody is reminded of what they just got."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from desktop_crm.billing.service import issuing
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.rules.dunning import Level
from desktop_crm.receivables.service import dunning as service
from tests.billing.conftest import CALLER, Books, line
from tests.receivables.test_dunning import overdue

LADDER = (Level(days=7), Level(days=35, fee=Decimal("5"), by_law=True))
LATE = date(2031, 3, 20)
"""Long after every rate that the table knows."""


def due_on(books: Books, issued: date, due: date) -> int:
    lines = (line("1", "100.00", "0", category="Z"),)
    return books.issued(on=issued, due_on=due, delivered_on=issued, lines=lines)


def test_one_invoice_that_cannot_be_reckoned_does_not_stop_the_others(books: Books) -> None:
    service.set_dunning_levels(CALLER, LADDER)
    unknown = due_on(books, date(2031, 1, 10), date(2031, 1, 20))
    fine = due_on(books, date(2031, 3, 1), date(2031, 3, 10))
    done = service.run_dunning(CALLER, LATE)
    (letter,) = done.prepared
    assert queries.get_letter(CALLER, letter).document_id == fine
    (refused,) = done.refused
    assert refused.invoice == queries.late_invoices(LATE)[0].invoice == "2031-0001"
    assert "is not known" in refused.why.text
    assert queries.letters_of(CALLER, unknown) == []
    assert service.run_dunning(CALLER, LATE).prepared == ()


def test_a_level_without_interest_needs_no_rate(books: Books) -> None:
    service.set_dunning_levels(CALLER, LADDER)
    due_on(books, date(2031, 1, 10), date(2031, 1, 20))
    done = service.run_dunning(CALLER, date(2031, 2, 1))
    assert (len(done.prepared), done.refused) == (1, ())


def test_a_bill_written_weeks_after_its_day_gives_the_same_time_from_then(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "utc_now", lambda: datetime(2026, 3, 10, 9, tzinfo=UTC))
    invoice = overdue(books)  # dated 17 January, due on the 31st: 14 days
    assert service.run_dunning(CALLER, date(2026, 3, 10)) == service.Run()
    assert service.run_dunning(CALLER, date(2026, 3, 30)) == service.Run()
    assert queries.seen_late(invoice, date(2026, 3, 20)) == date(2026, 3, 24)
    assert queries.seen_late(invoice, date(2026, 3, 25)) is None
    (letter,) = service.run_dunning(CALLER, date(2026, 3, 31)).prepared  # seven days after the 24th
    assert queries.get_letter(CALLER, letter).level == 1
    other = overdue(books)
    assert service.write_letter(CALLER, other, date(2026, 3, 11), level=1).level == 1  # by hand it is done


def test_a_bill_written_on_its_day_counts_from_its_due_day(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "utc_now", lambda: datetime(2026, 1, 17, 9, tzinfo=UTC))
    invoice = overdue(books)
    assert len(service.run_dunning(CALLER, date(2026, 2, 7)).prepared) == 1
    assert queries.seen_late(invoice, date(2026, 1, 20)) is None
