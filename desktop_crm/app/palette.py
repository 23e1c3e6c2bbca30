"""Ctrl+K: navigate, act ("New invoice for ..."), search everything, recents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.app.money_commands import money_commands
from desktop_crm.app.new_commands import new_commands
from desktop_crm.app.recents import Recents
from desktop_crm.app.routes import places_with_keys
from desktop_crm.app.services import Services
from desktop_crm.values import rights
from desktop_crm.widgets import keys
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.palette_box import Command, PaletteBox

if TYPE_CHECKING:
    from desktop_crm.app.palette_acts import Proposal
    from desktop_crm.workspace.finding import Found

_ICONS: Final = {
    "contact": "user",
    "quote": "file-pen",
    "order": "clipboard-check",
    "delivery": "truck",
    "pro_forma": "file-text",
    "receipt": "receipt",
    "invoice": "receipt-text",
    "credit_note": "receipt-text",
    "received_invoice": "inbox",
    "expense": "wallet",
    "dunning_letter": "bell",
    "ticket": "life-buoy",
    "product": "package",
    "note": "notebook-pen",
    "event": "phone",
    "attachment": "paperclip",
}


_OFFERED_FOR: Final = 3
"""Acts are offered for the best of what was found, not for all of it."""


class PaletteCommands:
    """What the palette offers: fixed commands, records that match what is typed, records opened lately."""

    def __init__(self, services: Services, recents: Recents) -> None:
        self._services = services
        self._desk = services.desk
        self._recents = recents
        self._settings: list[Command] = []
        recents.begin()

    def commands(self) -> Sequence[Command]:
        """Places and acts."""
        t, go = self._desk.t, self._desk.go
        places = [
            Command(
                place.title(t),
                partial(go, place.key, None),
                place.icon,
                keys=keys.native(key) if key else "",
                group=t("Go to"),
            )
            for place, key in places_with_keys()
            if not place.right or self._desk.may(place.right)
        ]
        found = [
            *places,
            *new_commands(self._desk, t("New")),
            *self._history(t("Commands")),
            *self._others(),
            *self._of_settings(),
        ]
        return [each for each in found if not each.needs or self._desk.may(each.needs)]

    def _others(self) -> list[Command]:
        t, go = self._desk.t, self._desk.go
        more = t("Commands")
        return [
            *money_commands(self._desk, more),
            *self._people(more),
            Command(
                t("Import contacts"),
                lambda: go("contacts:import", None),
                "file-up",
                needs="data.import",
                group=more,
            ),
            Command(
                t("Back up now"),
                self._services.firm.backups.back_up,
                "hard-drive",
                needs=self._services.workspace.copying_right,
                group=more,
                words="backup",
            ),
            *_of_backups(self._services, more),
            *_of_books(self._desk, more),
            Command(t("Open another firm"), self._services.firm.choose_file, "folder-open", group=more),
            Command(
                t("Who is in"),
                self._services.firm.who_is_in,
                "users",
                group=more,
                words=t("share, network folder"),
            ),
            Command(
                t("Check everything"),
                self._services.firm.verify,
                "shield-check",
                needs="data.verify",
                group=more,
            ),
            Command(
                t("Report for support"),
                self._services.firm.diagnose,
                "bug",
                group=more,
                words=t("help, bug, log"),
            ),
            Command(
                t("Load sample data"),
                self._services.firm.load_sample,
                "sparkles",
                needs="settings.change",
                group=more,
            ),
            Command(
                t("Remove sample data"),
                self._services.firm.remove_sample,
                "trash-2",
                needs="settings.change",
                group=more,
            ),
            Command(t("New firm"), self._services.firm.new_firm, "building-2", group=more),
        ]

    def _people(self, more: str) -> list[Command]:
        """Where several work together."""
        t = self._desk.t
        others: list[Command] = []
        if self._services.whose.can_give:
            give = Command(
                t("Give to a colleague…"), self._services.whose.give, "user-round",
                keys=keys.native(keys.GIVE.first), group=more, words=t("assign, delegate"),
            )  # fmt: skip
            others.append(give)
        if self._desk.caller.person_id:
            lock = Command(
                t("Lock"), self._services.firm.lock, "lock", keys=keys.native(keys.LOCK.first), group=more,
                words=t("sign out, switch user"),
            )  # fmt: skip
            others.append(lock)
        return others

    def _history(self, group: str) -> list[Command]:
        """For whom may see it."""
        t, go = self._desk.t, self._desk.go
        if not rights.may(self._desk.caller, "trail.read"):
            return []
        words = t("changes, undo")
        return [Command(t("History"), lambda: go("history", None), "history", group=group, words=words)]

    def _of_settings(self) -> list[Command]:
        """Sections and single settings by their names; only what is typed brings them up."""
        from desktop_crm.app.books_settings import books_section
        from desktop_crm.app.data_settings import data_section
        from desktop_crm.app.dunning_settings import dunning_section
        from desktop_crm.app.expense_categories import expense_categories_section
        from desktop_crm.app.looks_settings import looks_sections
        from desktop_crm.app.mail_settings import mail_section
        from desktop_crm.app.price_lists import price_lists_section
        from desktop_crm.app.privacy_settings import privacy_section
        from desktop_crm.company.ui import section_list

        if not self._settings:
            nobody: Any = None  # the sections are named here, never made
            go, group = self._desk.go, self._desk.t("Settings")
            from desktop_crm.app.people_settings import people_section

            sections = (
                *section_list.names(self._desk),
                *looks_sections(self._desk, nobody),
                dunning_section(self._services),
                price_lists_section(self._services),
                expense_categories_section(self._services),
                people_section(self._services),
                books_section(self._services),
                data_section(self._services),
                mail_section(self._services),
                privacy_section(self._services),
            )
            for section in sections:
                if section.right and not self._desk.may(section.right):
                    continue
                open_it = partial(go, "settings", {"section": section.key})
                self._settings.append(
                    Command(section.title, open_it, section.icon, group, group=group, is_quiet=True)
                )
                self._settings += [
                    Command(name, open_it, section.icon, section.title, group=group, is_quiet=True)
                    for name in section.settings
                ]
        return self._settings

    def recents(self) -> Sequence[Command]:
        """Records opened lately, newest first."""
        return [self._record(found, self._desk.t("Recent")) for found in self._recents.found]

    def search(self, typed: str) -> Sequence[Command]:
        """Runs in the database's thread: acts that were typed, then every room's records that hold it."""
        from desktop_crm.app import palette_acts
        from desktop_crm.workspace import finding

        caller, today, t = self._desk.caller, self._desk.today(), self._desk.t
        asked = palette_acts.asked(caller, typed, today, t)
        hits = finding.find(caller, typed, limit=24)
        offered = [] if asked else palette_acts.offered(caller, hits[:_OFFERED_FOR], today)
        return [
            *(replace(self._act(each), leads=True) for each in asked),
            *(self._record(hit, t("Found")) for hit in hits),
            *(self._act(each) for each in offered),
        ]

    def _act(self, proposal: Proposal) -> Command:
        t = self._desk.t
        text = t.message(replace(proposal.act.label, values={"name": proposal.name}))
        run = partial(self._desk.go, *proposal.where)
        return Command(text, run, proposal.act.icon, proposal.about, group=t("Do"))

    def _record(self, hit: Found, group: str) -> Command:
        from desktop_crm.workspace import finding

        t = self._desk.t
        kind = finding.KINDS.get(hit.kind)
        return Command(
            hit.title,
            partial(self._desk.go, *hit.owner),
            _ICONS.get(hit.kind, "file-text"),
            " · ".join(part for part in (hit.about, finding.where(hit, t)) if part),
            "" if kind is None else t.message(kind),
            group=group,
        )


def build_palette(services: Services, recents: Recents, host: QWidget) -> PaletteBox:
    """The box over the window's body."""
    commands = PaletteCommands(services, recents)
    return PaletteBox(
        host,
        services.desk.t,
        services.desk.tasks,
        commands=commands.commands,
        recents=commands.recents,
        search=commands.search,
    )


def _of_books(desk: Desk, group: str) -> list[Command]:
    """What is owed to the tax office, and what the accountant gets."""
    t, go, read = desk.t, desk.go, "books.read"
    vat, over = t("VAT report"), t("Hand over to the accountant")
    words = t("tax return, EC sales list, One-Stop-Shop")
    return [
        Command(vat, lambda: go("accounting", None), "landmark", needs=read, group=group, words=words),
        Command(
            over, lambda: go("handover", None), "briefcase", needs=read, group=group, words="DATEV, FEC, GoBD"
        ),
    ]


def _of_backups(services: Services, more: str) -> list[Command]:
    """Beside the one that makes a backup."""
    t, firm = services.desk.t, services.firm
    make, restore = services.workspace.copying_right, "backups.restore"
    words, zipped = t("Try the newest backup out"), t("Save everything as text")
    return [
        Command(words, firm.backups.drill, "shield-check", needs=make, group=more, words="backup"),
        Command(t("Restore a backup"), firm.restore, "history", needs=restore, group=more),
        Command(zipped, firm.archives.save, "file-down", needs=restore, group=more, words="zip"),
    ]
