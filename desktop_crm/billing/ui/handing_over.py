"""Papers on their way out of the program: files in a folder, the mail program, another program's window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_crm.billing import queries, service
from desktop_crm.files.guards import safe_name
from desktop_crm.files.saving import save_file
from desktop_crm.values.caller import Caller
from desktop_crm.values.progress import Progress


def write_papers(caller: Caller, ids: Sequence[int], folder: Path, progress: Progress) -> int:
    """Write the stored PDF of each document into a folder under the firm's file names; returns how many.

    A name that is taken gets a number behind it: nothing is overwritten. Raises UserError for a full or
    read-only folder; Cancel removes what was written.
    """
    written: list[Path] = []
    try:
        for done, document_id in enumerate(ids):
            progress.step(done, len(ids))
            path = free_path(folder, service.file_name(caller, document_id))
            save_file(path, queries.stored_pdf(caller, document_id))
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    progress.step(len(ids), len(ids))
    return len(written)


def free_path(folder: Path, name: str) -> Path:
    """A path in the folder that does not exist: "Invoice (2).pdf" where "Invoice.pdf" is taken."""
    path, number = folder / safe_name(name), 2
    stem, suffix = path.stem, path.suffix
    while path.exists():
        path = folder / f"{stem} ({number}){suffix}"
        number += 1
    return path
