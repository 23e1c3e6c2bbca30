"""One contact, everything about it: head, facts, composer and timeline, related lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_crm.contacts import service
from desktop_crm.contacts.queries import NoteRow
from desktop_crm.contacts.ui.composer import Composer, Written
from desktop_crm.contacts.ui.contact_acts import ContactActs
from desktop_crm.contacts.ui.contact_head import ContactHead
from desktop_crm.contacts.ui.contact_reading import Read, last_contact, read_contact, sections
from desktop_crm.contacts.ui.facts_panel import FactsPanel
from desktop_crm.contacts.ui.feed import GROUPS, Feed, Opens, group_counts
from desktop_crm.contacts.ui.note_dialog import NoteDialog
from desktop_crm.contacts.ui.related_panel import RelatedPanel
from desktop_crm.contacts.ui.words import language_name
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.widgets import keys
from desktop_crm.widgets.additions import NOTHING_ADDED, Additions, RelatedRow
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, SplitButton
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip, FilterChips
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.labels import Hairline
from desktop_crm.widgets.leasing import EditingStrip
from desktop_crm.widgets.page import Page, Scroll
from desktop_crm.widgets.timeline import Entry, Timeline

SIDE, SIDE_SCROLLED, NARROW, LEAST = 288, 300, 1080, 760


class ContactPage(Page):
    """`additions` is what upper rooms hand in: figures, related lists, verbs, states."""

    def __init__(self, desk: Desk, contact_id: int, additions: Additions = NOTHING_ADDED) -> None:
        super().__init__(tone="surface")
        self.desk, self.t, self.contact_id, self._additions = desk, desk.t, contact_id, additions
        self.read: Read | None = None
        self._feed = Feed(desk, contact_id, additions)
        self._group = ""
        self.setAcceptDrops(True)
        self.setMinimumWidth(LEAST)
        self.header.hide()
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)
        self._build()
        watch(desk.changes, self, {"contact", "note", "attachment", *additions.watches}, self.reload)
        self.reload()

    def _build(self) -> None:
        t = self.t
        self.head = ContactHead(t, lambda other: self.desk.go("contact", other))
        self.composer = Composer(self.desk)
        self.acts = acts = ContactActs(self.desk, self, self.contact_id, self.composer)
        acts.further = self._additions.menu
        self._add_verbs()
        self.facts = FactsPanel(t, call=acts.call, write=acts.write_mail, browse=acts.browse)
        self.composer.written.connect(self.store)
        words = {
            "": t("All"),
            "talk": t("Talk"),
            "sales": t("Quotes"),
            "money": t("Money"),
            "service": t("Tickets"),
            "files": t("Files"),
        }
        chips = [Chip(group, words[group]) for group in GROUPS]
        self.chips = FilterChips(chips, t("Filter the timeline"), tight=True)
        self.chips.chosen.connect(self.narrow)
        self.timeline = Timeline(self.desk, t("Nothing yet. The first note, quote or mail shows up here."))
        self.timeline.activated.connect(self.open_entry)
        self.related = RelatedPanel(t, self.open_row)
        middle = QVBoxLayout()
        middle.setContentsMargins(24, 16, 8, 0)
        middle.setSpacing(12)
        middle.addWidget(EditingStrip(self.desk, lambda: ("contact", self.contact_id)))
        line = QHBoxLayout()
        line.addWidget(self.composer)
        line.addSpacing(16)
        middle.addLayout(line)
        middle.addWidget(_sliding(self.chips, 28))
        middle.addWidget(self.timeline, 1)
        beside = QWidget()
        self._left_column = QVBoxLayout(beside)
        self._left_column.setContentsMargins(0, 0, 0, 0)
        self._left_column.setSpacing(0)
        self._left_column.addWidget(self.facts)
        left, right = Scroll(beside), Scroll(self.related)
        left.setFixedWidth(SIDE)
        right.setFixedWidth(SIDE + 12)
        self._left, self._right, self._right_line = left, right, Hairline(vertical=True)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(left)
        body.addWidget(Hairline(vertical=True))
        body.addLayout(middle, 1)
        body.addWidget(self._right_line)
        body.addWidget(right)
        self.body = QWidget()
        whole = QVBoxLayout(self.body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(Hairline())
        whole.addLayout(body, 1)
        self.set_body(self.body)

    def _add_verbs(self) -> None:
        t = self.t
        self.call_button = IconButton("phone", t("Call"), self.acts.call_main, kind="secondary")
        self.mail_button = IconButton("mail", t("Write a mail"), self.acts.write_main, kind="secondary")
        self.edit_button = Button(t("Edit"), self.acts.edit, icon="pencil", shortcut=keys.EDIT.first)
        self.more_button = IconButton("ellipsis", t("More"), kind="secondary")
        self.more_button.set_menu(self.acts.menu)
        verbs: list[tuple[str, Callable[[], None], str]] = [
            (verb.text, partial(verb.run, self.contact_id), verb.icon) for verb in self._additions.verbs
        ]
        if self.desk.may("notes.change"):
            verbs.append((t("New note"), self.new_note, "sticky-note"))
        self.primary = _primary(verbs)
        for widget in (self.call_button, self.mail_button, self.edit_button, self.more_button):
            self.head.verbs.addWidget(widget)
        if verbs:
            self.head.verbs.addWidget(self.primary)
        if not self.desk.may("notes.change"):
            self.composer.hide()
            self.setAcceptDrops(False)
        shortcut = QShortcut(QKeySequence(keys.CONTACT_NEW.first), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.primary.click)
        for key, run_it in (
            (keys.NOTE, self.new_note),
            (keys.CALL, self.acts.call_main),
            (keys.MAIL, self.acts.write_main),
        ):
            act = QShortcut(QKeySequence(key.first), self)
            act.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.activated.connect(run_it)

    def first_focus(self) -> QWidget:
        """The timeline: arrows walk through what happened."""
        return self.timeline

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the related lists stand under the facts."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        if narrow and self._right.widget() is self.related:
            self._right.takeWidget()
            self.related.set_beside(False)
            self._left_column.addWidget(self.related)
        elif not narrow and self._right.widget() is None:
            self._left_column.removeWidget(self.related)
            self.related.set_beside(True)
            self._right.setWidget(self.related)
        self._left.setFixedWidth(SIDE_SCROLLED if narrow else SIDE)
        self._fit_verbs()
        self._right.setVisible(not narrow)
        self._right_line.setVisible(not narrow)
        self.related.setVisible(True)

    def _fit_verbs(self) -> None:
        """The whole name comes before the button "Edit", which is in the menu, too."""
        verbs = (self.call_button, self.mail_button, self.edit_button, self.more_button, self.primary)
        taken = sum(button.sizeHint().width() + 8 for button in verbs)
        fits = self.width() - taken >= self.head.words_width
        self.edit_button.setVisible(fits and self.desk.may("contacts.change"))

    # reading and showing

    def reload(self) -> None:
        """Read everything again; place and focus stay."""
        caller, who, added = self.desk.caller, self.contact_id, self._additions
        self.desk.tasks.run_latest(
            self, "contact", lambda: read_contact(caller, who, added), self._show, self._gone
        )

    def _show(self, read: Read) -> None:
        first, self.read = self.read is None, read
        self.acts.show(read.page.contact, read.page.links, read.consents)
        draft = read.page.contact.draft
        self.set_title(draft.name)
        self.head.show_contact(
            read.page.contact, read.page.links, (*read.stats, last_contact(self.desk, read))
        )
        self._fit_verbs()
        self.call_button.setEnabled(bool(draft.phone))
        self.mail_button.setEnabled(bool(draft.mail))
        language = language_name(draft.language, self.t.language) if draft.language else ""
        self.facts.show_contact(draft, terms=read.terms, language=language)
        self.composer.set_numbers([point.value for point in draft.points if point.kind == "phone"])
        self.chips.set_counts({group: n or None for group, n in group_counts(read.events).items()})
        self.related.show_sections(sections(self.acts, self._additions, read))
        if first:
            self.timeline.set_source(self._feed.fetch)
        else:
            self.timeline.reload()

    def _gone(self, error: UserError) -> None:
        if not isinstance(error, NotFound):
            self.desk.notices.refused(error)
            return
        self.body.hide()
        t = self.t
        back = Button(t("All contacts"), lambda: self.desk.go("contacts", None), kind="primary")
        self.set_body(EmptyState("search-x", t("Not here any more"), t.message(error.message), back))

    # what is written

    def narrow(self, group: str) -> None:
        """Only events of a group on the timeline."""
        self._group = group
        self._feed.narrow(group)
        self.timeline.set_source(self._feed.fetch)

    def store(self, written: Written) -> None:
        """Keep what the composer wrote."""
        caller, who = self.desk.caller, self.contact_id
        works: dict[str, Callable[[], int]] = {
            "note": lambda: service.add_note(caller, who, written.text, written.follow_up_on),
            "call": lambda: service.log_call(caller, who, written.text, written.number),
            "mail": lambda: service.log_mail(caller, who, written.subject or written.text, written.text),
        }
        self.desk.tasks.run(self, works[written.act], lambda _id: self.composer.clear())

    def wish(self, act: str) -> None:
        """ "note" begins one."""
        if act == "note":
            QTimer.singleShot(0, self, self.new_note)

    def new_note(self) -> None:
        """The composer, at Note."""
        self.acts.begin("note")

    # what is opened

    def open_entry(self, entry: Entry) -> None:
        """A document, ticket or file opens; a note can be changed."""
        opens = entry.key
        if not isinstance(opens, Opens) or opens.entity_id is None or opens.entity in ("", "contact"):
            return
        if opens.entity == "note":
            self.open_note(opens.entity_id)
        elif opens.entity == "attachment":
            self.acts.open_file(opens.entity_id)
        elif opens.entity != "payment":
            self.desk.go(opens.entity, opens.entity_id)

    def open_row(self, row: RelatedRow) -> None:
        """A line of a related list."""
        if not self.acts.open_row(row) and row.kind:
            self.desk.go(row.kind, row.what)

    def open_note(self, note_id: int) -> None:
        """Change the text, the day, done or not."""
        notes = {note.id: note for note in (self.read.page.notes if self.read else ())}
        found: NoteRow | None = notes.get(note_id)
        if found is not None:
            NoteDialog(self.desk, found, self, self._additions.note_verbs).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.acts.attach([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()


def _primary(verbs: Sequence[tuple[str, Callable[[], None], str]]) -> Button:
    """The first verb with the others behind it; hidden for whom there is none."""
    if not verbs:
        nothing = Button("")
        nothing.hide()
        return nothing
    (text, run, icon), *others = verbs
    items = [MenuItem(words, act, icon=name) for words, act, name in others]
    if items:
        return SplitButton(text, run, lambda: items, icon=icon or "plus")
    return Button(text, run, kind="primary", icon=icon)


def _sliding(row: QWidget, height: int) -> QScrollArea:
    """A row that slides sideways, without bars, when the window is too narrow for it."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(row)
    row.setAutoFillBackground(False)
    area.setFixedHeight(height)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
