"""The source as the house tests see it: files, rooms, syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "desktop_crm"
ROOMS = (
    "company",
    "contacts",
    "catalog",
    "sales",
    "billing",
    "receivables",
    "expenses",
    "accounting",
    "support",
    "outreach",
    "insight",
)
FLOORS = ("rules", "models", "queries", "documents", "service", "ui")


def program_files() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "_resources" not in path.parts]


def all_files() -> list[Path]:
    """Everything that people read as Python, tests and tools too."""
    found = [*program_files(), ROOT / "run"]
    for folder in ("tests", "packaging"):
        found += sorted((ROOT / folder).rglob("*.py"))
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=2048)
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=2048)
def written_lines(path: Path) -> tuple[str, ...]:
    return tuple(text(path).splitlines())


@lru_cache(maxsize=2048)
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), str(path))


@lru_cache(maxsize=2048)
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in the tree, walked once for all tests."""
    return tuple(ast.walk(tree(path)))


@lru_cache(maxsize=2048)
def calls(path: Path) -> tuple[tuple[str, ast.Call], ...]:
    """Every call with the last part of what is called: `self.t.plural(...)` is "plural"."""
    return tuple(_calls(path))


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def nothing(findings: Iterable[str]) -> None:
    """Fail with every finding on a line of its own."""
    found = list(findings)
    assert not found, "\n" + "\n".join(found)
