"""`diagnose`: what support needs to know, shown first, saved only where one says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.values import rights
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import diagnosing, opening


def diagnose(session: Session) -> dict[str, Any]:
    """The whole content by name; with `--out` it is saved as a ZIP, too. A database that cannot be opened is
    no obstacle: then its refusal stands in its place."""
    refusal, caller = "", replace(session.local, role=rights.NOBODY)  # nobody is asked to sign in
    if opening.is_missing(session.place):
        parts = diagnosing.collect(caller, session.today)
    else:
        try:
            with session.reading():
                parts = diagnosing.collect(caller, session.today)
        except UserError as error:
            refusal = session.t.message(error.message)
            parts = diagnosing.collect(caller, session.today)
    answer: dict[str, Any] = {part.name: part.text for part in parts}
    if refusal:
        answer["refused"] = refusal
    if session.arguments.out:
        with session.blaming("--out"):
            answer["file"] = str(diagnosing.write(parts, Path(session.arguments.out)))
    return answer
