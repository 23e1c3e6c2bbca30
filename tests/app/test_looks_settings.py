"""Settings, Look of papers: each choice is stored and seen on the paper beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop_crm.app.looks_settings import LooksSettings
from desktop_crm.app.window import MainWindow
from desktop_crm.company import queries, service
from desktop_crm.company.rules.looks import A4, CLASSIC, COLUMNS, COMPACT, LETTER, MODERN, USUAL_COLUMNS
from desktop_crm.company.rules.paper_texts import SORT_WORDS
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.values.caller import Caller
from tests.billing.documents.reading import text_of


@pytest.fixture
def section(window: MainWindow, qtbot: QtBot) -> LooksSettings:
    window.show()
    window.go("settings", {"section": "looks"})
    found = window.page.current  # type: ignore[union-attr]
    assert isinstance(found, LooksSettings)
    qtbot.waitUntil(lambda: bool(found.preview.pdf))
    return found


@pytest.fixture
def drawn(section: LooksSettings, qtbot: QtBot) -> Callable[[Callable[[], None]], bytes]:
    """The paper that comes of an act; another one than before."""

    def after(act: Callable[[], None]) -> bytes:
        before = section.preview.pdf
        with qtbot.waitSignal(section.preview.shown):
            act()
        assert section.preview.pdf != before
        return section.preview.pdf

    return after


Drawn = Callable[[Callable[[], None]], bytes]


def turn(section: LooksSettings, name: str, value: object) -> None:
    section.form[name].set_value(value)
    section.form[name].changed.emit()


def write(section: LooksSettings, colour: str) -> None:
    field = section.form["accent"]
    field.setText(colour)
    field.textEdited.emit(colour)


def stored(section: LooksSettings, caller: Caller) -> FirmDraft:
    section.firm.flush()
    return queries.get_firm(caller).draft


def switch(section: LooksSettings, column: str, *, on: bool) -> None:
    section.columns[column].set_value(on)
    section.columns[column].changed.emit()


def widths(pdf: bytes) -> list[int]:
    return [round(float(page.mediabox.width)) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_it_begins_with_what_is_stored(section: LooksSettings) -> None:
    assert (section.form.value("design"), section.form.value("paper_size")) == (CLASSIC, A4)
    assert tuple(key for key in COLUMNS if section.columns[key].value()) == USUAL_COLUMNS
    assert widths(section.preview.pdf) == [595]


@pytest.mark.parametrize("design", [MODERN, COMPACT])
def test_a_design_is_shown_and_stored(
    section: LooksSettings, caller: Caller, drawn: Drawn, design: str
) -> None:
    drawn(lambda: turn(section, "design", design))
    assert stored(section, caller).design == design


def test_the_size_of_paper_is_shown_and_stored(section: LooksSettings, caller: Caller, drawn: Drawn) -> None:
    assert widths(drawn(lambda: turn(section, "paper_size", LETTER))) == [612]
    assert stored(section, caller).paper_size == LETTER
    assert widths(drawn(lambda: turn(section, "paper_size", A4))) == [595]


def test_a_colour_is_shown_and_stored(section: LooksSettings, caller: Caller, drawn: Drawn) -> None:
    pdf = drawn(lambda: write(section, "#0B5C5F"))
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    content = page.get_contents()
    assert content is not None
    assert section.form["accent"].colour == QColor("#0B5C5F")
    assert re.search(rb"0?\.04\d* 0?\.36\d* 0?\.37\d* (rg|RG)", content.get_data())
    assert stored(section, caller).accent == "#0B5C5F"


@pytest.mark.parametrize("colour", ["red", "#0B5C", "#0B5C5G", "0B5C5F"])
def test_a_colour_that_there_is_not_is_refused_at_its_field_and_the_paper_still_drawn(
    section: LooksSettings, caller: Caller, qtbot: QtBot, colour: str
) -> None:
    before = queries.get_firm(caller).draft.accent
    with qtbot.waitSignal(section.preview.shown):
        write(section, colour)
    assert stored(section, caller).accent == before
    assert section.form.errors == ["accent"]
    write(section, "#0B5C5F")
    assert stored(section, caller).accent == "#0B5C5F"
    assert section.form.errors == []


def test_a_column_is_shown_and_stored(section: LooksSettings, caller: Caller, drawn: Drawn) -> None:
    text = text_of(drawn(lambda: switch(section, "code", on=True)))
    assert "Item no." in text
    text = text_of(drawn(lambda: switch(section, "discount", on=False)))
    assert " Discount " not in text
    assert stored(section, caller).columns == ("position", "code", "unit", "tax")


@pytest.mark.parametrize("sort", SORT_WORDS)
def test_each_kind_of_paper_can_be_looked_at(section: LooksSettings, qtbot: QtBot, sort: str) -> None:
    with qtbot.waitSignal(section.preview.shown):
        section.kind.set_value(sort)
        section.kind.changed.emit()
    assert str(SORT_WORDS[sort]) in text_of(section.preview.pdf)


def test_what_another_one_chose_meanwhile_is_shown(
    section: LooksSettings, caller: Caller, qtbot: QtBot
) -> None:
    row = queries.get_firm(caller)
    service.save_firm(caller, replace(row.draft, design=COMPACT), row.version)
    qtbot.waitUntil(lambda: section.form.value("design") == COMPACT)
