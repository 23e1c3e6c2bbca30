"""The shots of what stands before a paper and after it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from desktop_crm.billing import service
from tests.shots.dialogs import further
from tests.shots.pages import PREVIEW
from tests.shots.studio import Shot, Studio

COVER: Final = (
    "Dear Ciara,\n\nthank you for the good work together this year. With this letter you receive the invoice"
    " for November, and behind it the plans that we agreed on.\n\nKind regards"
)


def _plan() -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(842, 595), invariant=1)
    for floor in ("Ground floor", "First floor"):
        canvas.drawString(60, 520, floor)
        canvas.rect(60, 60, 480, 420)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def around(what: str) -> Callable[[Studio], None]:
    """A draft with a letter and two files, and one of the dialogs over it."""

    def make(studio: Studio) -> None:
        plan = service.keep_appendix(studio.caller, "floor plan of the new shop, both floors.pdf", _plan())
        further(what, cover=COVER, appended=(plan, plan))(studio)

    return make


AROUND: Final[list[Shot]] = [
    Shot("editor-cover", around(""), wait=PREVIEW),
    Shot("dialog-cover", around("cover"), dialog="CoverDialog", wait=PREVIEW),
    Shot("dialog-appended", around("appended"), dialog="AppendedDialog", wait=PREVIEW),
]
