"""`desktop-crm` and `python -m desktop_crm`: the window without words, the command line with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """No words, or only `--database FILE`, open the window; anything else is a command."""
    words = list(sys.argv[1:] if argv is None else argv)
    match words:
        case []:
            return window()
        case ["--database", path] if path:
            return window(path)
    from desktop_crm.cli.main import main as command

    return command(words)


def window(database: str | None = None) -> int:
    """Open the window, on `database` (a file, or postgresql://...) or on the one that was open last."""
    if not _has_display():
        print("error: display: there is no screen to open a window on; --help tells the commands",
              file=sys.stderr)  # fmt: skip
        return 1
    from desktop_crm.app.main import main as open_window
    from desktop_crm.values.errors import UserError
    from desktop_crm.workspace import places

    try:
        place = places.place_of(database) if database else None
    except UserError as error:
        print(f"error: database: {error}", file=sys.stderr)
        return 1
    return open_window(place)


def _has_display() -> bool:
    """Qt ends the process with an abort where Linux has neither X11 nor Wayland: better said before."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


if __name__ == "__main__":
    sys.exit(main())
