"""In a small window (or on a small screen at 200 %) no name, amount, date or verb is cut short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desktop_crm.database.connection import raw
from desktop_crm.widgets import painting
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.chips import StageChain
from desktop_crm.widgets.labels import ElidedLabel, Label, Pill
from tests.shots.studio import Studio, Variant, dress

SIZES = ((960, 600), (1024, 700))
LANGUAGES = ("en", "pt_BR", "tr")
SECTIONS = (
    "company", "accounts", "numbering", "taxes", "terms", "texts", "yourself", "appearance", "language",
    "data", "reminders",
)  # fmt: skip
CONTROLS = (QAbstractButton, QLineEdit, Label, ElidedLabel, Pill, StageChain)
Find = Callable[[Studio], object]
PAGES: list[tuple[str, Find]] = [
    ("today", lambda _s: None),
    ("contacts", lambda _s: None),
    ("contact", lambda s: s.find("contact", "Kestrel Coffee")),
    ("contact", lambda s: s.find("contact", "Aoife")),
    ("contact:edit", lambda s: s.find("contact", "Kestrel Coffee")),
    ("contact:new", lambda _s: None),
    ("contacts:import", lambda _s: None),
    ("quotes", lambda _s: None),
    ("quote", lambda s: s.quote("sent")),
    ("quote", lambda s: s.quote("accepted")),
    ("invoices", lambda _s: None),
    ("invoice", lambda s: s.invoice("draft")),
    ("invoice", lambda s: s.invoice("overdue")),
    ("invoice", lambda s: s.invoice("paid")),
    ("invoice:new", lambda _s: None),
    ("payments", lambda _s: None),
    ("bank", lambda _s: None),
    ("statements", lambda _s: None),
    ("cash", lambda _s: None),
    ("reminders", lambda _s: None),
    ("tickets", lambda _s: None),
    ("ticket", lambda s: s.find("ticket", "Safari")),
    ("ticket", lambda s: s.find("ticket", "posters")),
    ("ticket:new", lambda _s: None),
    ("catalogue", lambda _s: None),
    ("product", lambda s: s.find("product", "Maintenance")),
    ("product:new", lambda _s: None),
]
FREE = """SELECT title FROM document UNION SELECT subject FROM ticket UNION SELECT description FROM product
    UNION SELECT text FROM note UNION SELECT text FROM ticket_message"""
"""What people write at any length may end in an ellipsis beside a name: it is whole where it is opened."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture
def studio(request: pytest.FixtureRequest, worlds: Path, qapp: QApplication) -> Iterator[Studio]:
    dress(qapp)
    made = Studio(worlds, "sample", Variant("light", request.param))
    yield made
    made.close()


@pytest.fixture
def elided(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was painted with an ellipsis."""
    found: list[str] = []
    fit = painting.fitted

    def fitted(measure: QFontMetricsF, text: str, width: float) -> str:
        short = fit(measure, text, width)
        if short != text:
            found.append(text)
        return short

    monkeypatch.setattr(painting, "fitted", fitted)
    return found


def cut_off(window: QWidget) -> Iterator[str]:
    """Words that do not fit their widget, and controls that reach beyond the widget they lie in."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and widget.text():
            if widget.wordWrap():
                fits = widget.heightForWidth(widget.width()) <= widget.height() + 1
            else:
                fits = widget.sizeHint().width() <= widget.width() + 1
            if not fits:
                yield f"label {widget.text()}"
        elif isinstance(widget, Button) and widget.text() and widget.sizeHint().width() > widget.width() + 1:
            yield f"button {widget.text()}"
        if isinstance(widget, CONTROLS) and _reaches_out(widget, window):
            yield f"{type(widget).__name__} {widget.accessibleName()}"
        if isinstance(widget, CONTROLS) and (other := _covered_by(widget)) is not None:
            yield f"{widget.accessibleName()} and {other.accessibleName()} stand on one another"


def _covered_by(widget: QWidget) -> QWidget | None:
    """Another control beside it that stands on it."""
    for other in widget.parentWidget().children():
        beside = isinstance(other, CONTROLS) and other is not widget and other.isVisible()
        if beside and not isinstance(widget, QLineEdit) and not isinstance(other, QLineEdit):
            shared = widget.geometry().intersected(other.geometry())
            if shared.width() > 2 and shared.height() > 2:
                return other
    return None


def _reaches_out(widget: QWidget, window: QWidget) -> bool:
    around = widget.parentWidget()
    while around is not None and around is not window:
        left = widget.mapTo(around, QPoint(0, 0)).x()
        if left < 0 or left + widget.width() > around.width() + 1:
            return True
        around = around.parentWidget()
    return False


def _faults(studio: Studio, elided: list[str], free: list[str], where: str) -> list[str]:
    elided.clear()
    studio.window.grab()
    short = {text for text in elided if not any(words in text for words in free)}
    return [f"{where}: {fault}" for fault in [*sorted(short), *cut_off(studio.window)]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("studio", LANGUAGES, indirect=True)
def test_nothing_is_cut_short_in_a_small_window(
    studio: Studio, elided: list[str], size: tuple[int, int]
) -> None:
    studio.window.resize(*size)
    free = [" ".join(row[0].split()) for row in raw().execute(FREE).fetchall() if row[0].strip()]
    faults = []
    for route, find in PAGES:
        studio.go(route, find(studio))
        studio.wait(40)
        faults += _faults(studio, elided, free, route)
    for section in SECTIONS:
        page = studio.go("settings")
        page.show_section(section)  # type: ignore[attr-defined]
        studio.wait(20)
        faults += _faults(studio, elided, free, f"settings, {section}")
    assert faults == []


@pytest.mark.parametrize("studio", ["en"], indirect=True)
def test_a_cut_word_would_be_found(studio: Studio, elided: list[str]) -> None:
    studio.go("today")
    painting.fitted(QFontMetricsF(studio.window.font()), "A rather long name", 40)
    assert elided == ["A rather long name"]
    label = Label("A rather long label", parent=studio.window)
    label.setFixedWidth(20)
    label.show()
    beyond = Button("Beyond", parent=label)
    beyond.move(10, 0)
    beyond.show()
    assert list(cut_off(studio.window)) == ["label A rather long label", "Button Beyond"]
