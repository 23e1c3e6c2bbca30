"""Words that stand on papers by themselves, in each language, and how their files are called."""

from __future__ import annotations

import re
from typing import Any

from desktop_crm.company.rules.checks import FILE_NAME_PLACEHOLDERS
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.wordings import texts_of
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.language_texts import LanguageTexts
from desktop_crm.company.ui.sections import SectionBody
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, IntegerInput, TextInput

TEXTS = ("quote_intro", "quote_notes", "invoice_intro", "invoice_notes")


class TextsSection(SectionBody):
    """Introductions, closing notes, footer, file name."""

    def __init__(self, desk: Desk, firm: FirmKeeper) -> None:
        t = desk.t
        super().__init__(
            t("Texts and file names"), t("A paper takes the texts of its own language, else the nearest one.")
        )
        self.desk, self.t, self.firm = desk, t, firm
        self.form = form = Form(t)
        language = firm.draft.language
        form.add("quote_intro", t("Above the lines of a quote"), LanguageTexts(t, language=language), span=6)
        form.add("quote_notes", t("Below a quote"), LanguageTexts(t, language=language), span=6)
        form.add(
            "invoice_intro", t("Above the lines of an invoice"), LanguageTexts(t, language=language), span=6
        )
        form.add("invoice_notes", t("Below an invoice"), LanguageTexts(t, language=language), span=6)
        form.add("quote_valid_days", t("Quotes are valid for days"), IntegerInput(t), span=6)
        self.files = files = Form(t)
        files.add("file_name_pattern", t("File name of PDFs"), TextInput(longest=120))
        self.footer = footer = Form(t)
        for column in range(4):
            footer.add(
                f"footer[{column + 1}]", t("Column {n}", n=str(column + 1)), AreaInput(lines=4), span=3
            )
        self.add(Card(form, padding=16))
        self.add_heading(t("Files"))
        self.add(Card(files, padding=16))
        self.add_heading(t("Footer of letters (empty: made of address, register and bank account)"))
        self.add(Card(footer, padding=16))
        form.changed.connect(self._edited)
        files.changed.connect(self._edited)
        footer.changed.connect(lambda _name: self._footer_edited())
        firm.know(form, files)
        firm.shown.connect(self.show_firm)
        firm.refused.connect(self.show_error)
        self.show_firm(firm.draft)

    def show_firm(self, draft: FirmDraft) -> None:
        """All texts."""
        self.form.set_values(
            **{name: dict(getattr(draft, name)) for name in TEXTS}, quote_valid_days=draft.quote_valid_days
        )
        self.files.set_values(file_name_pattern=draft.file_name_pattern)
        for number, name in enumerate(self.footer.names):
            self.footer[name].set_value(draft.footer[number] if number < len(draft.footer) else "")
        self.files.field("file_name_pattern").set_help(self.example(draft.file_name_pattern))

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
        form = self.files if name in self.files.names else self.form
        try:
            value: Any = form.value(name)
        except UserError:
            return
        if name in TEXTS:
            value = texts_of(value)
        elif name == "quote_valid_days" and value is None:
            return
        self.firm.change(name, **{name: value})

    def _footer_edited(self) -> None:
        columns = [self.footer[name].value() for name in self.footer.names]
        while columns and not columns[-1].strip():
            columns.pop()
        self.firm.change("footer", footer=tuple(columns))

    def show_error(self, error: UserError) -> None:
        """At its field ("quote_intro.de" is the text's own)."""
        field = (error.field or "").partition(".")[0]
        for form in (self.form, self.files, self.footer):
            if field in form.names:
                form.show_error(error)
                return
