"""Where the program's own files lie: the one input and output of `values`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def resources_root() -> Path:
    """`desktop_crm/_resources` in an installed wheel, `resources` in a checkout."""
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource(path: str) -> Path:
    """The file `path` ("icons/sun.svg") below the resources; it need not exist."""
    return resources_root() / path
