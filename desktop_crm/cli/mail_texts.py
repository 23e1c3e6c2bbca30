"""`mail texts|text|names|preview`: the words of mails, by kind of paper and language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.cli.session import Session
from desktop_crm.company import service as company
from desktop_crm.company.documents import mail_words
from desktop_crm.company.queries import mail_templates as queries
from desktop_crm.company.rules import mail_templates as rules
from desktop_crm.company.rules.mail_templates import MailTemplate
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def list_texts(session: Session) -> list[dict[str, Any]]:
    """Kinds and languages for which the firm has words of its own."""
    with session.reading():
        return [asdict(each) for each in queries.own_texts(session.caller)]


def text(session: Session) -> dict[str, Any]:
    """The texts of a kind in a language; from a FILE (JSON: subject, body) they are set."""
    arguments = session.arguments
    kind, language = arguments.kind, arguments.language
    rules.key_of(kind, language)
    if arguments.file or arguments.usual:
        given = None if arguments.usual else _texts(session.input_json(arguments.file))
        with session.writing():
            company.save_mail_text(session.caller, kind, language, given)
    with session.reading():
        own = queries.own_text(session.caller, kind, language)
    return {
        "kind": kind,
        "language": language,
        "own": own is not None,
        **rules.to_setting(own or mail_words.usual(kind, language)),
    }


def names(session: Session) -> dict[str, str]:
    """What may stand in the texts of a kind."""
    kind = session.arguments.kind
    rules.key_of(kind, "en")
    return {name: session.t.message(what) for name, what in rules.names_of(kind).items()}


def preview(session: Session) -> dict[str, Any]:
    """The mail with a paper as it would go."""
    with session.reading():
        document = billing.resolve(session.caller, session.arguments.id)
        return asdict(billing_service.mail_draft(session.caller, document, session.on))


def _texts(given: Any) -> MailTemplate:
    texts = given if isinstance(given, dict) and set(given) == {"subject", "body"} else {}
    if not texts or not all(isinstance(each, str) for each in texts.values()):
        raise UserError(_("Write “subject” and “body”, and nothing else"), "FILE")
    return MailTemplate(subject=texts["subject"], body=texts["body"])
