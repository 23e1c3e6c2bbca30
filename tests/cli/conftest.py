"""Runs commands in this process, as the shell would: exit code, standard output, standard error."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.cli.main import main
from tests.fixtures.database import firm_place

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
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """`run("invoice", "list", stdin=...)`; wrong usage is exit code 2 instead of SystemExit."""
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))  # not the settings of whoever runs this
    monkeypatch.chdir(tmp_path)  # a name like ../../etc/passwd leads nowhere, wherever the checkout lies

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

    yield command
    log = logging.getLogger("desktop_crm")
    for handler in [*log.handlers]:  # its file goes with the test
        log.removeHandler(handler)
        handler.close()


@pytest.fixture
def crm(request: pytest.FixtureRequest, run: Run, tmp_path: Path, engine: str) -> Run:
    """`run` on a database of its own, answering in JSON: a file that the first command makes, or a
    server's."""
    database: object = tmp_path / "firm.crm"
    if engine == "server":
        database = firm_place(request, tmp_path, engine)

    def command(*words: object, **options: Any) -> Answer:
        return run("--database", database, "--json", *words, **options)

    return command
