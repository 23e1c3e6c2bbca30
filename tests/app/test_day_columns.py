"""Days in words have room in every list, in every language of the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_crm.values.messages import LANGUAGES, PROGRAM, translator_for
from desktop_crm.widgets import fonts

ROOT = Path(__file__).parents[2] / "desktop_crm"
SAYS_DAYS = re.compile(r"\b(date_words|day_words|day)\(")
EDGES = 18
"""Pixels left and right of a cell's text."""


def day_columns() -> Iterator[tuple[str, int]]:
    """Where a column of days stands, and how wide it is."""
    for path in sorted(ROOT.rglob("*.py")):
        text = path.read_text("utf-8")
        if "Column(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Column":
                widths = [each.value for each in node.keywords if each.arg == "width"]
                shown = ast.get_source_segment(text, node.args[2]) if len(node.args) > 2 else ""
                if SAYS_DAYS.search(shown or "") and widths and isinstance(widths[0], ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", int(str(widths[0].value))


@pytest.mark.parametrize("language", LANGUAGES[PROGRAM])
def test_days_are_written_out_in_every_list(qapp: QApplication, language: str) -> None:
    fonts.install_fonts(qapp)
    formats, metrics = translator_for(language).formats, fonts.metrics(fonts.BODY)
    widest = max(metrics.horizontalAdvance(formats.date_words(date(2028, n, 28))) for n in range(1, 13))
    found = dict(day_columns())
    assert len(found) > 8
    assert {where: width for where, width in found.items() if width < widest + EDGES} == {}
