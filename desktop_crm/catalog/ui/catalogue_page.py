"""The catalogue: what the firm sells, by chips; archived with Undo, imported and exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal, cast

from PySide6.QtWidgets import QFileDialog

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.documents import product_tables
from desktop_crm.catalog.queries import ProductRow
from desktop_crm.catalog.rules.products import KIND_WORDS, PRICE_MODE_WORDS
from desktop_crm.catalog.ui.import_dialog import ImportDialog
from desktop_crm.catalog.ui.look import product_look
from desktop_crm.catalog.ui.words import rate_text, unit_text
from desktop_crm.files.saving import save_file
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict
from desktop_crm.values.paging import Listing, ListView
from desktop_crm.values.progress import Progress
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column

SHOWN: Final = "shown"
_STEP: Final = 500


def _columns(desk: Desk) -> list[Column[ProductRow]]:
    t, formats = desk.t, desk.t.formats
    return [
        Column("code", t("Code"), lambda r: r.code, width=112, sort=True, muted=True),
        Column(
            "name",
            t("Name"),
            lambda r: r.name,
            stretch=True,
            sort=True,
            bold=True,
            second=lambda r: " ".join(r.description.split()),
        ),
        Column("category", t("Category"), lambda r: r.category, width=136, sort=True, muted=True, yields=2),
        Column("kind", t("Kind"), lambda r: t.message(KIND_WORDS[r.kind]), width=104, hidden=True),
        Column("unit", t("Unit"), lambda r: unit_text(t, r.unit), width=80, muted=True, yields=3),
        Column(
            "price",
            t("Price"),
            lambda r: formats.price(r.price, r.currency),
            code=lambda r: r.currency,
            width=152,
            align="right",
            sort=True,
        ),
        Column(
            "mode",
            t("Net or gross"),
            lambda r: t.message(PRICE_MODE_WORDS[r.price_mode]),
            width=104,
            muted=True,
            hidden=True,
            yields=1,
        ),
        Column(
            "tax",
            t("Tax"),
            lambda r: rate_text(t, r),
            width=88,
            align="right",
            role=lambda r: None if r.rate is not None else "muted",
        ),
    ]


def listing(caller: Caller, view: ListView) -> Listing[ProductRow]:
    """The rows of a chip: it stands for two filters of the query at once."""
    shown = dict(view.filters).get(SHOWN, "")
    filters = [pair for pair in view.filters if pair[0] != SHOWN]
    filters.append(("archived", "1" if shown == "archived" else "0"))
    if shown in KIND_WORDS:
        filters.append(("kind", shown))
    return queries.list_products(caller, replace(view, filters=tuple(filters)))


class CataloguePage(ListPage[ProductRow]):
    """All products and services."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        empty = EmptyState(
            "package",
            t("Nothing in the catalogue yet"),
            t("Write down what you sell once; on quotes and invoices it is found by typing."),
            Button(t("New product"), self.new, kind="primary", icon="plus")
            if desk.may("catalogue.change")
            else None,
            desk.allowed(
                ("catalogue.change", Button(t("Import a price list"), self.ask_import, kind="link"))
            ),
        )
        super().__init__(
            desk,
            "catalogue",
            t("Catalogue"),
            _columns(desk),
            lambda view: listing(desk.caller, view),
            watches={"product", "firm"},
            open_row=lambda row: desk.go("product", row.id),
            preview=lambda row: product_look(desk, row, self).open(),
            placeholder=t("Search catalogue"),
            empty=empty,
        )
        if desk.may("catalogue.change"):
            self.header.add_verb(Button(t("Import…"), self.ask_import, icon="upload"))
        self.set_primary(
            Button(t("New product"), self.new, kind="primary", icon="plus", shortcut=keys.NEW.first),
            "catalogue.change",
        )
        self.set_chips(
            SHOWN,
            [
                Chip("", t("All")),
                Chip("product", t("Products")),
                Chip("service", t("Services")),
                Chip("archived", t("Archived")),
            ],
        )
        self.set_chip_counts(lambda: _counts(desk.caller))
        self.set_selection_verbs(self.verbs_for)
        self.set_export(lambda _kind, _path, _titles, _lines: None)

    def new(self) -> None:
        """An empty product."""
        self.desk.go("product:new", None)

    def ask_import(self) -> None:
        """A price list of another program or a spreadsheet."""
        ImportDialog(self.desk, parent=self).open()

    def verbs_for(self, rows: list[ProductRow]) -> MenuItems:
        """Archive what is offered, offer again what is archived."""
        t = self.t
        offered = [row for row in rows if not row.is_archived]
        archived = [row for row in rows if row.is_archived]
        items: list[MenuItem | None] = []
        if offered:
            items.append(
                MenuItem(
                    t("Archive"), lambda: self.archive(offered), icon="archive", right="catalogue.change"
                )
            )
        if archived:
            items.append(
                MenuItem(
                    t("Offer again"),
                    lambda: self.archive(archived, archived=False),
                    icon="archive-restore",
                    right="catalogue.change",
                )
            )
        return items

    def archive(self, rows: Sequence[ProductRow], *, archived: bool = True) -> None:
        """Offer these no longer, or again; Undo in the toast."""
        pairs = [(row.id, row.version) for row in rows]
        self.desk.tasks.run(
            self, lambda: _archive(self.desk.caller, pairs, archived), lambda done: self._said(done, archived)
        )

    def _said(self, done: list[tuple[int, int]], archived: bool) -> None:
        self.table.clear_ticks()
        t, count = self.t, len(done)
        if not archived:
            self.desk.notices.done(t.plural("{n} product offered again", "{n} products offered again", count))
            return
        self.desk.notices.undo(
            t.plural("{n} product archived", "{n} products archived", count),
            lambda: self.desk.tasks.run(
                self, lambda: _archive(self.desk.caller, done, False), lambda _done: None
            ),
        )

    # export: the file is what the import reads back, not the picture of the table

    def export_items(self) -> list[MenuItem]:
        """CSV or Excel, of this view or of the whole catalogue with every field."""
        t = self.t
        return [
            MenuItem(t("As CSV\u2026"), lambda: self._ask_path("csv"), icon="file-text"),
            MenuItem(t("As Excel sheet\u2026"), lambda: self._ask_path("xlsx"), icon="file-spreadsheet"),
        ]

    def _ask_path(self, kind: Literal["csv", "xlsx"]) -> None:
        path, _chosen = QFileDialog.getSaveFileName(
            self, self.t("Export"), f"{self.t('Catalogue')}.{kind}", f"*.{kind}"
        )
        if path:
            self.export_to(kind, Path(path))

    def export_to(self, kind: str, path: Path) -> None:
        """Every field of the rows of this view, as the import reads them."""
        caller, t, view = self.desk.caller, self.t, self.table.view
        form = cast(Literal["csv", "xlsx"], kind)

        def work(progress: Progress) -> None:
            rows: list[product_tables.ExportRow] = []
            found = listing(caller, view)
            total = found.count()
            while len(rows) < total:
                progress.step(len(rows), total)
                block = found.rows(len(rows), _STEP)
                if not block:
                    break
                rows += [product_tables.ExportRow(row.draft, row.rate, row.is_archived) for row in block]
            save_file(path, product_tables.export_products(rows, t, form))

        self.desk.tasks.start(
            self,
            t("Export"),
            work,
            lambda _nothing: self.desk.notices.done(t("Saved as {name}", name=path.name)),
        )


def _counts(caller: Caller) -> dict[str, int]:
    counts = queries.count_products(caller)
    return {**counts, "": counts["active"]}


def _archive(caller: Caller, pairs: Sequence[tuple[int, int]], archived: bool) -> list[tuple[int, int]]:
    """Whatever others changed of them meanwhile stays."""
    done = []
    for key, version in pairs:
        try:
            done.append((key, service.archive_product(caller, key, version, archived=archived)))
        except Conflict:
            now = queries.get_product(caller, key)
            if now.is_archived != archived:
                done.append((key, service.archive_product(caller, key, now.version, archived=archived)))
    return done
