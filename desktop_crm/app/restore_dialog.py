"""Restoring a backup: which one, what is in it, which numbers are on paper already; then into a new file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.company.rules.numbering import PAPER_SERIES
from desktop_crm.receivables.rules.dunning import LETTERS
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.dialogs import ModalDialog, confirm
from desktop_crm.widgets.fact_flow import FactFlow
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import LONGEST_SECRET, Choice, ChoiceInput, PasswordInput, TextInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace import backups, encryption, erasure_list, places
from desktop_crm.workspace.backups import Content, Copy
from desktop_crm.workspace.trail.names import SERIES

_FIRST: Final = ("invoice", "credit_note", "quote")
_KINDS: Final = (*_FIRST, *(kind for kind in PAPER_SERIES if kind not in _FIRST), LETTERS)
"""The numbers that are asked for, as far as the backup holds papers of the kind."""


def _last_numbers(t: Translator) -> Form:
    """A field for each kind of paper that has numbers, the usual three in words of their own."""
    form = Form(t, roomy=False)
    words = {
        "invoice": t("Last invoice number on paper"),
        "credit_note": t("Last credit note on paper"),
        "quote": t("Last quote on paper"),
    }
    for kind in _KINDS:
        series = SERIES.get(kind)
        named = t("Last number on paper: {series}", series=t.message(series) if series else t("Reminders"))
        form.add(kind, words.get(kind, named), TextInput(longest=40), span=12 if kind == "invoice" else 6)
    return form


class RestoreDialog(ModalDialog):
    """Nothing is overwritten: the backup goes into a new file, which is opened; the present one stays."""

    def __init__(
        self,
        t: Translator,
        tasks: Tasks,
        caller: Caller,
        database: Path,
        open_file: Callable[[Path], None],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(
            t,
            t("Restore a backup"),
            t("Into a new file; the present one stays as it is"),
            primary=t("Restore and open"),
            width=560,
            parent=parent,
        )
        self._tasks, self._caller, self._database, self._open = tasks, caller, database, open_file
        self._host = parent
        self.content: Content | None = None
        self.choice = Form(t, roomy=False)
        self.choice.add("backup", t("Backup"), ChoiceInput(placeholder=t("Looking for backups…")))
        self.choice.changed.connect(lambda _name: self._chosen())
        self.secret = Form(t, roomy=False)
        self.secret.add(
            "passphrase",
            t("Passphrase, or recovery key"),
            PasswordInput(show_it=t("Show the passphrase"), longest=LONGEST_SECRET),
        )
        self.secret["passphrase"].returnPressed.connect(self.unlock)
        self.secret.hide()
        self.facts = FactFlow()
        self.numbers = _last_numbers(t)
        self.why = Label(
            t(
                "What you issued after this backup is not in it. Say the last number you have sent to"
                " anybody, so that none is given twice."
            ),
            "caption",
            wrap=True,
        )
        self.target = places.restored_beside(database)
        self.place = Label(t("New file: {path}", path=str(self.target)), "caption", wrap=True)
        for block in (self.choice, self.secret, self.facts, self.why, self.numbers, self.place):
            self.add(block)
        self.add_side_act(Button(t("Another file…"), self.choose_file, kind="quiet", icon="folder-open"))
        self._show(None)
        tasks.start(self, t("Backup"), lambda _progress: backups.everywhere(database), self._list)

    def _list(self, found: list[Copy]) -> None:
        """The backups there are; the newest one is looked into."""
        box = self.choice["backup"]
        box.set_choices([self._line(copy) for copy in found])
        if found and self.content is None:
            box.set_value(str(found[0].path))
            self._chosen()
        elif not found:
            self.choice.field("backup").set_help(
                self.t("There is no backup beside this file or on the second place.")
            )

    def _line(self, copy: Copy) -> Choice:
        t = self.t
        where = t("on the second place") if copy.where == "second" else t("beside the file")
        parts = [where, t("checked"), t.formats.size(copy.size)]
        if copy.note is not None:
            parts.append(t.plural("{n} record", "{n} records", copy.note.inventory.records))
        return Choice(str(copy.path), t.formats.moment(copy.at), "  ·  ".join(parts), icon="hard-drive")

    def choose_file(self) -> None:
        """A copy that lies elsewhere."""
        name, _kind = QFileDialog.getOpenFileName(
            self,
            self.t("Restore a backup"),
            str(self._database.parent),
            self.t("Backups (*.db *.crm);;All files (*)"),
        )
        if name:
            self.use_file(Path(name))

    def use_file(self, path: Path) -> None:
        """Look into a file of the person's choice."""
        box = self.choice["backup"]
        if str(path) not in [each.value for each in box.choices]:
            box.set_choices(
                [Choice(str(path), path.name, str(path.parent), icon="folder-open"), *box.choices]
            )
        box.set_value(str(path))
        self._chosen()

    def _chosen(self) -> None:
        path = Path(self.choice.value("backup"))
        self.choice.clear_errors()
        self.numbers.clear_errors()
        self.strip.hide()
        self.secret.hide()
        self.secret.clear_errors()
        self.secret.set_values(passphrase="")
        self._show(None)
        self._look(path, "")

    def _look(self, path: Path, secret: str) -> None:
        def work(_progress: object) -> Content:
            if secret:
                encryption.unlock(path, secret)
            return backups.look_into(self._caller, path)

        self._tasks.start(self, self.t("Backup"), work, self._show, self._cannot_be_used)

    def unlock(self) -> None:
        """Look into an encrypted backup."""
        secret = str(self.secret.value("passphrase"))
        if secret and self.content is None:
            self._look(Path(self.choice.value("backup")), secret)

    def _cannot_be_used(self, error: UserError) -> None:
        self._show(None)
        if error.field == "passphrase":
            asked = not self.secret.isHidden()
            self.secret.show()
            if asked:
                self.secret.show_error(error)
            else:
                self.secret.field("passphrase").set_help(self.t("This backup is encrypted. Enter opens it."))
            self.secret["passphrase"].setFocus()
            return
        self.choice.show_error(UserError(error.message, "backup"))

    def _show(self, content: Content | None) -> None:
        """What the chosen backup holds."""
        t = self.t
        self.content = content
        self.primary.setEnabled(content is not None)
        for part in (self.facts, self.numbers, self.why):
            part.setVisible(content is not None)
        if content is None:
            return
        counts, last = content.holds.counts, content.holds.last
        pairs = [
            (t("Firm"), content.holds.firm or t("Not named yet")),
            (t("Contacts"), t.formats.number(counts.get("contact", 0))),
            (t("Papers"), t.formats.number(counts.get("document", 0))),
            (t("Payments"), t.formats.number(counts.get("payment", 0))),
            (t("Size"), t.formats.size(content.size)),
        ]
        if content.made_at is not None:
            pairs.append((t("Made"), f"{t.formats.moment(content.made_at)}, {content.user}"))
        self.facts.set_facts(pairs)
        for kind in _KINDS:
            known = last.get(kind)
            self.numbers.field(kind).setVisible(known is not None or kind == "invoice")
            self.numbers.set_values(**{kind: known.number if known else ""})
            if known is not None:
                words = t("In this backup: {number} of {date}", number=known.number, date=_day(t, known.on))
                self.numbers.field(kind).set_help(words)

    def accept_primary(self) -> None:
        """Into the new file; the dialog stays open with the reason otherwise."""
        content = self.content
        if content is None:
            self.unlock()
            return
        self.numbers.clear_errors()
        numbers: dict[str, str] = {kind: str(self.numbers.value(kind)) for kind in _KINDS}
        self.set_busy(True)
        self._tasks.start(
            self,
            self.t("Restoring"),
            lambda progress: backups.restore(
                self._caller,
                content.path,
                self.target,
                last_printed=numbers,
                present=self._database,
                progress=progress,
            ),
            self._restored,
            self._refused,
        )

    def _restored(self, made: backups.Made) -> None:
        self.accept()
        if made.is_erased_known:
            self._open(made.path)
            return
        t = self.t
        words = f"{t.message(erasure_list.UNKNOWN)} {t('Erase them again.')}"
        confirm(self._host, t, t("Restored"), words, t("Open it"), lambda: self._open(made.path))

    def _refused(self, error: UserError) -> None:
        if error.field in _KINDS:
            self.set_busy(False)
            self.numbers.show_error(error)
        else:
            self.show_error(error)


def _day(t: Translator, on: str) -> str:
    """The day of a note; what is none stays as it was noted."""
    try:
        return t.formats.date(date.fromisoformat(on))
    except ValueError:
        return on
