"""Words that stand on papers by themselves, for each kind and language, and how their files are called."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.company.rules import paper_texts
from desktop_crm.company.rules.checks import FILE_NAME_PLACEHOLDERS
from desktop_crm.company.rules.paper_texts import ALL, SORT_WORDS, Key
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.footer_columns import FooterColumns
from desktop_crm.company.ui.language_texts import language_choices
from desktop_crm.company.ui.sections import SectionBody
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, IntegerInput, TextInput
from desktop_crm.widgets.pdf_view import PdfView

SamplePaper = Callable[[FirmDraft, str, str], bytes]
"""A PDF of a sort of paper in a language, with made-up lines."""
_LEFT: Final = 400
_PAPER_HEIGHT: Final = 520
_WAIT: Final = 250
"""Milliseconds after the last change before the paper is drawn anew."""


class TextsSection(SectionBody):
    """Introductions, closing notes, cover letters and footers by kind and language, file name."""

    def __init__(self, desk: Desk, firm: FirmKeeper, sample_paper: SamplePaper | None = None) -> None:
        t = desk.t
        super().__init__(
            t("Texts and file names"), t("A paper takes the texts of its own language, else the nearest one.")
        )
        self.desk, self.t, self.firm, self._sample = desk, t, firm, sample_paper
        self.form, self.files = Form(t), Form(t)
        self.own_footer, self.footer = FooterColumns(t), FooterColumns(t)
        self.preview = PdfView(desk, save_file)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT)
        self._timer.timeout.connect(self._draw)
        self._fill()
        self._lay_out()
        self.form.changed.connect(self._edited)
        self.files.changed.connect(self._file_edited)
        self.own_footer.changed.connect(lambda: self._text_edited("footer", self.own_footer.text()))
        self.footer.changed.connect(lambda: firm.change("footer", footer=self.footer.columns()))
        firm.know(self.form, self.files)
        firm.shown.connect(self.show_firm)
        firm.refused.connect(self.show_error)
        self.show_firm(firm.draft)

    def _fill(self) -> None:
        t, form = self.t, self.form
        sorts = [Choice(ALL, t.message(paper_texts.ALL_WORD))]
        sorts = [*(Choice(sort, t.message(word)) for sort, word in SORT_WORDS.items()), *sorts]
        languages = language_choices(self.firm.draft.language)
        form.add("sort", t("Kind of paper"), ChoiceInput(sorts), span=7)
        form.add("language", t("Language"), ChoiceInput(languages), span=5)
        form.add("intro", t("Text above the lines"), AreaInput(lines=7), span=12)
        form.add("notes", t("Text below the totals"), AreaInput(lines=7), span=12)
        form.add("cover", t("Cover letter (a page before it)"), AreaInput(lines=7), span=12)
        known = {choice.value for choice in languages}
        first = self.firm.draft.language if self.firm.draft.language in known else "en"
        form.set_values(sort="invoice", language=first)
        self.files.add("file_name_pattern", t("File name of PDFs"), TextInput(longest=120), span=8)
        self.files.add("quote_valid_days", t("Quotes are valid for days"), IntegerInput(t), span=4)

    def _lay_out(self) -> None:
        t = self.t
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        self.card = Card(self.form, padding=16)
        line.addWidget(self.card)
        if self._sample is not None:
            self.card.setFixedWidth(_LEFT)
            self.preview.setMinimumHeight(_PAPER_HEIGHT)
            line.addWidget(self.preview, 1)
        self.add(both)
        self.add_heading(t("Footer of this kind in this language (empty: that of all papers)"))
        self.add(Card(self.own_footer, padding=16))
        self.add_heading(t("Footer of letters (empty: made of address, register and bank account)"))
        self.add(Card(self.footer, padding=16))
        self.add_heading(t("Files and validity"))
        self.add(Card(self.files, padding=16))

    @property
    def sort(self) -> str:
        """The kind of paper that is shown."""
        return str(self.form.value("sort"))

    @property
    def language(self) -> str:
        """The language of the texts that are shown."""
        return str(self.form.value("language"))

    def show_texts(self, sort: str, language: str) -> None:
        """Turn to a kind of paper and a language."""
        self.form.set_values(sort=sort, language=language)
        self.show_firm(self.firm.draft)

    def show_firm(self, draft: FirmDraft) -> None:
        """The texts of the kind and language; behind empty ones what is printed in their place."""
        sort, language = self.sort, self.language
        for place in ("intro", "notes", "cover"):
            area: AreaInput = self.form[place]
            area.setEnabled(sort != ALL)
            area.edit.setPlaceholderText(paper_texts.text_for(draft, sort, place, language))
            self._show(area, self._own(draft, place))
        self.own_footer.show_text(self._own(draft, "footer"))
        self.own_footer.set_placeholders(paper_texts.footer_for(draft, sort, language))
        self.footer.show_columns(draft.footer)
        self.files.set_values(
            file_name_pattern=draft.file_name_pattern, quote_valid_days=draft.quote_valid_days
        )
        self.files.field("file_name_pattern").set_help(self.example(draft.file_name_pattern))
        self._timer.start()

    def _own(self, draft: FirmDraft, place: Any) -> str:
        """The very text of the kind and language, "" where there is none."""
        return dict(paper_texts.own_texts(draft, self.sort, place)).get(self.language, "")

    @staticmethod
    def _show(area: AreaInput, text: str) -> None:
        if area.value() != text and (text or area.value().strip()):
            area.set_value(text)

    def example(self, pattern: str) -> str:
        """What a file would be called, and what may stand in the pattern."""
        t, today = self.t, self.desk.today()
        values = {
            "number": f"{today.year}-0042",
            "customer": "M\u00fcller GmbH",
            "kind": t("Invoice"),
            "date": today.isoformat(),
            "year": str(today.year),
        }
        name = re.sub(r"\{(\w*)\}", lambda found: values.get(found[1], ""), pattern)
        parts = ", ".join(f"{{{part}}}" for part in FILE_NAME_PLACEHOLDERS)
        return t("Example: {name}   \u00b7   Parts: {parts}", name=f"{name}.pdf", parts=parts)

    def _edited(self, name: str) -> None:
        if name in ("sort", "language"):
            self.form.clear_errors()
            self.show_firm(self.firm.draft)
        else:
            self._text_edited(name, self.form.value(name))

    def _text_edited(self, place: str, text: str) -> None:
        changes = paper_texts.with_text(self.firm.draft, Key(self.sort, place, self.language), text)
        self.firm.change(f"{self.sort}.{place}.{self.language}", **changes)

    def _file_edited(self, name: str) -> None:
        try:
            value: Any = self.files.value(name)
        except UserError:
            return
        if value is not None:
            self.firm.change(name, **{name: value})

    def _draw(self) -> None:
        sample, draft = self._sample, self.firm.draft
        if sample is None:
            return
        sort, language = "invoice" if self.sort == ALL else self.sort, self.language
        self.preview.ask(lambda: sample(draft, sort, language))

    def show_error(self, error: UserError) -> None:
        """At its field ("quote_intro.de" and "paper_texts.order.intro.de" are turned to)."""
        field = error.field or ""
        key = paper_texts.key_in_error(field)
        if key is not None:
            if (key.sort, key.language) != (self.sort, self.language):
                self.show_texts(key.sort, key.language)
            if key.place == "footer":
                self.own_footer.show_error(error)
            else:
                self.form.show_error(UserError(error.message, key.place))
        elif field.startswith("footer"):
            self.footer.show_error(error)
        elif field in self.files.names:
            self.files.show_error(error)
