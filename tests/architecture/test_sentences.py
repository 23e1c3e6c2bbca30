"""Sentences for people can be extracted, translated and filled in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from tests.architecture.source import PACKAGE, calls, name, nodes, nothing, program_files

SENTENCES = {"_": 1, "t": 1, "plural": 2, "many": 2}
"""How many of the first arguments are sentences."""

FILLED_LATER = {"on {base}", "in {base}"}
"""Patterns that a paper translates once and fills for each of its tax rates."""

HELPERS_OF_THE_LANGUAGE = PACKAGE / "values" / "messages.py"


def sentence_faults(path: Path) -> list[str]:
    """What keeps the sentences of a module from being extracted or filled in."""
    faults = []
    patterns = set(_patterns(path))
    for called, call in calls(path):
        if called not in SENTENCES or not _is_ours(called, call):
            continue
        shown = name(path) if path.is_relative_to(PACKAGE) else path.name
        where = f"{shown}:{call.lineno}"
        texts = call.args[: SENTENCES[called]]
        if not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts):
            faults.append(f"{where}: {ast.unparse(call)[:80]} is not a literal sentence")
            continue
        if call not in patterns:
            faults += [f"{where}: {fault}" for fault in _unfilled(called, call, texts)]
    return faults


def _patterns(path: Path) -> Iterator[ast.Call]:
    """Sentences that are filled later: in a table of constants, handed to a function, or named above."""
    functions = [node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    inside = {id(node) for function in functions for node in ast.walk(function) if isinstance(node, ast.Call)}
    handed = {
        id(given)
        for called, call in calls(path)
        if not called[:1].isupper()  # an error is no function
        for given in [*call.args, *(keyword.value for keyword in call.keywords)]
    }
    for called, call in calls(path):
        first = call.args[0] if call.args else None
        is_named = isinstance(first, ast.Constant) and first.value in FILLED_LATER
        is_lazy = called == "_" and (id(call) not in inside or id(call) in handed)
        if not call.keywords and (is_named or is_lazy):
            yield call


def _is_ours(called: str, call: ast.Call) -> bool:
    """`str.plural` of a library would not be; `t` and `_` are names, or attributes called `t`."""
    return len(call.args) >= SENTENCES[called]


def _unfilled(called: str, call: ast.Call, texts: list[ast.expr]) -> list[str]:
    given = {keyword.arg for keyword in call.keywords}
    if None in given:  # **values
        return []
    if called in {"plural", "many"}:
        given.add("n")
    wanted: set[str] = set()
    for text in texts:
        assert isinstance(text, ast.Constant)
        try:
            wanted |= {field for _, field, _, _ in Formatter().parse(text.value) if field is not None}
        except ValueError as error:
            return [f"{text.value!r}: {error}"] if given else []
    if not given and called in {"_", "t"}:
        return [f"nothing fills {sorted(wanted)} of {texts[0].value!r}"] if wanted else []  # type: ignore[attr-defined]
    unknown = {field for field in wanted if not field.isidentifier()}
    if unknown or wanted - given or given - wanted - {"n"}:
        return [f"placeholders {sorted(wanted)} do not fit the values {sorted(map(str, given))}"]
    return []


def test_every_sentence_is_literal_and_every_placeholder_is_filled() -> None:
    nothing(
        fault
        for path in program_files()
        if path != HELPERS_OF_THE_LANGUAGE
        for fault in sentence_faults(path)
    )


def test_a_sentence_that_cannot_be_translated_is_found(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text(
        't(f"Hello {name}")\n'
        't("Due {date}")\n'
        't("Due {date}", day=1)\n'
        't("Due {0}", date=1)\n'
        't.plural("{n} line", "{n} lines of {name}", 3)\n'
        'def f(): raise UserError(_("Due {date}"))\n'
        '_("Fine {name}", name=1)\n'
        'def f(): log(_("Due {date}"))\n'
        'PATTERNS = [_("Due {date}")]\n'
        'many("{n} line", "{n} lines", 3)\n',
        encoding="utf-8",
    )
    assert [fault.partition(": ")[0] for fault in sentence_faults(source)] == [
        f"module.py:{n}" for n in range(1, 7)
    ]
