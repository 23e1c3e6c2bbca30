"""The proof of a customer's VAT ID: VIES asked at a click, an answer written down, or none, knowingly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_crm.company.rules.identifiers import vat_id_with_prefix
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service
from desktop_crm.contacts.rules.vat_checks import RESULTS, SOURCES, VatCheckDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, TextInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.strips import Strip

_MOST = 5


@dataclass(frozen=True)
class KnownVatId:
    """Whose VAT ID it is, and how it was checked so far, the latest first."""

    contact_id: int
    name: str
    vat_id: str
    checks: tuple[VatCheckDraft, ...]


def known_vat_id(caller: Caller, contact_id: int) -> KnownVatId:
    """Runs in the database's thread."""
    draft = contacts.get_contact(caller, contact_id).draft
    vat_id = vat_id_with_prefix(draft.address_for("invoice").country, draft.vat_id)
    checks = tuple(row.draft for row in contacts.list_vat_checks(caller, contact_id))
    return KnownVatId(contact_id, draft.name, vat_id, checks)


def check_words(t: Translator, check: VatCheckDraft) -> str:
    """ "22 Nov 2026 · Valid · WAPI123 · VIES, asked by this program"."""
    parts = (
        t.formats.date_words(check.checked_on),
        t.message(RESULTS[check.result]),
        check.reference,
        t.message(SOURCES[check.source]),
    )
    return "  \u00b7  ".join(part for part in parts if part)


class VatCheckDialog(ModalDialog):
    """`checked()` once there is an answer; `unchecked()`, where given, when one goes on without."""

    def __init__(
        self,
        desk: Desk,
        known: KnownVatId,
        checked: Callable[[], None],
        *,
        why: Message | None = None,
        unchecked: Callable[[], None] | None = None,
        parent: QWidget,
    ) -> None:
        t = desk.t
        sentence = t(
            "Without VAT the tax office wants to see that {vat_id} was checked.", vat_id=known.vat_id
        )
        title = t("Check of the VAT ID: {name}", name=known.name)
        super().__init__(t, title, sentence, primary=t("Write down"), width=560, parent=parent)
        self.desk, self.known, self._checked = desk, known, checked
        if why is not None:
            self.add(Strip("warn", t.message(why)))
        self.strip = Strip("info", "")
        self.strip.hide()
        self.add(self.strip)
        self.ask_button = Button(t("Ask VIES now"), self.ask, icon="globe")
        self.add(self.ask_button)
        self.add(Label(t("Or write down what the register or the tax office answered:"), "muted", wrap=True))
        self.form = Form(t, roomy=False)
        answers = [Choice(key, t.message(words)) for key, words in RESULTS.items()]
        self.form.add("checked_on", t("Checked on"), DateInput(t, desk.today), span=6)
        self.form.add("result", t("Answer"), ChoiceInput(answers, t("Answer")), span=6)
        self.form.add(
            "reference",
            t("Number of the inquiry"),
            TextInput(placeholder=t("Or where the answer is kept"), longest=100),
        )
        self.form.set_values(checked_on=desk.today(), result="valid")
        self.add(self.form)
        for check in known.checks[:_MOST]:
            self.add(Label(check_words(t, check), "caption", wrap=True))
        if unchecked is not None:
            skip = Button(t("Go on without a check"), lambda: self._skip(unchecked), kind="quiet")
            self.add_side_act(skip)

    def first_focus(self) -> QWidget:
        return self.ask_button

    def _skip(self, unchecked: Callable[[], None]) -> None:
        self.accept()
        unchecked()

    def ask(self) -> None:
        """Over the network, in a thread of its own; the window stays free, offline it says so."""
        self.set_busy(True)
        self.ask_button.setEnabled(False)
        caller, contact, today = self.desk.caller, self.known.contact_id, self.desk.today()
        self.desk.tasks.start(
            self,
            self.t("VIES is asked about {vat_id}", vat_id=self.known.vat_id),
            lambda _progress: service.ask_vies(caller, contact, today),
            self._answered,
            self._unanswered,
        )

    def _answered(self, found: VatCheckDraft) -> None:
        self.set_busy(False)
        self.ask_button.setEnabled(True)
        if found.result == "valid":
            self._done(None)
            return
        self.strip.set_text(self.t("VIES says that {vat_id} is not valid.", vat_id=found.vat_id))
        self.strip.show()

    def _unanswered(self, error: UserError) -> None:
        self.set_busy(False)
        self.ask_button.setEnabled(True)
        self.strip.set_text(self.t.message(error.message))
        self.strip.show()
        self.form["reference"].setFocus()

    def accept_primary(self) -> None:
        """Keep what is written down."""
        self.form.clear_errors()
        try:
            values = self.form.values()
        except UserError as error:
            self.form.show_error(error)
            return
        today = self.desk.today()
        draft = VatCheckDraft(
            vat_id=self.known.vat_id,
            checked_on=values["checked_on"] or today,
            result=values["result"],
            reference=values["reference"],
        )
        caller, contact = self.desk.caller, self.known.contact_id
        self.set_busy(True)
        self.desk.tasks.run(
            self,
            lambda: service.record_vat_check(caller, contact, draft, today),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, _result: object) -> None:
        self.accept()
        self._checked()
