"""E-invoices dropped anywhere on the window, where no page takes files for itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.widgets.desk import Desk


class InvoiceDrop(QObject):
    """Takes in the PDF and XML files that are dropped on `window`."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        if desk.may("received.take_in"):
            window.setAcceptDrops(True)
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Only files with the endings of e-invoices are taken."""
        from desktop_crm.expenses.ui.taking_in import invoices_in, take_files

        if isinstance(event, QDragEnterEvent):
            if invoices_in(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            paths = invoices_in(event.mimeData())
            if paths:
                event.acceptProposedAction()
                take_files(self._desk, self._window, paths)
                return True
        return False
