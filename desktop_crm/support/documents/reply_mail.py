"""A public reply as an `.eml` draft for the local mail program, in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.mail.drafts import Attached, MailDraft, build
from desktop_crm.values.messages import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes out: the ticket's number and subject, the answer, and to whom."""

    number: str
    subject: str
    text: str
    to_name: str = ""
    to_mail: str = ""
    author: str = ""
    attachments: tuple[Attached, ...] = ()


def reply_eml(reply: Reply, firm: FirmDraft, t: Translator) -> bytes:
    """The mail. The number stands in the subject in brackets, so that the answer finds its ticket again.

    Raises UserError for an address that no mail program takes. Without an address the recipient stays open.
    """
    return build(
        MailDraft(
            to=(_named(reply.to_name, reply.to_mail),) if reply.to_mail else (),
            sender=_named(firm.name, firm.email) if firm.email else "",
            subject=subject_line(reply.number, reply.subject),
            text=body(reply, firm, t),
            attachments=reply.attachments,
        )
    )


def subject_line(number: str, subject: str) -> str:
    """ "[T-12] The door sticks", the number once even where the subject holds it already."""
    tag = f"[{number}]"
    return subject if tag in subject else f"{tag} {subject}"


def body(reply: Reply, firm: FirmDraft, t: Translator) -> str:
    """The answer, the signature, the reference."""
    signature = _lines(reply.author or firm.contact_name, firm.full_name, firm.phone, firm.website)
    reference = t(
        "Your ticket: {number}. Please leave this number in the subject when you answer.", number=reply.number
    )
    parts = (reply.text.strip(), "-- \n" + "\n".join(signature) if signature else "", reference)
    return "\n\n".join(part for part in parts if part) + "\n"


def _lines(*texts: str) -> Sequence[str]:
    """Those that are filled, each once."""
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _named(name: str, mail: str) -> str:
    bare = " ".join(name.replace("<", " ").replace(">", " ").replace('"', " ").split())
    return f"{bare} <{mail}>" if bare else mail
