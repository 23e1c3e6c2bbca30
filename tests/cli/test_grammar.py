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


DAYED = (
    *(f"invoice {verb}" for verb in ("new", "issue", "show", "list", "pay", "deposit", "progress", "final")),
    *(f"invoice {verb}" for verb in ("credit", "cancel", "correct", "treat", "duplicate", "import")),
    *(f"order {verb}" for verb in ("new", "confirm", "deliver", "invoice", "pro-forma", "cancel", "list")),
    *(f"recurring {verb}" for verb in ("new", "list", "show", "run")),
    *(f"payments {verb}" for verb in ("import", "match", "apply", "receive", "use", "refund")),
    *(f"dunning {verb}" for verb in ("run", "letter", "list", "levels", "base-rate")),
    *("statement", "period close", "period reopen", "vat", "journal", "package", "verify", "changed"),
    *("einvoice read", "einvoice check", "einvoice take", "document pdf", "document xml", "document send"),
    *("expense new", "expense list", "rates import", "rates set"),
)


@pytest.mark.parametrize("words", DAYED)
def test_the_day_of_every_command_about_money_can_be_given(words: str) -> None:
    noun, _blank, verb = words.partition(" ")
    parser = _below(build_parser(noun))[noun]
    text = (_below(parser)[verb] if verb else parser).format_help()
    assert "--on DATE" in text and "--json" in text


def test_a_day_that_is_none_is_refused_also_where_nothing_hangs_on_it(run: Run) -> None:
    for words in (("einvoice", "check", "none.xml"), ("recurring", "list"), ("verify", "none.zip")):
        told = run(*words, "--on", "31.12.2026")
        assert (told.code, told.out) == (1, "") and told.err.startswith("error: --on: ")
