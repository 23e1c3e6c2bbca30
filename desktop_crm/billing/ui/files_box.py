"""Files that hang on a quote or invoice: dropped or chosen, opened by a click."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.queries import AttachmentFile, AttachmentRow
from desktop_crm.files.guards import ATTACHMENT_LIMIT, read_limited
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.cards import LinkRow
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.opening import open_copy
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens


class FilesBox(QWidget):
    """`needs_id(then)`: the document has no record yet; its page makes one and calls `then`."""

    needs_id = Signal(object)

    def __init__(
        self, desk: Desk, entity: str, document_id: int | None, contact_id: int | None = None
    ) -> None:
        super().__init__()
        self.desk, self.t, self.entity = desk, desk.t, entity
        self.document_id, self.contact_id = document_id, contact_id
        self.rows: list[AttachmentRow] = []
        self._hovered = False
        self.setAcceptDrops(True)
        self.setAccessibleName(self.t("Files"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 10, 6)
        layout.setSpacing(0)
        line = QHBoxLayout()
        self.words = Label(self.t("Drop files here, or"), "caption")
        self.button = Button(self.t("attach files"), self.choose, kind="link", icon="paperclip", compact=True)
        line.addWidget(self.words)
        line.addWidget(self.button)
        line.addStretch(1)
        self._may_change = desk.may("files.change")
        if not self._may_change:
            self.words.setText(self.t("Files"))
            self.button.hide()
            self.setAcceptDrops(False)
        self._list = QVBoxLayout()
        layout.addLayout(self._list)
        layout.addLayout(line)
        watch(desk.changes, self, {"attachment"}, self.reload)
        self.reload()

    def set_document(self, document_id: int) -> None:
        """The record that the files hang on."""
        if document_id != self.document_id:
            self.document_id = document_id
            self.reload()

    def reload(self) -> None:
        """Read the list again."""
        if self.document_id is not None:
            caller, entity, document_id = self.desk.caller, self.entity, self.document_id
            self.desk.tasks.run_latest(
                self, "files", lambda: contacts.list_attachments(caller, entity, document_id), self._show
            )

    @keeps_focus
    def _show(self, rows: list[AttachmentRow]) -> None:
        self.rows = rows
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._list.addWidget(self._row(row))

    def _row(self, row: AttachmentRow) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        size = self.t.formats.size(row.size)
        line.addWidget(LinkRow(row.name, right=size, run=partial(self.open_file, row.id)), 1)
        remove = self.t("Remove {name}", name=row.name)
        if self._may_change:
            line.addWidget(IconButton("x", remove, partial(self.ask_to_remove, row), compact=True))
        return box

    def choose(self) -> None:
        """Ask for files."""
        paths, _kind = QFileDialog.getOpenFileNames(self, self.t("Attach files"))
        self.attach([Path(path) for path in paths])

    def attach(self, paths: list[Path]) -> None:
        """Read the files and hang them on the document."""
        if not paths:
            return
        if self.document_id is None:
            self.needs_id.emit(lambda: self.attach(paths))
            return
        caller, entity, document_id, contact = (
            self.desk.caller,
            self.entity,
            self.document_id,
            self.contact_id,
        )

        def work() -> int:
            for path in paths:
                content = read_limited(path, ATTACHMENT_LIMIT)
                contacts_service.attach_file(
                    caller, entity, document_id, path.name, content, contact_id=contact
                )
            return len(paths)

        self.desk.tasks.run(self, work, self._attached)

    def _attached(self, count: int) -> None:
        self.desk.notices.done(self.t.plural("{n} file attached", "{n} files attached", count))
        self.reload()

    def open_file(self, attachment_id: int) -> None:
        """Open a copy with the program the system has for it."""
        caller = self.desk.caller

        def show(found: AttachmentFile) -> None:
            open_copy(self.desk, found.name, found.content)

        self.desk.tasks.run(self, lambda: contacts.get_attachment(caller, attachment_id), show)

    def ask_to_remove(self, row: AttachmentRow) -> None:
        """It goes for good."""
        t, caller = self.t, self.desk.caller

        def remove() -> None:
            self.desk.tasks.run(
                self, lambda: contacts_service.detach_file(caller, row.id), lambda _none: self.reload()
            )

        title = t("Remove {name}?", name=row.name)
        confirm(self, t, title, t("The file is taken off this document for good."), t("Remove file"), remove,
                danger=True)  # fmt: skip

    # drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self._hover(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._hover(False)
        self.attach([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _hover(self, hovered: bool) -> None:
        self._hovered = hovered
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=c.soft if self._hovered else c.surface, radius=8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(c.accent if self._hovered else c.strong, 1)
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
