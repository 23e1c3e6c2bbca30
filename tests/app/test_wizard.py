"""The first run by keyboard alone: every page, back, skip, errors, another language, how many acts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.wizard import SetupChoice, Wizard
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _, translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace import places

TODAY = date(2026, 11, 22)


class Run:
    """A wizard that is driven by keys; `acts` counts them (typing a text is one)."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.choices: list[SetupChoice] = []
        self.languages: list[str] = []
        self.acts = 0
        self.wizard = Wizard(translator_for("en"), "DE", TODAY, self.choices.append, self.languages.append)
        qtbot.addWidget(self.wizard)
        with qtbot.waitExposed(self.wizard):
            self.wizard.show()
        self.wizard.activateWindow()

    def press(self, key: Qt.Key) -> None:
        self.acts += 1
        self.qtbot.keyClick(QApplication.focusWidget() or self.wizard, key)

    def write(self, text: str) -> None:
        self.acts += 1
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    @property
    def step(self) -> int:
        return self.wizard.now


@pytest.fixture
def run(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    monkeypatch.setattr(places, "database_for", lambda name: tmp_path / f"{name or 'firm'}.crm")
    return Run(qtbot)


def test_six_acts_set_up_a_firm(run: Run) -> None:
    run.press(Qt.Key.Key_Return)
    run.write("Atelier Lima")
    for _page in range(4):
        run.press(Qt.Key.Key_Return)
    assert run.acts == 6
    choice = run.choices[0]
    assert choice.setup is not None
    assert (choice.setup.firm.name, choice.setup.firm.country) == ("Atelier Lima", "DE")
    assert choice.path.name == "Atelier Lima.crm"
    assert choice.start == "empty"


def test_every_page_can_be_skipped(run: Run) -> None:
    for page in range(4):
        assert run.step == page
        run.wizard.skip.setFocus()
        run.press(Qt.Key.Key_Space)
    assert run.step == 4
    assert not run.wizard.skip.isVisibleTo(run.wizard)
    run.press(Qt.Key.Key_Return)
    assert run.choices[0].setup is None


def test_escape_goes_back_and_what_was_typed_is_there(run: Run) -> None:
    run.press(Qt.Key.Key_Return)
    run.write("Atelier Lima")
    run.press(Qt.Key.Key_Return)
    assert run.step == 2
    run.press(Qt.Key.Key_Escape)
    assert run.step == 1
    assert run.wizard.steps[1].form["name"].value() == "Atelier Lima"
    run.press(Qt.Key.Key_Escape)
    run.press(Qt.Key.Key_Escape)
    assert run.step == 0


def test_nonsense_is_refused_at_its_field(run: Run) -> None:
    run.press(Qt.Key.Key_Return)
    run.press(Qt.Key.Key_Return)
    number = run.wizard.steps[2].form["next_invoice"]
    number.setFocus()
    number.selectAll()
    run.write("x7")
    run.press(Qt.Key.Key_Return)
    assert run.step == 2
    assert run.wizard.steps[2].form.errors == ["next_invoice"]


def test_another_language_is_spoken_at_once(run: Run) -> None:
    box = run.wizard.steps[0].form["language"]
    box.setFocus()
    codes = [choice.value for choice in box.choices]
    while run.wizard.t.language != "tr":
        run.wizard.steps[0].form["language"].setFocus()
        before = run.wizard.t.language
        run.press(Qt.Key.Key_Down)
        run.qtbot.waitUntil(lambda before=before: run.wizard.t.language != before)
        assert len(run.languages) <= len(codes)
    assert run.languages[-1] == "tr"
    assert run.wizard.t.language == "tr"
    assert run.step == 0


def test_what_the_firm_refuses_is_shown_on_its_page(run: Run) -> None:
    for _page in range(5):
        run.press(Qt.Key.Key_Return)
    run.wizard.refuse(UserError(_("This picture is too large"), "logo"))
    assert run.step == 1
    run.wizard.refuse(UserError(_("There is such a file already"), "database"))
    assert run.step == 3
    assert run.wizard.steps[3].form.errors == ["path"]
    assert run.wizard.next.isEnabled()


def test_every_input_has_a_name(run: Run) -> None:
    for step in run.wizard.steps:
        for name in step.form.names:
            control = step.form[name]
            assert control.accessibleName() or control.focusProxy(), name


def test_a_country_calls_its_numbers_and_accounts_by_their_names(run: Run) -> None:
    wizard = run.wizard
    wizard.steps[0].form["country"].set_value("BR")
    wizard.go_on()
    assert wizard.steps[1].form.field("vat_id").label.text() == "CNPJ or CPF (optional)"
    wizard.steps[1].form.set_values(name="Loja Aurora")
    wizard.go_on()
    money = wizard.steps[2].form
    assert money["pix_key"].isVisible()
    assert not money["iban"].isVisible()
    money.set_values(pix_key="loja@aurora.example")
    for _page in range(3):
        wizard.go_on()
    setup = run.choices[0].setup
    assert setup is not None
    assert setup.bank_account is not None
    assert setup.bank_account.pix_key == "loja@aurora.example"


def test_a_done_page_says_what_was_answered(run: Run) -> None:
    wizard = run.wizard
    wizard.go_on()
    wizard.go_on()
    assert wizard._entries()[2].note == "Currency, taxes, numbering"
    wizard.steps[2].form.set_values(next_invoice=42)
    wizard.go_on()
    assert wizard._entries()[2].note == "EUR, 2026-0042"
