"""One entry of the history: its fields before and after, and its undo or why there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.kept_dialog import KeptDialog
from desktop_crm.widgets.labels import Label
from desktop_crm.workspace.trail import undoing, words
from desktop_crm.workspace.trail.reading import EntryRow
from desktop_crm.workspace.trail.undoing import Plan


def undone_words(t: Translator, count: int) -> str:
    return t.plural("{n} change undone", "{n} changes undone", count)


class EntryDialog(ModalDialog):
    """The primary undoes; it is there only where that is lawful and nobody wrote since."""

    def __init__(self, desk: Desk, row: EntryRow, parent: QWidget) -> None:
        t = desk.t
        who = t("{act} by {who}, {when}", act=words.act(t, row), who=row.user or "–", when=row.at)
        sentence = f"{who}  ·  {row.computer}" if row.computer else who
        super().__init__(
            t, words.title(t, row), sentence, primary=t("Undo"), cancel=t("Close"), width=768, parent=parent
        )
        self.desk, self.row = desk, row
        self.add(self._values())
        self.primary.setEnabled(False)
        if row.opens is not None:
            self.add_side_act(Button(t("Open the record"), self.open_record, kind="link"))
        caller = desk.caller
        desk.tasks.run(self, lambda: undoing.plan_undo(caller, row.id), self._planned, self.show_error)

    def _values(self) -> QWidget:
        t, found = self.t, words.changes(self.t, self.row)
        box = QWidget()
        if not found:
            grid = QGridLayout(box)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.addWidget(Label(t("What it was before is not recorded"), "muted"), 0, 0)
            return box
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        sides = [t("Before")] if self.row.before is not None else []
        sides += [t("After")] if self.row.after is not None else []
        for place, word in enumerate((t("Field"), *sides)):
            grid.addWidget(Label(word, "caption_strong"), 0, place)
            grid.setColumnStretch(place, 4 if place else 2)
        for line, each in enumerate(found, 1):
            grid.addWidget(Label(each.label, "muted", wrap=True), line, 0, Qt.AlignmentFlag.AlignTop)
            texts = [each.before] if self.row.before is not None else []
            texts += [each.after] if self.row.after is not None else []
            for place, text in enumerate(texts, 1):
                label = Label(text or t("empty"), "body" if text else "muted", wrap=True)
                grid.addWidget(label, line, place, Qt.AlignmentFlag.AlignTop)
        return box

    def _planned(self, plan: Plan) -> None:
        t = self.t
        if plan.reason is not None:
            self.primary.hide()
            self.set_hint(t.message(plan.reason))
            return
        verbs = {"bring_back": t("Bring back"), "take_back": t("Take back"), "set_back": t("Undo")}
        self.primary.setText(verbs[plan.way])
        self.primary.setEnabled(True)
        if not self.isActiveWindow() or self.focusWidget() in (None, self, self.cancel_button):
            self.primary.setFocus()

    def first_focus(self) -> QWidget | None:
        """What Enter does is seen before it is pressed."""
        return self.primary if self.primary.isEnabled() else self.cancel_button

    def open_record(self) -> None:
        """The page of the record."""
        found = self.row.opens
        self.accept()
        if found is not None:
            self.desk.go(*found)

    def accept_primary(self) -> None:
        """Undo it."""
        caller, today, entry = self.desk.caller, self.desk.today(), self.row.id
        self.set_busy(True)

        def work() -> Plan:
            return undoing.undo_entry(caller, entry, today)

        self.desk.tasks.run(self, work, self._done, self._refused)

    def _done(self, plan: Plan) -> None:
        t, host = self.t, self.parentWidget()
        said = {"bring_back": t("Brought back"), "take_back": t("Import taken back")}
        self.accept()
        report = plan.report
        if report is None or not report.kept or host is None:
            self.desk.notices.done(said.get(plan.way) or undone_words(t, 1))
            return
        words = t.plural("{n} record taken back.", "{n} records taken back.", report.removed)
        if report.restored:
            again = t.plural("{n} is as it was before.", "{n} are as they were before.", report.restored)
            words = f"{words} {again}"
        kept = [(name, reason) for _id, name, reason in report.kept]
        KeptDialog(t, t("Taken back, but for what is in use"), words, kept, host).open()

    def _refused(self, error: UserError) -> None:
        self.show_error(error)
