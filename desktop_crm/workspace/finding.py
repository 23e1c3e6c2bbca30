"""Search over every room."""

from __future__ import annotations

from desktop_crm.database import search
from desktop_crm.values.caller import Caller


def find(caller: Caller, text: str, *, limit: int = 50) -> list[search.Hit]:
    """The best `limit` matches for what was typed: names, numbers, amounts, IBANs, line texts, notes.

    Any text is safe; an empty one finds nothing.
    """
    return search.find(text, limit=max(1, min(limit, 1000)))
