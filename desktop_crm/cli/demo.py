"""`demo --out DIR` and `sample DB`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import folder


def demo(session: Session) -> dict[str, Any]:
    """The main job on sample data, in a fresh database in DIR."""
    from desktop_crm.workspace import demo as story

    done = story.run(session.local, folder(session.arguments.out))
    return {"steps": done.steps, "files": done.files}


def sample(session: Session) -> dict[str, Any]:
    """A large plausible database for trials."""
    from desktop_crm.workspace import generating

    arguments = session.arguments
    made = generating.generate(
        Path(arguments.target), arguments.contacts, arguments.documents, arguments.seed, today=session.today
    )
    return {"file": arguments.target, **made}
