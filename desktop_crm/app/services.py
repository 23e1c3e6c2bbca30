"""What makers of pages get beside the desk: the open file and acts on the program itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace.opening import Workspace


@dataclass(frozen=True)
class Services:
    """Given to `routes.make_page`."""

    desk: Desk
    workspace: Workspace
    open_file: Callable[[Path], None]
    """Close this firm and open the file of another one."""
    new_firm: Callable[[], None]
    """Start the first-run wizard for one more firm."""
    load_sample: Callable[[], None]
    """Fill the open file with the sample firm's data."""
    remove_sample: Callable[[], None]
    """Take the sample data out again."""
    back_up: Callable[[], None]
    """A verified copy into the firm's backup folder, now."""
    rebuild: Callable[[], None]
    """Build the window anew: the local settings name another language or font."""
