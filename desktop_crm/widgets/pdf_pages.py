"""Pages of a PDF as pictures, by pypdfium2. Runs in any one thread at a time; imported when first needed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from desktop_crm.values.engines import PDFIUM


@dataclass(frozen=True)
class PageSize:
    """A page's measures in points (1/72 inch)."""

    width: float
    height: float


def page_sizes(pdf: bytes) -> list[PageSize]:
    """The measures of all pages. Raises ValueError when the bytes are no PDF."""
    import pypdfium2 as pdfium

    with PDFIUM:
        document = _open(pdf)
        try:
            return [PageSize(*document.get_page_size(number)) for number in range(len(document))]
        except pdfium.PdfiumError as error:
            raise ValueError("a page of this PDF cannot be read") from error
        finally:
            document.close()


def page_image(pdf: bytes, number: int, scale: float) -> QImage:
    """Page `number` (from 0) at `scale` pixels a point, on white."""
    with PDFIUM:
        document = _open(pdf)
        try:
            page = document[number]
            bitmap = page.render(scale=scale, rev_byteorder=True)
            data = bytes(bitmap.buffer)
            width, height, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
        finally:
            document.close()
    formats = {
        1: QImage.Format.Format_Grayscale8,
        3: QImage.Format.Format_RGB888,
        4: QImage.Format.Format_RGBX8888,
    }
    return QImage(data, width, height, stride, formats[channels]).copy()


def _open(pdf: bytes):  # type: ignore[no-untyped-def]
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise ValueError("these bytes are no PDF") from error
