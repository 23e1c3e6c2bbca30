"""Mails on their way out: what may become of one, and when it is tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from desktop_crm.mail import problems
from desktop_crm.values.messages import Message, _

WAITING, SENDING, SENT, UNCLEAR, REFUSED, CANCELLED = (
    "waiting", "sending", "sent", "unclear", "refused", "cancelled",
)  # fmt: skip
STATES: Final = (WAITING, SENDING, SENT, UNCLEAR, REFUSED, CANCELLED)
"""waiting > sending (one program has claimed it) > sent, unclear (nobody knows: a person is asked), refused
(for good) or waiting again; waiting > cancelled."""
UNDO: Final = timedelta(seconds=60)
"""How long a mail can be taken back before anybody tries to send it."""
GIVEN_UP: Final = timedelta(minutes=30)
"""A claim this old is of a program that died: no server is waited for as long."""
LARGEST: Final = 20_000_000
"""Bytes of a mail's further files: more is refused by most mail servers."""
_RETRIES: Final = (1, 5, 15, 60)
"""Minutes until it is tried again, the last one for ever."""
INTERRUPTED: Final = "interrupted"
COPIED: Final = "copied"
PROBLEMS: Final = ("", *problems.PROBLEMS, INTERRUPTED, COPIED)

WHY: Final[Mapping[str, Message]] = MappingProxyType(
    {
        problems.OFFLINE: _("The mail server cannot be reached at the moment; it is tried again by itself."),
        problems.UNSAFE: _("No safe connection to the mail server: nothing is sent without encryption."),
        problems.LOGIN: _("The mail server refused user name or password."),
        problems.SENDER: _("The mail server does not send for this sender address."),
        problems.RECIPIENT: _("The mail server refused the recipient."),
        problems.MESSAGE: _("The mail server refused the mail."),
        problems.UNCLEAR: _(
            "The line broke after the mail was handed over. Look in the sent mails of your account, then say"
            " whether it is there."
        ),
        INTERRUPTED: _(
            "The program stopped while it was sending. Look in the sent mails of your account, then say"
            " whether it is there."
        ),
        COPIED: _(
            "It waited when this copy of the firm was made. Look in the sent mails of your account, then say"
            " whether it is there."
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDraft:
    """A mail with a paper as a person saw it before it went; `to` is "Name <address>" or a bare address."""

    to: str
    subject: str
    body: str


def next_try(tries: int, at: datetime) -> datetime:
    """When it is tried again after so many tries."""
    return at + timedelta(minutes=_RETRIES[min(max(tries, 1), len(_RETRIES)) - 1])
