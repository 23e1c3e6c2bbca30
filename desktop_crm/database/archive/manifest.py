"""What an archive says about itself: schema, tables, rows, hashes. Believed only as far as it was checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desktop_crm.database.fields import stamp
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

FORMAT: Final = "desktop-crm-archive"
FORMAT_VERSION: Final = 1
NAME: Final = "manifest.json"
READ_ME: Final = "read-me.txt"
LONGEST_LINE: Final = 100_000_000
"""Bytes: an attachment has at most 25 MB, and a third more as text."""
_LARGEST_ID: Final = 2**48

WORDS: Final = """\
This is a portable archive of Desktop CRM: all records of one firm as plain text.

tables/NAME.jsonl   one JSON object a line for each row of the table NAME, in the order of its key, UTF-8.
                    Amounts are in minor units (cents), quantities and prices times a million, rates times ten
                    thousand, times in UTC. The files (issued papers, attachments) are the rows of the table
                    blob: their bytes in base64, their SHA-256 as the key.
manifest.json       schema version, and of each table how many rows it has and the SHA-256 over its lines.

"archive read FILE NEW" makes a database of it again.
"""


@dataclass(frozen=True, slots=True)
class TableNote:
    """One table: how many rows, the SHA-256 over its lines, and the first id that was never given."""

    name: str
    rows: int
    sha256: str
    next_id: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was noted when the archive was made. `facts` are a few values to compare (counts, sums, heads)."""

    schema: int
    program: str
    made_at: datetime
    tables: tuple[TableNote, ...]
    facts: dict[str, Any]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(table.rows for table in self.tables)

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {table.name: table.rows for table in self.tables}


def entry_of(table: str) -> str:
    """Where the rows of a table lie in the archive."""
    return f"tables/{table}.jsonl"


def dump(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    form = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "schema": manifest.schema,
        "program": manifest.program,
        "made_at": stamp(manifest.made_at),
        "tables": [
            {"name": each.name, "rows": each.rows, "sha256": each.sha256}
            | ({} if each.next_id is None else {"next_id": each.next_id})
            for each in manifest.tables
        ],
        "facts": manifest.facts,
    }
    return json.dumps(form, indent=1, ensure_ascii=False).encode()


def load(data: bytes, newest: int) -> Manifest:
    """The manifest of an archive; UserError for one that is none of ours or comes from a newer program."""
    try:
        found = json.loads(data)
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ValueError("format")
        version, schema = int(found["format_version"]), int(found["schema"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(_("This is not an archive of this program.")) from error
    if version > FORMAT_VERSION or schema > newest:
        raise UserError(
            _(
                "This archive is from a newer version of the program (schema {found}, not {known}). "
                "Install the newer version.",
                found=schema,
                known=newest,
            )
        )
    try:
        return _manifest(found, schema)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(_("The archive is damaged: its table of contents is wrong.")) from error


def _manifest(found: dict[str, Any], schema: int) -> Manifest:
    tables = tuple(_note(each) for each in found["tables"])
    made_at = datetime.fromisoformat(str(found["made_at"]))
    facts = found.get("facts", {})
    if schema < 1 or made_at.tzinfo is None or not isinstance(facts, dict):
        raise ValueError("manifest")
    if len({table.name for table in tables}) != len(tables):
        raise ValueError("a table twice")
    return Manifest(schema, str(found["program"]), made_at, tables, facts)


def _note(each: dict[str, Any]) -> TableNote:
    rows, next_id = int(each["rows"]), each.get("next_id")
    if rows < 0 or not (next_id is None or 0 < int(next_id) < _LARGEST_ID):
        raise ValueError("rows")
    return TableNote(str(each["name"]), rows, str(each["sha256"]), None if next_id is None else int(next_id))
