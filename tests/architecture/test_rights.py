"""Every question and every verb of a room names the right that it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from desktop_crm.values import rights
from tests.architecture.source import PACKAGE, nodes, program_files, tree

ROOMS = ("company", "contacts", "catalog", "support", "billing", "receivables", "expenses", "accounting")
PARTS = {
    "book", "draw_numbers", "end_discounts", "follow", "follow_up", "index_contact",
    "insert_documents", "insert_draft", "move", "need_unbilled", "next_number", "prepare",
    "refresh_sources", "reindex", "renew", "row", "seal", "settled", "take_back",
    "take_back_write_off", "touch", "update_draft", "with_usual", "write_timeline",
}  # fmt: skip
"""Parts of another verb's transaction, which has asked already; they are called by services only."""
ASKED_BY_PLACE = {"backups.server"}
"""Asked besides another one where the firm lies on a server."""


def public_functions(room: str, floor: str) -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Those that take a caller first."""
    for path in sorted([*PACKAGE.glob(f"{room}/{floor}.py"), *PACKAGE.glob(f"{room}/{floor}/*.py")]):
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if node.args.args and node.args.args[0].arg == "caller":
                yield path, node


def right_named(function: ast.FunctionDef) -> str | None:
    for decorator in function.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and ast.unparse(decorator.func) == "rights.needs"
            and isinstance(decorator.args[0], ast.Constant)
        ):
            return str(decorator.args[0].value)
    return None


def test_every_query_and_verb_of_a_room_names_its_right() -> None:
    """Put `@rights.needs("documents.issue")` above it; the rights stand in values/rights.py."""
    without = [
        f"{path.relative_to(PACKAGE)}: {function.name}"
        for room in ROOMS
        for floor in ("service", "queries")
        for path, function in public_functions(room, floor)
        if right_named(function) is None and function.name not in PARTS
    ]
    assert without == []


def test_every_right_is_needed_somewhere() -> None:
    named = {
        right_named(node)
        for path in program_files()
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef)
    }
    assert rights.RIGHTS.keys() - named == ASKED_BY_PLACE
