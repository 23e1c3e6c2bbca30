"""The list of e-invoices that came in; files dropped on it are taken in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop_crm.expenses import queries
from desktop_crm.expenses.queries import ReceivedRow
from desktop_crm.expenses.ui.taking_in import ask_files, invoices_in, take_files
from desktop_crm.files.saving import save_table
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import Listing, ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column


def _columns(desk: Desk) -> list[Column[ReceivedRow]]:
    t, formats = desk.t, desk.t.formats

    def amount(minor: int | None, currency: str) -> str:
        return "" if minor is None else formats.amount(minor, currency)

    return [
        Column("number", t("Number"), lambda r: r.number, width=136),
        Column("seller", t("Supplier"), lambda r: r.seller, stretch=True, sort=True, bold=True),
        Column(
            "issued_on",
            t("Date"),
            lambda r: formats.date_words(r.issued_on) if r.issued_on else "",
            width=120,
            sort=True,
            muted=True,
        ),
        Column(
            "due_on",
            t("Due date"),
            lambda r: formats.date_words(r.due_on) if r.due_on else "",
            width=120,
            sort=True,
            muted=True,
            yields=2,
        ),
        Column("format", t("Format"), lambda r: r.format, width=200, muted=True, yields=3),
        Column(
            "rules",
            t("Rules"),
            lambda r: t.plural("{n} broken", "{n} broken", r.errors) if r.errors else t("In order"),
            width=104,
            role=lambda r: "bad" if r.errors else "muted",
            yields=1,
        ),
        Column(
            "gross",
            t("Total"),
            lambda r: amount(r.gross, r.currency),
            code=lambda r: r.currency,
            width=152,
            align="right",
            sort=True,
        ),
    ]


class ReceivedPage(ListPage[ReceivedRow]):
    """All e-invoices that came in."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        may_take = desk.may("received.take_in")
        empty = EmptyState(
            "inbox",
            t("No invoices received yet"),
            t("Drop an e-invoice here: a PDF of Factur-X or ZUGFeRD, or an XML file."),
            Button(t("Take in e-invoices\u2026"), self.ask, kind="primary", icon="file-input")
            if may_take
            else None,
        )
        super().__init__(
            desk,
            "received",
            t("Invoices received"),
            _columns(desk),
            lambda view: listing(desk.caller, view),
            watches={"received_invoice"},
            open_row=lambda row: desk.go("received_invoice", row.id),
            placeholder=t("Search invoices received"),
            empty=empty,
            ticks=False,
        )
        self.setAcceptDrops(may_take)
        self.set_primary(
            Button(t("Take in\u2026"), self.ask, kind="primary", icon="file-input", shortcut=keys.NEW.first),
            "received.take_in",
        )
        self.set_chips("shown", [Chip("", t("All")), Chip("broken", t("Rules broken"))])
        self.set_chip_counts(lambda: _counts(desk.caller))
        self.set_export(save_table)

    def ask(self) -> None:
        """Choose files."""
        ask_files(self.desk, self)

    def take(self, paths: list[Path]) -> None:
        """Take in what was dropped."""
        take_files(self.desk, self, paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if invoices_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(invoices_in(event.mimeData()))
        event.acceptProposedAction()


def listing(caller: Caller, view: ListView) -> Listing[ReceivedRow]:
    """The rows of a chip."""
    shown = dict(view.filters).get("shown", "")
    filters = (("broken", "1"),) if shown == "broken" else ()
    return queries.list_received(caller, replace(view, filters=filters))


def _counts(caller: Caller) -> dict[str, int]:
    counts = queries.count_received(caller)
    return {"": counts["all"], "broken": counts["broken"]}
