"""The places of the window and their keys."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.app import palette
from desktop_crm.app.routes import PLACES, SETTINGS, Place, places_with_keys
from desktop_crm.app.window import MainWindow
from desktop_crm.widgets import keys
from desktop_crm.widgets.palette_box import Command

MORE = tuple(Place(f"more{n}", lambda t: t("Today"), "sun") for n in range(3))


def test_every_place_has_its_key() -> None:
    assert [text for _place, text in places_with_keys()] == list(keys.PLACES.keys)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_place_for_which_no_key_is_left_has_none_and_the_settings_keep_theirs(count: int) -> None:
    found = places_with_keys((*PLACES, *MORE[:count]))
    assert [place.key for place, _text in found[-count - 1 :]] == [each.key for each in MORE[:count]] + [
        "settings"
    ]
    assert [text for _place, text in found[-count - 1 :]] == [""] * count + [keys.PLACES.keys[-1]]


def test_with_few_places_the_settings_have_the_last_key() -> None:
    assert places_with_keys(PLACES[:2]) == [
        (PLACES[0], "Alt+1"), (PLACES[1], "Alt+2"), (SETTINGS, "Alt+0"),
    ]  # fmt: skip


def test_a_place_without_a_key_is_reached_by_the_palette(
    monkeypatch: pytest.MonkeyPatch, window: MainWindow, qtbot: QtBot
) -> None:
    monkeypatch.setattr(palette, "places_with_keys", lambda: places_with_keys((*PLACES, *MORE)))
    window.commands.open("today")

    def found() -> list[str]:
        rows = (row for row in window.commands.model.rows if isinstance(row, Command))
        return [row.keys for row in rows if row.text == "Today"]

    qtbot.waitUntil(lambda: bool(found()))
    window.commands.close_box()
    assert found() == ["Alt+1", "", "", ""]
