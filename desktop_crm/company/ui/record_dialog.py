"""The dialog of one stored record: its form, Archive at the left, errors and doubts at the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form


class RecordDialog(ModalDialog):
    """Subclasses fill `form` in `build`, make the draft in `collect`, and store it in `store`."""

    def __init__(
        self,
        desk: Desk,
        row: Any,
        title: str,
        sentence: str,
        verb: str,
        saved: Callable[[], None],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(desk.t, title, sentence, primary=verb, width=560, parent=parent)
        self.desk, self.row, self._saved = desk, row, saved
        self.form = Form(desk.t, roomy=False)
        self.build()
        self.add(self.form)
        self.form.changed.connect(lambda _name: self.doubt())
        if row is not None:
            words = self.t("Offer again") if row.is_archived else self.t("Archive")
            icon = "archive-restore" if row.is_archived else "archive"
            self.archive_button = Button(words, self._toggle_archived, kind="quiet", icon=icon)
            self.add_side_act(self.archive_button)
        self.doubt()

    def build(self) -> None:
        """Add the fields and show the row."""
        raise NotImplementedError

    def collect(self) -> Any:
        """The draft; UserError names a field."""
        raise NotImplementedError

    def store(self, draft: Any) -> object:
        """In the database's thread."""
        raise NotImplementedError

    def archive(self, archived: bool) -> object:
        """In the database's thread."""
        raise NotImplementedError

    def hints(self, draft: Any) -> list[Hint]:
        """Doubts about what stands there; they block nothing."""
        return []

    def helps(self) -> Mapping[str, str]:
        """Facts under fields while there is no doubt."""
        return {}

    def doubt(self) -> None:
        """Show the doubts and facts under their fields."""
        facts = dict(self.helps())
        try:
            hints = {hint.field: self.t.message(hint.message) for hint in self.hints(self.collect())}
        except UserError:
            hints = {}
        for name in self.form.names:
            self.form.field(name).set_help(hints.get(name, facts.get(name, "")))

    def accept_primary(self) -> None:
        """Store it; the dialog stays open with the error at its field otherwise."""
        self.form.clear_errors()
        try:
            draft = self.collect()
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        self.desk.tasks.run(self, lambda: self.store(draft), self._done, self._refused)

    def _toggle_archived(self) -> None:
        archived = not self.row.is_archived
        self.desk.tasks.run(self, lambda: self.archive(archived), self._done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, _result: object) -> None:
        self._saved()
        self.accept()
