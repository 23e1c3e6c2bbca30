"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import (
    FLOORS,
    PACKAGE,
    ROOMS,
    ROOT,
    all_files,
    calls,
    name,
    nodes,
    nothing,
    program_files,
    text,
    tree,
    written_lines,
)

LONGEST_FILE = 400
LONGEST_CLASS = 200
LONGEST_FUNCTION = 60
"""The aim is 40; the rest is room for what a formatter spreads over lines."""

LONGEST_LIST = 120
"""A function that only declares (the columns of a table) reads as a list."""

NAMES_THAT_SAY_NOTHING = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "core",
    "manager",
    "managers",
}
LEFT_OVERS = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\blorem ipsum\b")
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.])/(?:home|Users|root)/\w+")


def test_no_file_is_longer_than_one_can_hold() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in all_files()}
    nothing(f"{path} has {lines} lines" for path, lines in lengths.items() if lines > LONGEST_FILE)


def test_no_function_or_class_of_the_program_is_longer_than_one_can_hold() -> None:
    too_long = []
    for path in program_files():
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef):
                limit = LONGEST_LIST if _is_a_list(node) else LONGEST_FUNCTION
            elif isinstance(node, ast.ClassDef):
                limit = LONGEST_CLASS
            else:
                continue
            lines = _lines_of_code(path, node)
            if lines > limit:
                too_long.append(f"{name(path)}:{node.lineno} {node.name} has {lines} lines")
    nothing(too_long)


def _lines_of_code(path: Path, node: ast.FunctionDef | ast.ClassDef) -> int:
    """Without blank lines, comments and docstrings: saying why must not cost anything."""
    lines = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for one in ast.walk(node):
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            lines -= set(range(one.lineno, (one.end_lineno or one.lineno) + 1))
    written = written_lines(path)
    code = (written[line - 1].strip() for line in lines)
    return sum(1 for line in code if line and not line.startswith("#"))


def _is_a_list(function: ast.FunctionDef) -> bool:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) <= 12


def test_no_module_is_called_utils_or_the_like() -> None:
    nothing(name(path) for path in program_files() if NAMES_THAT_SAY_NOTHING & {path.stem, path.parent.name})


def test_a_room_has_the_known_floors_and_nothing_else() -> None:
    strangers = []
    for room in ROOMS:
        folder = PACKAGE / room
        if not folder.is_dir():
            continue
        for path in folder.iterdir():
            if path.name.startswith(("__", ".")):
                continue
            if path.stem not in FLOORS:
                strangers.append(name(path))
            if path.is_dir() and path.with_suffix(".py").exists():
                strangers.append(f"{name(path)} is a folder and a file")
    nothing(strangers)


def test_no_package_is_empty() -> None:
    empty = [
        name(path.parent)
        for path in program_files()
        if path.name == "__init__.py" and not path.stat().st_size
    ]
    nothing(empty)


def test_every_module_says_what_it_is_for() -> None:
    nothing([name(path) for path in program_files() if not ast.get_docstring(tree(path))])


@pytest.mark.parametrize("pattern", [LEFT_OVERS, SOMEBODYS_FOLDER], ids=["left-overs", "somebody's folder"])
def test_nothing_unfinished_or_personal_is_left_in_the_program(pattern: re.Pattern[str]) -> None:
    found = []
    for path in [
        *program_files(),
        *sorted((ROOT / "packaging").glob("*.*")),
        *sorted((ROOT / "docs").rglob("*.md")),
    ]:
        if path.suffix in {".png", ".svg", ".ico"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()}")
    nothing(found)


def test_the_clock_is_read_only_at_the_doors_and_in_one_module() -> None:
    """`today` is an argument everywhere else, or what a test issues would depend on the day of the test."""
    allowed = ("desktop_crm/app/", "desktop_crm/cli/", "desktop_crm/values/dates.py")
    readers = []
    for path in program_files():
        if name(path).startswith(allowed):
            continue
        for called, call in calls(path):
            of = ast.unparse(call.func).split(".")[0]
            if called in {"today", "now", "utcnow"} and of in {"date", "datetime", "dt"}:
                readers.append(f"{name(path)}:{call.lineno} {ast.unparse(call)}")
    nothing(readers)


def test_nothing_that_is_compiled_or_somebodys_data_is_in_git() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("git is missing, or this is an unpacked archive")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    ending = (".mo", ".pyc", ".sqlite", ".db", ".log")
    files = [line for line in listed.stdout.splitlines() if not line.startswith("tests/upgrades/")]
    nothing(line for line in files if line.endswith(ending))


SHOWS_MARKUP = {"QLabel": "widgets/labels.py", "setToolTip": "widgets/tips.py", "QTextBrowser": ""}
"""Calls whose text Qt may take for HTML (and load what it names), and the one file that makes it plain."""


def test_no_screen_takes_a_typed_text_for_markup() -> None:
    nothing(
        f"{name(path)}: {called}"
        for path in program_files()
        for called, allowed in SHOWS_MARKUP.items()
        if name(path) != f"desktop_crm/{allowed}"
        and re.search(rf"\b{called}\(", text(path).replace(f"def {called}(", ""))
    )
