"""Printing what the preview shows: the same bytes, at the printer's resolution."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import pdf_pages

SHARPEST = 300  # dots an inch; more only costs memory


def paint_pages(pdf: bytes, painter: QPainter, new_page, resolution: int) -> int:  # type: ignore[no-untyped-def]
    """Paint all pages onto a device with `resolution` dots an inch; returns how many there were."""
    sizes = pdf_pages.page_sizes(pdf)
    for number, size in enumerate(sizes):
        if number:
            new_page()
        image = pdf_pages.page_image(pdf, number, min(resolution, SHARPEST) / 72)
        dots = resolution / 72
        painter.drawImage(QRectF(0, 0, size.width * dots, size.height * dots), image)
    return len(sizes)


def print_pdf(parent: QWidget, t: Translator, pdf: bytes) -> bool:
    """Ask for a printer and print; whether that was wanted.

    The page goes to the paper's edge as it is, without scaling to fit.
    """
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    sizes = pdf_pages.page_sizes(pdf)
    if sizes:
        letter = abs(sizes[0].width - 612) < 2
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4))
        wide = sizes[0].width > sizes[0].height
        printer.setPageOrientation(
            QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
        )
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(t("Print"))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    painter = QPainter(printer)
    paint_pages(pdf, painter, printer.newPage, printer.resolution())
    painter.end()
    return True
