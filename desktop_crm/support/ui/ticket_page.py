"""One ticket: the list beside it, the conversation with its composer, the facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import AttachmentRow
from desktop_crm.support import queries, service
from desktop_crm.support.queries import TicketRow, TicketView
from desktop_crm.support.rules.tickets import STATUS_WORDS, Status
from desktop_crm.support.ui.composer import TicketComposer, Written
from desktop_crm.support.ui.conversation import Conversation
from desktop_crm.support.ui.customer_facts import CustomerFacts, customer_of
from desktop_crm.support.ui.facts_panel import FactsPanel
from desktop_crm.support.ui.moving import put_back
from desktop_crm.support.ui.ticket_dialog import TicketDialog
from desktop_crm.support.ui.ticket_files import TicketFiles
from desktop_crm.support.ui.ticket_list import TicketColumn
from desktop_crm.support.ui.ticket_settling import TicketStoring
from desktop_crm.support.ui.words import STATUS_ROLES
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, MenuItems
from desktop_crm.widgets.composing import KeptTyping
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.history import history_items
from desktop_crm.widgets.labels import Hairline, Label, Pill
from desktop_crm.widgets.leasing import EditingStrip
from desktop_crm.widgets.notices import KEEP_CLEAR
from desktop_crm.widgets.page import Page, Scroll

_LIVE = ListView(filters=(("open", "1"),))
FACTS_WIDE, FACTS_WIDER, ROOM_FOR_LIST = 288, 328, 1060


@dataclass(frozen=True)
class _Read:
    view: TicketView
    customer: CustomerFacts
    files: tuple[AttachmentRow, ...]
    others: tuple[TicketRow, ...]


class TicketPage(Page):
    """`ticket_id` is what is shown; another one of the list opens its own page."""

    def __init__(self, desk: Desk, ticket_id: int) -> None:
        t = desk.t
        super().__init__(tone="surface")
        self.desk, self.t, self.ticket_id = desk, t, ticket_id
        self.read: _Read | None = None
        self._wish = ""
        self.files = TicketFiles(desk, ticket_id)
        self.files.attached.connect(self.reload)
        self.setAcceptDrops(True)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)
        self.header.setContentsMargins(24, 12, 24, 12)
        self.header.set_crumb((t("Tickets"), lambda: desk.go("tickets", None)), ("", None))
        self.state_mark = Pill()
        self.opened_label = Label("", "caption")
        for mark in (self.state_mark, self.opened_label):
            self.header.add_mark(mark)
        self.close_button = Button(t("Close ticket"), self.close_ticket, icon="circle-check")
        self.reopen_button = Button(t("Reopen"), self.reopen, icon="rotate-ccw")
        self.new_button = Button(t("New ticket"), self.new, icon="plus", shortcut=keys.NEW.first)
        self.more_button = IconButton("ellipsis", t("More"), kind="secondary")
        self.more_button.set_menu(lambda: _menu(self))
        # The keys of a button that is not shown are deaf.
        self._new_key = QShortcut(QKeySequence(keys.NEW.first), self, self.new)
        self._new_key.setEnabled(False)
        for verb in (self.new_button, self.more_button, self.reopen_button, self.close_button):
            self.header.add_verb(verb)
            # Which of the last two fits is known once the ticket is read.
            verb.setHidden(verb not in (self.new_button, self.more_button))
        self._build()
        watch(desk.changes, self, {"ticket", "contact", "attachment"}, self.reload)
        self.reload()

    def _build(self) -> None:
        desk, t = self.desk, self.t
        left = TicketColumn(desk, lambda: queries.list_tickets(desk.caller, _LIVE))
        self.list = left.list
        self.conversation = Conversation(t, self.files.open_mail)
        self.composer = TicketComposer(t)
        self.composer.setProperty(KEEP_CLEAR, True)
        self.composer.written.connect(self.store)
        KeptTyping(self.composer, desk.half_typed, "ticket", self.ticket_id)
        self.composer.attach_asked.connect(self.files.ask)
        self.facts = FactsPanel(desk)
        self.facts.edited.connect(self.edit)
        self.facts.opened.connect(lambda kind, key: desk.go(kind, key))
        self.facts.file_opened.connect(self.files.open)
        self.facts.attach_asked.connect(self.files.ask)
        self.facts.change_asked.connect(self.ask_to_change)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addWidget(self.conversation, 1)
        box = QVBoxLayout()
        box.setContentsMargins(24, 4, 24, 16)
        self.strip = EditingStrip(desk, lambda: ("ticket", self.ticket_id))
        self.composer.text.changed.connect(self.strip.keeper.touched)
        box.addWidget(self.strip)
        box.addWidget(self.files, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.composer)
        middle.addLayout(box)
        self._right = right = Scroll(self.facts)
        self.facts.hide()
        right.setFixedWidth(FACTS_WIDE)
        body = QHBoxLayout()
        body.setSpacing(0)
        self._beside = (left, Hairline(vertical=True))
        for widget in self._beside:
            body.addWidget(widget)
        body.addLayout(middle, 1)
        body.addWidget(Hairline(vertical=True))
        body.addWidget(right)
        self.outer.addWidget(Hairline())
        self.set_body(body)
        for key, by in zip(keys.OTHER_TICKET.keys, (1, -1), strict=True):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda by=by: self.list.step(by))
        QShortcut(QKeySequence(keys.CHANGE_TICKET.first), self).activated.connect(self.ask_to_change)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window leaves out the other tickets (Alt+Up and Alt+Down still go through them) and keeps
        the title whole."""
        super().resizeEvent(event)
        roomy = event.size().width() >= ROOM_FOR_LIST
        for widget in (*self._beside, self.opened_label, self.new_button):
            widget.setVisible(roomy)
        self._right.setFixedWidth(FACTS_WIDE if roomy else FACTS_WIDER)
        self._new_key.setEnabled(not roomy)

    def first_focus(self) -> QWidget:
        """The answer."""
        return self.composer.text.edit

    # reading

    def reload(self) -> None:
        """Everything again; what is typed in the composer stays."""
        caller, key, today = self.desk.caller, self.ticket_id, self.desk.today()

        def work() -> _Read:
            view = queries.get_ticket(caller, key)
            contact = view.draft.contact_id or 0
            others = (row for row in queries.tickets_of(caller, contact) if row.is_live and row.id != key)
            return _Read(
                view,
                customer_of(caller, contact, today),
                tuple(contacts.list_attachments(caller, "ticket", key)),
                tuple(others)[:5],
            )

        self.desk.tasks.run_latest(self, "ticket", work, self._show)
        self.list.reload(key)

    def _show(self, found: _Read) -> None:
        self.read = found
        t, view, today = self.t, found.view, self.desk.today()
        status = view.draft.status
        self.set_title(view.draft.subject)
        self.header.set_crumb((t("Tickets"), lambda: self.desk.go("tickets", None)), (view.number, None))
        self.state_mark.set_state(t.message(STATUS_WORDS[status]), STATUS_ROLES[status])
        self.opened_label.setText(t("opened {moment}", moment=t.formats.moment(view.opened_at)))
        self.close_button.setVisible(status != "closed")
        self.reopen_button.setVisible(status in ("resolved", "closed"))
        self.conversation.show_messages(view.messages, today)
        self.facts.show_ticket(view, found.customer, found.files, found.others)
        self.facts.show()
        self._fulfil()

    def wish(self, act: str) -> None:
        """ "reply" or "close", once the ticket is read."""
        self._wish = act
        self._fulfil()

    def _fulfil(self) -> None:
        if self._wish and self.read is not None:
            run = self.close_ticket if self._wish == "close" else partial(self.composer.begin, "public")
            QTimer.singleShot(0, self, run)
            self._wish = ""

    # conversation

    def store(self, written: Written) -> None:
        """Keep what was written; a public reply opens as a mail."""
        caller, key, today, along = (
            self.desk.caller,
            self.ticket_id,
            self.desk.today(),
            tuple(self.files.going_along),
        )

        def work() -> int:
            if written.act == "customer":
                return service.add_customer_message(caller, key, written.text, today)
            internal = written.act == "internal"
            files = () if internal else along
            return service.reply(caller, key, written.text, today, internal=internal, attachment_ids=files)

        self.desk.tasks.run(
            self, work, lambda made: self._stored(made, written.act == "public"), self._refused
        )

    def _stored(self, message_id: int, is_mail: bool) -> None:
        self.composer.clear()
        self.strip.keeper.end()
        if is_mail:
            self.files.send_without()
            self.files.open_mail(message_id)
            if self.read is not None and not self.read.customer.mail:
                self.desk.notices.done(self.t("The customer has no mail address: enter one in the mail"))
        self.reload()

    def _refused(self, error: UserError) -> None:
        self.composer.refuse(self.t.message(error.message))
        self.desk.notices.refused(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.attach([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # handling

    def new(self) -> None:
        """Another ticket."""
        self.desk.go("ticket:new", None)

    def ask_to_change(self) -> None:
        """Subject, customer, document and line."""
        if self.read is not None:
            TicketDialog(self.desk, self.read.view, self.reload, self).open()

    def edit(self, name: str, value: object) -> None:
        """Change one fact at once."""
        if self.read is None:
            return
        view = self.read.view
        shown: Any = self.facts.form.shown(name)
        draft = replace(view.draft, **{name: value if value is not None or name == "due_on" else ""})  # type: ignore[arg-type]
        if draft == view.draft or value == shown:
            return
        self._storing(view, lambda _version: self._edited(name)).change(
            draft, replace(view.draft, **{name: shown})
        )

    def _edited(self, *names: str) -> None:
        """These fields (without names: all) show again what is stored."""
        self.facts.form.forget(*names)
        self.reload()

    def _storing(self, view: TicketView, done: Callable[[object], None]) -> TicketStoring:
        return TicketStoring(self.desk, view, done, self._edit_refused, self, put_off=self._edited)

    def _edit_refused(self, error: UserError) -> None:
        if error.field not in self.facts.form.names:
            self.desk.notices.refused(error)
            self._edited()
        else:
            self.facts.form.show_error(error)

    def close_ticket(self) -> None:
        """Done with; Undo brings it back."""
        self._move("closed", self.t("Ticket closed"))

    def reopen(self) -> None:
        """Take it up again; Undo closes it."""
        self._move("open", self.t("Ticket reopened"))

    def _move(self, status: Status, words: str) -> None:
        if self.read is None:
            return
        caller, key, today = self.desk.caller, self.ticket_id, self.desk.today()
        view = self.read.view
        before = view.draft.status

        def undo() -> None:
            self.desk.tasks.run(
                self, lambda: put_back(caller, key, before, today), lambda _nothing: self.reload()
            )

        def moved(_version: object) -> None:
            self.desk.notices.undo(words, undo)
            self.reload()

        self._storing(view, moved).change(replace(view.draft, status=status))


def _menu(page: TicketPage) -> MenuItems:
    """Behind the three dots: what the header has no room for, too."""
    new = MenuItem(page.t("New ticket"), page.new, icon="plus", shortcut=keys.NEW.first)
    return [
        *([new] if page.new_button.isHidden() else []),
        *history_items(page.desk, "ticket", page.ticket_id, page.title),
    ]
