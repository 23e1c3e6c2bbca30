"""Many papers by mail at once: who gets what, before anything is queued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.service import MailBatch, Recipient
from desktop_crm.company import queries as company
from desktop_crm.company.rules import mail_account
from desktop_crm.values.dates import utc_now
from desktop_crm.values.messages import Translator
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput
from desktop_crm.widgets.labels import ElidedLabel, Label, level

_MOST_NAMED: Final = 3
_MOST_SHOWN: Final = 200
_SAID: Final = 240


class ManyMailsDialog(ModalDialog):
    """Each paper with its address, or why it does not go. Queueing is a job; its Cancel takes all back."""

    def __init__(self, desk: Desk, ids: Sequence[int], *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.ids, self.owner = desk, tuple(ids), parent
        self.going: tuple[int, ...] = ()
        super().__init__(
            t,
            t.plural("Send {n} paper by mail", "Send {n} papers by mail", len(ids)),
            t(
                "Each goes to its customer with its PDF, in the words of its kind and language. For a minute"
                " all can be taken back."
            ),
            primary=t("Send"),
            width=560,
            parent=parent,
        )
        self.list = QWidget()
        self._grid = QGridLayout(self.list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.add(self.list)
        self.form = Form(t, roomy=False)
        self.form.add("again", "", CheckInput(t("Also those that went to the same address before")))
        self.add(self.form)
        self.set_busy(True)
        caller, today, wanted = desk.caller, desk.today(), self.ids
        desk.tasks.run(
            self, lambda: service.mail_recipients(caller, wanted, today), self._show, self.show_error
        )

    def _show(self, found: list[Recipient]) -> None:
        self.set_busy(False)
        self.going = tuple(each.document_id for each in found if each.why_not is None)
        top = Qt.AlignmentFlag.AlignTop
        for line, each in enumerate(found[:_MOST_SHOWN]):
            customer = ElidedLabel(each.customer)
            self._grid.addWidget(level(Label(each.number or "\u2013"), customer), line, 0, top)
            self._grid.addWidget(customer, line, 1, top)
            self._grid.addWidget(self._said(each, customer), line, 2, top)
        if (rest := len(found) - _MOST_SHOWN) > 0:
            more = Label(self.t.plural("{n} more", "{n} more", rest), "muted")
            self._grid.addWidget(more, _MOST_SHOWN, 1)
        self.primary.setText(self.t.plural("Send {n} mail", "Send {n} mails", len(self.going)))
        self.primary.setEnabled(bool(self.going))

    def _said(self, each: Recipient, beside: ElidedLabel) -> QWidget:
        """The address, or why it does not go."""
        if each.why_not is None:
            address = ElidedLabel(each.to, "muted")
            address.setFixedWidth(_SAID)
            return address
        return level(Label(self.t.message(each.why_not), "body", role="bad", wrap=True), beside, _SAID)

    def accept_primary(self) -> None:
        """All that can go into the outbox."""
        desk, ids, again, t = self.desk, self.going, bool(self.form.value("again")), self.t
        caller, today = desk.caller, desk.today()

        def queue(progress: Progress) -> MailBatch:
            account = mail_account.account_of(company.setting(caller, mail_account.SETTING))
            return service.queue_mails(caller, ids, account, today, utc_now(), again=again, progress=progress)

        self.accept()
        desk.tasks.start(
            self.owner, t("Mails"), queue, lambda made: tell(desk, self.owner, made), desk.notices.refused
        )


def tell(desk: Desk, owner: QWidget, made: MailBatch) -> None:
    """How many go out in a minute, with the way back; which ones do not."""
    caller, t = desk.caller, desk.t

    def taken_back(count: int) -> None:
        desk.notices.done(t.plural("{n} mail taken back", "{n} mails taken back", count))

    def take_back() -> None:
        desk.tasks.run(owner, lambda: service.take_mails_back(caller, made.mails), taken_back)

    words = batch_words(t, made)
    if made.mails:
        desk.notices.undo(words, take_back)
    else:
        desk.notices.refused(words)


def batch_words(t: Translator, made: MailBatch) -> str:
    """ "18 mails go out in a minute. Without: 2026-0003"."""
    said = t.plural("{n} mail goes out in a minute", "{n} mails go out in a minute", len(made.mails))
    if not made.left_out:
        return said
    named = ", ".join(each.number for each in made.left_out[:_MOST_NAMED])
    more = "\u2026" if len(made.left_out) > _MOST_NAMED else ""
    return f"{said}. {t('Without: {numbers}', numbers=named + more)}"
