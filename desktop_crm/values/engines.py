"""Engines that only one thread of the program may use at a time."""

from __future__ import annotations

from threading import Lock
from typing import Final

PDFIUM: Final = Lock()
"""PDFium is not safe to call from two threads: whoever reads pages of a PDF with it holds this."""
