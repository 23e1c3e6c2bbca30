"""What happened with an issued paper besides money: mails that carried it, what other rooms know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import TimelineRow
from desktop_crm.widgets import fonts
from desktop_crm.widgets.additions import Additions, RelatedRow
from desktop_crm.widgets.cards import Card, LinkRow
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.labels import ElidedLabel, IconMark, Label
from desktop_crm.widgets.page import row
from desktop_crm.widgets.painting import Run

MOST = 6
"""Mails shown, the latest first; the customer's timeline has all."""


@dataclass(frozen=True)
class _Read:
    mails: Sequence[TimelineRow]
    related: Sequence[RelatedRow]


class HistoryBox(Card):
    """Hidden while nothing happened. `additions` are other rooms' related lists by the paper's id."""

    def __init__(
        self, desk: Desk, kind: str, document_id: int, additions: Additions, parent: QWidget
    ) -> None:
        super().__init__(padding=0, gap=0, parent=parent)
        self.desk, self.t = desk, desk.t
        self._kind, self._id, self._additions = kind, document_id, additions
        self.body.setContentsMargins(16, 6, 16, 6)
        self.setAccessibleName(self.t("What happened with it"))
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.add(self.rows)
        self.hide()
        watch(desk.changes, self, {kind, *additions.watches}, self.reload)
        self.reload()

    def reload(self) -> None:
        """Read it anew, away from the window."""
        caller, kind, document, added = self.desk.caller, self._kind, self._id, self._additions

        def read() -> _Read:
            mails = contacts.list_timeline_of(caller, kind, document, ("mail",), MOST)
            return _Read(mails, [each for section in added.sections for each in section.load(document)])

        self.desk.tasks.run_latest(self, "history", read, self._show)

    @keeps_focus
    def _show(self, read: _Read) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for mail in read.mails:
            self.rows.addWidget(self._mail_row(mail))
        for related in read.related:
            self.rows.addWidget(self._related_row(related))
        self.setVisible(bool(read.mails or read.related))

    def _mail_row(self, event: TimelineRow) -> QWidget:
        t = self.t
        subject, recipient = t.message(event.subject), t.message(event.summary)
        said = Run(t("Mail to {recipient}", recipient=recipient) if recipient else subject)
        words = ElidedLabel()
        words.set_runs((said, Run(subject if recipient else "", fonts.CAPTION, role="muted")))
        moment = Label(t.formats.date_words(event.at.astimezone().date()), "caption")
        line = row(IconMark("send"), words, moment, gap=12)
        line.layout().setStretch(1, 1)  # type: ignore[union-attr]
        line.setMinimumHeight(30)
        return line

    def _related_row(self, related: RelatedRow) -> QWidget:
        """One line: a click or Enter opens the record."""
        right = ", ".join(text for text in (related.under, related.right_under) if text)
        go = partial(self.desk.go, related.kind, related.what)
        link = LinkRow(related.title, right=right, is_ruled=False, run=go)
        line = row(IconMark("life-buoy"), link, gap=12)
        line.layout().setStretch(1, 1)  # type: ignore[union-attr]
        return line
