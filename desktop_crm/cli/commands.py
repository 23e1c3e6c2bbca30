"""The grammar of the command line: one line a command, its handler imported when it is called."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final

from desktop_crm.cli.grammar import (
    accountant,
    books,
    customers,
    expenses,
    firm,
    mails,
    money,
    papers,
    prices,
)
from desktop_crm.cli.grammar.words import Command
from desktop_crm.cli.session import Session

COMMANDS: Final = (
    *firm.COMMANDS,
    *customers.COMMANDS,
    *prices.COMMANDS,
    *papers.COMMANDS,
    *mails.COMMANDS,
    *money.COMMANDS,
    *expenses.COMMANDS,
    *books.COMMANDS,
    *accountant.COMMANDS,
)


NOUNS: Final = {
    "backup": "verified copies: make (may be left out), daily, list, look, second, drill",
    "company": "the firm's profile: set, show",
    "contacts": "people and companies: import, export, new, list, show, vat-check, vat-checks",
    "catalog": "products and services: import, list; prices, price, price-remove, price-import, price-lists,"
    " price-list, price-customer, price-of",
    "quote": "quotes: new, show, list, send, accept, decline, invoice, duplicate",
    "order": "orders: new, confirm, deliver, invoice, pro-forma, cancel, list, show",
    "invoice": "invoices and credit notes: new, issue, show, list, pay, unpay, write-off, credit, deposit,"
    " progress, final, cancel, correct, receipt, treat, fiscal, duplicate, import",
    "recurring": "invoices that come again and again: new, list, show, change, pause, continue, skip, bill,"
    " end, run",
    "dunning": "reminders: run, list, letter, send, skip, later, pdf, mail, levels, base-rate",
    "document": "papers as files and mails: pdf, xml, eml, send, export",
    "mail": "the mail account and the outbox: account, test, send, list, run, undo, again, settle; words:"
    " preview, texts, text, names",
    "database": "where a firm's data are: init, status, move, copy, encrypt, decrypt, passphrase, forget",
    "einvoice": "e-invoices in and out: read, check, take, list, show, file, remove, export",
    "expense": "what the firm spends: new, list, show, change, pay, delete, attach, file, mileage, per-diem,"
    " rebill, vat; recurring ones: recur, rhythms, end, run",
    "archive": "everything as text: make, read",
    "period": "days whose books are handed in: close, reopen, list",
    "rates": "exchange rates by day: import, list, set",
    "payments": "money over several invoices and credit: receive, use, refund, undo, list, credit;"
    " bank statements: import, statements, match, apply, skip, wait",
    "cash": "the cash book: list, enter, close, export",
    "person": "the rights of a person: export, erase",
    "purge": "what was kept long enough, and papers after their keep time: list, run, due, hold, record",
    "consent": "what contacts allowed: list, give, withdraw, check",
    "import": "what came in from files: list, undo",
    "trail": "who changed what: list, show, undo",
    "people": "who works here: list, add, role, rename, password, login, code, leave, back, hand-over",
    "ticket": "tickets: new, list, show, reply, close",
}
"""What `--help` says of the commands that have verbs."""


def completed(words: Sequence[str]) -> list[str]:
    """`backup OUT` is short for `backup make OUT`."""
    verbs = {command.words.partition(" ")[2] for command in COMMANDS if command.words.startswith("backup ")}
    found = list(words)
    places = iter(range(len(found)))
    plain = []
    for place in places:
        if found[place] == "--database":
            next(places, None)
        elif not found[place].startswith("-"):
            plain.append(place)
    if len(plain) > 1 and found[plain[0]] == "backup" and found[plain[1]] not in verbs:
        found.insert(plain[0] + 1, "make")
    return found


def noun_of(words: Sequence[str]) -> str | None:
    """The noun that a line begins with, None where it is none or where one cannot be sure."""
    places = iter(words)
    for word in places:
        if word in ("--database", "--user"):
            next(places, None)
        elif word != "--json" and not word.startswith(("--database=", "--user=")):
            return word if any(command.words.partition(" ")[0] == word for command in COMMANDS) else None
    return None


def register(nouns: Any, common: argparse.ArgumentParser, only: str | None = None) -> None:
    """Add every command to the parser's nouns, or those of one noun; verbs hang below theirs."""
    verbs: dict[str, Any] = {}
    for command in COMMANDS:
        noun, _space, verb = command.words.partition(" ")
        if only is not None and noun != only:
            continue
        if verb and noun not in verbs:
            parent = nouns.add_parser(noun, parents=[common], help=NOUNS[noun], description=NOUNS[noun])
            verbs[noun] = parent.add_subparsers(dest="verb", metavar="VERB", required=True)
        place = verbs[noun] if verb else nouns
        parser = place.add_parser(verb or noun, parents=[common], help=command.help, description=command.help)
        for argument in command.arguments:
            parser.add_argument(argument.name, **dict(argument.options))
        parser.set_defaults(handler=_handler(command))


def _handler(command: Command) -> Callable[[Session], Any]:
    def handle(session: Session) -> Any:
        module = import_module(f"desktop_crm.cli.{command.module}")
        return getattr(module, command.function)(session)

    return handle
