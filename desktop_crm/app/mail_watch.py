"""Sends what is due in the outbox while the window is open, and asks about what a person has to decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.app.services import Services
from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.outbox import REFUSED, UNCLEAR, WHY
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import watch
from desktop_crm.widgets.strips import Banner

if TYPE_CHECKING:
    from desktop_crm.billing.queries.outbox import MailRow
    from desktop_crm.billing.service import Outcome

EVERY = 10_000
"""Milliseconds between two looks into the outbox."""
FIRST = 1_000
"""Until the first one, which finds out whether the file is a copy before anything is queued in it."""


class MailWatch(QObject):
    """Sends mails in a thread of their own, one after the other; a banner over the pages shows the first one
    that is unclear or was refused, with what can be done about it.
    """

    def __init__(self, services: Services, above_pages: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._layout, self._is_sending = services, above_pages, False
        self.banner: Banner | None = None
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(FIRST, self, self.look)
        watch(services.desk.changes, self, {"outgoing_mail"}, self.look)

    def look(self) -> None:
        """What waits, in the database's thread."""
        desk, workspace = self._services.desk, self._services.workspace
        if workspace.read_only or workspace.folder.state == "gone" or not desk.may("documents.send"):
            return
        from desktop_crm.workspace import mailing

        caller = desk.caller
        desk.tasks.run_latest(self, "outbox", lambda: mailing.open_mails(caller), self._found)

    def _found(self, mails: Sequence[MailRow]) -> None:
        now = utc_now()
        self._show(next(iter(sorted((each for each in mails if _rank(each)), key=_rank)), None), mails)
        if not self._is_sending and any(each.state == "waiting" and each.due_at <= now for each in mails):
            self._send()

    def _send(self) -> None:
        from desktop_crm.workspace import mailing

        desk, self._is_sending = self._services.desk, True
        caller = desk.caller
        job = desk.tasks.start(
            self,
            desk.t("Mails"),
            lambda progress: mailing.send_waiting(caller, progress=progress),
            self._sent,
            self._failed,
        )
        if job.state == "running":
            job.finished.connect(self._ended)
        else:
            self._is_sending = False

    def _ended(self, _state: str) -> None:
        self._is_sending = False

    def _sent(self, outcomes: Sequence[Outcome]) -> None:
        desk = self._services.desk
        count = sum(1 for each in outcomes if each.state == "sent")
        if count:
            desk.notices.done(desk.t.plural("{n} mail sent", "{n} mails sent", count))
        problem = next((each.problem for each in outcomes if each.state == "waiting"), "")
        if problem:
            desk.notices.refused(desk.t.message(WHY[problem]))

    def _failed(self, error: UserError) -> None:
        self._services.desk.notices.refused(error)

    def _show(self, mail: MailRow | None, mails: Sequence[MailRow]) -> None:
        """The one that a person can do something about, or none."""
        if self.banner is not None:
            self.banner.deleteLater()
            self.banner = None
        if mail is None:
            return
        t = self._services.desk.t
        values = {"number": mail.number, "to": mail.to}
        why = (
            " ".join(part for part in (t.message(WHY[mail.problem]), mail.answer) if part)
            if mail.problem
            else ""
        )
        take_back = (t("Do not send it"), lambda: self._do(billing.take_mail_back, mail.id))
        if mail.state == UNCLEAR:
            self.banner = Banner("bad", t("Was {number} sent to {to}?", **values), why)
            self._add(t("It was sent"), lambda: self._settle(mail.id, arrived=True))
            self._add(t("Send it again"), lambda: self._settle(mail.id, arrived=False))
        elif mail.state == REFUSED:
            self.banner = Banner("bad", t("{number} was not sent to {to}", **values), why)
            self._add(t("Try again"), lambda: self._do(billing.send_mail_again, mail.id, utc_now()))
            self._add(*take_back)
        elif len(fresh := [each.id for each in mails if _rank(each) == 1]) > 1:
            title = t.plural("{n} mail goes out in a minute", "{n} mails go out in a minute", len(fresh))
            self.banner = Banner("info", title, t("Until then they can be taken back."))
            self._add(t("Send none of them"), lambda: self._do(billing.take_mails_back, fresh))
        else:
            title = t("{number} goes to {to} in a minute", **values)
            self.banner = Banner("info", title, t("Until then it can be taken back."))
            self._add(*take_back)
        self._layout.insertWidget(0, self.banner)

    def _add(self, words: str, run: Callable[[], None]) -> None:
        assert self.banner is not None
        self.banner.add_action(words, run)

    def _settle(self, mail_id: int, *, arrived: bool) -> None:
        self._do(partial(billing.settle_mail, arrived=arrived), mail_id, utc_now())

    def _do(self, verb: Callable[..., object], *values: object) -> None:
        desk = self._services.desk
        caller = desk.caller
        desk.tasks.run(self, lambda: verb(caller, *values), lambda _none: None)


def _rank(mail: MailRow) -> int:
    """What is shown first: a minute passes quickly; 0 is not shown."""
    if mail.state == "waiting":
        return 0 if mail.tries else 1
    return {UNCLEAR: 2, REFUSED: 3}.get(mail.state, 0)
