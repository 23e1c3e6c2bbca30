"""Packages for the accountant: those that were made, what changed since, and the way to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_crm.accounting import service
from desktop_crm.accounting.queries import handovers
from desktop_crm.accounting.queries.handovers import HandoverRow
from desktop_crm.accounting.rules.changes import Change
from desktop_crm.accounting.service import Handed, Wanted
from desktop_crm.accounting.ui.books_dialog import BooksDialog
from desktop_crm.accounting.ui.handover_dialogs import ChangesDialog, HandoverDialog, MadeDialog
from desktop_crm.accounting.ui.handover_words import layout_words
from desktop_crm.accounting.ui.span_picker import span_words
from desktop_crm.accounting.ui.verify_dialog import VerifyDialog
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.desk import Desk, watch_shown
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column
from desktop_crm.widgets.strips import Banner

_TOUCHES = {
    "invoice",
    "credit_note",
    "payment",
    "received_invoice",
    "bank_line",
    "dunning_letter",
    "expense",
    "handover",
}
"""Whatever may change days that were handed over."""


class HandoverListing:
    """Packages are few: they are read at once, and searched from there."""

    def __init__(self, rows: Sequence[HandoverRow], search: str) -> None:
        words = search.casefold().split()
        self._rows = [row for row in rows if all(word in row.name.casefold() for word in words)]

    def count(self) -> int:
        return len(self._rows)

    def rows(self, start: int, limit: int) -> list[HandoverRow]:
        return self._rows[start : start + limit]


def _columns(desk: Desk) -> list[Column[HandoverRow]]:
    t, formats = desk.t, desk.t.formats
    return [
        Column("period", t("Period"), lambda r: span_words(t, r.span), stretch=True, bold=True),
        Column("made_on", t("Made on"), lambda r: formats.date_words(r.made_on), width=128),
        Column("papers", t("Papers"), lambda r: formats.number(r.papers), width=80, align="right"),
        Column(
            "changes",
            t("Changes told"),
            lambda r: formats.number(r.changes),
            width=112,
            align="right",
            yields=2,
        ),
        Column(
            "layouts", t("Layouts"), lambda r: layout_words(t, r.layouts), width=208, muted=True, yields=3
        ),
        Column("name", t("File"), lambda r: r.name, width=224, muted=True, yields=1),
        Column("by", t("By"), lambda r: r.by, width=136, muted=True, yields=4),
    ]


class HandoverPage(ListPage[HandoverRow]):
    """Enter shows one package with its seal; the primary verb makes the next one."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        super().__init__(
            desk,
            "handovers",
            t("Accountant"),
            _columns(desk),
            lambda view: _listing(desk, view),
            watches={"handover"},
            open_row=self.show_row,
            placeholder=t("Search packages"),
            empty=EmptyState(
                "package",
                t("Nothing was handed over yet"),
                t(
                    "A package holds everything of a month, quarter or year: papers, tables, bank "
                    "statements and invoices received, sealed in one file."
                ),
                _new_button(desk, self.ask) if desk.may("packages.make") else None,
            ),
            ticks=False,
        )
        self.header.add_verb(Button(t("Check a package…"), self.check, icon="shield-check"))
        if desk.may("settings.change"):
            self.header.add_verb(Button(t("Accounts…"), self.ask_for_books, icon="settings-2"))
        self.set_primary(_new_button(desk, self.ask), "packages.make")
        self.banner = Banner("warn", "", "")
        self.banner.add_action(t("Show"), self.show_changes)
        self.banner.hide()
        self.add_banner(self.banner)
        self._changes: tuple[Change, ...] = ()
        watch_shown(desk.changes, self, _TOUCHES, self.look)
        self.look()

    # ------------------------------------------------------------------------------------- what changed

    def look(self) -> None:
        """Ask what changed since in days that were handed over."""
        desk = self.desk
        whole = PeriodDraft(desk.today(), desk.today())
        desk.tasks.run_latest(
            self, "changes", lambda: handovers.changed_since(desk.caller, whole).changes, self._tell
        )

    def _tell(self, changes: tuple[Change, ...]) -> None:
        self._changes = changes
        t = self.desk.t
        title = t.plural(
            "{n} record changed in days that were handed over",
            "{n} records changed in days that were handed over",
            len(changes),
        )
        self.banner.set_text(t("The next package tells your accountant."), title)
        self.banner.setVisible(bool(changes))

    def show_changes(self) -> None:
        """Which they are."""
        ChangesDialog(self.desk, self._changes, self).open()

    # ------------------------------------------------------------------------------------------- verbs

    def ask(self) -> None:
        """Which days, in which layouts."""
        desk = self.desk

        def show(begun: tuple[service.Begun, list[HandoverRow]]) -> None:
            HandoverDialog(desk, begun[0], [row.span for row in begun[1]], self.make, self).open()

        desk.tasks.run(
            self,
            lambda: (service.begin(desk.caller), handovers.list_handovers(desk.caller)),
            show,
            self._refused,
        )

    def make(self, wanted: Wanted, target: Path) -> None:
        """Write it, with progress and Cancel."""
        desk, today = self.desk, self.desk.today()
        desk.tasks.start(
            self,
            desk.t("Making the package for the accountant"),
            lambda progress: service.hand_over(desk.caller, wanted, target, today, progress=progress),
            self._made,
            self._refused,
        )

    def check(self) -> None:
        """Whether a package is as it was written."""
        VerifyDialog(self.desk, self).open()

    def _made(self, made: Handed) -> None:
        MadeDialog(self.desk, made.path.name, made.seal, made.counts, self, notes=made.notes).open()

    def show_row(self, row: HandoverRow) -> None:
        """One package with its seal."""
        MadeDialog(self.desk, row.name, row.seal, {"papers": row.papers}, self, row).open()

    def ask_for_books(self) -> None:
        """What the accountant told of their books."""
        desk = self.desk
        desk.tasks.run(
            self,
            lambda: service.books_of(desk.caller),
            lambda told: BooksDialog(desk, told, self).open(),
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.desk.notices.refused(error)


def _listing(desk: Desk, view: ListView) -> HandoverListing:
    return HandoverListing(handovers.list_handovers(desk.caller, 1000), view.search)


def _new_button(desk: Desk, clicked: Callable[[], None]) -> Button:
    words = desk.t("Hand over…")
    return Button(words, clicked, kind="primary", icon="package", shortcut=keys.NEW.first)
