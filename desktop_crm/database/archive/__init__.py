"""All rows of a firm as text, the same on every engine: the portable archive, and a bridge between them.

`lines` reads a table in the order of its key as canonical JSON, `load` writes such lines back, `table_hash`
tells whether two tables hold the same. `make` and `read` put them into a ZIP file and out of it.
"""

from desktop_crm.database.archive.guards import LARGEST
from desktop_crm.database.archive.lines import (
    columns,
    count,
    hashed,
    keep_next_ids,
    lines,
    load,
    new_digest,
    next_ids,
    rows_of,
    table_hash,
)
from desktop_crm.database.archive.manifest import Manifest, TableNote
from desktop_crm.database.archive.reading import look_into, read
from desktop_crm.database.archive.writing import make

__all__ = [
    "LARGEST",
    "Manifest",
    "TableNote",
    "columns",
    "count",
    "hashed",
    "keep_next_ids",
    "lines",
    "load",
    "look_into",
    "make",
    "new_digest",
    "next_ids",
    "read",
    "rows_of",
    "table_hash",
]
