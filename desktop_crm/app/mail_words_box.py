"""Settings, Mail: the words of mails by kind and language, with their names and an example beside them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.documents import mail_words
from desktop_crm.company.queries import mail_templates as queries
from desktop_crm.company.rules import mail_templates as rules
from desktop_crm.company.rules.mail_templates import KINDS, MailTemplate
from desktop_crm.company.ui.language_texts import language_choices
from desktop_crm.company.ui.sections import Saved
from desktop_crm.mail import templating
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems
from desktop_crm.widgets.cards import Card, SectionHead
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, TextInput
from desktop_crm.widgets.labels import Hairline, Label

_PAUSE = 250
"""Milliseconds after a key until the example follows."""


class MailWordsBox(QWidget):
    """Choose kind and language, change the words, see an example; broken words are named and not kept."""

    def __init__(self, desk: Desk, saved: Saved) -> None:
        super().__init__()
        t = desk.t
        self._desk, self._saved, self._shown = desk, saved, MailTemplate(subject="", body="")
        self.form = form = Form(t)
        kinds = [Choice(kind, t.message(word)) for kind, word in KINDS.items()]
        form.add("kind", t("Kind of paper"), ChoiceInput(kinds), span=6)
        form.add("language", t("Language"), ChoiceInput(language_choices()), span=6)
        form.add("subject", t("Subject"), TextInput())
        form.add("body", t("Text"), AreaInput(lines=13))
        language = t.language if t.language in {each.value for each in language_choices()} else "en"
        form.set_values(kind="invoice", language=language)
        self._place = ("invoice", language)
        self.insert = Button(t("Insert a name"), icon="plus")
        self.insert.set_menu(self._names)
        self.keep_button = Button(t("Save these words"), self.keep, icon="check")
        self.usual_button = Button(t("Back to the usual words"), self.go_back, kind="link")
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        verbs.addWidget(self.insert)
        verbs.addStretch(1)
        verbs.addWidget(self.usual_button)
        verbs.addWidget(self.keep_button)
        self.subject = Label("", "strong", wrap=True, selectable=True)
        self.body = Label("", "body", wrap=True, selectable=True)
        self.body.setAccessibleName(t("Example"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(12)
        note = t("Names in double braces are filled in. Each customer gets the words of their language.")
        layout.addWidget(SectionHead(t("Words of mails"), note=note))
        card = Card(form, padding=16)
        card.add(verbs)
        for each in (Hairline(), self.subject, self.body):
            card.add(each)
        layout.addWidget(card)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.show_example)
        form.changed.connect(self._edited)
        self.read()

    @property
    def words(self) -> MailTemplate:
        """What is typed."""
        return MailTemplate(subject=self.form.value("subject"), body=self.form.value("body"))

    def read(self) -> None:
        """The words that hold for the kind and language."""
        caller, (kind, language) = self._desk.caller, self._place

        def read() -> tuple[MailTemplate, bool]:
            own = queries.own_text(caller, kind, language)
            return own or mail_words.usual(kind, language), own is not None

        self._desk.tasks.run_latest(self, "words", read, lambda found: self._show(*found))

    def _show(self, words: MailTemplate, is_own: bool) -> None:
        self._shown = MailTemplate(subject=words.subject, body=words.body.rstrip())
        self.form.clear_errors()
        self.form.set_values(subject=words.subject, body=words.body.rstrip())
        self.usual_button.setEnabled(is_own)
        self.keep_button.setEnabled(False)
        self.show_example()

    def _edited(self, name: str) -> None:
        if name in ("kind", "language"):
            self._turn_to((self.form.value("kind"), self.form.value("language")))
            return
        self.keep_button.setEnabled(self.words != self._shown)
        self._timer.start()

    def _turn_to(self, place: tuple[str, str]) -> None:
        """Other words; those that were changed are kept first, and stay where they are broken."""
        if self.words == self._shown:
            self._place = place
            self.read()
            return
        kind, language = self._place
        self.form.set_values(kind=kind, language=language)
        self.keep(then=place)

    def _names(self) -> MenuItems:
        t = self._desk.t
        return [
            MenuItem(f"{name}  \u00b7  {t.message(what)}", partial(self.write_name, name))
            for name, what in rules.names_of(self._place[0]).items()
        ]

    def write_name(self, name: str) -> None:
        """Put a name where the cursor stands in the text."""
        area: AreaInput = self.form["body"]
        area.edit.insertPlainText(f"{{{{ {name} }}}}")
        area.edit.setFocus()

    def show_example(self) -> None:
        """The words as a mail; what is broken is named at its field."""
        caller, words, (kind, language) = self._desk.caller, self.words, self._place
        today = self._desk.today()

        def write() -> tuple[str, str]:
            firm = company.firm_or_none(caller)
            values = mail_words.examples(kind, language, today, firm.draft.name if firm else "")
            rules.checked(kind, words)
            return (
                templating.write_line(words.subject, values, "subject"),
                templating.write(words.body, values, "body"),
            )

        self._desk.tasks.run_latest(self, "example", write, lambda found: self._write(*found), self._refused)

    def _write(self, subject: str, body: str) -> None:
        self.form.clear_errors()
        self.subject.setText(subject)
        self.body.setText(body)

    def _refused(self, error: UserError) -> None:
        self.form.clear_errors()
        self.form.show_error(error)

    def keep(self, *, then: tuple[str, str] | None = None) -> None:
        """Store the words; `then` go on to others."""
        caller, words, (kind, language) = self._desk.caller, self.words, self._place

        def kept(_none: None) -> None:
            self._saved()
            if then is not None:
                self._place = then
                self.form.set_values(kind=then[0], language=then[1])
            self.read()

        self._desk.tasks.run(
            self, lambda: company_service.save_mail_text(caller, kind, language, words), kept, self._refused
        )

    def go_back(self) -> None:
        """The usual words again; a toast brings the own ones back."""
        caller, words, (kind, language) = self._desk.caller, self._shown, self._place

        def bring_back() -> None:
            self._desk.tasks.run(
                self,
                lambda: company_service.save_mail_text(caller, kind, language, words),
                lambda _none: self.read(),
            )

        def gone(_none: None) -> None:
            self._saved()
            self.read()
            self._desk.notices.undo(self._desk.t("The usual words hold again"), bring_back)

        self._desk.tasks.run(self, lambda: company_service.save_mail_text(caller, kind, language, None), gone)
