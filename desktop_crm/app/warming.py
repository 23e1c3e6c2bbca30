"""Reads what the first change and the first paper of a day need while nobody waits for it."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Final

MODULES: Final = (
    "desktop_crm.workspace.registry",
    "desktop_crm.contacts.service",
    "desktop_crm.billing.service",
    "desktop_crm.support.service",
    "desktop_crm.billing.documents.paper",
    "desktop_crm.billing.documents.einvoice",
    "pikepdf",
    "reportlab.pdfgen.canvas",
    "pypdfium2",
)
_begun = threading.Event()


def warm_up() -> None:
    """Begin reading in a thread of its own, once in a process; nothing waits for it."""
    if not _begun.is_set():
        _begun.set()
        threading.Thread(target=_read, name="warming", daemon=True).start()


def _read() -> None:
    for module in MODULES:
        import_module(module)
