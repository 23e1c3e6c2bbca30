"""`document send` and `mail ...`: the firm's mail account, the outbox, one mail or many at once."""

from __future__ import annotations

from dataclasses import replace
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.queries import outbox
from desktop_crm.billing.queries.outbox import MailRow
from desktop_crm.billing.rules.outbox import LARGEST, WHY
from desktop_crm.cli import signing
from desktop_crm.cli.session import Session
from desktop_crm.company.rules.mail_account import NO_ACCOUNT, PORTS, MailAccount
from desktop_crm.files.guards import read_limited
from desktop_crm.mail.drafts import Attached
from desktop_crm.mail.problems import NotSent
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import mailing, outbox_home

PASSWORD: Final = "DESKTOP_CRM_MAIL_PASSWORD"


def send(session: Session) -> dict[str, Any]:
    """Send one paper now, or (`--later`) leave it to the next `mail run` or open window."""
    arguments = session.arguments
    with session.writing():
        caller, at = session.caller, utc_now()
        outbox_home.hold_in_a_copy(caller)
        document = billing.resolve(caller, arguments.id)
        letter = billing_service.mail_draft(caller, document, session.on)
        letter = replace(letter, to=arguments.to or letter.to, subject=arguments.subject or letter.subject)
        account = mailing.account(caller)
        password = "" if arguments.later or not account.is_set else password_for(session, account)
        with session.blaming("--attach"):
            files = [attached(Path(each)) for each in arguments.attach or ()]
        mail = billing_service.queue_mail(
            caller,
            document,
            letter,
            account,
            session.on,
            at,
            due_at=at,
            again=arguments.again,
            files=files,
        )
        if not arguments.later:
            mailing.send_waiting(caller, password=password, only=mail, clock=lambda: at)
        return shown(session, outbox.get_mail(caller, mail))


def send_many(session: Session) -> dict[str, Any]:
    """Queue many papers, each with the words of its kind and language; send them unless `--later`."""
    arguments = session.arguments
    with session.writing():
        caller, at = session.caller, utc_now()
        outbox_home.hold_in_a_copy(caller)
        documents = [billing.resolve(caller, each) for each in arguments.ids]
        account = mailing.account(caller)
        password = "" if arguments.later or not account.is_set else password_for(session, account)
        made = billing_service.queue_mails(
            caller, documents, account, session.on, at, due_at=at, again=arguments.again
        )
        if made.mails and not arguments.later:
            mailing.send_waiting(caller, password=password, clock=lambda: at)
        left = [
            {
                "document": each.document_id,
                "number": each.number,
                "why": session.t.message(each.why_not or ""),
            }
            for each in made.left_out
        ]
        mails = [shown(session, outbox.get_mail(caller, each)) for each in made.mails]
        return {"mails": mails, "left_out": left}


def attached(path: Path) -> Attached:
    """A file as it goes with a mail."""
    content = read_limited(path, LARGEST)
    return Attached(path.name, content, guess_type(path.name)[0] or "application/octet-stream")


def run(session: Session) -> list[dict[str, Any]]:
    """Send what waits and is due."""
    with session.writing():
        account = mailing.account(session.caller)
        _need(account)
        outbox_home.hold_in_a_copy(session.caller)
        waits = outbox.next_mail_at(session.caller)
        if waits is None or waits > utc_now():
            return []
        found = mailing.send_waiting(session.caller, password=password_for(session, account))
        return [shown(session, outbox.get_mail(session.caller, each.mail_id)) for each in found]


def list_mails(session: Session) -> list[dict[str, Any]]:
    """What waits, was refused or is unclear; with a paper, all mails with it."""
    with session.reading():
        caller, paper = session.caller, session.arguments.id
        rows = outbox.mails_of(caller, billing.resolve(caller, paper)) if paper else outbox.open_mails(caller)
        return [shown(session, row) for row in rows]


def take_back(session: Session) -> dict[str, Any]:
    """It is not sent."""
    with session.writing():
        billing_service.take_mail_back(session.caller, session.arguments.mail)
        return shown(session, outbox.get_mail(session.caller, session.arguments.mail))


def again(session: Session) -> dict[str, Any]:
    """What was refused waits again."""
    with session.writing():
        billing_service.send_mail_again(session.caller, session.arguments.mail, utc_now())
        return shown(session, outbox.get_mail(session.caller, session.arguments.mail))


def settle(session: Session) -> dict[str, Any]:
    """The answer to "was it sent?"."""
    with session.writing():
        arrived = session.arguments.arrived == "yes"
        billing_service.settle_mail(session.caller, session.arguments.mail, utc_now(), arrived=arrived)
        return shown(session, outbox.get_mail(session.caller, session.arguments.mail))


def account(session: Session) -> dict[str, Any]:
    """The account as it is; what is named is set anew."""
    arguments = session.arguments
    named = {
        name: getattr(arguments, name)
        for name in ("host", "port", "security", "login", "sender")
        if getattr(arguments, name) is not None
    }
    changes = arguments.none or named or arguments.remember
    with session.writing() if changes else session.reading():
        found = mailing.account(session.caller)
        if arguments.none or named:
            if "login" in named:
                named["user"] = named.pop("login")
            if "security" in named:
                named.setdefault("port", PORTS.get(named["security"], found.port))
            found = NO_ACCOUNT if arguments.none else replace(found, **named)
            mailing.set_account(session.caller, found)
            found = mailing.account(session.caller)
        if arguments.remember:
            _need(found)
            mailing.keep_password(found, _typed(session, found))
        return {
            "host": found.host, "port": found.port, "security": found.security, "login": found.user,
            "sender": found.sender,
        }  # fmt: skip


def test(session: Session) -> dict[str, Any]:
    """A short mail that is in no outbox."""
    with session.reading():
        found, to, t = mailing.account(session.caller), session.arguments.to, session.t
        _need(found)
        password = password_for(session, found)
        try:
            mailing.try_account(
                found, password, to, t("A test"), t("Your mail account works in Desktop CRM.")
            )
        except NotSent as error:
            raise UserError(WHY[error.problem], "mail") from error
        return {"to": to, "state": "sent"}


def _need(account: MailAccount) -> None:
    if not account.is_set:
        raise UserError(_("Set up the mail account first"), "account")


def password_for(session: Session, account: MailAccount) -> str:
    """What the keyring knows, else the environment, the keyboard or standard input."""
    if not account.user:
        return ""
    return mailing.password_of(account) or _typed(session, account)


def _typed(session: Session, account: MailAccount) -> str:
    words = session.t("Password of {name}", name=account.user)
    return signing.secret(PASSWORD, words, "password", input_is_taken=False)


def shown(session: Session, row: MailRow) -> dict[str, Any]:
    """A mail's keys."""
    return {
        "id": row.id,
        "document": row.document_id,
        "number": row.number,
        "to": row.to,
        "subject": row.subject,
        "state": row.state,
        "problem": row.problem,
        "why": session.t.message(WHY[row.problem]) if row.problem else "",
        "answer": row.answer,
        "tries": row.tries,
        "due_at": row.due_at,
        "sent_at": row.sent_at,
        "message_id": row.message_id,
        "by": row.by,
    }
