"""Code lists: what may stand where a code is asked for. The lists lie in resources/codes/einvoice.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Final

from desktop_crm.values.resources import resource

CATEGORIES: Final = frozenset(("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"))
"""UNTDID 5305 as EN 16931 uses it (BT-151, BR-CL-17)."""
MEDIA_TYPES: Final = frozenset(
    (
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    )
)
"""What an invoice may carry inside (BR-CL-24)."""
TAX_POINTS: Final = frozenset(("3", "35", "432", "5", "29", "72"))
"""BT-8: UNTDID 2005 in UBL (BR-CL-06), 2475 in CII."""


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    text = resource("codes/einvoice.toml").read_text(encoding="utf-8")
    return {name: frozenset(codes.split()) for name, codes in tomllib.loads(text).items()}


def codes(name: str) -> frozenset[str]:
    """The list `name` of the file; KeyError (a bug) for another one."""
    return _lists()[name]
