"""The editor of a draft quote or invoice: the sheet, the paper as it will be, and the way to issue it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_crm.billing import service
from desktop_crm.billing.rules.checks import Problem, check_draft
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.kinds import sort_of
from desktop_crm.billing.service import DocumentRef
from desktop_crm.billing.ui import drafting
from desktop_crm.billing.ui.beside import PaperBeside
from desktop_crm.billing.ui.customer import CustomerChoice
from desktop_crm.billing.ui.draft_conflict import draft_manner
from desktop_crm.billing.ui.draft_verbs import DraftVerbs
from desktop_crm.billing.ui.drafting import Beginning, CustomerFacts
from desktop_crm.billing.ui.price_following import PriceFollowing
from desktop_crm.billing.ui.sheet import DocumentSheet
from desktop_crm.billing.ui.words import NEW_WORDS, PLACES, beginning_of, language_name, place_words
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.widgets import keys, tips
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.chips import StageChain
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.editor import Editor
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.strips import Banner


class DocumentEditor(Editor[DocumentDraft]):
    """`document_id` None begins a new draft, stored with its first edit. `preset`: kind, contact."""

    issued = Signal(object, bool)  # Issued, whether to open the mail
    deleted = Signal()
    stored = Signal(int)

    def __init__(
        self,
        desk: Desk,
        document_id: int | None,
        preset: Mapping[str, Any] | None = None,
        kind: str = "invoice",
    ) -> None:
        self.document_id = document_id
        self.preset = dict(preset or {})
        self.kind = str(self.preset.get("kind", kind))
        super().__init__(desk, desk.t.message(NEW_WORDS[self.kind]), self._store)
        self.problems: tuple[Problem, ...] = ()
        self.prices = PriceFollowing(self)
        self.sheet = DocumentSheet(desk, self.kind, document_id)
        self.customer = CustomerChoice(desk, self.kind, self.sheet.head, lambda: self.draft, self.refused)
        self.verbs = DraftVerbs(self)
        self.beside = PaperBeside(desk, self.sheet)
        self.preview = self.beside.preview
        self._build_header()
        self.set_body(self.beside)
        self._soon = QTimer(self, singleShot=True, interval=250)
        self._soon.timeout.connect(self._ask_paper)
        self._wire()
        manner = draft_manner(desk, self.kind, self.sheet, self.drafting, lambda: self.document_id)
        self.settle_with(manner, {self.kind})
        self._begin()

    def _build_header(self) -> None:
        t, quote = self.t, self.kind == "quote"
        self.stages = StageChain()
        ends = {
            "quote": (t("Sent"), t("Accepted")),
            "order": (t("Confirmed"), t("Delivered"), t("Invoiced")),
            "invoice": (t("Issued"), t("Paid")),
        }.get(self.kind, (t("Issued"),))
        self.stages.set_stages([(t("Draft"), "now"), *((word, "next") for word in ends)])
        self.header.add_mark(self.stages)
        self.to_fill = Button("", self.go_to_first_problem, kind="link", icon="circle-alert")
        self.to_fill.hide()
        self.header.verbs.insertWidget(0, self.to_fill)
        more = IconButton("ellipsis", t("More"), kind="secondary")
        more.set_menu(self.verbs.menu)
        self.header.add_verb(more)
        self.preview_button = IconButton("panel-right", t("Preview"), self.beside.toggle, kind="secondary")
        self.header.add_verb(self.preview_button)
        verb = t("Send\u2026") if quote else t("Confirm\u2026") if self.kind == "order" else t("Issue\u2026")
        self.issue_button = Button(verb, self.verbs.ask_to_issue, kind="primary")
        tips.set_tip(self.issue_button, keys.native(keys.PRIMARY.first))
        self.may_issue = self.desk.may("quotes.send" if quote else "documents.issue")
        if self.may_issue:
            self.header.add_verb(self.issue_button)
        else:
            self.issue_button.hide()
            ready = t("Ready? Somebody who may issue it goes on.")
            self.header.add_verb(Label(ready, "caption"))
        self._say_where(None)

    def _say_where(self, customer: CustomerFacts | None) -> None:
        words, place = place_words(self.t, self.kind), PLACES[self.kind]
        parts: list[tuple[str, Callable[[], None] | None]] = [(words, lambda: self.desk.go(place, None))]
        if customer is None:
            parts.append((self.t("Draft"), None))
        else:
            parts.append((customer.name, lambda: self.desk.go("contact", customer.id)))
        self.header.set_crumb(*parts)

    def _wire(self) -> None:
        self.sheet.edited.connect(lambda merge, changes: self.replace(merge, **changes))
        self.sheet.files.needs_id.connect(lambda then: self.with_id(lambda _ref: then()))
        self.beside.paper_shown.connect(self._soon.start)
        self.customer.followed.connect(self._customer_followed)
        self.customer.shown.connect(self._say_where)
        for key, run in (
            (keys.PRIMARY, self.verbs.ask_to_issue),
            (keys.DUPLICATE_DRAFT, self.verbs.duplicate),
            (keys.NEW_PAPER, lambda: self.desk.go(f"{beginning_of(self.kind)}:new", None)),
        ):
            QShortcut(QKeySequence(key.first), self).activated.connect(run)

    # beginning

    def _begin(self) -> None:
        caller, today = self.desk.caller, self.desk.today()
        document_id, preset = self.document_id, self.preset
        self.desk.tasks.run(
            self,
            lambda: drafting.beginning(caller, document_id, self.kind, preset, today),
            self.begin_with,
            self._cannot_begin,
        )

    def begin_with(self, found: Beginning) -> None:
        """Show what was read."""
        self.customer.untouched = found.untouched
        self.sheet.words.set_rates(found.rates)
        self.sheet.head.set_terms(found.terms)
        self.sheet.head.set_accounts(found.accounts)
        self.sheet.head.set_last_issued(found.last_issued_on)
        self.load(found.draft, found.version)
        sort = sort_of(found.draft)
        self.set_title(self.t.message(NEW_WORDS.get(sort, NEW_WORDS[self.kind])))
        self.customer.show(found.customer)
        if self.isVisible() and (target := self.first_focus()) is not None:
            target.setFocus()

    def _cannot_begin(self, error: UserError) -> None:
        banner = Banner("warn", self.t("Nothing can be issued yet"), self.t.message(error.message))
        banner.add_action(self.t("Open settings"), lambda: self.desk.go("settings", None))
        self.add_banner(banner)
        self.issue_button.setEnabled(False)
        self.sheet.setEnabled(False)

    def first_focus(self) -> QWidget | None:
        """The customer of a new draft, then the lines."""
        if self.loaded and self.draft.contact_id is not None:
            return self.sheet.grid.view if self.draft.lines else self.sheet.grid.add_button
        return self.sheet.head.customer

    # showing

    def show_draft(self, draft: DocumentDraft, before: DocumentDraft | None) -> None:
        """After every edit, undo and redo."""
        self.sheet.show_draft(draft)
        if before is not None and before.contact_id != draft.contact_id:
            self.customer.ask(draft.contact_id)
        if before is not None and before.issued_on != draft.issued_on:
            self._ask_rates(draft)
        self.prices.follow(before, draft)
        self._soon.start()

    def _ask_rates(self, draft: DocumentDraft) -> None:
        """Another day may have other rates to choose from."""
        caller, day = self.desk.caller, draft.issued_on or self.desk.today()
        self.desk.tasks.run_latest(
            self, "rates", lambda: drafting.rates_on(caller, day), self.sheet.words.set_rates
        )

    def _customer_followed(self, draft: DocumentDraft) -> None:
        self.drafting.change(draft)
        if draft.contact_id is not None and not draft.lines:
            self.sheet.grid.add_line()

    def _ask_paper(self) -> None:
        """The preview, and what is still to fill."""
        draft, caller, today = self.draft, self.desk.caller, self.desk.today()
        language = draft.language or self.customer.untouched.language
        if self.beside.shows_paper:
            self.preview.set_caption("  \u00b7  ".join((self.t("Draft"), language_name(language, self.t))))
            self.preview.ask(lambda: service.preview_pdf(caller, draft, today))
        self.desk.tasks.run_latest(
            self, "problems", lambda: service.problems(caller, draft, today), self.show_problems
        )
        self.sheet.ask_proposal()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """How many fields keep it from being issued; said once the draft has begun to be one."""
        self.problems = tuple(problem for problem in problems if not problem.is_warning)
        count = len(self.problems)
        begun = self.draft.contact_id is not None and bool(self.draft.lines)
        self.to_fill.setText(self.t.plural("{n} field to fill", "{n} fields to fill", count))
        self.to_fill.setVisible(count > 0 and begun)

    def go_to_first_problem(self) -> None:
        """Mark all that is to fill and go to the first of it."""
        for problem in reversed(self.problems):
            self.refused(UserError(problem.message, problem.field))

    # storing

    def may_leave(self) -> bool:
        """Leaving stores; a draft that can never be stored keeps the page open and says why."""
        if not self.loaded:
            return True
        if not self.sheet.commit():
            return False
        try:
            check_draft(self.draft)
        except UserError as error:
            self.refused(error)
            return False
        return super().may_leave()

    def _store(self, draft: DocumentDraft, version: int) -> int:
        """In the database's thread: the first save makes the record."""
        caller, today = self.desk.caller, self.desk.today()
        if self.document_id is None:
            made = service.create_draft(caller, draft, today)
            self.document_id = made.id
            return made.version
        return service.save_draft(caller, self.document_id, version, draft, today)

    def with_id(self, then: Callable[[DocumentRef], None]) -> None:
        """Go on once everything is stored, an untouched new draft too; not while a cell holds no value."""
        if not self.sheet.commit():
            return

        def go_on() -> None:
            if self.document_id is not None:
                self.sheet.files.set_document(self.document_id)
                then(DocumentRef(self.document_id, self.version))

        if self.document_id is None and not self.drafting.dirty:
            draft = self.draft

            def stored(version: int) -> None:
                self.load(draft, version)
                go_on()

            self.desk.tasks.run(self, lambda: self._store(draft, 0), stored, self.refused)
        else:
            self.flush(go_on)

    def refused(self, error: UserError) -> None:
        """Mark the field; what is no field of this page is said with its remedy."""
        if isinstance(error, Conflict):  # somebody stored another version while this one was to be issued
            self.drafting.conflicted.emit(error)
            self.desk.notices.refused(error)
            return
        if self.sheet.show_error(error) or (self.loaded and self.verbs.ask_for_law(error)):
            return
        field = error.field or ""
        if field.startswith("seller"):
            self._say(error, self.t("Open settings"), lambda: self.desk.go("settings", None))
        elif field.startswith("buyer") and self.loaded and self.draft.contact_id is not None:
            self.verbs.ask_for_customer(self.draft.contact_id, error.message)
        elif field.startswith("delivery") and self.loaded and self.draft.contact_id is not None:
            self._say(error, self.t("Open contact"), lambda: self.desk.go("contact", self.draft.contact_id))
        else:
            self.desk.notices.refused(error)

    def _say(self, error: UserError, verb: str, run: Callable[[], None]) -> None:
        self.desk.notices.done(self.t.message(error.message), verb=verb, run=run)
