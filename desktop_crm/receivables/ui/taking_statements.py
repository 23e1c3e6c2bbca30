"""Bank statements that are dropped or chosen come in one by one; what a table leaves open is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.files.guards import read_limited
from desktop_crm.receivables import service
from desktop_crm.receivables.service import BankImport, StatementResult, TablePreview
from desktop_crm.receivables.ui.mapping_dialog import MappingDialog
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk

LARGEST: Final = 30_000_000
_ASKED: Final = ("FILE", "date_order", "decimal")
"""Where an error stands that a person can answer by saying how the table is read."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A table that does not say by itself how it is read."""

    name: str
    content: bytes
    preview: TablePreview
    error: UserError


def files_in(data: QMimeData) -> list[Path]:
    """The files among what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class Taking(QObject):
    """Takes in several files and tells at the end how much of them was new. `noted` is given what else is to
    be said of them: rows that were no movements, balances that do not agree."""

    def __init__(self, desk: Desk, owner: QWidget, noted: Callable[[Sequence[str]], None]) -> None:
        super().__init__(owner)
        self.desk, self.owner, self._noted = desk, owner, noted
        self._notes: list[str] = []
        self._name, self._several = "", False
        self._left: list[Path] = []
        self._new = self._known = 0

    def ask(self) -> None:
        """Choose files."""
        t = self.desk.t
        kinds = t("Bank statements (*.xml *.sta *.mt940 *.940 *.txt *.ofx *.qfx *.csv *.tsv *.xlsx)")
        paths, _kind = QFileDialog.getOpenFileNames(
            self.owner, t("Bank statements"), "", f"{kinds};;{t('All files')} (*)"
        )
        self.take([Path(path) for path in paths])

    def take(self, paths: Sequence[Path]) -> None:
        """Take these in."""
        self._left, self._new, self._known, self._notes = list(paths), 0, 0, []
        self._several = len(self._left) > 1
        self._next()

    def _next(self) -> None:
        if not self._left:
            self._tell()
            return
        path, caller, today = self._left.pop(0), self.desk.caller, self.desk.today()
        self._name = path.name

        def work() -> BankImport | Unread:
            content = read_limited(path, LARGEST)
            try:
                return service.import_statements(caller, path.name, content, today)
            except UserError as error:
                preview = None
                if error.field in _ASKED:
                    preview = _looked_into(caller, path.name, content)
                if preview is None:
                    raise
                return Unread(path.name, content, preview, error)

        self.desk.tasks.run(self, work, self._read, self._refused)

    def _read(self, answer: BankImport | Unread) -> None:
        if isinstance(answer, BankImport):
            self._new += sum(each.new for each in answer.results)
            self._known += sum(each.known for each in answer.results)
            self._notes += [words for each in answer.results for words in self._said_of(each)]
            self._next()
            return
        caller, today, unread = self.desk.caller, self.desk.today(), answer

        def again(mapping: Mapping[str, Any]) -> BankImport:
            return service.import_statements(caller, unread.name, unread.content, today, dict(mapping))

        MappingDialog(
            self.desk, unread.name, unread.preview, unread.error, again, self._read, parent=self.owner
        ).open()

    def _refused(self, error: UserError) -> None:
        """A file that is none says so; the others come in all the same."""
        self.desk.notices.refused(error)
        if self._left:
            self._next()

    def _said_of(self, result: StatementResult) -> list[str]:
        t, unit = self.desk.t, result.statement.currency
        said = [t.message(note) for note in result.statement.notes]
        if result.gap:
            amount = t.formats.money(result.gap, unit if money.is_currency(unit) else "EUR")
            said.append(t("The movements and the stated balances differ by {amount}", amount=amount))
        return [f"{self._name}: {words}" for words in said] if self._several else said

    def _tell(self) -> None:
        t, new, known = self.desk.t, self._new, self._known
        self._noted(self._notes)
        if new:
            words = t.plural("{n} line taken in", "{n} lines taken in", new)
            if known:
                words = f"{words}, {t.plural('{n} was there already', '{n} were there already', known)}"
            self.desk.notices.done(words)
        elif known:
            self.desk.notices.done(t("This statement was taken in before: nothing is new"))


def _looked_into(caller: Any, name: str, content: bytes) -> TablePreview | None:
    """None for what is no table or an empty one: the first error says it better."""
    try:
        preview = service.look_into(caller, name, content)
    except UserError:
        return None
    return preview if preview is not None and len(preview.headers) > 1 and any(preview.samples) else None
