"""What makers of pages get beside the desk: the open file and acts on the program itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_crm.app.firm_acts import FirmActs
from desktop_crm.app.whose import WhoseBar
from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace.opening import Workspace


@dataclass(frozen=True)
class Services:
    """Given to `routes.make_page`."""

    desk: Desk
    workspace: Workspace
    firm: FirmActs
    rebuild: Callable[[], None]
    whose: WhoseBar
    """Who has the record that the page shows; gives it to somebody."""
    """Build the window anew: the local settings name another language or font."""
