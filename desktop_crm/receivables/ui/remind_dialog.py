"""A reminder of one invoice by hand: of today or, afterwards, of an earlier day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries as billing
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.dunning import LetterRow
from desktop_crm.receivables.rules.dunning import ISSUED, STATE_WORDS, Level, seen_late_words
from desktop_crm.receivables.service import dunning as service
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets.cards import FactGrid
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput
from desktop_crm.widgets.opening import open_copy
from desktop_crm.widgets.strips import Strip


@dataclass(frozen=True, slots=True)
class Known:
    """The invoice, the firm's levels, and the letters so far."""

    document_id: int
    number: str
    levels: tuple[Level, ...]
    letters: tuple[LetterRow, ...]
    seen_late: date | None = None


def ask_to_remind(desk: Desk, document_id: int, parent: QWidget) -> None:
    """Read what is known, then ask."""
    caller, today = desk.caller, desk.today()

    def read(caller: Caller) -> Known:
        number = billing.get_row(caller, document_id, today).number
        letters = queries.letters_of(caller, document_id)
        return Known(document_id, number, queries.levels(caller), tuple(letters),
                     queries.seen_late(document_id, today))  # fmt: skip

    def ask(known: Known) -> None:
        RemindDialog(desk, known, parent=parent).open()

    desk.tasks.run(parent, lambda: read(caller), ask, desk.notices.refused)


class RemindDialog(ModalDialog):
    """Without a level it is the one that the days have reached: Enter is usually enough."""

    def __init__(self, desk: Desk, known: Known, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.known, self._key = desk, known, uuid4().hex
        super().__init__(
            t,
            t("Remind of {number}", number=known.number),
            t("The letter asks what the letter of the rule would ask on its day."),
            primary=t("Write the letter"),
            parent=parent,
        )
        if known.seen_late:
            self.add(Strip("warn", t.message(seen_late_words(known.seen_late))))
        if known.letters:
            grid = FactGrid()
            grid.set_facts(_letters(t, known.letters))
            self.add(grid)
        self.form = form = Form(t, roomy=False)
        done = {row.level for row in known.letters if row.state == ISSUED}
        levels = [
            Choice(place, t("Level {level}", level=place), t.plural("{n} day", "{n} days", level.days))
            for place, level in enumerate(known.levels, start=1)
            if place not in done
        ]
        form.add("level", t("Level"), ChoiceInput([Choice(None, t("The one that is due")), *levels]), span=7)
        form.add("on", t("Date"), DateInput(t, desk.today), span=5)
        form.set_values(level=None, on=desk.today())
        self.add(form)

    def first_focus(self) -> QWidget:
        """The verb."""
        return self.primary

    def accept_primary(self) -> None:
        """Write it; pressed twice it is still one letter."""
        self.form.clear_errors()
        try:
            values = self.form.values()
            if values["on"] is None:
                raise UserError(_("Choose a day"), "on")
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today, document = self.desk.caller, self.desk.today(), self.known.document_id
        level, on, key = values["level"], values["on"], self._key
        self.desk.tasks.run(
            self,
            lambda: service.write_letter(caller, document, today, level, on, key),
            self._done,
            lambda error: self.refuse(self.form, error),
        )

    def _done(self, row: LetterRow) -> None:
        self.accept()
        desk = self.desk
        desk.notices.done(
            desk.t("Reminder {number} written", number=row.number),
            verb=desk.t("Open PDF"),
            run=lambda: open_letter(desk, row),
        )


def open_letter(desk: Desk, row: LetterRow) -> None:
    """The stored paper in the system's program."""
    caller = desk.caller
    desk.tasks.run(
        desk.notices,
        lambda: queries.letter_pdf(caller, row.id),
        lambda data: open_copy(desk, f"{row.number}.pdf", data),
        desk.notices.refused,
    )


def _letters(t: Translator, rows: tuple[LetterRow, ...]) -> list[tuple[str, str]]:
    found = []
    for row in rows:
        day = row.issued_on or row.prepared_on
        words = [t.message(STATE_WORDS[row.state]), t.formats.date(day) if day else "", row.number]
        found.append((t("Level {level}", level=row.level), ", ".join(filter(None, words))))
    return found
