"""A receipt to look at: a PDF as it is, a picture on a page of its own size."""

from __future__ import annotations

import io
from typing import Final

from desktop_crm.files.pictures import clean_picture
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_WIDE: Final = 595.0
"""Points: as wide as a page of A4."""


def shown_as_pdf(name: str, media_type: str, content: bytes) -> bytes:
    """The bytes of a PDF that shows a receipt. UserError for a file that has no picture of itself."""
    if media_type == "application/pdf":
        return content
    if not media_type.startswith("image/"):
        raise UserError(_("{name} has no picture of itself", name=name))
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = clean_picture(content, name)
    page = (_WIDE, max(1.0, _WIDE * picture.height / picture.width))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page)
    canvas.drawImage(ImageReader(io.BytesIO(picture.png)), 0, 0, *page, mask="auto")
    canvas.save()
    return out.getvalue()
