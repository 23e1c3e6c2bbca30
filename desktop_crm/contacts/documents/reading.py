"""A file of contacts, whatever program wrote it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from desktop_crm.contacts.documents import google, outlook, table, vcard_reading
from desktop_crm.contacts.documents.mapping import (
    are_our_rejects,
    check_mapping,
    guess_mapping,
    is_our_export,
)
from desktop_crm.contacts.rules.importing import ContactFile
from desktop_crm.files.guards import read_limited
from desktop_crm.files.tables import TableFile, cell_text, table_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_SAMPLES: Final = 20


def read_contacts(path: Path, mapping: Mapping[str, Any] | None = None) -> ContactFile:
    """The contacts of a CSV, XLSX or vCard file; told apart by content.

    `mapping` (column to field, see `mapping.FIELDS`) overrides the guess and the layouts of Google's and
    Outlook's exports.
    Raises UserError naming the file, and the line where there is one, for a file that cannot be read at all;
    the fault of a single record stays with that record.
    """
    return contacts_of(read_limited(path), path.name, mapping)


def contacts_of(data: bytes, name: str, mapping: Mapping[str, Any] | None = None) -> ContactFile:
    """The same from bytes."""
    sha256 = hashlib.sha256(data).hexdigest()
    if vcard_reading.is_vcard(data):
        cards = tuple(vcard_reading.records(data, name))
        ours = vcard_reading.is_ours(data)
        return ContactFile(name=name, sha256=sha256, dialect="vcard", records=cards, is_ours=ours)
    if name.lower().endswith((".vcf", ".vcard")):
        raise UserError(_("{name} holds no vCard", name=name))
    read = table_of(data, name)
    if mapping is None and google.is_google(read.headers):
        return _table_file(read, sha256, "google", tuple(google.records(read)), {})
    if mapping is None and outlook.is_outlook(read.headers):
        return _table_file(read, sha256, "outlook", tuple(outlook.records(read)), {})
    samples = _samples(read)
    chosen = guess_mapping(read.headers, samples) if mapping is None else check_mapping(mapping, read.headers)
    if mapping is None and not any(chosen.values()):
        raise UserError(_("{name} has no column names in its first row", name=name))
    return _table_file(read, sha256, "table", tuple(table.records(read, chosen)), chosen)


def _samples(read: TableFile) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(cell_text, row.cells)) for row in read.rows[:_SAMPLES])


def _table_file(
    read: TableFile, sha256: str, dialect: Any, records: tuple[Any, ...], mapping: dict[str, str]
) -> ContactFile:
    return ContactFile(
        name=read.name,
        sha256=sha256,
        dialect=dialect,
        records=records,
        headers=read.headers,
        mapping=mapping,
        samples=_samples(read),
        encoding=read.encoding,
        separator=read.separator,
        is_ours=is_our_export(read.headers) and not are_our_rejects(read.headers),
    )
