"""Colours that can be read, icons that exist, controls that have names, a preview of the very bytes."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.values.resources import resource
from desktop_crm.widgets import fonts, pdf_pages, pdf_print
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.local_settings import THEME_SCHEME, LocalSettings, Setting, list_setting
from desktop_crm.widgets.painting import initials
from desktop_crm.widgets.pdf_view import PdfView
from desktop_crm.widgets.theme import DARK, LIGHT, THEME, Tokens
from desktop_crm.widgets.timeline import Entry, Timeline, caption
from desktop_crm.widgets.timeline_entries import height_of
from tests.widgets import gallery_sheets


def luminance(colour: QColor) -> float:
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_pair_reaches_four_and_a_half(tokens: Tokens) -> None:
    c = tokens
    pairs = [(c.text, g) for g in (c.bg, c.surface, c.raised, c.soft, c.fill, c.hover)]
    pairs += [(c.muted, g) for g in (c.bg, c.surface, c.raised, c.fill)]
    pairs += [(getattr(c, r), getattr(c, f"{r}_bg")) for r in ("ok", "warn", "bad", "info")]
    pairs += [(getattr(c, r), c.surface) for r in ("ok", "warn", "bad", "info", "accent")]
    pairs += [(c.accent, c.soft), (c.on, c.accent), (c.on_inverse, c.inverse), (c.inverse_accent, c.inverse)]
    pairs += [(c.on, c.bad)]
    assert [(a.name(), b.name()) for a, b in pairs if contrast(a, b) < 4.5] == []
    assert contrast(c.strong, c.surface) >= 3


def test_every_icon_named_in_the_source_exists() -> None:
    source = Path(gallery_sheets.__file__).parents[2] / "desktop_crm"
    wanted: set[str] = set()
    for path in source.rglob("*.py"):
        wanted |= set(re.findall(r'icon="([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert len(wanted) > 10
    assert sorted(name for name in wanted if not resource(f"icons/{name}.svg").exists()) == []


def test_the_letters_are_inter_with_equal_figures(themed: QApplication) -> None:
    assert fonts.font(13, 600).family() == "Inter"
    widths = {round(fonts.metrics(13).horizontalAdvance(str(n) * 10), 2) for n in range(10)}
    assert len(widths) == 1


@pytest.mark.parametrize("name", sorted(gallery_sheets.sheets()))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_sheet_paints_and_has_no_unnamed_control(
    qtbot: QtBot, themed: QApplication, name: str, scheme: str
) -> None:
    THEME.choose(scheme)  # type: ignore[arg-type]
    sheet = gallery_sheets.sheets()[name]()
    qtbot.addWidget(sheet)
    sheet.show()
    assert not sheet.grab().isNull()
    controls = QLineEdit | QAbstractButton | QComboBox | QAbstractItemView
    nameless = [
        child
        for child in sheet.findChildren(QWidget)
        if isinstance(child, controls)
        and child.isVisible()
        and not (child.accessibleName() or getattr(child, "text", str)())
        and not child.objectName().startswith("qt_")
    ]
    THEME.choose("light")
    assert nameless == []


def make_pdf(pages: int = 2) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for number in range(pages):
        canvas.rect(0, 742, 100, 100, fill=1)
        canvas.drawString(200, 400, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_the_preview_shows_saves_and_prints_the_same_bytes(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    pdf = make_pdf()
    view = PdfView(desk, Path.write_bytes)
    qtbot.addWidget(view)
    view.resize(480, 700)
    view.show()
    view.ask(lambda: pdf, "2026-0042.pdf")
    assert view.page_word.text() == "1 of 2"
    view.save_to(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == pdf
    view.zoom_by(1)
    assert view.sheet.zoom == 1.25
    paper = QImage(595, 842, QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    pages: list[int] = []
    assert pdf_print.paint_pages(pdf, painter, lambda: pages.append(1), 72) == 2
    painter.end()
    assert pages == [1]
    assert paper.pixelColor(50, 50) == QColor("black")
    assert paper.pixelColor(300, 50) == QColor("white")


def test_what_is_no_pdf_is_said_and_what_was_shown_stays(qtbot: QtBot, desk: Desk) -> None:
    view = PdfView(desk, Path.write_bytes)
    qtbot.addWidget(view)
    view.set_pdf(make_pdf(1))
    with qtbot.waitSignal(view.failed):
        view.ask(lambda: b"no pdf")
    assert view.pdf.startswith(b"%PDF")
    with pytest.raises(ValueError):
        pdf_pages.page_sizes(b"")


def test_the_timeline_pages_on_and_captions_by_the_calendar(qtbot: QtBot, desk: Desk) -> None:
    everything = [Entry(n, "mail", f"Mail {n}", date(2026, 11, 22)) for n in range(150)]
    timeline = Timeline(desk)
    qtbot.addWidget(timeline)
    timeline.resize(600, 400)
    timeline.show()
    timeline.set_source(lambda start, limit: everything[start : start + limit])
    assert len(timeline.entries) == 60
    timeline.verticalScrollBar().setValue(timeline.verticalScrollBar().maximum())
    assert len(timeline.entries) == 120
    words = [caption(date(2026, 11, d), desk.today(), desk.t) for d in (23, 22, 21, 17, 9, 2)]
    assert words == ["Planned", "Today", "Yesterday", "This week", "Last week", "November 2026"]


def test_what_was_said_takes_up_to_three_lines(themed: QApplication) -> None:
    entry = Entry(1, "mail", "Mail", date(2026, 11, 22), body="word " * 60, most=3)
    lines = entry.lines(400)
    assert len(lines) == 3
    assert lines[2].endswith("…")
    assert height_of(lines) == 94
    assert entry.lines(4000) == [("word " * 60).strip()]
    assert height_of(Entry(1, "mail", "Mail", date(2026, 11, 22)).lines(400)) == 34


def test_settings_survive_and_damage_costs_only_them(tmp_path: Path, themed: QApplication) -> None:
    path = tmp_path / "config" / "settings.json"
    LocalSettings(path).set(THEME_SCHEME, "dark")
    assert LocalSettings(path).get(THEME_SCHEME) == "dark"
    assert LocalSettings(path).get(Setting("theme", 5)) == 5  # another type: the default
    path.write_text("{broken", encoding="utf-8")
    again = LocalSettings(path)
    assert again.get(THEME_SCHEME) == "system"
    again.set(list_setting("people"), {"order": ["a"]})
    assert LocalSettings(path).get(list_setting("people")) == {"order": ["a"]}


def test_initials_are_of_first_and_last_name() -> None:
    assert [initials(n) for n in ("Gülşen Öztürk", "Ana", "", "Casa do Arco, Lda.")] == ["GÖ", "A", "", "CL"]
