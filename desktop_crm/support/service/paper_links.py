"""Tickets about papers whose keep time is over: an open one keeps its paper, a closed one lets it go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_OPEN: Final = "SELECT DISTINCT document_id FROM ticket WHERE document_id IS NOT NULL AND status <> 'closed'"
_LET_GO: Final = (
    "UPDATE ticket SET document_id = NULL, line = NULL, version = version + 1"
    " WHERE document_id IN (SELECT value FROM json_each(?))"
)


@rights.needs("persons.erase")
def with_open_tickets(caller: Caller) -> frozenset[int]:
    """The papers that an open ticket is about."""
    return frozenset(key for (key,) in raw().execute(_OPEN).fetchall())


@rights.needs("persons.erase")
def let_go(caller: Caller, document_ids: Sequence[int]) -> None:
    """Take these papers off the tickets about them, which stay. Needs a transaction."""
    raw().execute(_LET_GO, (json.dumps(list(document_ids)),))
