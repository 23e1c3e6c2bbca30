"""What the doors ask before they call something a bug."""

from __future__ import annotations

from desktop_crm.database import connection
from desktop_crm.database import damage as database_damage
from desktop_crm.values.errors import UserError


def explain(error: BaseException) -> UserError | None:
    """The refusal to show instead when it is the open firm's file that is damaged."""
    from desktop_crm.workspace import registry

    return database_damage.explain(error, (*connection.OWN_TABLES, *registry.TABLES))
