"""The head of a contact's page: who it is, how it is reached at one click, figures, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.contacts.queries import ContactView, LinkRow
from desktop_crm.contacts.ui.facts_panel import LinkText
from desktop_crm.contacts.ui.words import category_text
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.cards import Stat, StatStrip
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.labels import Avatar, ElidedLabel, Pill, Tag

_MOST_TAGS = 4


class ContactHead(QWidget):
    """Avatar, name, category; company, position and tags; the strip. `verbs` is where buttons go."""

    def __init__(
        self, t: Translator, open_company: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.t, self._open_company = t, open_company
        self.avatar = Avatar("", 48)
        self.name = ElidedLabel("", "title")
        self.name.setFixedHeight(28)
        self.name.setSizePolicy(self.name.sizePolicy().Policy.Maximum, self.name.sizePolicy().Policy.Fixed)
        self.pill = Pill()
        self.archived = Pill()
        self.verbs = QHBoxLayout()
        self.verbs.setSpacing(8)
        self.strip = StatStrip(framed=False, figure=fonts.SECTION)
        self._second = QHBoxLayout()
        self._second.setSpacing(10)
        self._build()

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.name)
        first.addWidget(self.pill)
        first.addWidget(self.archived)
        first.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addLayout(self._second)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addLayout(self.verbs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 14)
        layout.setSpacing(14)
        layout.addLayout(top)
        layout.addWidget(self.strip)

    def show_contact(self, contact: ContactView, links: Sequence[LinkRow], stats: Sequence[Stat]) -> None:
        """All of it anew."""
        draft = contact.draft
        self.avatar.set_name(draft.name)
        self.name.set_text(draft.name)
        self.pill.set_state(category_text(self.t, draft.category))
        self.archived.set_state(self.t("Archived") if contact.is_archived else "", "warn")
        self._show_second(contact, links)
        self.strip.set_stats(tuple(stats))
        self.strip.setVisible(bool(stats))

    @property
    def words_width(self) -> int:
        """What margins, picture, name and states need without the verbs."""
        states = sum(pill.width() + 12 for pill in (self.pill, self.archived) if not pill.isHidden())
        return self.name.sizeHint().width() + states + 2 * 24 + self.avatar.width() + 2 * 16

    @keeps_focus
    def _show_second(self, contact: ContactView, links: Sequence[LinkRow]) -> None:
        while (item := self._second.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        draft = contact.draft
        if draft.kind == "person":
            for link in links[:2]:
                name = self.t("Open {value}", value=link.name)
                company = LinkText(link.name, name, partial(self._open_company, link.id))
                company.setSizePolicy(company.sizePolicy().Policy.Maximum, company.sizePolicy().Policy.Fixed)
                company.setMinimumWidth(72)
                self._second.addWidget(company)
        parts = [part for part in (draft.position, draft.department) if part]
        if draft.kind == "company":
            parts = [draft.address_for("invoice").city]
        if any(parts):
            words = ElidedLabel(", ".join(part for part in parts if part), "muted")
            words.setSizePolicy(words.sizePolicy().Policy.Maximum, words.sizePolicy().Policy.Fixed)
            self._second.addWidget(words)
        for tag in draft.tags[:_MOST_TAGS]:
            self._second.addWidget(Tag(tag))
        if len(draft.tags) > _MOST_TAGS:
            more = Tag(f"+{len(draft.tags) - _MOST_TAGS}")
            tips.set_tip(more, ", ".join(draft.tags))
            self._second.addWidget(more)
        self._second.addStretch(1)
