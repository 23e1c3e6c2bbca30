"""What each role may see and do, declared once.

Services and queries name the right they need (`@needs("documents.credit")`), screens ask the same table
(`may(caller, "documents.credit")`) to leave out what the role may not. It is a plain mapping from rights to
roles, so that a server can be told the same. An unknown role has no right at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Concatenate, Final, ParamSpec, TypeVar

from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

P = ParamSpec("P")
T = TypeVar("T")

NOBODY: Final = ""
"""The role of who has not signed in yet."""
MEMBER: Final = "member"
ASSISTANT: Final = "assistant"
ACCOUNTANT: Final = "accountant"
ROLES: Final[Mapping[str, Message]] = MappingProxyType(
    {OWNER: _("Owner"), MEMBER: _("Member"), ASSISTANT: _("Assistant"), ACCOUNTANT: _("Accountant")}
)
"""The roles by what they may, the most first, with their names."""
ROLE_WORDS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        OWNER: _("Everything, also people, settings and restoring a backup."),
        MEMBER: _("The daily work, issuing and crediting included; no settings, no people."),
        ASSISTANT: _(
            "Contacts, tasks, tickets and drafts; issues and credits nothing and sees no sums of the firm."
        ),
        ACCOUNTANT: _("Reads papers, sums and exports; changes nothing and sees no notes or tickets."),
    }
)


@dataclass(frozen=True, slots=True)
class Right:
    """Who may, and how it is called in a refusal."""

    roles: frozenset[str]
    title: Message


_ALL: Final = frozenset(ROLES)
_WORK: Final = frozenset({OWNER, MEMBER, ASSISTANT})
_DESK: Final = frozenset({OWNER, MEMBER})
_BOOKS: Final = frozenset({OWNER, MEMBER, ACCOUNTANT})
_OWNER: Final = frozenset({OWNER})

RIGHTS: Final[Mapping[str, Right]] = MappingProxyType(
    {
        "sign.in": Right(_ALL | {NOBODY}, _("Sign in")),
        "firm.read": Right(_ALL, _("See the firm's profile")),
        "settings.change": Right(_OWNER, _("Change the firm's settings")),
        "people.read": Right(_ALL, _("See who works here")),
        "people.manage": Right(_OWNER, _("Add people and change their roles")),
        "contacts.read": Right(_ALL, _("See contacts")),
        "contacts.change": Right(_WORK, _("Change contacts")),
        "contacts.delete": Right(_DESK, _("Delete contacts")),
        "notes.read": Right(_WORK, _("See notes, calls and mails")),
        "notes.change": Right(_WORK, _("Write notes, calls and mails")),
        "files.change": Right(_WORK, _("Attach and remove files")),
        "records.give": Right(_WORK, _("Give records to colleagues")),
        "trail.read": Right(_WORK, _("See who changed what")),
        "tickets.read": Right(_WORK, _("See tickets")),
        "tickets.change": Right(_WORK, _("Work on tickets")),
        "catalogue.read": Right(_ALL, _("See the catalogue")),
        "catalogue.change": Right(_DESK, _("Change the catalogue")),
        "documents.read": Right(_ALL, _("See quotes and invoices")),
        "documents.draft": Right(_WORK, _("Write drafts")),
        "documents.issue": Right(_DESK, _("Issue invoices")),
        "documents.credit": Right(_DESK, _("Credit and correct invoices")),
        "documents.send": Right(_WORK, _("Send papers that are issued")),
        "quotes.send": Right(_DESK, _("Seal and send quotes")),
        "quotes.answer": Right(_WORK, _("Write down the answer to a quote")),
        "received.read": Right(_BOOKS, _("See invoices received")),
        "received.take_in": Right(_DESK, _("Take in invoices received")),
        "received.remove": Right(_DESK, _("Remove invoices received")),
        "expenses.read": Right(_BOOKS, _("See expenses")),
        "expenses.change": Right(_DESK, _("Write down expenses")),
        "payments.record": Right(_DESK, _("Record payments")),
        "accounts.read": Right(_BOOKS, _("See the cash book, bank statements and accounts of customers")),
        "dunning.write": Right(_DESK, _("Remind customers of what is overdue")),
        "money.totals": Right(_BOOKS, _("See turnover, profit and what is owed in all")),
        "books.read": Right(frozenset({OWNER, ACCOUNTANT}), _("See the VAT report and the books")),
        "packages.make": Right(frozenset({OWNER, ACCOUNTANT}), _("Hand over to the accountant")),
        "periods.close": Right(_DESK, _("Close a period")),
        "periods.reopen": Right(_OWNER, _("Reopen a closed period")),
        "exports.read": Right(_BOOKS, _("Export data")),
        "persons.export": Right(_DESK, _("Export all about a person")),
        "persons.erase": Right(_OWNER, _("Erase a person")),
        "data.import": Right(_DESK, _("Import data")),
        "data.verify": Right(_BOOKS, _("Check the database")),
        "backups.make": Right(_DESK, _("Make backups")),
        "backups.server": Right(_OWNER, _("Make backups of a firm on a server")),
        "backups.restore": Right(_OWNER, _("Restore a backup")),
    }
)

SEEN: Final[Mapping[str, str]] = MappingProxyType(
    {"ticket": "tickets.read", "note": "notes.read", "event": "notes.read", "call": "notes.read",
     "mail": "notes.read", "received_invoice": "received.read", "expense": "expenses.read",
     "recurring_expense": "expenses.read", "cash_entry": "accounts.read", "cash_day": "accounts.read",
     "bank_statement": "accounts.read", "bank_line": "accounts.read", "remittance": "accounts.read"}
)  # fmt: skip
"""Kinds of records and events that not everybody may see, with the right that shows them."""


def may(caller: Caller, right: str) -> bool:
    """Whether the caller's role has the right. A KeyError (a bug) for a right that is not declared."""
    return caller.role in RIGHTS[right].roles


def require(caller: Caller, right: str) -> None:
    """Raise a UserError that says what was asked for and who may do it."""
    if not may(caller, right):
        raise Forbidden(right, caller.role)


class Forbidden(UserError):
    """The caller's role has not the right."""

    def __init__(self, right: str, role: str) -> None:
        declared = RIGHTS[right]
        super().__init__(
            _(
                "{act}: your role ({role}) may not do that. Ask somebody of these roles: {roles}.",
                act=declared.title,
                role=ROLES.get(role, role),
                roles=_listed([ROLES[each] for each in ROLES if each in declared.roles]),
            )
        )
        self.right = right


def may_see(caller: Caller, kind: str) -> bool:
    """Whether records or events of this kind ("ticket", "note") are shown to the caller."""
    return kind not in SEEN or may(caller, SEEN[kind])


def hidden_kinds(caller: Caller) -> frozenset[str]:
    """The kinds of records and events that the caller does not see."""
    return frozenset(kind for kind in SEEN if not may_see(caller, kind))


def needs(
    right: str,
) -> Callable[[Callable[Concatenate[Caller, P], T]], Callable[Concatenate[Caller, P], T]]:
    """Declare and enforce the right of a verb or a query whose first argument is the caller."""
    roles = RIGHTS[right].roles

    def declared(function: Callable[Concatenate[Caller, P], T]) -> Callable[Concatenate[Caller, P], T]:
        @wraps(function)
        def checked(caller: Caller, /, *args: P.args, **values: P.kwargs) -> T:
            if caller.role not in roles:
                raise Forbidden(right, caller.role)
            return function(caller, *args, **values)

        checked.right = right  # type: ignore[attr-defined]
        return checked

    return declared


def right_of(function: Callable[..., object]) -> str | None:
    """The right that a verb or a query declares."""
    return getattr(function, "right", None)


def _listed(words: list[Message]) -> Message:
    """Messages with commas between them."""
    return words[0] if len(words) == 1 else _("{first}, {more}", first=words[0], more=_listed(words[1:]))
