"""Papers read back with a library that did not write them (pypdf)."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader


def page_texts(pdf: bytes) -> list[str]:
    """The text of every page, blanks of all kinds made one, soft hyphens and the break after them gone."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(re.sub("\u00ad\\s*", "", page.extract_text()).split()) for page in pages]


def text_of(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))
