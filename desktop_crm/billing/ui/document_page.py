"""The page of one document: the editor while it is a draft, the issued view afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.kinds import KINDS
from desktop_crm.billing.service import DocumentRef, Issued
from desktop_crm.billing.ui import acts
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.words import PLACES, name_of
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.additions import NOTHING_ADDED, Additions
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.page import Page


class DocumentPage(Page):
    """`document_id` None begins a new draft of `preset["kind"]` for `preset["contact"]`; `additions` are what
    upper rooms know of an issued paper.
    """

    def __init__(
        self,
        desk: Desk,
        document_id: int | None,
        preset: Mapping[str, Any] | None = None,
        additions: Additions = NOTHING_ADDED,
    ) -> None:
        super().__init__("")
        self.desk, self.t, self._additions = desk, desk.t, additions
        self.header.hide()
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.inner: Page | None = None
        self._wish = ""
        self._stack = QStackedLayout()
        self.outer.addLayout(self._stack, 1)
        watch(desk.changes, self, {*KINDS, "payment"}, self.reload)
        if document_id is None:
            self._show_editor(DocumentEditor(desk, None, preset))
        else:
            self.open(document_id)

    @property
    def document_id(self) -> int | None:
        """The record shown; None before the first save of a new draft."""
        inner = self.inner
        if isinstance(inner, DocumentEditor):
            return inner.document_id
        return inner.view.row.id if isinstance(inner, IssuedPage) else None

    def open(self, document_id: int) -> None:
        """Read a document and show it as what it is."""
        caller, today = self.desk.caller, self.desk.today()
        self.desk.tasks.run_latest(
            self, "open", lambda: queries.get_document(caller, document_id, today), self._show, self._missing
        )

    def reload(self) -> None:
        """After a change anywhere: an issued paper is read again, a draft once it was issued elsewhere."""
        document_id = self.document_id
        if document_id is None:
            return
        if isinstance(self.inner, IssuedPage):
            self.open(document_id)
            return
        caller, today = self.desk.caller, self.desk.today()
        self.desk.tasks.run_latest(
            self,
            "state",
            lambda: queries.get_row(caller, document_id, today),
            lambda row: self.open(document_id) if row.state != "draft" else None,
            lambda _gone: None,
        )

    def _show(self, view: DocumentView) -> None:
        inner = self.inner
        if view.row.state == "draft" and not self.desk.may("documents.draft"):
            self._put(self._only_a_draft(view))
        elif view.row.state == "draft":
            if not isinstance(inner, DocumentEditor) or inner.document_id != view.row.id:
                self._show_editor(DocumentEditor(self.desk, view.row.id, None, view.row.kind))
        elif isinstance(inner, IssuedPage) and inner.view.row.id == view.row.id:
            inner.show_view(view)
        else:
            if isinstance(inner, DocumentEditor) and inner.loaded and inner.drafting.dirty:
                self._keep_apart(inner.draft, view.row.number)
            issued = IssuedPage(self.desk, view, self._additions)
            issued.changed.connect(self.reload)
            self._put(issued)
        self._fulfil()

    def _keep_apart(self, typed: DocumentDraft, number: str) -> None:
        """Somebody issued the draft while it was typed in here: what is not on the paper is not lost."""
        desk, t, kind = self.desk, self.t, typed.kind
        mine = replace(typed, from_id=None, corrects_id=None, issued_on=None)

        def kept(ref: DocumentRef) -> None:
            desk.notices.done(
                t("{number} was issued elsewhere. What you typed last is kept as a draft.", number=number),
                verb=t("Open draft"),
                run=lambda: desk.go(kind, ref.id),
            )

        caller, today = desk.caller, desk.today()
        desk.tasks.run(self, lambda: service.create_draft(caller, mine, today), kept, desk.notices.refused)

    def wish(self, act: str) -> None:
        """One of `acts.ISSUED` or `acts.DRAFT`, as soon as the paper stands on the screen."""
        self._wish = act
        self._fulfil()

    def _fulfil(self) -> None:
        inner = self.inner
        ready = isinstance(inner, IssuedPage) or (isinstance(inner, DocumentEditor) and inner.loaded)
        if self._wish and ready:
            act, self._wish = self._wish, ""
            QTimer.singleShot(0, self, lambda: acts.run(self.inner, act))

    def _show_editor(self, editor: DocumentEditor) -> None:
        editor.drafting.shown.connect(lambda _draft, _before: self._fulfil())
        editor.issued.connect(self._issued)
        editor.deleted.connect(lambda: self.desk.go(PLACES[editor.kind], None))
        self._put(editor)

    def _issued(self, issued: Issued, with_mail: bool) -> None:
        caller, today = self.desk.caller, self.desk.today()

        def show(view: DocumentView) -> None:
            self._show(view)
            number = issued.number
            words = self.t("{kind} issued", kind=name_of(self.t, view.row))
            if view.row.kind == "quote":
                words = self.t("Quote {number} sent", number=number)
            elif view.row.kind == "invoice" and not view.row.form:
                words = self.t("Invoice {number} issued", number=number)
            self.desk.notices.done(words)
            if with_mail and isinstance(self.inner, IssuedPage):
                self.inner.verbs.write_mail()

        self.desk.tasks.run(self, lambda: queries.get_document(caller, issued.id, today), show, self._missing)

    def _only_a_draft(self, view: DocumentView) -> Page:
        """Whoever writes no drafts reads papers, which a draft is not yet."""
        page = Page(self.t("Draft"))
        words = self.t(
            "It is being written for {name} and can be read once it is issued.", name=view.row.customer
        )
        back = Button(
            self.t("To the list"),
            lambda: self.desk.go(PLACES[view.row.kind], None),
            kind="primary",
        )
        page.set_body(EmptyState("file-pen", self.t("Still a draft"), words, back))
        return page

    def _missing(self, error: UserError) -> None:
        page = Page(self.t("Not found"))
        sentence = self.t.message(error.message)
        back = Button(self.t("To the list"), lambda: self.desk.go("invoices", None), kind="primary")
        page.set_body(EmptyState("search-x", self.t("Not found"), sentence, back))
        self._put(page)

    def _put(self, page: Page) -> None:
        old, self.inner = self.inner, page
        focused = QApplication.focusWidget()
        had_focus = old is not None and focused is not None and old.isAncestorOf(focused)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.title_changed.connect(self._retitle)
        self._retitle(page.title)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        target = page.first_focus()
        if target is not None and (had_focus or self.isVisible()):
            target.setFocus()

    def _retitle(self, title: str) -> None:
        self._title = title
        self.setAccessibleName(title)
        self.title_changed.emit(title)

    def may_leave(self) -> bool:
        """As the page inside says; an editor stores what is not stored yet."""
        return self.inner.may_leave() if self.inner is not None else True

    def when_ready(self, again: Callable[[], None]) -> None:
        """Once the editor inside has stored."""
        if self.inner is not None:
            self.inner.when_ready(again)

    def first_focus(self) -> QWidget | None:
        """What the page inside wants."""
        return self.inner.first_focus() if self.inner is not None else None
