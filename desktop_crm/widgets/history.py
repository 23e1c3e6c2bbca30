"""The way from a record's page to its history."""

from __future__ import annotations

from desktop_crm.values import rights
from desktop_crm.widgets.buttons import MenuItem
from desktop_crm.widgets.desk import Desk


def history_items(desk: Desk, table: str, row: int | None, name: str, kind: str = "") -> list[MenuItem]:
    """ "History": who changed what of this record, for whom may see it.

    `kind` is that of its page where it is not the table's.
    """
    if not rights.may(desk.caller, "trail.read"):
        return []

    def run() -> None:
        desk.go("history", {"record": f"{table}:{row}", "name": name, "opens": (kind or table, row)})

    return [MenuItem(desk.t("History"), run, icon="history", enabled=row is not None)]
