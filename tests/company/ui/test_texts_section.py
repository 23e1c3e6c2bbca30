"""The section of texts: by kind of paper and language, with a paper beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.company import queries
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.ui.settings_page import SettingsPage
from desktop_crm.company.ui.texts_section import TextsSection
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.desk import Desk
from tests.company.ui.test_settings import desk, themed

__all__ = ["desk", "themed"]


@pytest.fixture
def drawn() -> list[tuple[FirmDraft, str, str]]:
    return []


@pytest.fixture
def section(desk: Desk, qtbot: QtBot, drawn: list[tuple[FirmDraft, str, str]]) -> Iterator[TextsSection]:
    def draw(firm: FirmDraft, sort: str, language: str) -> bytes:
        drawn.append((firm, sort, language))
        raise UserError(_("Nothing to see"))

    page = SettingsPage(desk, sample_paper=draw)
    qtbot.addWidget(page)
    page.resize(1228, 840)
    page.show()
    page.show_section("texts")
    found = page.current
    assert isinstance(found, TextsSection)
    yield found
    page.hide()


def turn(section: TextsSection, **to: str) -> None:
    for name, value in to.items():
        section.form[name].set_value(value)
        section.form[name].changed.emit()


def kept(section: TextsSection, caller: Caller) -> FirmDraft:
    section.firm.flush()
    return queries.get_firm(caller).draft


def write(section: TextsSection, name: str, text: str) -> None:
    section.form[name].edit.setPlainText(text)


def test_texts_are_kept_by_kind_and_language(section: TextsSection, caller: Caller) -> None:
    write(section, "intro", "Thank you.")
    turn(section, language="tr")
    assert section.form["intro"].value() == ""
    assert section.form["intro"].edit.placeholderText() == "Thank you."
    write(section, "intro", "Te\u015fekk\u00fcrler.")
    turn(section, sort="order")
    write(section, "notes", "Ba\u015flar\u0131z.")
    draft = kept(section, caller)
    assert dict(draft.invoice_intro) == {"en": "Thank you.", "tr": "Te\u015fekk\u00fcrler."}
    assert draft.paper_texts == (("order.notes.tr", "Ba\u015flar\u0131z."),)
    turn(section, sort="invoice", language="en")
    assert section.form["intro"].value() == "Thank you."


def test_an_empty_text_shows_whose_is_printed_in_its_place(section: TextsSection) -> None:
    write(section, "intro", "Thank you.")
    turn(section, sort="final")
    assert section.form["intro"].edit.placeholderText() == "Thank you."
    turn(section, sort="receipt")
    assert section.form["intro"].edit.placeholderText() == ""


def test_a_kind_has_a_footer_of_its_own(section: TextsSection, caller: Caller) -> None:
    turn(section, sort="delivery")
    section.own_footer.form["footer[1]"].edit.setPlainText("Store\nGate 3")
    section.own_footer.form["footer[3]"].edit.setPlainText("Mon to Fri")
    assert section.own_footer.form["footer[3]"].value() == "Mon to Fri"
    assert kept(section, caller).paper_texts == (("delivery.footer.en", "Store\nGate 3\n\nMon to Fri"),)
    turn(section, sort="order")
    assert section.own_footer.text() == ""
    section.footer.form["footer[1]"].edit.setPlainText("Everybody's")
    assert kept(section, caller).footer == ("Everybody's",)
    assert section.own_footer.form["footer[1]"].edit.placeholderText() == "Everybody's"


def test_all_papers_together_have_a_footer_and_no_text(section: TextsSection, caller: Caller) -> None:
    turn(section, sort="all", language="de")
    assert not section.form["intro"].isEnabled()
    section.own_footer.form["footer[1]"].edit.setPlainText("F\u00fcr alle")
    assert kept(section, caller).paper_texts == (("all.footer.de", "F\u00fcr alle"),)


def test_the_paper_beside_is_of_the_kind_and_language(
    section: TextsSection, qtbot: QtBot, drawn: list[tuple[FirmDraft, str, str]]
) -> None:
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn[-1][1:] == ("invoice", "en")
    turn(section, sort="deposit", language="fr")
    write(section, "intro", "Acompte")
    qtbot.waitUntil(lambda: drawn[-1][1:] == ("deposit", "fr"))
    assert drawn[-1][0].paper_texts == (("deposit.intro.fr", "Acompte"),)


def test_a_refused_text_is_turned_to(section: TextsSection) -> None:
    turn(section, sort="order")
    write(section, "intro", "x" * 20_001)
    turn(section, sort="invoice")
    section.firm.flush()
    assert (section.sort, section.form.errors) == ("order", ["intro"])


def test_a_footer_that_is_too_long_is_refused_at_its_kind(section: TextsSection) -> None:
    turn(section, sort="order")
    section.own_footer.form["footer[2]"].edit.setPlainText("x" * 1001)
    section.firm.flush()
    assert section.own_footer.form.errors == ["footer[1]"]
    section.own_footer.form["footer[2]"].edit.setPlainText("short")
    section.footer.form["footer[2]"].edit.setPlainText("x" * 1001)
    section.firm.flush()
    assert section.footer.form.errors == ["footer[2]"]
