"""Settings, Look of papers: design, colour, size and columns, with a paper that shows each change at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.billing import service as billing
from desktop_crm.company.rules.look_words import COLUMN_WORDS, DESIGN_WORDS, SIZE_WORDS
from desktop_crm.company.rules.paper_texts import SORT_WORDS
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.sections import Section, SectionBody
from desktop_crm.company.ui.texts_section import SamplePaper
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, ColourInput, SwitchInput
from desktop_crm.widgets.labels import Hairline, Label
from desktop_crm.widgets.pdf_view import PdfView

_LEFT: Final = 400
_PAPER_HEIGHT: Final = 640
_WAIT: Final = 250
"""Milliseconds after the last change before the paper is drawn anew."""


def looks_sections(desk: Desk, firm: FirmKeeper) -> Sequence[Section]:
    """A section with billing's paper and the company's fields: so it is the app that makes it."""
    t = desk.t
    return (
        Section(
            key="looks",
            group=t("Documents"),
            title=t("Look of papers"),
            icon="printer",
            make=lambda _saved: LooksSettings(desk, firm),
            settings=(
                t("Design of papers"),
                t("Accent colour"),
                t("Size of paper"),
                t("Columns of the lines"),
            ),
            right="settings.change",
        ),
    )


def sample_paper(desk: Desk) -> SamplePaper:
    """Draws a paper of a sort in a language for a firm as it stands on the screen."""

    def draw(firm: FirmDraft, sort: str, language: str) -> bytes:
        return billing.sample_pdf(desk.caller, firm, sort, desk.today(), language)

    return draw


class LooksSettings(SectionBody):
    """What is chosen at the left, the paper at the right."""

    def __init__(self, desk: Desk, firm: FirmKeeper) -> None:
        t = desk.t
        super().__init__(
            t("Look of papers"),
            t("For papers from now on; what was issued stays as it was. A customer may have another one."),
        )
        self.desk, self.t, self.firm = desk, t, firm
        self.form = Form(t)
        self._fields()
        self.preview = PdfView(desk, save_file)
        self.preview.setMinimumHeight(_PAPER_HEIGHT)
        self.kind = ChoiceInput(self._kinds())
        self.kind.set_value("invoice")
        self.kind.setAccessibleName(t("Paper shown"))
        left = QVBoxLayout()
        left.setSpacing(12)
        shown = SettingRow(t("Paper shown"), t("With made-up lines"), self.kind)
        left.addWidget(Card(self.form, Hairline(), shown, padding=16))
        left.addWidget(self._columns())
        left.addStretch(1)
        narrow = QWidget()
        narrow.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        narrow.setFixedWidth(_LEFT)
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(narrow)
        line.addWidget(self.preview, 1)
        self.add(both)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._draw)
        self.form.changed.connect(self._edited)
        self.kind.changed.connect(self._timer.start)
        firm.know(self.form)
        firm.shown.connect(self.show_firm)
        firm.refused.connect(self.show_error)
        self.show_firm(firm.draft)

    def _fields(self) -> None:
        t, form = self.t, self.form
        designs = [(key, t.message(words)) for key, words in DESIGN_WORDS.items()]
        form.add("design", t("Design of papers"), Segments(designs, t("Design of papers")), span=12)
        sizes = [(key, t.message(words)) for key, words in SIZE_WORDS.items()]
        form.add("paper_size", t("Size of paper"), Segments(sizes, t("Size of paper")), span=7)
        form.add("accent", t("Accent colour"), ColourInput(), span=5, help=t("For lines and headings"))

    def _columns(self) -> QWidget:
        t = self.t
        card = Card(Label(t("Columns of the lines"), "strong"), gap=0, padding=16)
        card.body.addSpacing(12)
        self.columns: dict[str, SwitchInput] = {}
        for key, words in COLUMN_WORDS.items():
            switch = SwitchInput(t.message(words))
            switch.changed.connect(self._columns_edited)
            self.columns[key] = switch
            card.add(Hairline())
            card.add(SettingRow(t.message(words), self._effect(key), switch))
        return card

    def _effect(self, key: str) -> str:
        t = self.t
        return {
            "position": t("Counts the lines: 1, 2, 3"),
            "code": t("Else it stands under the name"),
            "unit": t("Stays where it is not just pieces"),
            "discount": t("Else it stands under the name"),
            "tax": t("Stays where rates differ"),
        }[key]

    def _kinds(self) -> list[Choice]:
        return [Choice(sort, self.t.message(word)) for sort, word in SORT_WORDS.items()]

    def show_firm(self, draft: FirmDraft) -> None:
        """What is chosen, and the paper that comes of it."""
        self.form.set_values(design=draft.design, paper_size=draft.paper_size, accent=draft.accent)
        for key, switch in self.columns.items():
            switch.set_value(key in draft.columns)
        self._timer.start()

    def _edited(self, name: str) -> None:
        value: Any = self.form.value(name)
        self.firm.change(name, **{name: value or ""})

    def _columns_edited(self) -> None:
        chosen = tuple(key for key, switch in self.columns.items() if switch.value())
        self.firm.change(None, columns=chosen)

    def _draw(self) -> None:
        draft, sort = self.firm.draft, str(self.kind.value())
        self.preview.ask(lambda: sample_paper(self.desk)(draft, sort, ""))

    def show_error(self, error: UserError) -> None:
        """At its field."""
        if (error.field or "") in self.form.names:
            self.form.show_error(error)
