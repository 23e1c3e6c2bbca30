"""The manual is true: its commands run, its links lead somewhere, its pictures are small."""

from __future__ import annotations

import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest

from desktop_crm.cli.commands import COMMANDS
from desktop_crm.cli.main import build_parser, main
from tests.billing.documents import appended
from tests.docs.pages import DOCS, MANUAL, PAGES, ROOT, anchors, commands, links, steps

TODAY = date(2026, 11, 22)
OF_THE_SCRIPT = {"test", "bench", "shots", "soak", "translations"}
"""Words that `run` itself understands."""

COMMAND_LINE = DOCS / "manual" / "command-line.md"


def ids(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_in_the_text_is_one_that_the_program_knows(page: Path) -> None:
    parser = build_parser()
    for words in commands(page):
        if words and words[0] not in OF_THE_SCRIPT and "COMMAND" not in words and "--help" not in words:
            if words == ["--database", words[-1]]:
                continue  # opens the window
            parser.parse_args(words)  # SystemExit says which


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        assert link.path.exists(), link.target
        if link.anchor:
            assert link.anchor in anchors(link.path), link.target


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_picture_is_described(page: Path) -> None:
    assert [link.target for link in links(page) if link.is_picture and not link.words] == []


def test_pictures_are_small_and_used() -> None:
    used = {link.path for page in PAGES for link in links(page) if link.is_picture}
    there = set((DOCS / "pictures").glob("*.png"))
    assert there == used
    assert [path.name for path in there if path.stat().st_size > 250_000] == []


def test_the_first_page_leads_to_all_others() -> None:
    reached = {link.path for link in links(DOCS / "manual" / "README.md")}
    assert set(MANUAL) - reached == {DOCS / "manual" / "README.md"}


def test_the_page_of_the_command_line_names_every_command() -> None:
    text = COMMAND_LINE.read_text(encoding="utf-8")
    assert [command.words for command in COMMANDS if command.words not in text] == []


def test_the_examples_of_the_command_line_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    for name in ("contacts.csv", "products.csv"):
        shutil.copy(ROOT / "resources" / "sample" / name, tmp_path)
    Path("plan.pdf").write_bytes(appended.pdf("Plan"))
    Path("site.jpg").write_bytes(appended.picture("JPEG"))
    all_steps = list(steps(COMMAND_LINE))
    for name, text in all_steps:
        if name:
            Path(name).write_text(text, encoding="utf-8")
    for name, text in all_steps:
        if not name:
            code = main(shlex.split(text)[1:], today=TODAY)
            assert code == 0, f"{text}\n{capsys.readouterr().err}"
    assert Path("invoice.pdf").read_bytes().startswith(b"%PDF")
    assert Path("restored.crm").is_file()
