"""`.eml` drafts: a mail with attachments as a file, which the local mail program opens for sending."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MAIL: Final = re.compile(r"[^@\s\"(),:;<>\[\]\\]+@[^@\s\"(),:;<>\[\]\\]+")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a mail; `media_type` like "application/pdf"."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDraft:
    """A mail before it is sent. Recipients are bare addresses or "Name <address>"."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    sender: str = ""
    reply_to: str = ""
    subject: str = ""
    text: str = ""
    attachments: tuple[Attached, ...] = ()


def build(draft: MailDraft) -> bytes:
    """The `.eml` file (RFC 5322, CRLF). `X-Unsent: 1` lets Outlook and its like open it for editing.

    Raises UserError at `to[1]`, `subject`, `attachments[2].name` and the like for line breaks or control
    characters in a header (they would add headers) and for an address that no mail program takes.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    _fill(message, draft, with_blind=True)
    return message.as_bytes()


def finished(draft: MailDraft, message_id: str, at: datetime) -> bytes:
    """The mail as it is handed to a server: dated, with its Message-ID ("<...@...>"), the same bytes each
    time it is made but for the borders between its parts. Blind copies stand in no header.

    Raises UserError as `build` does.
    """
    message = EmailMessage(policy=SMTP)
    message["Date"] = at
    message["Message-ID"] = message_id
    _fill(message, draft, with_blind=False)
    return message.as_bytes()


def bare(address: str, field: str) -> str:
    """ "ana@example.org" out of "Ana <ana@example.org>", its domain in ASCII. UserError for no address."""
    return _address(address, field).addr_spec


def _fill(message: EmailMessage, draft: MailDraft, *, with_blind: bool) -> None:
    for header, field, addresses in (
        ("To", "to", draft.to),
        ("Cc", "cc", draft.cc),
        *((("Bcc", "bcc", draft.bcc),) if with_blind else ()),
    ):
        if addresses:
            message[header] = [_address(text, f"{field}[{n}]") for n, text in enumerate(addresses, start=1)]
    for header, field, text in (("From", "sender", draft.sender), ("Reply-To", "reply_to", draft.reply_to)):
        if text:
            message[header] = _address(text, field)
    message["Subject"] = _one_line(draft.subject, "subject")
    message.set_content(_body(draft.text), charset="utf-8", cte="quoted-printable" if draft.text else "7bit")
    _attach(message, draft.attachments)


def _attach(message: EmailMessage, attachments: Iterable[Attached]) -> None:
    for n, attached in enumerate(attachments, start=1):
        name = _one_line(attached.name, f"attachments[{n}].name").replace("/", "_").replace("\\", "_")
        kind = re.fullmatch(r"([a-z0-9.+-]+)/([a-z0-9.+-]+)", attached.media_type)
        if kind is None or kind[1] in ("message", "multipart"):
            main, sub = "application", "octet-stream"
        else:
            main, sub = kind[1], kind[2]
        message.add_attachment(attached.content, maintype=main, subtype=sub, filename=name)


def _address(text: str, field: str) -> Address:
    text = _one_line(text, field).strip()
    named = re.fullmatch(r"(.*?)\s*<([^<>]*)>", text)
    name, spec = (named[1].strip(' "'), named[2].strip()) if named else ("", text)
    if not _MAIL.fullmatch(spec):
        raise UserError(_("“{text}” is no mail address", text=spec), field)
    user, _at, domain = spec.rpartition("@")
    try:
        return Address(name, user, domain.encode("idna").decode("ascii") if not domain.isascii() else domain)
    except (ValueError, HeaderParseError, UnicodeError) as error:
        raise UserError(_("“{text}” is no mail address", text=spec), field) from error


def _one_line(text: str, field: str) -> str:
    if _FORBIDDEN.search(text):
        raise UserError(_("There is a line break or control character in it"), field)
    return text


def _body(text: str) -> str:
    """Any line end as one; control characters have no meaning in a mail's text."""
    text = re.sub(r"\r\n?|\u2028|\u2029", "\n", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", text)
