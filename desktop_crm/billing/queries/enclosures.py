"""Files that go to the customer with a paper."""

from __future__ import annotations

from typing import Final, NamedTuple

from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_OF: Final = "SELECT name, media_type, sha256 FROM enclosure WHERE document_id = ? ORDER BY id"


class EnclosureRow(NamedTuple):
    """One file; its bytes lie under the hash."""

    name: str
    media_type: str
    sha256: str


@rights.needs("documents.read")
def list_enclosures(caller: Caller, document_id: int) -> list[EnclosureRow]:
    """What goes with a paper, in the order in which it was enclosed."""
    return [EnclosureRow(*row) for row in raw().execute(_OF, (document_id,)).fetchall()]
