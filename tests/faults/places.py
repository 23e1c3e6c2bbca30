"""Where the firms of a trial come from: copies of one file; on a server, see `servers`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Protocol

from tests.faults import firms


class Places(Protocol):
    """Where firms come from: every run gets a fresh one. Each engine has its own."""

    def fresh(self) -> Any: ...

    def away(self, place: Any) -> None: ...


class Files:
    """Copies of one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.crm"
        firms.make(self.template)

    def fresh(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="three-", dir=self.folder))
        return Path(shutil.copyfile(self.template, folder / "firm.crm"))

    def away(self, place: Path) -> None:
        shutil.rmtree(place.parent)
