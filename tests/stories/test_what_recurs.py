"""Twelve months from the last day of January, made by the program itself whenever it runs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.recurring import PriceStep, RecurringDraft
from desktop_crm.database.connection import raw
from desktop_crm.workspace import verifying
from tests.shots.money_world import customer
from tests.stories.sitting import CALLER, new_firm, opened, window_on

D = Decimal
DAYS = (
    "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30", "2027-07-31",
    "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31",
)  # fmt: skip
LONG_AFTER = date(2029, 1, 1)


def made() -> list[queries.DocumentView]:
    found = raw().execute("SELECT id FROM document WHERE kind = 'invoice' ORDER BY issued_on, id")
    return [queries.get_document(CALLER, row[0], LONG_AFTER) for row in found.fetchall()]


@pytest.mark.story
def test_a_year_is_billed_by_itself_however_long_the_program_was_closed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    begun = date(2027, 1, 20)
    place = new_firm(request, tmp_path, engine, begun)
    line = LineDraft(description="Hosting {period}", qty=D(1), price=D(100), rate=D(23))
    with opened(place):
        document = DocumentDraft(contact_id=customer(CALLER, "Acorn Joinery Ltd", 1), lines=(line,))
        agreed = RecurringDraft(
            document=document, starts_on=date(2027, 1, 31), times=12, issues=True,
            steps=(PriceStep(valid_from=date(2027, 4, 1), line=1, price=D(110)),),
        )  # fmt: skip
        recurring = service.create_recurring(CALLER, agreed, begun).id
    counts = []
    for day in (
        date(2027, 1, 31),
        date(2027, 3, 20),
        date(2027, 5, 3),  # it was closed for six weeks
        date(2027, 5, 3),  # and started again
        date(2027, 12, 31),
        date(2028, 6, 1),  # it has stopped
    ):
        with window_on(qtbot, qapp, place, day) as window:
            for _hour in range(2):
                window.attention.recurring.keep_up()
            counts.append(len(made()))
    assert counts == [1, 2, 4, 4, 12, 12]
    with opened(place):
        found = made()
        assert tuple(str(view.row.issued_on) for view in found) == DAYS
        assert [view.row.number for view in found] == [f"2027-{number:04}" for number in range(1, 13)]
        assert [view.row.net for view in found] == [10_000] * 3 + [11_000] * 9
        names = [view.facts.lines[0].name for view in found if view.facts is not None]
        assert names[:4] == [f"Hosting {month} 2027" for month in ("January", "February", "March", "April")]
        assert len(set(names)) == 12
        row = queries.get_recurring(CALLER, recurring).row
        assert (row.state, row.next_on, row.made) == ("ended", None, 12)
        assert verifying.verify(CALLER).findings == ()
