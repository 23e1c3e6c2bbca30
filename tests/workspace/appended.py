"""What the verbs of appended files are given in the prepared firm."""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image

from tests.faults.firms import TODAY
from tests.workspace.act import Act, adds


def picture(color: str = "white") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (60, 80), color).save(data, "PNG")
    return data.getvalue()


ACTS: Mapping[str, Act] = {
    "billing.keep_appendix": adds("nothing", name="plan.png", content=picture()),
    "billing.append_files": adds("nothing", document_id=3, files=[("plan.png", picture("red"))], today=TODAY),
}
WITHOUT_VERSION: Mapping[str, str] = {
    "billing.keep_appendix": "the same bytes are kept once",
    "billing.append_files": "one more file, the others stay whoever wrote them",
}
