"""Keys are declared once: screens, F1 and the manual say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.app.help import HelpDialog
from desktop_crm.values.messages import LANGUAGES, PROGRAM, translator_for
from desktop_crm.widgets import keys
from desktop_crm.widgets.labels import Label
from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "manual" / "keys.md"


def table(group: keys.Group) -> str:
    """A group as the manual prints it."""
    joined = {True: " … ", False: ", "}
    rows = [f"| {str(group.title)[0].lower()}{str(group.title)[1:]} | |", "|---|---|"]
    for key in group.keys:
        shown = (key.keys[0], key.keys[-1]) if key.is_span else key.shown
        rows.append(f"| {joined[key.is_span].join(shown).replace('Return', 'Enter')} | {key.what} |")
    return "\n".join(rows)


def test_the_manual_lists_exactly_the_keys_that_are_declared() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"(?:^\|.*\n)+", text, re.M) == [table(group) + "\n" for group in keys.GROUPS]


def test_f1_lists_every_key_in_every_language(qtbot: QtBot) -> None:
    for language in LANGUAGES[PROGRAM]:
        t = translator_for(language)
        host = QWidget()
        qtbot.addWidget(host)
        host.resize(960, 600)
        dialog = HelpDialog(t, host)
        said = {label.text() for label in dialog.findChildren(Label)}
        for group in keys.GROUPS:
            assert t.message(group.title) in said
            assert {t.message(key.what) for key in group.keys} <= said
        dialog.close()


def test_every_declared_key_is_one_and_stands_once_in_its_place() -> None:
    for group in keys.GROUPS:
        all_keys = [each for key in group.keys for each in key.keys]
        assert len(set(all_keys)) == len(all_keys), group.title
        for each in all_keys:
            assert QKeySequence(each).toString() != "", each


def _literals() -> Iterator[str]:
    """Keys that are written out in the program instead of taken from the declaration."""
    for path in sorted((ROOT / "desktop_crm").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            given = list(node.args) if called == "QKeySequence" else []
            given += [word.value for word in node.keywords if word.arg in ("shortcut", "keys")]
            for value in given:
                if isinstance(value, ast.Constant) and value.value:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: {value.value}"


def test_no_screen_writes_a_shortcut_of_its_own() -> None:
    assert list(_literals()) == []
