"""The heads of the sealed chains: only a copy outside the file makes a chain in a writable file a proof."""

from __future__ import annotations

from typing import Final

from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller

_HEADS: Final = """SELECT s.kind, d.hash FROM number_series s JOIN document d ON d.series_id = s.id
    WHERE d.link = (SELECT max(link) FROM document WHERE series_id = s.id)"""


def chain_heads(caller: Caller) -> dict[str, str]:
    """The last seal of each series by the series' kind; a series without an issued document has none."""
    return dict(raw().execute(_HEADS).fetchall())
