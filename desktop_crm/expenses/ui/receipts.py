"""The receipts of an expense: dropped or chosen, seen beside what is typed, saved as they came."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.expenses import queries
from desktop_crm.expenses.documents.receipt_pdf import shown_as_pdf
from desktop_crm.expenses.queries import FileRow
from desktop_crm.files.guards import ATTACHMENT_LIMIT, check_attachment, read_limited
from desktop_crm.files.saving import save_file
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.cards import Card, EmptyState, LinkRow
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.pdf_view import PdfView

ENDINGS: Final = (".pdf", ".png", ".jpg", ".jpeg")


def receipts_in(data: QMimeData) -> list[Path]:
    """The files among what is dragged that may be receipts."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in ENDINGS]


class ReceiptsBox(Card):
    """`added(paths)`: files for the expense; `removed(row)`: one to be taken off."""

    added = Signal(list)
    removed = Signal(object)

    def __init__(self, desk: Desk, *, may_change: bool) -> None:
        super().__init__(padding=0, gap=0)
        self.desk, self.t, self.may_change = desk, desk.t, may_change
        self.files: tuple[FileRow, ...] = ()
        self.shown: int | None = None
        self.setAcceptDrops(may_change)
        self.setAccessibleName(self.t("Receipts"))
        t = self.t
        self.list = QWidget()
        self._rows = QVBoxLayout(self.list)
        self._rows.setContentsMargins(16, 8, 10, 8)
        self._rows.setSpacing(0)
        self.preview = PdfView(desk, self._save, t("Receipt"))
        self.choose_button = Button(t("Choose files\u2026"), self.choose, icon="paperclip")
        self.empty = EmptyState(
            "receipt",
            t("No receipt yet"),
            t("Drop a PDF or a picture here: it is kept as it came."),
            self.choose_button if may_change else None,
        )
        self.add(self.list)
        self.add(self.preview)
        self.add(self.empty)
        self.show_files(())

    @keeps_focus
    def show_files(self, files: tuple[FileRow, ...]) -> None:
        """The receipts that are kept; the first one is shown."""
        self.files = files
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row in files:
            self._rows.addWidget(self._row(row))
        if files and self.may_change:
            more = Button(self.t("Add files\u2026"), self.choose, kind="link", icon="paperclip", compact=True)
            self._rows.addWidget(more)
        for widget in (self.list, self.preview):
            widget.setVisible(bool(files))
        self.empty.setVisible(not files)
        if files and self.shown not in [row.id for row in files]:
            self.show_file(files[0])

    def _row(self, row: FileRow) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(LinkRow(row.name, run=partial(self.show_file, row)), 1)
        if self.may_change:
            words = self.t("Remove {name}", name=row.name)
            line.addWidget(IconButton("x", words, partial(self.removed.emit, row), compact=True))
        return box

    def show_file(self, row: FileRow) -> None:
        """Look at one."""
        self.shown = row.id
        caller = self.desk.caller

        def work() -> bytes:
            return shown_as_pdf(*queries.receipt(caller, row.id))

        self.preview.clear(row.name)
        self.preview.ask(work, row.name)

    def show_path(self, path: Path) -> None:
        """Look at a file that is not kept yet."""
        self.empty.hide()
        self.preview.show()

        def work() -> bytes:
            content = read_limited(path, ATTACHMENT_LIMIT)
            name, media_type = check_attachment(content, path.name)
            return shown_as_pdf(name, media_type, content)

        self.preview.clear(path.name)
        self.preview.ask(work, path.name)

    def _save(self, path: Path, _shown: bytes) -> object:
        """The bytes as they came, not those of the preview."""
        if self.shown is None:
            return save_file(path, _shown)
        return save_file(path, queries.receipt(self.desk.caller, self.shown)[2])

    def choose(self) -> None:
        """Ask for files."""
        kinds = self.t("Receipts (*.pdf *.png *.jpg *.jpeg)")
        paths, _kind = QFileDialog.getOpenFileNames(self, self.t("Choose receipts"), "", kinds)
        if paths:
            self.added.emit([Path(path) for path in paths])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if receipts_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.added.emit(receipts_in(event.mimeData()))
        event.acceptProposedAction()
