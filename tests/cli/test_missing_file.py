"""Which commands make a firm where there is none: those that the manual names, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from desktop_crm.cli.commands import COMMANDS
from desktop_crm.cli.grammar.words import Command
from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, FIRM
from tests.conftest import ROOT

pytestmark = pytest.mark.file

ELSEWHERE = {"demo", "sample", "totals", "restore", "archive read", "backup look"}
"""They are about no firm's file, or about another than the one that --database names."""
NEED_NO_FIRM = {"diagnose", "backup list", "database forget"}
"""They help where the file is lost."""
WORDS = {
    "--on": "2026-01-15", "--from": "2026-01-01", "--to": "2026-01-31", "--source": "a call",
    "--arrived": "no", "--method": "cash", "--reason": "too dear",
    "amount": "1.00", "purpose": "offers", "kind": "contact", "role": "owner",
}  # fmt: skip
INPUTS = {
    "company set": FIRM,
    "contacts new": CUSTOMER,
    "ticket new": {"subject": "Kettle"},
    "quote new": {"contact": "Kestrel", "lines": [{"description": "Work", "price": "1.00"}]},
    "invoice new": {"contact": "Kestrel", "lines": [{"description": "Work", "price": "1.00"}]},
}
TABLE = "name,code,price\nAna,A,1.00\n"


def named_in_the_manual() -> set[str]:
    text = (ROOT / "docs/manual/command-line.md").read_text(encoding="utf-8")
    found = re.search(
        r"made by the commands that a firm can begin with: (.*?)\. Every other", text, re.DOTALL
    )
    assert found is not None
    return set(re.findall(r"`([a-z ]+)`", found[1]))


def line(command: Command, folder: Path) -> list[str]:
    """The command with something plausible for each argument that it needs."""
    words = command.words.split()
    for argument in command.arguments:
        options = dict(argument.options)
        if argument.name.startswith("-"):
            if options.get("required"):
                words += [argument.name, WORDS.get(argument.name, "2026-01-15")]
        elif argument.name == "file":
            words.append("-" if command.words != "person export" else str(folder / "person.zip"))
        elif argument.name in ("out", "target", "to", "folder"):
            words.append(str(folder / "made"))
        else:
            words.append(WORDS.get(argument.name, "1"))
    return words


@pytest.mark.parametrize(
    "command", [each for each in COMMANDS if each.words not in ELSEWHERE], ids=lambda each: each.words
)
def test_a_missing_file_is_made_by_the_commands_of_the_manual_alone(
    run: Run, tmp_path: Path, command: Command
) -> None:
    place = tmp_path / "office"
    place.mkdir()
    given = json.dumps(INPUTS[command.words]) if command.words in INPUTS else TABLE
    told = run("--database", place / "firm.crm", *line(command, tmp_path), stdin=given)
    assert told.code != 2, told.err
    is_made = (place / "firm.crm").exists()
    assert is_made == (command.words in named_in_the_manual()), told.err
    if not is_made:
        assert list(place.iterdir()) == []
        assert (told.code == 1) != (command.words in NEED_NO_FIRM)
