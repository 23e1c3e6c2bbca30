"""Names of files that any computer takes: Windows, macOS and Linux, and a mail's attachment."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from desktop_crm.billing.documents import words
from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules.facts import DocumentFacts

DEFAULT_PATTERN: Final = "{number} {customer}"
PLACEHOLDERS: Final = ("number", "customer", "kind", "date", "year")
MOST_BYTES: Final = 120
"""Of the name with its ending in UTF-8: short enough for every file system and for a deep folder on
Windows.
"""

_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")


def file_name(facts: DocumentFacts, pattern: str = DEFAULT_PATTERN, extension: str = "pdf") -> str:
    """The name of the paper's file: "2026-0042 Müller GmbH.pdf".

    `pattern` may hold {number} {customer} {kind} {date} {year}; what else stands in braces is left out. A
    draft has the word in place of a number.
    """
    t = words.words_for(facts)
    values = {
        "number": facts.number or t("Draft"),
        "customer": facts.buyer.name,
        "kind": words.kind_word(facts, t),
        "date": facts.issued_on.isoformat(),
        "year": str(facts.issued_on.year),
    }
    text = re.sub(r"\{(\w*)\}", lambda match: values.get(match[1], ""), pattern)
    return safe_name(text, extension)


def safe_name(text: str, extension: str) -> str:
    """Any text as a file's name with this ending; never empty, hidden, reserved or too long."""
    text = _FORBIDDEN.sub("-", clean_line(text))
    text = "".join(one for one in text if unicodedata.category(one)[0] != "C")
    text = re.sub(r"-{2,}", "-", " ".join(text.split())).strip(" .-~")
    if _RESERVED.match(text):
        text = f"_{text}"
    ending = f".{extension}"
    text = text.encode()[: MOST_BYTES - len(ending)].decode(errors="ignore").rstrip(" .-")
    return f"{text or 'document'}{ending}"
