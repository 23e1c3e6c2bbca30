"""Mails on their way from the outbox to the firm's mail server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import outbox
from desktop_crm.billing.queries.outbox import MailRow
from desktop_crm.billing.service import Outcome
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules import mail_account
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.files import key_ring
from desktop_crm.mail import problems
from desktop_crm.mail.problems import NotSent
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import outbox_home

Clock = Callable[[], datetime]
_said: dict[str, str] = {}
"""Passwords that were typed since the program started, where no keyring keeps them."""


def account(caller: Caller) -> MailAccount:
    """The firm's account; one without a host where there is none."""
    return mail_account.account_of(company.setting(caller, mail_account.SETTING))


def set_account(caller: Caller, wanted: MailAccount) -> None:
    """Keep the account; one without a host takes it away. Raises UserError at the field."""
    company_service.set_setting(caller, mail_account.SETTING, mail_account.to_setting(wanted))


def keep_password(of: MailAccount, password: str) -> None:
    """In the keyring of this computer. Raises UserError at "remember" where it has none or refuses; until the
    program ends it is known in any case."""
    _said[of.secret] = password
    key_ring.keep(of.secret, password)


def password_of(of: MailAccount) -> str:
    """What is known here; "" for nothing. May wait for a person who unlocks the keyring."""
    return _said.get(of.secret) or key_ring.recall(of.secret)


def forget_password(of: MailAccount) -> None:
    """Know it no longer."""
    _said.pop(of.secret, None)
    key_ring.forget(of.secret)


def poster(of: MailAccount, password: str) -> billing.Poster:
    """Hands mails to the account's server."""
    from desktop_crm.mail import smtp

    server = smtp.Server(host=of.host, port=of.port, security=of.security, user=of.user)

    def post(sender: str, recipient: str, message: bytes) -> None:
        if of.user and not password:
            raise NotSent(problems.LOGIN)
        smtp.post(server, password, sender, (recipient,), message)

    return post


def try_account(of: MailAccount, password: str, to: str, subject: str, text: str) -> None:
    """Send a short mail that is in no outbox. Raises NotSent; UserError at "sender" and "to"."""
    from uuid import uuid4

    from desktop_crm.mail import drafts

    draft = drafts.MailDraft(to=(to,), sender=of.sender, subject=subject, text=text)
    message_id = f"<{uuid4().hex}@{of.address.rpartition('@')[2]}>"
    recipient = drafts.bare(to, "to")
    poster(of, password)(of.address, recipient, drafts.finished(draft, message_id, utc_now()))


def open_mails(caller: Caller) -> Sequence[MailRow]:
    """What was neither sent nor taken back, oldest first; in a copied file what waited is a question."""
    with suppress(UserError):  # nothing may be written at the moment: nothing is sent either
        outbox_home.hold_in_a_copy(caller)
    return outbox.open_mails(caller)


def send_waiting(
    caller: Caller,
    *,
    password: str = "",
    only: int | None = None,
    clock: Clock = utc_now,
    progress: Progress = SILENT,
) -> list[Outcome]:
    """Send what is due (`only` this mail), each once; what came of them. Cancel stops between two mails.

    Stops at a problem that every mail of the account would have.
    """
    of = account(caller)
    if not of.is_set:
        return []
    outbox_home.hold_in_a_copy(caller)
    post = poster(of, password or (password_of(of) if of.user else ""))
    found: list[Outcome] = []
    waiting = [
        each for each in outbox.open_mails(caller) if each.state == "waiting" and each.due_at <= clock()
    ]
    while True:
        progress.step(len(found), max(len(waiting), len(found)) or None, _("Mails"))
        outcome = billing.send_next_mail(caller, of, post, clock(), only=only)
        if outcome is None:
            return found
        found.append(outcome)
        if only is not None or outcome.problem in problems.OF_THE_ACCOUNT:
            return found
