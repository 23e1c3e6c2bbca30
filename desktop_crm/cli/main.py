"""`desktop-crm [--database FILE] [--json] NOUN VERB ...`.

Exit 0: done. 1: refused, `error: FIELD: message` on standard error and nothing on standard output, unless
a part was done (a copy without its twin): then that is the answer.
2: wrong usage.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NoReturn

from desktop_crm.cli import commands
from desktop_crm.cli.output import PartlyDone, print_json, print_text
from desktop_crm.cli.session import Session
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.messages import Translator, translator_for
from desktop_crm.workspace import places

_WHERE = "the firm's file, or postgresql://user@host/name"
DONE, REFUSED, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None, *, today: date | None = None) -> int:
    """Run one command; returns the exit code. `today` is for scripts and tests, the clock otherwise."""
    _speak_utf8()
    words = sys.argv[1:] if argv is None else argv
    arguments = build_parser(commands.noun_of(words)).parse_args(words)
    language = os.environ.get("DESKTOP_CRM_LANGUAGE") or "en"
    t = translator_for(language)
    try:
        session = Session(
            local=local_caller(language, places.given_name()),
            t=t,
            today=today or date.today(),
            database=places.place_of(arguments.database) if arguments.database else None,
            arguments=arguments,
        )
        session.on  # noqa: B018  a day that is none is refused by every command that takes one
        answer = arguments.handler(session)
    except UserError as error:
        if isinstance(error, PartlyDone):
            _print_answer(error.answer, as_json=arguments.json)
        _print_error(error, "id" if "id" in arguments else arguments.noun, t)
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        print(f"error: {arguments.noun}: {t('Cancelled; nothing was changed')}", file=sys.stderr)
        return REFUSED
    return _print_answer(answer, as_json=arguments.json)


@cache
def build_parser(noun: str | None = None) -> argparse.ArgumentParser:
    """The whole grammar, or what is said of one `noun`: most of a short command's time went into the others.

    Modules of the rooms are imported by the handlers only, so `--help` is quick.
    """
    parser = _Whole(
        prog="desktop-crm",
        parents=[_common()],
        description="Contacts, quotes, invoices, payments and tickets.",
    )
    parser.set_defaults(database=None, json=False, user=None)
    parser.add_argument("--version", action="version", version=f"desktop-crm {_version()}")
    nouns = parser.add_subparsers(dest="noun", metavar="COMMAND", required=True, parser_class=_Parser)
    commands.register(nouns, _common(), noun)
    return parser


def _common() -> argparse.ArgumentParser:
    """The options that may stand before and after the command.

    Made anew for each parser: `set_defaults` writes into shared options, and a command then forgets them.
    """
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--database", metavar="FILE", default=argparse.SUPPRESS, help=_WHERE)
    common.add_argument("--user", metavar="NAME", default=argparse.SUPPRESS, help="who you are")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON value")
    return common


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"error: usage: {message}\n")


class _Whole(_Parser):
    """The parser of the whole line (those of the nouns see what is left of it)."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = sys.argv[1:] if args is None else args
        return super().parse_known_args(commands.completed(words), namespace)


def _print_error(error: UserError, about: str, t: Translator) -> None:
    """`about` stands for the field where the refusal names none: the record or the command itself."""
    message = " ".join(t.message(error.message).split())
    print(f"error: {error.field or about}: {message}", file=sys.stderr)


def _print_answer(answer: Any, *, as_json: bool) -> int:
    text = io.StringIO()
    (print_json if as_json else print_text)(answer, text)
    try:
        sys.stdout.write(text.getvalue())
        sys.stdout.flush()
    except BrokenPipeError:  # `desktop-crm ... | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _version() -> str:
    from desktop_crm import __version__

    return __version__
