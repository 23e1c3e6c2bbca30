"""Which further files go with a mail: those of the paper, and others from this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from mimetypes import guess_type
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop_crm.billing.rules.outbox import LARGEST
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import AttachmentRow
from desktop_crm.files.guards import read_limited
from desktop_crm.mail.drafts import Attached
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.inputs import CheckInput


@dataclass(frozen=True, slots=True)
class _Choice:
    box: CheckInput
    read: Callable[[Caller], Attached]


class MailFiles(QWidget):
    """Ticked files go along. `read()` is done away from the window."""

    def __init__(self, t: Translator) -> None:
        super().__init__()
        self.t, self._choices = t, list[_Choice]()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.add_button = Button(t("Add a file\u2026"), self.choose, icon="paperclip", kind="link")
        line = QVBoxLayout()
        line.addWidget(self.add_button)
        self._column.addLayout(line)

    def show_rows(self, rows: Sequence[AttachmentRow]) -> None:
        """The files of the paper, none of them ticked."""
        for row in rows:
            self._add(f"{row.name}  \u00b7  {self.t.formats.size(row.size)}", partial(_kept, row.id), False)

    def choose(self) -> None:
        """Ask for files."""
        paths, _kind = QFileDialog.getOpenFileNames(self, self.t("Files for this mail"))
        self.add_paths([Path(path) for path in paths])

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Further ones, ticked."""
        for path in paths:
            self._add(path.name, partial(_from_disk, path), True)

    def _add(self, words: str, read: Callable[[Caller], Attached], is_ticked: bool) -> None:
        box = CheckInput(words, is_ticked)
        self._choices.append(_Choice(box, read))
        self._column.insertWidget(len(self._choices) - 1, box)

    def reader(self) -> Callable[[Caller], list[Attached]]:
        """What reads the ticked files, as they are ticked now."""
        chosen = [each.read for each in self._choices if each.box.value()]
        return lambda caller: [read(caller) for read in chosen]


def _kept(attachment_id: int, caller: Caller) -> Attached:
    found = contacts.get_attachment(caller, attachment_id)
    return Attached(found.name, found.content, found.media_type)


def _from_disk(path: Path, _caller: Caller) -> Attached:
    kind = guess_type(path.name)[0] or "application/octet-stream"
    return Attached(path.name, read_limited(path, LARGEST), kind)
