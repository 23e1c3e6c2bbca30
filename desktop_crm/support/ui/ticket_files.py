"""Files and mails of a ticket: kept, opened as copies, taken along by the next reply."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import AttachmentFile
from desktop_crm.files.guards import ATTACHMENT_LIMIT, read_limited
from desktop_crm.support import queries, service
from desktop_crm.widgets import tips
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.opening import open_copy


class TicketFiles(Button):
    """The quiet button over the composer that says how many files go along; a click leaves them out.

    `attached` follows files that were kept.
    """

    attached = Signal()

    def __init__(self, desk: Desk, ticket_id: int) -> None:
        super().__init__("", self.send_without, kind="quiet", icon="x", compact=True)
        self.desk, self.t, self.ticket_id = desk, desk.t, ticket_id
        self.going_along: list[int] = []
        tips.set_tip(self, self.t("Send without files"))
        self.hide()

    # files

    def ask(self) -> None:
        """Choose files to keep with the ticket; a reply takes those along that were just added."""
        names, _kind = QFileDialog.getOpenFileNames(self.window(), self.t("Attach files"))
        self.attach([Path(name) for name in names])

    def attach(self, paths: Sequence[Path]) -> None:
        """Keep files with the ticket."""
        if not paths:
            return
        caller, key = self.desk.caller, self.ticket_id

        def work() -> list[int]:
            contents = [(path.name, read_limited(path, ATTACHMENT_LIMIT)) for path in paths]
            return [service.attach(caller, key, name, content) for name, content in contents]

        self.desk.tasks.run(self, work, self._attached)

    def _attached(self, ids: list[int]) -> None:
        self.going_along += ids
        self._say()
        self.attached.emit()

    def send_without(self) -> None:
        """The files stay with the ticket and out of the mail."""
        self.going_along.clear()
        self._say()

    def _say(self) -> None:
        count = len(self.going_along)
        self.setText(
            self.t.plural("{n} file goes along with the reply", "{n} files go along with the reply", count)
        )
        self.setVisible(bool(count))

    def open(self, attachment_id: int) -> None:
        """A copy in the program that the system has for it."""
        caller = self.desk.caller
        self.desk.tasks.run(
            self,
            lambda: contacts.get_attachment(caller, attachment_id),
            self._show_file,
        )

    def _show_file(self, file: AttachmentFile) -> None:
        open_copy(self.desk, file.name, file.content)

    # mails

    def open_mail(self, message_id: int) -> None:
        """The mail of a reply once more."""
        caller, key = self.desk.caller, self.ticket_id

        def work() -> tuple[str, bytes]:
            return queries.get_ticket(caller, key).number, queries.reply_mail(caller, message_id)

        self.desk.tasks.run(self, work, lambda found: self._show_mail(*found))

    def _show_mail(self, number: str, mail: bytes) -> None:
        done = self.t("The mail is open in your mail program; send it there")
        open_copy(self.desk, f"{number}.eml", mail, done=done)
