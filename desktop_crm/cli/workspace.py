"""`search`, `verify`, `restore`, `archive`: the file as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.company.rules.numbering import PAPER_SERIES
from desktop_crm.receivables.rules.dunning import LETTERS
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import archives, backups, erasure_list, finding, opening, verifying


def search(session: Session) -> list[dict[str, Any]]:
    """The best matches over contacts, products, documents, tickets and notes."""
    with session.reading():
        found = finding.find(session.caller, session.arguments.text, limit=session.arguments.limit)
        return [
            {
                "kind": hit.kind,
                "id": hit.id,
                **({"number": hit.number} if hit.number else {}),
                "title": hit.title,
                "about": hit.about,
                "where": finding.where(hit, session.t),
            }
            for hit in found
        ]


def verify(session: Session) -> dict[str, Any]:
    """Everything checked, or the first wrong record named and exit code 1. A package needs no firm."""
    if session.arguments.package:
        from desktop_crm.cli import accounting

        return accounting.verify(session)
    with session.reading():
        report = verifying.verify(session.caller)
    if report.findings:
        first = report.findings[0]
        more = len(report.findings) - 1
        message = session.t.message(first.message)
        if more:
            message += session.t.plural(" ({n} more finding)", " ({n} more findings)", more)
        raise UserError(_("{what}", what=message), first.record)
    purged = [session.t.message(each) for each in report.purged]
    return {
        "ok": True,
        "checked": report.checked,
        "heads": report.heads,
        **({"purged": purged} if purged else {}),
    }


def restore(session: Session) -> dict[str, Any]:
    """A backup into a new file; nothing is ever overwritten."""
    target = Path(session.arguments.to)
    blamed = "FILE" if opening.is_missing(target) else "--to"
    with session.input_path(session.arguments.file, ".crm") as source, session.blaming(blamed):
        session.unlock(source)
        made = _restored(session, source, target)
    return {
        "file": str(made.path),
        "counts": made.counts,
        "heads": made.heads,
        **_erased_unknown(session, made),
    }


def _erased_unknown(session: Session, made: backups.Made | archives.Archived) -> dict[str, str]:
    """A warning, where nobody knows."""
    if made.is_erased_known:
        return {}
    hint = session.t("Restore it with --database and the firm that is in use, or erase them again.")
    return {"warning": f"{session.t.message(erasure_list.UNKNOWN)} {hint}"}


def _restored(session: Session, source: Path, target: Path) -> backups.Made:
    """A refusal about a last number or the new file names its option."""
    given = session.arguments
    numbers: dict[str, str] = {kind: getattr(given, f"last_{kind}") for kind in (*PAPER_SERIES, LETTERS)}
    present = None if opening.is_missing(session.place) else session.path
    try:
        return backups.restore(session.local, source, target, last_printed=numbers, present=present)
    except UserError as error:
        if error.field in numbers:
            error.field = f"--last-{error.field.replace('_', '-')}"
        elif error.field == "target":
            error.field = "--to"
        raise


def make_archive(session: Session) -> dict[str, Any]:
    """Everything as text in a new ZIP file."""
    with session.reading() as workspace, session.blaming("OUT"):
        made = archives.make(session.caller, workspace, Path(session.arguments.out))
    return {"file": str(made.path), "rows": made.rows, "counts": made.counts}


def read_archive(session: Session) -> dict[str, Any]:
    """An archive into a new file; nothing is ever overwritten."""
    target = Path(session.arguments.to)
    blamed = "FILE" if opening.is_missing(target) else "NEW"
    with session.input_path(session.arguments.file, ".zip") as source, session.blaming(blamed):
        is_there = session.database is not None and not opening.is_missing(session.database)
        present = session.path if is_there else None
        try:
            made = archives.read(
                session.local, source, target, any_size=session.arguments.any_size, present=present
            )
        except UserError as error:
            if error.field == "target":
                error.field = "NEW"
            raise
    return {
        "file": str(made.path),
        "rows": made.rows,
        "counts": made.counts,
        **_erased_unknown(session, made),
    }
