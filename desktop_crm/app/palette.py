"""Ctrl+K: navigate, act ("New invoice for ..."), search everything, recents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.app.routes import PLACES, SETTINGS
from desktop_crm.app.services import Services
from desktop_crm.widgets import keys
from desktop_crm.widgets.palette_box import Command, PaletteBox

if TYPE_CHECKING:
    from desktop_crm.workspace.finding import Found

_ICONS: Final = {
    "contact": "user",
    "quote": "file-pen",
    "invoice": "receipt-text",
    "credit_note": "receipt-text",
    "ticket": "life-buoy",
    "product": "package",
    "note": "notebook-pen",
    "event": "phone",
    "attachment": "paperclip",
}


class PaletteCommands:
    """What the palette offers: fixed commands, records that match what is typed, records opened lately."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._desk = services.desk
        self._recent: list[Command] = []

    def commands(self) -> Sequence[Command]:
        """Places and acts."""
        t, go = self._desk.t, self._desk.go
        places = [
            Command(
                place.title(t),
                partial(go, place.key, None),
                place.icon,
                keys=keys.native(key),
                group=t("Go to"),
            )
            for key, place in zip(keys.PLACES.keys, (*PLACES, SETTINGS), strict=True)
        ]
        new = t("New")
        acts = [
            Command(
                t("New invoice"),
                lambda: go("invoice:new", None),
                "receipt-text",
                keys=keys.native(keys.NEW_INVOICE.first),
                group=new,
            ),
            Command(t("New quote"), lambda: go("quote:new", None), "file-pen", group=new),
            Command(t("New contact"), lambda: go("contact:new", None), "user", group=new),
            Command(t("New ticket"), lambda: go("ticket:new", None), "life-buoy", group=new),
            Command(t("New product or service"), lambda: go("product:new", None), "package", group=new),
        ]
        more = t("Commands")
        return [
            *places,
            *acts,
            Command(t("Import contacts"), lambda: go("contacts:import", None), "file-up", group=more),
            Command(t("Back up now"), self._services.firm.back_up, "hard-drive", group=more),
            Command(t("Restore a backup"), self._services.firm.restore, "history", group=more),
            Command(t("Open another firm"), self._services.firm.choose_file, "folder-open", group=more),
            Command(t("Check everything"), self._services.firm.verify, "shield-check", group=more),
            Command(t("Load sample data"), self._services.firm.load_sample, "sparkles", group=more),
            Command(t("Remove sample data"), self._services.firm.remove_sample, "trash-2", group=more),
            Command(t("New firm"), self._services.firm.new_firm, "building-2", group=more),
        ]

    def recents(self) -> Sequence[Command]:
        """Records opened through the palette, newest first."""
        return self._recent

    def search(self, typed: str) -> Sequence[Command]:
        """Runs in the database's thread: every room's records that hold what was typed."""
        from desktop_crm.workspace import finding

        return [
            command for hit in finding.find(self._desk.caller, typed, limit=24) for command in self._of(hit)
        ]

    def _of(self, hit: Found) -> list[Command]:
        from desktop_crm.workspace import finding

        t = self._desk.t
        muted = " · ".join(part for part in (hit.about, finding.where(hit, t)) if part)
        kind = finding.KINDS.get(hit.kind)
        found = [
            Command(
                hit.title,
                partial(self._open, hit),
                _ICONS.get(hit.kind, "file-text"),
                muted,
                "" if kind is None else t.message(kind),
                group=t("Found"),
            )
        ]
        if hit.kind == "contact":
            found.append(
                Command(
                    t("New invoice for {name}", name=hit.title),
                    lambda: self._desk.go("invoice:new", {"contact": hit.id}),
                    "plus",
                    group=t("Do"),
                )
            )
        return found

    def _open(self, hit: Found) -> None:
        title, about = hit.title, hit.about
        command = Command(
            title,
            partial(self._open, hit),
            _ICONS.get(hit.kind, "file-text"),
            about,
            group=self._desk.t("Recent"),
        )
        self._recent = [command, *(old for old in self._recent if (old.text, old.muted) != (title, about))][
            :6
        ]
        self._desk.go(*hit.owner)


def build_palette(services: Services, host: QWidget) -> PaletteBox:
    """The box over the window's body."""
    commands = PaletteCommands(services)
    return PaletteBox(
        host,
        services.desk.t,
        services.desk.tasks,
        commands=commands.commands,
        recents=commands.recents,
        search=commands.search,
    )
