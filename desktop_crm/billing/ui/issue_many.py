"""The last look before many numbers are drawn: what each draft comes to, and what stands in its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.service import Candidate, IssueBatch
from desktop_crm.billing.ui.issue_dialog import MAIL_AFTER
from desktop_crm.values.messages import Translator
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs import CheckInput
from desktop_crm.widgets.labels import ElidedLabel, Label, level

_MOST_NAMED: Final = 3
_MOST_SHOWN: Final = 200
_SAID: Final = 376


class IssueManyDialog(ModalDialog):
    """Each draft with its sum, what one should know of it, or why it stays a draft. Issuing is a job; what
    has its number by the time of a Cancel keeps it.

    `issued` is told what was made, and whether mails are wanted now.
    """

    def __init__(
        self, desk: Desk, ids: Sequence[int], issued: Callable[[IssueBatch, bool], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        self.desk, self.owner, self._issued = desk, parent, issued
        self.going: tuple[Candidate, ...] = ()
        self._key = uuid4().hex
        super().__init__(
            t,
            t.plural("Issue {n} invoice?", "Issue {n} invoices?", len(ids)),
            t("They cannot be edited or deleted afterwards. Numbers are drawn by day, without a gap."),
            primary=t("Issue"),
            hint=t("Correct later with a credit note"),
            width=768,
            parent=parent,
        )
        self.list = QWidget()
        self._grid = QGridLayout(self.list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self.add(self.list)
        self.mail = CheckInput(t("Then send them by mail"), desk.local.get(MAIL_AFTER))
        self.mail.changed.connect(lambda: desk.local.set(MAIL_AFTER, self.mail.value()))
        self.add(self.mail)
        self.mail.setVisible(desk.may("documents.send"))
        self.set_busy(True)
        caller, today, wanted = desk.caller, desk.today(), tuple(ids)
        desk.tasks.run(
            self, lambda: service.issue_candidates(caller, wanted, today), self._show, self.show_error
        )

    def _show(self, found: list[Candidate]) -> None:
        t = self.t
        self.set_busy(False)
        self.going = tuple(each for each in found if each.why_not is None)
        for line, each in enumerate(found[:_MOST_SHOWN]):
            top = Qt.AlignmentFlag.AlignTop
            customer = ElidedLabel(each.customer or "\u2013")
            self._grid.addWidget(customer, line, 0, top)
            amount = level(Label(t.formats.money(each.gross, each.currency)), customer)
            self._grid.addWidget(amount, line, 1, top | Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(level(self._said(each), customer, _SAID), line, 2, top)
        if (rest := len(found) - _MOST_SHOWN) > 0:
            more = Label(t.plural("{n} more", "{n} more", rest), "muted")
            self._grid.addWidget(more, _MOST_SHOWN, 0)
        self.primary.setText(t.plural("Issue {n} invoice", "Issue {n} invoices", len(self.going)))
        self.primary.setEnabled(bool(self.going))
        self.primary.setFocus()

    def _said(self, each: Candidate) -> Label:
        t = self.t
        if each.why_not is not None:
            label = Label(t.message(each.why_not), "body", role="bad", wrap=True)
        elif each.warnings:
            words = "\n".join(t.message(warning) for warning in each.warnings)
            label = Label(words, "body", role="warn", wrap=True)
        else:
            label = Label(t("Ready"), "muted")
        return label

    def first_focus(self) -> QWidget | None:
        """The primary: Enter issues."""
        return self.primary

    def accept_primary(self) -> None:
        """Draw the numbers of all that can be issued."""
        desk, t, key = self.desk, self.t, self._key
        caller, today = desk.caller, desk.today()
        wanted = [(each.document_id, each.version) for each in self.going]
        then_mail = self.mail.isVisibleTo(self) and self.mail.value()

        def work(progress: Progress) -> IssueBatch:
            return service.issue_invoices(caller, wanted, today, key=key, progress=progress)

        def told(made: IssueBatch) -> None:
            if made.issued:
                desk.notices.done(batch_words(t, made))
            else:
                desk.notices.refused(batch_words(t, made))
            self._issued(made, then_mail)

        self.accept()
        desk.tasks.start(self.owner, t("Issuing"), work, told, desk.notices.refused)


def batch_words(t: Translator, made: IssueBatch) -> str:
    """ "18 invoices issued. Still drafts: Acorn Ltd"."""
    said = t.plural("{n} invoice issued", "{n} invoices issued", len(made.issued))
    if not made.left_out:
        return said
    named = ", ".join(each.customer or "\u2013" for each in made.left_out[:_MOST_NAMED])
    more = "\u2026" if len(made.left_out) > _MOST_NAMED else ""
    return f"{said}. {t('Still drafts: {customers}', customers=named + more)}"
