"""Inputs read what people type and give exact values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import (
    AreaInput,
    Choice,
    ChoiceInput,
    DateInput,
    DateRangeInput,
    DecimalInput,
    EntityPicker,
    IntegerInput,
    MoneyInput,
    PercentInput,
    PictureInput,
    SwitchInput,
)


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    """Replace the text as a person does, and leave the field."""
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    field.clearFocus()


@pytest.fixture
def shown(qtbot: QtBot):  # type: ignore[no-untyped-def]
    """Put a widget on the screen and activate it."""

    def show(widget):  # type: ignore[no-untyped-def]
        qtbot.addWidget(widget)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return show


def test_money_is_minor_units_in_the_locales_writing(qtbot: QtBot, themed: object, shown) -> None:  # type: ignore[no-untyped-def]
    field = shown(MoneyInput(translator_for("pt_BR"), "BRL"))
    seen: list[object] = []
    field.changed.connect(lambda: seen.append(field.value()))
    type_into(qtbot, field, "1570,2")
    assert field.value() == 157020
    assert field.text() == "1.570,20"
    assert seen[-1] == 157020
    field.set_currency("JPY")
    field.set_value(1570)
    assert field.text() == "1.570"


def test_nonsense_is_marked_on_leaving_and_raises(qtbot: QtBot, desk: Desk, shown) -> None:  # type: ignore[no-untyped-def]
    field = shown(MoneyInput(desk.t, "EUR"))
    said: list[str] = []
    field.refused.connect(said.append)
    type_into(qtbot, field, "1.2.3")
    assert field.wrong
    assert "1.2.3" in said[-1]
    with pytest.raises(UserError):
        field.value()
    type_into(qtbot, field, "12")
    assert not field.wrong
    assert said[-1] == ""
    assert field.value() == 1200


@pytest.mark.parametrize(
    ("make", "typed", "value", "shown_text"),
    [
        (lambda t: DecimalInput(t, least=2), "1234.5", Decimal("1234.5"), "1,234.50"),
        (lambda t: DecimalInput(t), "0.0088", Decimal("0.0088"), "0.0088"),
        (lambda t: PercentInput(t), "8.1%", Decimal("8.1"), "8.1"),
        (lambda t: IntegerInput(t), "30", 30, "30"),
        (lambda t: DecimalInput(t), "", None, ""),
    ],
)
def test_numbers_are_exact(qtbot: QtBot, desk: Desk, shown, make, typed, value, shown_text) -> None:  # type: ignore[no-untyped-def]
    field = shown(make(desk.t))
    type_into(qtbot, field, typed)
    assert field.value() == value
    assert field.text() == shown_text


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("24/12/2026", date(2026, 12, 24)),
        ("24 dec 2026", date(2026, 12, 24)),
        ("+7", date(2026, 11, 29)),
        ("-3", date(2026, 11, 19)),
        ("15", date(2026, 11, 15)),
        ("t", date(2026, 11, 22)),
        ("", None),
    ],
)
def test_dates_are_typed_in_many_ways(qtbot: QtBot, desk: Desk, shown, typed: str, day: date | None) -> None:  # type: ignore[no-untyped-def]
    field = shown(DateInput(desk.t, desk.today))
    type_into(qtbot, field, typed)
    assert field.value() == day
    assert field.text() == ("" if day is None else desk.t.formats.date_words(day))


def test_a_wrong_date_is_marked_and_arrows_move_a_day(qtbot: QtBot, desk: Desk, shown) -> None:  # type: ignore[no-untyped-def]
    field = shown(DateInput(desk.t, desk.today))
    type_into(qtbot, field, "31/31/2026")
    assert field.wrong
    field.set_value(date(2026, 11, 30))
    assert not field.wrong
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == date(2026, 12, 1)


@pytest.mark.parametrize(("width", "fits"), [(118, True), (90, False)])
def test_a_narrow_date_never_loses_its_day(desk: Desk, shown, width: int, fits: bool) -> None:  # type: ignore[no-untyped-def]
    field = shown(DateInput(desk.t, desk.today))
    field.setFixedWidth(width)
    field.set_value(date(2026, 11, 24))
    field.grab()  # painting scrolls to the cursor
    seen = [field.cursorPositionAt(QPoint(x, field.height() // 2)) for x in (32, width - 3)]
    assert (seen[0], seen[1] == len("24 Nov 2026")) == (0, fits)


def test_the_first_of_a_month_proposes_its_end(qtbot: QtBot, desk: Desk, shown) -> None:  # type: ignore[no-untyped-def]
    field = shown(DateRangeInput(desk.t, desk.today, "Period"))
    type_into(qtbot, field.first, "2026-02-01")
    assert field.value() == (date(2026, 2, 1), date(2026, 2, 28))


def test_the_picker_asks_shows_takes_and_offers_a_new_one(qtbot: QtBot, desk: Desk, shown) -> None:  # type: ignore[no-untyped-def]
    people = [Choice(1, "Ana Prata", "Porto"), Choice(2, "Ana Reis", "Lisboa")]
    asked: list[str] = []

    def search(typed: str) -> list[Choice]:
        asked.append(typed)
        return [person for person in people if typed in person.text]

    picker = shown(EntityPicker(desk, search, "Customer", new=lambda typed: f"New “{typed}”"))
    picker.setFocus()
    qtbot.keyClicks(picker, "Ana")
    qtbot.waitUntil(lambda: picker.popup.isVisible())
    assert asked == ["Ana"]
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picker.value() == 2
    assert picker.text() == "Ana Reis"
    picker.selectAll()
    qtbot.keyClicks(picker, "Zed")
    qtbot.waitUntil(lambda: picker.popup.isVisible())
    with qtbot.waitSignal(picker.new_asked) as new:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert new.args == ["Zed"]


def test_leaving_a_picker_half_typed_keeps_the_choice(qtbot: QtBot, desk: Desk, shown) -> None:  # type: ignore[no-untyped-def]
    picker = shown(EntityPicker(desk, lambda _typed: []))
    picker.set_value(Choice(7, "Café Bento"))
    type_into(qtbot, picker, "Xy")
    assert (picker.value(), picker.text()) == (7, "Café Bento")


def test_a_choice_keeps_its_value_when_the_choices_change(themed: object, qtbot: QtBot) -> None:
    field = ChoiceInput([Choice("PT", "Portugal"), Choice("TR", "Türkiye")], "Country")
    qtbot.addWidget(field)
    field.set_value("TR")
    field.set_choices([Choice("BR", "Brasil"), Choice("TR", "Türkiye")])
    assert field.value() == "TR"
    field.set_value("XX")
    assert field.value() is None


def test_setting_a_value_is_silent(themed: object, qtbot: QtBot, desk: Desk) -> None:
    for field, value in ((AreaInput(), "text"), (SwitchInput(), True), (MoneyInput(desk.t, "EUR"), 5)):
        qtbot.addWidget(field)
        told: list[int] = []
        field.changed.connect(lambda told=told: told.append(1))
        field.set_value(value)
        assert field.value() == value
        assert told == []


def test_a_picture_is_its_files_bytes(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    pixmap = QPixmap(20, 10)
    pixmap.fill(QColor("red"))
    pixmap.save(str(path))
    field = PictureInput(desk.t, "Logo")
    qtbot.addWidget(field)
    said: list[str] = []
    field.refused.connect(said.append)
    field.load(path)
    assert field.value() == path.read_bytes()
    field.load(tmp_path / "absent.png")
    assert "absent.png" in said[-1]
    field.clear()
    assert field.value() is None


def test_the_calendar_is_walked_by_keys(qtbot: QtBot, desk: Desk, shown) -> None:  # type: ignore[no-untyped-def]
    field = shown(DateInput(desk.t, desk.today))
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = field._popup
    assert popup is not None
    assert popup.month.text() == "November 2026"
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(popup.grid, key)
    assert field.value() == date(2026, 12, 28)
    assert popup.grid.day_at(1, popup.grid.height() - 1) is not None
    assert popup.grid.day_at(1, 3) is None


def test_segments_give_a_long_word_the_room_of_the_short_ones(qtbot: QtBot) -> None:
    words = ["Transferência", "Pix", "Cartão", "Dinheiro", "Outro"]
    segments = Segments([(word, word) for word in words], "Forma de pagamento")
    qtbot.addWidget(segments)
    segments.resize(400, 34)
    edges = segments.edges()
    bold = fonts.metrics(fonts.BODY, fonts.BOLD)
    for word, left, right in zip(words, edges[:-1], edges[1:], strict=True):
        assert right - left >= bold.horizontalAdvance(word) + 12
    qtbot.mouseClick(segments, Qt.MouseButton.LeftButton, pos=QPoint(edges[1] + 5, 17))
    assert segments.value() == "Pix"
    segments.resize(900, 34)
    assert segments.edges() == [0, 180, 360, 540, 720, 900]
