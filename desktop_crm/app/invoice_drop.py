"""E-invoices and receipts dropped anywhere on the window, where no page takes files for itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.widgets.desk import Desk


class InvoiceDrop(QObject):
    """Takes in the e-invoices that are dropped on `window`; a picture, or a PDF that is none, begins an
    expense."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        if desk.may("received.take_in"):
            window.setAcceptDrops(True)
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Only files with the endings of e-invoices and pictures are taken."""
        from desktop_crm.expenses.ui.taking_in import invoices_in, take_files

        if isinstance(event, QDragEnterEvent):
            if invoices_in(event.mimeData()) or self._receipts(event):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            paths, receipts = invoices_in(event.mimeData()), self._receipts(event)
            if receipts:
                event.acceptProposedAction()
                self._desk.go("expense:new", {"files": receipts})
                return True
            if paths:
                event.acceptProposedAction()
                take_files(self._desk, self._window, paths)
                return True
        return False

    def _receipts(self, event: QDropEvent) -> list[Path]:
        """Pictures, for who may write down expenses: they are no e-invoices in any case."""
        from desktop_crm.expenses.ui.receipts import receipts_in

        found = receipts_in(event.mimeData()) if self._desk.may("expenses.change") else []
        return [path for path in found if path.suffix.lower() != ".pdf"]
