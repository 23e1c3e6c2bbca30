"""The bytes of files that follow a paper, and which of them somebody still needs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from desktop_crm.billing.rules import appending
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.recurring import RecurringDraft
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical

_TEXTS: Final = (("facts", "document"), ("draft", "document"), ("draft", "recurring"))
_AT_ONCE: Final = 50


@lru_cache(maxsize=appending.MOST_FILES)
def content_of(sha256: str) -> bytes:
    """The bytes of an appended file, which never change; read once while a draft of it is being written."""
    return blobs.get(sha256)


def appended_to(text: str) -> set[str]:
    """The hashes of the files that a draft's stored text names as appended."""
    if '"appended"' not in text:
        return set()
    return {each.sha256 for each in canonical.load(DocumentDraft, text).appended}


def appended_to_recurring(recurring_id: int) -> set[str]:
    """As `appended_to`, of what recurs."""
    (text,) = raw().execute("SELECT draft FROM recurring WHERE id = ?", (recurring_id,)).fetchone()
    return {each.sha256 for each in canonical.load(RecurringDraft, text).document.appended}


def named_in_papers(hashes: Iterable[str]) -> set[str]:
    """Those of these files that a paper shows as its logo or signature, or has appended: its text names
    them, no row refers to them."""
    wanted, found = sorted(hashes), set[str]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        likes = tuple(f"%{each}%" for each in some)
        for column, table in _TEXTS:
            where = " OR ".join([f"{column} LIKE ?"] * len(some))
            rows = raw().execute(f"SELECT {column} FROM {table} WHERE {where}", likes).fetchall()
            found |= {each for each in some if any(each in text for (text,) in rows)}
    return found
