"""In the window: levels of reminding are set, unusual ones warned of, and what is due prepared by rule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.app.base_rate_dialog import BaseRateDialog
from desktop_crm.app.level_dialog import LAW, RATE, LevelDialog
from desktop_crm.app.today import TodayPage
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import service as billing
from desktop_crm.database.connection import raw
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.base_rates import typed_rates
from desktop_crm.receivables.service import dunning as service
from desktop_crm.receivables.service.base_rates import set_base_rate
from desktop_crm.values.caller import Caller
from tests.app.conftest import TODAY


@pytest.fixture
def page(window: MainWindow) -> Any:
    window.go("settings", {"section": "reminders"})
    found: Any = window.page
    found.show_section("reminders")
    return found.current


def dialog_of(window: MainWindow) -> LevelDialog:
    found = [each for each in window.findChildren(LevelDialog) if each.isVisible()]
    return found[-1]


def overdue(window: MainWindow) -> int:
    """A paper of one's own, long due: samples are not reminded of."""
    caller, on = window.desk.caller, TODAY - timedelta(days=60)
    sample = raw().execute(
        "SELECT id FROM document WHERE kind = 'invoice' AND state = 'issued' AND facts IS NOT NULL"
    ).fetchone()[0]  # fmt: skip
    draft = billing.duplicate(caller, int(sample), on)
    raw().execute("UPDATE document SET is_sample = 0 WHERE id = ?", (draft.id,))
    return billing.issue_invoice(caller, draft.id, today=on, issued_on=on).id


def test_a_level_is_changed_added_and_removed(window: MainWindow, caller: Caller, page: Any) -> None:
    assert len(page.rows) == 3
    page.rows[2].activated.emit()
    dialog = dialog_of(window)
    dialog.form.set_values(fee=4000, how=RATE, interest=Decimal(8), texts={"de": "Letzte Mahnung"})
    dialog.accept_primary()
    last = queries.levels(caller)[2]
    assert (last.fee, last.interest, last.texts) == (Decimal(40), Decimal(8), (("de", "Letzte Mahnung"),))
    page.new()
    dialog = dialog_of(window)
    assert dialog.form.value("days") == 49
    dialog.form.set_values(how=LAW)
    dialog.accept_primary()
    assert queries.levels(caller)[3].by_law and len(page.rows) == 4
    page.edit(4)
    dialog_of(window).remove()
    assert len(queries.levels(caller)) == 3


def test_a_typed_base_rate_is_deleted_where_it_is_changed(
    window: MainWindow, caller: Caller, page: Any
) -> None:
    set_base_rate(caller, date(2027, 1, 1), Decimal("1.5"), TODAY)
    (typed,) = typed_rates(caller)
    page.edit_rate(typed)
    (dialog,) = [each for each in window.findChildren(BaseRateDialog) if each.isVisible()]
    dialog.delete_button.click()
    assert typed_rates(caller) == () and not dialog.isVisible()


def test_a_base_rate_is_typed_from_a_day_on(window: MainWindow, caller: Caller, page: Any) -> None:
    page.new_rate()
    (dialog,) = [each for each in window.findChildren(BaseRateDialog) if each.isVisible()]
    dialog.accept_primary()
    assert dialog.form.errors == ["rate"]
    dialog.form.set_values(first=date(2025, 1, 1), rate=Decimal("1.5"))
    dialog.accept_primary()
    assert dialog.form.errors == ["first"]  # the law table knows that day
    dialog.form.set_values(first=date(2026, 7, 1))
    dialog.accept_primary()
    (kept,) = typed_rates(caller)
    assert (kept.rate.first, kept.rate.rate) == (date(2026, 7, 1), Decimal("1.5"))
    assert page.kept.rates == (kept,)

    page.edit_rate(kept)  # a slip is mended where it stands
    (dialog,) = [each for each in window.findChildren(BaseRateDialog) if each.isVisible()]
    assert (dialog.form.value("first"), dialog.form.value("rate")) == (date(2026, 7, 1), Decimal("1.5"))
    dialog.form.set_values(rate=Decimal("2.5"))
    dialog.accept_primary()
    (kept,) = typed_rates(caller)
    assert (kept.rate.first, kept.rate.rate) == (date(2026, 7, 1), Decimal("2.5"))


def test_what_makes_no_sense_is_marked_at_its_field(window: MainWindow, caller: Caller, page: Any) -> None:
    page.edit(2)
    dialog = dialog_of(window)
    for days in (7, 35):  # not after the one before, not before the next
        dialog.form.set_values(days=days)
        dialog.accept_primary()
        assert dialog.form.errors == ["days"]
    dialog.form.set_values(days=None)
    dialog.accept_primary()
    assert dialog.form.errors == ["days"]
    dialog.form.set_values(days=14, how=RATE, interest=None)
    dialog.accept_primary()
    assert "interest" in dialog.form.errors
    assert [level.days for level in queries.levels(caller)] == [7, 21, 35]


def test_an_unusual_fee_is_warned_of_and_kept_all_the_same(
    window: MainWindow, caller: Caller, page: Any
) -> None:
    page.edit(1)
    dialog = dialog_of(window)
    dialog.form.set_values(fee=500)
    dialog.form.changed.emit("fee")
    assert "unusual" in dialog.form.field("fee").help.text
    dialog.accept_primary()
    assert queries.levels(caller)[0].fee == Decimal(5)
    assert page.strip.isVisibleTo(page) and "unusual" in page.strip.text


def test_by_rule_the_window_prepares_what_is_due_and_today_leads_to_it(
    window: MainWindow, caller: Caller, page: Any
) -> None:
    overdue(window)
    window.attention.dunning.keep_up()
    assert queries.count_tray(caller, TODAY) == 0
    page.by_rule.set_value(True)
    page.by_rule.changed.emit()
    window.attention.dunning.keep_up()
    assert queries.is_by_rule(caller) and queries.count_tray(caller, TODAY) == 1
    window.go("today", None)
    today = window.page
    assert isinstance(today, TodayPage)
    today.reload()
    assert "1 letter waits" in [row.what for row in today.list.rows() if row is not None]


def test_a_clock_set_back_is_said_once(window: MainWindow, caller: Caller) -> None:
    overdue(window)
    service.set_dunning_by_rule(caller, True)
    service.run_dunning(caller, TODAY + timedelta(days=3))
    said: list[object] = []
    window.desk.notices.refused = said.append  # type: ignore[method-assign, assignment]
    window.attention.dunning.keep_up()
    window.attention.dunning.keep_up()
    assert len(said) == 1
