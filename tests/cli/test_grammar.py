"""Only the grammar of the noun that a line begins with is made ready; nobody sees a difference."""

import argparse

import pytest

from desktop_crm.cli import commands
from desktop_crm.cli.main import build_parser
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "noun"),
    [
        ((), None),
        (("--help",), None),
        (("contacts", "list"), "contacts"),
        (("--json", "--database", "invoice", "--user=order", "contacts", "list"), "contacts"),
        (("--user", "quote", "totals", "-"), "totals"),
        (("--data", "invoice", "contacts", "list"), None),
        (("invoices", "list", "contacts"), None),
        (("--database",), None),
    ],
)
def test_only_what_is_said_of_the_noun_is_made_ready(words: tuple[str, ...], noun: str | None) -> None:
    assert commands.noun_of(words) == noun


@pytest.mark.parametrize("words", [("--data", "invoice", "contacts"), ("invoices", "contacts")])
def test_of_a_wrong_line_every_command_is_named_that_could_stand_there(
    run: Run, words: tuple[str, ...]
) -> None:
    told = run(*words)
    assert told.code == 2
    if words[0] == "invoices":
        assert all(f"'{noun}'" in told.err for noun in commands.NOUNS)


def test_the_help_of_a_verb_is_the_same_whether_the_others_are_ready_or_not() -> None:
    everything = build_parser()
    for noun in _below(everything):
        assert _verbs(build_parser(noun), noun) == _verbs(everything, noun)


def _verbs(parser: argparse.ArgumentParser, noun: str) -> list[str]:
    found = _below(parser)[noun]
    return [found.format_help(), *(each.format_help() for each in _below(found).values())]


def _below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (below,) = [each.choices for each in parser._actions if isinstance(each.choices, dict)] or ({},)
    return below
