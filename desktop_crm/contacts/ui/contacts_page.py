"""The list of contacts: chips by category, tags, many at once, import and export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.queries import ContactRow
from desktop_crm.contacts.rules import CATEGORIES
from desktop_crm.contacts.ui.bulk_dialogs import CategoryDialog, TagsDialog
from desktop_crm.contacts.ui.look import contact_look
from desktop_crm.contacts.ui.saving import ask_and_save
from desktop_crm.contacts.ui.words import (
    DASH,
    KIND_ICONS,
    beside_name,
    category_text,
    days_ago,
    kind_text,
    local_day,
)
from desktop_crm.files.saving import save_table
from desktop_crm.values.paging import Listing, ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column

Balances = Callable[[Sequence[int]], Mapping[int, tuple[str, str]]]
"""What each of these contacts owes as (amount, currency code), in the database's thread."""
ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the list with what upper rooms know of it."""

    contact: ContactRow
    open: tuple[str, str] = ("", "")

    @property
    def id(self) -> int:
        return self.contact.id


class _Listing:
    """The rows of contacts, each with its balance."""

    def __init__(self, rows: Listing[ContactRow], balances: Balances | None) -> None:
        self._rows, self._balances = rows, balances

    def count(self) -> int:
        return self._rows.count()

    def rows(self, start: int, limit: int) -> list[Shown]:
        found = self._rows.rows(start, limit)
        owed = self._balances([row.id for row in found]) if self._balances and found else {}
        return [Shown(row, owed.get(row.id, ("", ""))) for row in found]


def _columns(desk: Desk, *, with_open: bool) -> list[Column[Shown]]:
    t, formats = desk.t, desk.t.formats

    def last(shown: Shown) -> str:
        moment = shown.contact.last_at
        return days_ago(t, local_day(moment), desk.today()) if moment else DASH

    columns: list[Column[Shown]] = [
        Column(
            "name",
            t("Name"),
            lambda r: r.contact.name,
            stretch=True,
            least=330,
            sort=True,
            bold=True,
            second=lambda r: beside_name(r.contact),
            icon=lambda r: KIND_ICONS.get(r.contact.kind, "user"),
        ),
        Column(
            "category",
            t("Category"),
            lambda r: category_text(t, r.contact.category),
            width=116,
            yields=4,
            sort=True,
            muted=True,
        ),
        Column("city", t("City"), lambda r: r.contact.city, width=116, sort=True, yields=3),
        Column("phone", t("Phone"), lambda r: r.contact.phone, width=166, yields=6),
        Column("mail", t("Mail"), lambda r: r.contact.mail, width=240, yields=5),
        Column("tags", t("Tags"), lambda r: ", ".join(r.contact.tags), width=104, muted=True, yields=1),
        Column("kind", t("Kind"), lambda r: kind_text(t, r.contact.kind), width=96, hidden=True),
        Column("country", t("Country"), lambda r: r.contact.country, width=80, hidden=True),
        Column("number", t("Customer number"), lambda r: r.contact.customer_number, width=128, hidden=True),
        Column("last", t("Last contact"), last, width=104, sort=True, muted=True, yields=2),
        Column(
            "created",
            t("Added on"),
            lambda r: formats.date_words(local_day(r.contact.created_at)),
            width=116,
            sort=True,
            hidden=True,
        ),
    ]
    if with_open:
        columns.append(
            Column(
                "open",
                t("Open"),
                lambda r: r.open[0] or DASH,
                code=lambda r: r.open[1],
                width=156,
                align="right",
                role=lambda r: None if r.open[0] else "muted",
            )
        )
    return columns


class ContactsPage(ListPage[Shown]):
    """All contacts. `load_sample` fills the file with the sample firm, `balances` adds the column "Open"."""

    def __init__(
        self,
        desk: Desk,
        load_sample: Callable[[], None] | None = None,
        balances: Balances | None = None,
    ) -> None:
        t = desk.t
        super().__init__(
            desk,
            "contacts",
            t("Contacts"),
            _columns(desk, with_open=balances is not None),
            lambda view: _Listing(queries.list_contacts(desk.caller, view), balances),
            watches={"contact", "note", *({"invoice", "payment", "credit_note"} if balances else ())},
            open_row=lambda row: desk.go("contact", row.id),
            preview=lambda row: contact_look(desk, row.contact, " ".join(row.open), self).open(),
            placeholder=t("Search contacts"),
            empty=self._empty_state(desk, load_sample),
        )
        self._tag = ""
        self.tag_button = IconButton("tags", t("Filter by tag"), kind="secondary")
        self.tag_button.set_menu(self._tag_items)
        self.header.verbs.insertWidget(1, self.tag_button)
        self._tags: list[tuple[str, int]] = []
        self.import_button = Button(t("Import…"), self.start_import, icon="upload")
        if desk.may("data.import"):
            self.header.add_verb(self.import_button)
        else:
            self.import_button.hide()
        self.set_primary(
            Button(t("New contact"), self.new, kind="primary", icon="user-plus", shortcut=keys.NEW.first),
            "contacts.change",
        )
        self.set_chips("category", self._chips())
        self.set_chip_counts(self._counts)
        self.set_selection_verbs(self.verbs_for)
        self.set_export(lambda *shown: save_table(*shown, sheet=t("Contacts")))

    def _empty_state(self, desk: Desk, load_sample: Callable[[], None] | None) -> EmptyState:
        t = desk.t
        start = Button(t("Import a file"), self.start_import, kind="link", icon="upload")
        others = desk.allowed(("data.import", start))
        if load_sample is not None:
            others.append(Button(t("Load sample data"), load_sample, kind="link", icon="sparkles"))
        return EmptyState(
            "users",
            t("No contacts yet"),
            t("A name is all it takes; everything else can follow later."),
            Button(t("Add a contact"), self.new, kind="primary", icon="plus", shortcut=keys.NEW.first)
            if desk.may("contacts.change")
            else None,
            others,
            t("Sample data leaves again with one click.") if load_sample is not None else "",
        )

    def _chips(self) -> list[Chip]:
        known = [Chip(category, category_text(self.t, category)) for category in CATEGORIES]
        return [Chip("", self.t("All")), *known, Chip(ARCHIVED, self.t("Archived"), icon="archive")]

    def _counts(self) -> dict[str, int]:
        chips = queries.count_chips(self.desk.caller)
        self._tags = sorted(chips.tags.items(), key=lambda each: each[0].casefold())
        by_category: dict[str, int] = {category: chips.categories.get(category, 0) for category in CATEGORIES}
        return {"": chips.all, **by_category, ARCHIVED: chips.archived}

    def _view(self) -> ListView:
        """The chip "Archived" is another filter than the categories; a tag narrows either."""
        key, view = self.chips.current, self.table.view
        filters: list[tuple[str, str]] = []
        if key:
            filters.append((ARCHIVED, "1") if key == ARCHIVED else ("category", key))
        if self._tag:
            filters.append(("tag", self._tag))
        return ListView(self.search.value(), view.sort, view.descending, tuple(filters))

    # tags

    def _tag_items(self) -> MenuItems:
        t = self.t
        if not self._tags:
            return [MenuItem(t("No tags yet"), lambda: None, enabled=False)]
        items: list[MenuItem | None] = [
            MenuItem(t("All tags"), lambda: self.choose_tag(""), checked=not self._tag),
            None,
        ]
        for name, count in self._tags:
            choose = partial(self.choose_tag, name)
            items.append(MenuItem(f"{name.replace('&', '&&')}  {count}", choose, checked=name == self._tag))
        return items

    def choose_tag(self, tag: str) -> None:
        """Show only those that carry a tag; "" shows all again."""
        self._tag = tag
        self.tag_button.setProperty("chosen", bool(tag))
        self._apply()

    def clear_filters(self) -> None:
        """Show everything, whatever its tag."""
        self._tag = ""
        super().clear_filters()

    # verbs

    def new(self) -> None:
        """An empty editor, with what was searched for as the name when nothing was found."""
        typed = self.search.value()
        nothing = bool(typed) and self.table.table_model.rowCount() == 0
        self.desk.go("contact:new", {"name": typed} if nothing else None)

    def start_import(self) -> None:
        """The page that takes files in."""
        self.desk.go("contacts:import", None)

    def verbs_for(self, rows: list[Shown]) -> MenuItems:
        """What can be done with the ticked rows."""
        t, contacts = self.t, [row.contact for row in rows]
        archived = [row for row in contacts if row.is_archived]
        items: list[MenuItem | None] = [
            MenuItem(t("Tags…"), lambda: self.ask_tags(contacts), icon="tag", right="contacts.change"),
            MenuItem(
                t("Category…"), lambda: self.ask_category(contacts), icon="folder", right="contacts.change"
            ),
            MenuItem(
                t("Export…"),
                lambda: self.ask_export([row.id for row in contacts]),
                icon="download",
                right="exports.read",
            ),
            None,
        ]
        if archived:
            items.append(
                MenuItem(
                    t("Take out of the archive"),
                    lambda: self.restore(archived),
                    icon="archive-restore",
                    right="contacts.change",
                )
            )
        if len(archived) < len(contacts):
            items.append(
                MenuItem(
                    t("Archive"), lambda: self.archive(contacts), icon="archive", right="contacts.change"
                )
            )
        return items

    def archive(self, rows: list[ContactRow]) -> None:
        """Out of the way, with Undo."""
        ids, caller = [row.id for row in rows], self.desk.caller

        def told(changed: list[int]) -> None:
            self.table.clear_ticks()
            words = self.t.plural("{n} contact archived", "{n} contacts archived", len(changed))
            self.desk.notices.undo(
                words, lambda: self._run(lambda: service.restore_contacts(caller, changed))
            )

        self.desk.tasks.run(self, lambda: service.archive_contacts(caller, ids), told)

    def restore(self, rows: list[ContactRow]) -> None:
        """Back among the others, with Undo."""
        ids, caller = [row.id for row in rows], self.desk.caller

        def told(changed: list[int]) -> None:
            self.table.clear_ticks()
            words = self.t.plural("{n} contact is back", "{n} contacts are back", len(changed))
            self.desk.notices.undo(
                words, lambda: self._run(lambda: service.archive_contacts(caller, changed))
            )

        self.desk.tasks.run(self, lambda: service.restore_contacts(caller, ids), told)

    def _run(self, work: Callable[[], object]) -> None:
        self.desk.tasks.run(self, work, lambda _nothing: None)

    def ask_tags(self, rows: list[ContactRow]) -> None:
        """Which tags to put on and take off."""
        TagsDialog(self.desk, rows, [name for name, _count in self._tags], self).open()

    def ask_category(self, rows: list[ContactRow]) -> None:
        """Into which category."""
        CategoryDialog(self.desk, rows, self).open()

    def ask_export(self, ids: list[int]) -> None:
        """All fields of the ticked contacts, in a format chosen with the file's name."""
        ask_and_save(self.desk, self, ids=ids)

    def export_items(self) -> list[MenuItem]:
        """What is shown, or everything that is known of those shown."""
        whole = MenuItem(
            self.t("All fields (CSV, Excel, vCard)…"),
            lambda: ask_and_save(self.desk, self, view=self.table.view),
            icon="id-card",
        )
        return [*super().export_items(), whole]
