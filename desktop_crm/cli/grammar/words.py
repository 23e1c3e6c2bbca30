"""The words that commands are made of, and the arguments that several share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Argument:
    """One argument of a command, as argparse takes it."""

    name: str
    options: tuple[tuple[str, Any], ...] = ()


def arg(name: str, **options: Any) -> Argument:
    return Argument(name, tuple(options.items()))


@dataclass(frozen=True)
class Command:
    """`noun verb arguments`, done by `function` of the module `desktop_crm.cli.<module>`."""

    words: str
    module: str
    function: str
    help: str
    arguments: tuple[Argument, ...] = ()


def how_many(text: str) -> int:
    """A number of rows: zero to a billion; ValueError is wrong usage."""
    number = int(text)
    if not 0 <= number <= 1_000_000_000:
        raise ValueError(text)
    return number


ID: Final = arg("id", metavar="ID", help="number (2026-0001) or internal id")
ID_OF_CONTACT: Final = arg("id", metavar="ID", help="internal id, customer number or exact name")
PURPOSE: Final = arg("purpose", metavar="PURPOSE",
                     help="newsletter, offers, reminders, satisfaction or reference")  # fmt: skip
SOURCE: Final = arg("--source", metavar="TEXT", required=True, help="how the answer came: a form, a call")
ENTRY: Final = arg("id", type=how_many, metavar="ENTRY", help="the entry's number")
ENTRY_OF_SUM: Final = arg("entry", type=how_many, metavar="SUM", help="the number that the list shows")
KEY: Final = arg("--key", metavar="KEY", help="calls with the same key book once")
FILE: Final = arg("file", metavar="FILE", help="a file, - for standard input")
MAIL: Final = arg("mail", type=how_many, metavar="MAIL", help="the mail's number")
TARGET: Final = arg("target", metavar="TARGET", help="a new file, or postgresql://user@host/name")
OUT: Final = arg("out", metavar="OUT", help="where to write")
FORMATS: Final = ("cii", "xrechnung", "xrechnung-ubl", "ubl", "peppol")
FORMAT: Final = arg("--format", default="", choices=("", *FORMATS), metavar="F",
                    help=", ".join(FORMATS) + "; the one sealed at issue if not given")  # fmt: skip
ID_RECEIVED: Final = arg("id", metavar="ID", help="the supplier's number or internal id")
ON: Final = arg("--on", metavar="DATE", help="the day of the act (YYYY-MM-DD), today if not given")
LINES: Final = arg("--lines", metavar="FILE", help='JSON: [{"line": 3, "qty": "1"}]')
REASON: Final = arg("--reason", metavar="TEXT", default="", help="why")
ISSUE: Final = arg("--issue", action="store_true", help="issue it at once")
DRAFT: Final = arg("--draft", action="store_true", help="leave it a draft")
STATE: Final = arg("--state", metavar="S", help="only this state")
LIMIT: Final = arg("--limit", type=how_many, default=1000, metavar="N", help="at most N rows")
SEARCH: Final = arg("--search", metavar="TEXT", default="", help="only what holds this text")
LETTER: Final = arg("letter", type=how_many, metavar="LETTER", help="the letter's internal id")
TO_FILE: Final = arg("--out", metavar="FILE", help="write its PDF there")
NAME: Final = arg("name", metavar="NAME", help="somebody who works here")
TO: Final = arg("--to", metavar="NAME", required=True, help="who gets it")
GIVEN: Final = (
    "contact", "quote", "order", "delivery", "pro_forma", "invoice", "credit_note", "receipt", "ticket",
    "task",
)  # fmt: skip
