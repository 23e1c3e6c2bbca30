"""The dialog of one stored record: its form, Archive at the left, errors and doubts at the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.company.rules.wordings import Hint
from desktop_crm.company.ui.language_texts import OWN_NAMES
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.merging import NOTHING_SPECIAL
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.settling import Manner, Storing


class RecordDialog(ModalDialog):
    """Subclasses fill `form` in `build`, show a draft in `show_draft`, make one in `collect`, keep it in
    `store`.

    What somebody else stored meanwhile is joined with what stands here, or asked.
    """

    plan = NOTHING_SPECIAL

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
        self._now: Any = None
        self._joined: Any = None
        self.form = Form(desk.t, roomy=False)
        self.build()
        self.show_draft(row.draft if row is not None else self.blank())
        self.add(self.form)
        manner = Manner(self._stored, self._words, lambda *_drafts: self.plan, title=lambda: title)
        self._storing: Storing[Any] = Storing(
            desk, manner, self._store, self._done, self._refused, self, put_off=lambda: self.set_busy(False)
        )
        self.form.changed.connect(lambda _name: self.doubt())
        if row is not None:
            words = self.t("Offer again") if row.is_archived else self.t("Archive")
            icon = "archive-restore" if row.is_archived else "archive"
            self.archive_button = Button(words, self._toggle_archived, kind="quiet", icon=icon)
            self.add_side_act(self.archive_button)
        self.doubt()

    def build(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def blank(self) -> Any:
        """What a new record begins with."""
        raise NotImplementedError

    def show_draft(self, draft: Any) -> None:
        """Show the draft in the fields."""
        raise NotImplementedError

    def rows(self) -> Sequence[Any]:
        """All stored records, archived ones too, in the database's thread."""
        raise NotImplementedError

    def words(self) -> Mapping[str, Callable[[Any], str]]:
        """How values are written that the form shows otherwise."""
        return {}

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
        if self.row is None:
            self._storing.store(draft, 0, draft)
        else:
            self._storing.store(self.row.draft, self.row.version, draft)

    def _store(self, draft: Any, version: int) -> object:
        """In the database's thread; what was joined with another's changes stands on theirs."""
        if self.row is not None and version != self.row.version:
            self.row = self._now
            self._joined = draft
        return self.store(draft)

    def _stored(self) -> tuple[Any, int] | None:
        if self.row is None:
            return None
        self._now = next((row for row in self.rows() if row.id == self.row.id), None)
        return (self._now.draft, self._now.version) if self._now is not None else None

    def _words(self) -> FieldWords:
        return FieldWords(self.t, self.form, words=self.words(), languages=OWN_NAMES)

    def _toggle_archived(self) -> None:
        self._archive(not self.row.is_archived)

    def _archive(self, archived: bool) -> None:
        """Others changed other things: then it is archived all the same."""

        def refused(error: UserError) -> None:
            if isinstance(error, Conflict):
                self.desk.tasks.run(self, self._stored, again, self._refused)
            else:
                self._refused(error)

        def again(_stored: object) -> None:
            self.row = self._now or self.row
            if self.row.is_archived == archived:
                self._done(None)
            else:
                self._archive(archived)

        self.desk.tasks.run(self, lambda: self.archive(archived), self._done, refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        if self._joined is not None:
            self.show_draft(self._joined)  # what is joined but refused is mended here, and stands on theirs
            self._joined = None
        self.form.show_error(error)

    def _done(self, _result: object) -> None:
        self._saved()
        self.accept()
