"""The account from which the firm sends its mails. Its password is kept by each computer, never here."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.texts import tidy_line

SETTING: Final = "mail_account"
SECURITY: Final = ("starttls", "tls", "none")
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each way to connect (RFC 6409, RFC 8314)."""
HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Only a server on this computer may be talked to in the clear."""
_ADDRESS: Final = re.compile(r"[^@\s\"(),:;<>\[\]\\]+@[^@\s\"(),:;<>\[\]\\]+")
_NAMED: Final = re.compile(r"[^<>\r\n]*<([^<>]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """`sender` is "Name <address>" or an address; without `user` nobody logs in."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    sender: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.host)

    @property
    def address(self) -> str:
        """The bare sender address."""
        named = _NAMED.fullmatch(self.sender)
        return named[1] if named else self.sender

    @property
    def secret(self) -> str:
        """Under which name a computer keeps its password: one that was kept for this server and this way of
        connecting is not said to another one."""
        return f"smtp:{self.security}:{self.user}@{self.host}:{self.port}"


NO_ACCOUNT: Final = MailAccount()


def account_of(stored: Any) -> MailAccount:
    """The account out of the setting; what is not understood is no account."""
    given = stored if isinstance(stored, dict) else {}
    try:
        named = {each.name: given[each.name] for each in fields(MailAccount) if each.name in given}
        account = checked(MailAccount(**named))
    except (UserError, TypeError, AttributeError):
        return NO_ACCOUNT
    return account


def to_setting(account: MailAccount) -> dict[str, Any] | None:
    """What is stored; None for no account. Raises UserError at the field."""
    account = tidied(account)
    return asdict(checked(account)) if account.is_set else None


def tidied(account: MailAccount) -> MailAccount:
    """Without blanks around."""
    return replace(
        account,
        host=tidy_line(account.host).lower(),
        user=tidy_line(account.user),
        sender=tidy_line(account.sender),
    )


def checked(account: MailAccount) -> MailAccount:
    """The account itself. Raises UserError at the field that is wrong."""
    if not account.is_set:
        return account
    if not re.fullmatch(r"[a-z0-9.:_-]+", account.host):
        raise UserError(_("This is no name of a server"), "host")
    if isinstance(account.port, bool) or not 1 <= account.port <= 65535:
        raise UserError(_("A port is a number from 1 to 65535"), "port")
    if account.security not in SECURITY:
        raise UserError(_("Write one of {choices}", choices=", ".join(SECURITY)), "security")
    if account.security == "none" and account.host not in HERE:
        raise UserError(_("Only a server on this computer is talked to without encryption"), "security")
    if not _ADDRESS.fullmatch(account.address):
        raise UserError(_("“{text}” is no mail address", text=account.sender), "sender")
    return account
