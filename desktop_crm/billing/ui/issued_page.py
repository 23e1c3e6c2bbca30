"""An issued quote, invoice or credit note: facts, chain, lines, money, stored paper. Nothing to type."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.billing import queries
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.ui.beside import PaperBeside
from desktop_crm.billing.ui.chain import ChainRow, stations
from desktop_crm.billing.ui.figures import FiguresBox
from desktop_crm.billing.ui.files_box import FilesBox
from desktop_crm.billing.ui.fiscal_strip import FiscalStrip
from desktop_crm.billing.ui.history_box import HistoryBox
from desktop_crm.billing.ui.issued_facts import fact_pairs, issued_figures, lock_words
from desktop_crm.billing.ui.issued_lines import issued_grid
from desktop_crm.billing.ui.issued_menu import has_stages, menu_items, primary_of, secondary_of
from desktop_crm.billing.ui.issued_verbs import IssuedVerbs
from desktop_crm.billing.ui.payments_box import PaymentsBox
from desktop_crm.billing.ui.words import KIND_WORDS, PLACES, beginning_of, language_name, place_words, stages
from desktop_crm.widgets import keys
from desktop_crm.widgets.additions import NOTHING_ADDED, Additions
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.chips import StageChain
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.fact_flow import FactFlow
from desktop_crm.widgets.labels import ElidedLabel, Hairline, IconMark, Label, Pill
from desktop_crm.widgets.page import Page

VERBS_FROM = 1060
"""Width of the page from which the bordered verbs have room."""


class IssuedPage(Page):
    """`show_view(view)` again after a change; `changed` asks the page around to read anew."""

    changed = Signal()

    def __init__(self, desk: Desk, view: DocumentView, additions: Additions = NOTHING_ADDED) -> None:
        super().__init__("")
        self.desk, self.t, self.view, self.additions = desk, desk.t, view, additions
        self.verbs = IssuedVerbs(self)
        self._paper = ""
        self._build_header()
        self._build_body()
        for key, run in (
            (keys.PRIMARY, self.run_primary),
            (keys.DUPLICATE, self.verbs.duplicate),
            (keys.NEW_PAPER, self.new_paper),
            (keys.WRITE_MAIL, self.verbs.write_mail),
        ):
            QShortcut(QKeySequence(key.first), self).activated.connect(run)
        self.show_view(view)

    def _build_header(self) -> None:
        self.stages = StageChain()
        self.header.add_mark(self.stages)
        if self.view.row.is_sample:
            self.header.add_mark(Pill(self.t("Sample"), "info"))
        self.more = IconButton("ellipsis", self.t("More"), kind="secondary")
        self.more.set_menu(lambda: menu_items(self.t, self.view, self.verbs, self._hidden()))
        self.header.add_verb(self.more)
        self.preview_button = IconButton(
            "panel-right", self.t("Preview"), lambda: self.beside.toggle(), kind="secondary"
        )
        self.header.add_verb(self.preview_button)
        self._buttons: list[Button] = []
        self._verbs_of: tuple[object, ...] = ()

    def _build_body(self) -> None:
        t, view = self.t, self.view
        self.chain = ChainRow()
        self.facts = FactFlow()
        self.lines = issued_grid(self.desk, view)
        self.payments = PaymentsBox(t, may_void=self.desk.may("payments.record"))
        self.payments.void_asked.connect(self.verbs.ask_to_void)
        self.figures = FiguresBox()
        self.files = FilesBox(self.desk, view.row.kind, view.row.id, view.row.contact_id)
        self.history = HistoryBox(self.desk, view.row.kind, view.row.id, self.additions, self)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._head_card())
        self.fiscal = FiscalStrip(self.desk, self.changed.emit)
        column.addWidget(self.fiscal)
        column.addWidget(self.lines)
        self._column = column
        foot = QHBoxLayout()
        foot.setSpacing(12)
        rest = QVBoxLayout()
        rest.setSpacing(12)
        rest.addWidget(self.payments)
        self.notes = Label("", "muted", wrap=True, selectable=True)
        rest.addWidget(self.notes)
        rest.addStretch(1)
        foot.addLayout(rest, 1)
        sums = QVBoxLayout()
        sums.addWidget(self.figures)
        sums.addStretch(1)
        foot.addLayout(sums)
        column.addLayout(foot)
        column.addWidget(self.history)
        column.addWidget(self.files)
        column.addStretch(1)
        self.beside = PaperBeside(self.desk, left)
        self.preview = self.beside.preview
        self.set_body(self.beside)

    def _head_card(self) -> Card:
        card = Card(padding=0, gap=0)
        self.lock = ElidedLabel("", "muted")
        line = QHBoxLayout()
        line.setContentsMargins(16, 3, 12, 3)
        line.setSpacing(10)
        line.addWidget(IconMark("lock"))
        line.addWidget(self.lock, 1)
        if not self.view.row.is_external:
            line.addWidget(Button(self.t("Verify seal"), self.verbs.verify, kind="link", compact=True))
        card.add(line)
        card.add(Hairline(strong=True))
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 16)
        inner.setSpacing(14)
        inner.addWidget(self.facts)
        inner.addWidget(self.chain)
        card.add(inner)
        return card

    # showing

    def show_view(self, view: DocumentView) -> None:
        """The document as it stands now; its paper is loaded once."""
        if view.progress != self.view.progress:
            self._show_lines(view)
        self.view = view
        t, row = self.t, view.row
        self.set_title(row.number)
        kind_place, words = PLACES[row.kind], place_words(t, row.kind)
        contact = row.contact_id
        self.header.set_crumb(
            (words, lambda: self.desk.go(kind_place, None)),
            (row.customer, partial(self.desk.go, "contact", contact) if contact is not None else None),
        )
        self.stages.set_stages(stages(t, view))
        self.lock.set_text(lock_words(t, view))
        self.facts.set_facts(fact_pairs(t, view))
        self.chain.set_stations(stations(t, view, self.desk.go))
        self.payments.show_view(view)
        self.notes.setText(view.internal_notes)
        self.notes.setVisible(bool(view.internal_notes))
        self.figures.set_figures(issued_figures(t, view))
        self.fiscal.show_view(view)
        self.figures.setVisible(row.kind != "delivery")  # as on the paper
        self._show_verbs()
        self._show_paper()

    def _show_lines(self, view: DocumentView) -> None:
        """The lines anew: more of them was delivered, billed or taken."""
        old, self.lines = self.lines, issued_grid(self.desk, view)
        self._column.replaceWidget(old, self.lines)
        old.hide()
        old.deleteLater()

    def _show_verbs(self) -> None:
        """The buttons of this state; they stay, with the focus on them, as long as the state does."""
        row = self.view.row
        state = (row.state, row.open < 0, self.view.has_pdf, has_stages(self.view))
        if state == self._verbs_of:
            return
        self._verbs_of = state
        had_focus = self.window().focusWidget() in self._buttons  # a dialog may be the active window now
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = [*secondary_of(self.t, self.view, self.verbs)]
        primary = primary_of(self.t, self.view, self.verbs)
        if primary is not None:
            self._buttons.append(primary)
        for button in self._buttons:
            self.header.add_verb(button)
        self._fit_verbs()
        if had_focus and (target := self.first_focus()) is not None:
            target.setFocus()

    def _hidden(self) -> list[Button]:
        return [button for button in self._buttons if not button.isVisibleTo(self)]

    def _fit_verbs(self) -> None:
        """A narrow page keeps its title and the primary; the other verbs move into the menu."""
        for button in self._buttons:
            button.setVisible(button.kind == "primary" or self.width() >= VERBS_FROM)
        self.header.title.setMinimumWidth(min(self.header.title.sizeHint().width(), 260))

    def _show_paper(self) -> None:
        view, caller = self.view, self.desk.caller
        if not view.has_pdf:
            self.beside.set_paper(False)
            self.preview_button.hide()
            return
        if self._paper == view.pdf_sha:
            return
        self._paper = view.pdf_sha
        facts, document_id = view.facts, view.row.id
        language = language_name(facts.language, self.t) if facts else ""
        foot = ""
        if view.issued_at:
            foot = self.t("This is the very file that was stored on {moment}.", moment=view.issued_at)
        self.preview.set_caption("  \u00b7  ".join((self.t("Sealed PDF"), language)), foot)
        name = f"{self.t.message(KIND_WORDS[view.row.kind])} {view.row.number}.pdf"
        self.preview.ask(lambda: queries.stored_pdf(caller, document_id), name)

    # conduct

    def new_paper(self) -> None:
        """Ctrl+N: a quote from a quote, else an invoice."""
        self.desk.go(f"{beginning_of(self.view.row.kind)}:new", None)

    def run_primary(self) -> None:
        """Ctrl+Return."""
        if self._buttons and self._buttons[-1].kind == "primary":
            self._buttons[-1].click()

    def first_focus(self) -> QWidget | None:
        """The primary verb, so that Enter goes on."""
        return self._buttons[-1] if self._buttons else self.more

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_verbs()
