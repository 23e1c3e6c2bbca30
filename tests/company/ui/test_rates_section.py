"""Exchange rates on the screen: typed, imported, refused with the reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.company.queries import exchange
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.rates_section import RateDialog, RatesSection
from desktop_crm.company.ui.settings_page import SettingsPage
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.desk import Desk
from tests.company.conftest import TODAY
from tests.company.test_exchange import ECB
from tests.company.ui.test_settings import desk, page, themed

__all__ = ["desk", "page", "themed"]


@pytest.fixture
def section(page: SettingsPage) -> RatesSection:
    page.show_section("rates")
    found = page.current
    assert isinstance(found, RatesSection)
    return found


def test_a_file_is_taken_in_and_what_came_in_is_listed(
    section: RatesSection, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "eurofxref-hist.xml"
    path.write_bytes(ECB)
    section.take_file(path)
    qtbot.waitUntil(lambda: len(section.rows) == 2)
    assert "3 rates added" in section.strip.text
    assert section.rows[1].accessibleName().startswith("1 EUR = 1.0851 USD")
    section.take_file(path)
    qtbot.waitUntil(lambda: "3 known already" in section.strip.text)


def test_another_file_is_refused_in_words(section: RatesSection, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "notes.xml"
    path.write_bytes(b"<notes/>")
    section.take_file(path)
    qtbot.waitUntil(lambda: "no file of rates" in section.strip.text)


def test_a_rate_is_typed(section: RatesSection, desk: Desk, caller: Caller, page: SettingsPage) -> None:
    assert isinstance(page.firm, FirmKeeper)
    dialog = RateDialog(desk, "EUR", None, lambda: None, parent=QWidget(page))
    dialog.accept_primary()
    assert dialog.form.errors == ["base"]
    dialog.form.set_values(base="USD")
    dialog.accept_primary()
    assert dialog.form.errors == ["rate"]
    dialog.form.set_values(rate=Decimal("0.9216"))
    dialog.accept_primary()
    (rate,) = exchange.list_rates(caller)
    assert (rate.base, rate.quote, rate.rate, rate.day) == ("USD", "EUR", Decimal("0.9216"), TODAY)
