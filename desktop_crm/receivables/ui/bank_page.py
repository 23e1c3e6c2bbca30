"""The lines of bank statements that wait: what each seems to pay, why, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut

from desktop_crm.receivables import queries, service
from desktop_crm.receivables.queries import BankRow
from desktop_crm.receivables.ui.book_dialog import ask_about_line
from desktop_crm.receivables.ui.small_listing import SmallListing
from desktop_crm.receivables.ui.sum_dialogs import show_sum
from desktop_crm.receivables.ui.taking_statements import Taking, files_in
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column
from desktop_crm.widgets.strips import Banner

BOOKED, SKIPPED = "booked", "skipped"
_LIKELY: Final = 75
_NOTES: Final = 6
"""Lines of notes about a file; what is more is counted."""
_RIGHT: Final = "payments.record"


def listing(caller: Caller, view: ListView) -> SmallListing[BankRow]:
    """The lines of a chip: "certain", "proposed", "unknown" of those that wait; "booked", "skipped"."""
    state = view.wanted.get("state", "")
    if state in (BOOKED, SKIPPED):
        rows = queries.settled_rows(caller, state)
    else:
        rows = [row for row in queries.waiting_rows(caller) if not state or _chip(row) == state]
    return SmallListing(rows, view.search, _words)


def _chip(row: BankRow) -> str:
    if row.is_certain:
        return "certain"
    return "proposed" if row.is_proposed else "unknown"


def _words(row: BankRow) -> str:
    line = row.row.line
    return f"{line.name} {line.text} {line.reference} {row.customer} {' '.join(row.invoices)}"


def _counts(caller: Caller) -> dict[str, int]:
    found = {"certain": 0, "proposed": 0, "unknown": 0}
    for row in queries.waiting_rows(caller):
        found[_chip(row)] += 1
    states = queries.count_lines(caller)
    waiting = sum(found.values())
    return {**found, "": waiting, BOOKED: states.get(BOOKED, 0), SKIPPED: states.get(SKIPPED, 0)}


def _columns(desk: Desk) -> list[Column[BankRow]]:
    t, f = desk.t, desk.t.formats

    def pays(row: BankRow) -> str:
        if row.invoices:
            return ", ".join(filter(None, row.invoices))
        if row.row.state == BOOKED:
            return t("Kept as credit")
        return ""

    def why(row: BankRow) -> str:
        proposal = row.row.proposal
        return t.message(proposal.reason) if proposal is not None and proposal.reason is not None else ""

    def sure(row: BankRow) -> str:
        if row.row.state == BOOKED:
            return t("Booked")
        if row.row.state == SKIPPED:
            return t("Skipped")
        return f.percent(row.row.proposal.confidence) if row.is_proposed and row.row.proposal else t("Open")

    return [
        Column("booked_on", t("Date"), lambda r: f.date_words(r.row.line.booked_on), width=156),
        Column("payer", t("Payer"), lambda r: r.row.line.name or r.row.line.text, stretch=True, least=200,
               bold=True, second=lambda r: r.row.line.text if r.row.line.name else "",
               tooltip=lambda r: r.row.line.text),
        Column("amount", t("Amount"), lambda r: f.amount(r.row.line.amount, r.row.line.currency),
               code=lambda r: r.row.line.currency, width=144, align="right"),
        Column("customer", t("Customer"), lambda r: r.customer, width=168, yields=2),
        Column("pays", t("Pays"), pays, width=168),
        Column("why", t("Why"), why, width=216, muted=True, yields=1, tooltip=why),
        Column("sure", t("Sure"), sure, width=120, kind="state", role=_role),
    ]  # fmt: skip


def _role(row: BankRow) -> str:
    proposal = row.row.proposal
    if row.row.state != "open" or proposal is None or not proposal.shares:
        return "muted"
    if proposal.is_certain:
        return "ok"
    return "info" if proposal.confidence >= _LIKELY else "warn"


class BankPage(ListPage[BankRow]):
    """Statements are dropped here; Enter asks about a line, Ctrl+B books it as proposed, Del passes it
    over."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        self.taking: Taking
        empty = EmptyState(
            "landmark",
            t("No line waits"),
            t("Drop a statement of your bank here: CAMT.053, MT940, OFX, CSV or Excel."),
            Button(t("Take in a statement\u2026"), lambda: self.taking.ask(), kind="primary", icon="upload"),
            [Button(t("Statements so far"), self.statements, kind="link")],
        )
        super().__init__(
            desk,
            "bank",
            t("Bank"),
            _columns(desk),
            lambda view: listing(desk.caller, view),
            watches={"bank_line", "payment", "invoice", "contact"},
            open_row=self.open_row,
            placeholder=t("Search lines"),
            empty=empty,
        )
        self.noted = Banner("info", "", "")
        self.noted.add_action(t("Close"), self.noted.hide)
        self.noted.hide()
        self.add_banner(self.noted)
        self.taking = Taking(desk, self, self.say_notes)
        self.setAcceptDrops(True)
        self.header.add_verb(Button(t("Statements"), self.statements, icon="landmark"))
        self.certain_button = Button(
            t("Book what is certain"), self.book_certain, icon="check", shortcut=keys.BOOK_CERTAIN.first
        )
        self.header.add_verb(self.certain_button)
        self.set_primary(
            Button(
                t("Take in\u2026"), lambda: self.taking.ask(), kind="primary", icon="upload",
                shortcut=keys.NEW.first,
            ),
            _RIGHT,
        )  # fmt: skip
        self.set_chips("state", _chips(desk))
        self.set_chip_counts(lambda: _counts(desk.caller))
        self.set_selection_verbs(self.verbs_for)
        for key, act in ((keys.BOOK, self.book_current), (keys.SKIP, self.skip_current)):
            QShortcut(QKeySequence(key.first), self.table, act, context=Qt.ShortcutContext.WidgetShortcut)

    def show_part(self, what: Mapping[str, object]) -> None:
        """Filtered by "state"."""
        self.show_filter(str(what.get("state", "")))

    def say_notes(self, notes: Sequence[str]) -> None:
        """What was read of a file besides its movements stays on the page until it is closed."""
        t, left = self.t, len(notes) - _NOTES
        more = [t.plural("and {n} more", "and {n} more", left)] if left > 0 else []
        self.noted.set_text("\n".join([*notes[:_NOTES], *more]), t("Besides the movements"))
        self.noted.setVisible(bool(notes))

    def statements(self) -> None:
        """What came in so far, with balances."""
        self.desk.go("statements", None)

    # one line

    def open_row(self, row: BankRow) -> None:
        """Ask what it pays; what it paid where it was booked."""
        if row.row.state == BOOKED and row.row.remittance_id is not None:
            show_sum(self.desk, row.row.remittance_id, self)
        elif row.row.state == SKIPPED:
            self.wait_again([row])
        elif row.row.line.amount <= 0:
            self.skip([row])
        else:
            ask_about_line(self.desk, row, self, lambda made: self._booked([made]), lambda: self.skip([row]))

    def _meant(self) -> list[BankRow]:
        """Those that are ticked, else the one with the ring; of them those that wait."""
        current = self.table.current_row()
        rows = self.table.ticked_rows() or ([current] if current is not None else [])
        return [row for row in rows if row.row.state == "open"]

    def book_current(self) -> None:
        """As proposed; a single line without a proposal is asked about, several leave it waiting."""
        rows = self._meant()
        proposed = [row for row in rows if row.is_proposed]
        if proposed:
            self.book(proposed)
        elif len(rows) == 1:
            self.open_row(rows[0])

    def skip_current(self) -> None:
        """They pay nothing of ours."""
        if rows := self._meant():
            self.skip(rows)

    # several

    def verbs_for(self, rows: list[BankRow]) -> MenuItems:
        """Book as proposed, skip, let wait again."""
        t = self.t
        proposed = [row for row in rows if row.is_proposed]
        waiting = [row for row in rows if row.row.state == "open"]
        skipped = [row for row in rows if row.row.state == SKIPPED]
        items: list[MenuItem] = []
        if proposed:
            words = t.plural("Book {n} as proposed", "Book {n} as proposed", len(proposed))
            items.append(MenuItem(words, lambda: self.book(proposed), icon="check", right=_RIGHT))
        if waiting:
            items.append(MenuItem(t("Skip"), lambda: self.skip(waiting), icon="x", right=_RIGHT))
        if skipped:
            items.append(
                MenuItem(t("Let wait again"), lambda: self.wait_again(skipped), icon="undo-2", right=_RIGHT)
            )
        return items

    def book(self, rows: list[BankRow]) -> None:
        """As they are proposed, all of them or none."""
        caller, today, ids = self.desk.caller, self.desk.today(), [row.id for row in rows]
        self._run(lambda: service.book_proposed(caller, ids, today), self._booked_lines)

    def book_certain(self) -> None:
        """Everything whose number and amount are right."""
        caller, today = self.desk.caller, self.desk.today()
        self._run(lambda: service.book_certain(caller, today), self._booked_lines)

    def skip(self, rows: list[BankRow]) -> None:
        """Pass them over; it can be undone."""
        caller, ids = self.desk.caller, [row.id for row in rows]

        def work() -> int:
            for line in ids:
                service.skip_line(caller, line)
            return len(ids)

        def skipped(count: int) -> None:
            self.table.clear_ticks()
            words = self.t.plural("{n} line skipped", "{n} lines skipped", count)
            self.desk.notices.undo(words, lambda: self.wait_again(rows))

        self._run(work, skipped)

    def wait_again(self, rows: list[BankRow]) -> None:
        """Skipped ones wait as before."""
        caller, ids = self.desk.caller, [row.id for row in rows]

        def work() -> None:
            for line in ids:
                service.wait_again(caller, line)

        self._run(work, lambda _nothing: self.table.clear_ticks())

    def _booked_lines(self, made: dict[int, int]) -> None:
        if made:
            self._booked(list(made.values()))
        else:
            self.desk.notices.done(self.t("Nothing is certain: look at what is proposed"))

    def _booked(self, made: list[int]) -> None:
        self.table.clear_ticks()
        words = self.t.plural("{n} payment booked", "{n} payments booked", len(made))
        self.desk.notices.undo(words, lambda: self._take_back(made))

    def _take_back(self, made: list[int]) -> None:
        caller, today = self.desk.caller, self.desk.today()

        def work() -> None:
            for remittance in made:
                service.take_back(caller, remittance, today)

        self._run(work, lambda _nothing: None)

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self.desk.tasks.run(self, work, done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.desk.notices.refused(error)

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.taking.take(files_in(event.mimeData()))
        event.acceptProposedAction()


def _chips(desk: Desk) -> list[Chip]:
    t = desk.t
    return [
        Chip("", t("Waiting")),
        Chip("certain", t("Certain")),
        Chip("proposed", t("Proposed")),
        Chip("unknown", t("To choose")),
        Chip(BOOKED, t("Booked")),
        Chip(SKIPPED, t("Skipped")),
    ]
