"""Runs commands in this process, as the shell would: exit code, standard output, standard error."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.cli.main import main

TODAY = date(2026, 1, 15)


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """`run("invoice", "list", stdin=...)`; wrong usage is exit code 2 instead of SystemExit."""
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))  # not the settings of whoever runs this

    def command(*words: object, stdin: str | bytes = "", today: date = TODAY) -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        try:
            code = main([str(word) for word in words], today=today)
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return command


@pytest.fixture
def crm(run: Run, tmp_path: Path) -> Run:
    """`run` on a database of its own, answering in JSON."""
    database = tmp_path / "firm.crm"

    def command(*words: object, **options: Any) -> Answer:
        return run("--database", database, "--json", *words, **options)

    return command
