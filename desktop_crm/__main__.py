"""`desktop-crm` and `python -m desktop_crm`: the window without words, the command line with them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """No words, or only `--database FILE`, open the window; anything else is a command."""
    words = list(sys.argv[1:] if argv is None else argv)
    match words:
        case []:
            return window()
        case ["--database", path] if path:
            return window(Path(path))
    from desktop_crm.cli.main import main as command

    return command(words)


def window(database: Path | None = None) -> int:
    """Open the window, on `database` or on the file that was open last."""
    from desktop_crm.app.main import main as open_window

    return open_window(database)


if __name__ == "__main__":
    sys.exit(main())
