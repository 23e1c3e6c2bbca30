"""A judge that is slow to start and stays: it answers one question after the other until the tests end."""

from __future__ import annotations

import atexit
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600
"""Seconds for one answer."""


class Resident:
    """A program that answers a line on its input by lines on its output and an empty one at the end.

    One that ended over a question is started anew for the next. It ends when its input is closed: with this
    process, however that ends.
    """

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._begin()
        atexit.register(self.close)

    def _begin(self) -> None:
        self._complaints = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  (`close` closes it)
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
        )

    def ask(self, question: str) -> list[str]:
        """The lines of the answer. AssertionError with what it complained of when it ended instead, or said
        nothing in PATIENCE seconds."""
        if self._process.poll() is not None:
            self.close()
            self._begin()
        timer = threading.Timer(PATIENCE, self._process.kill)
        timer.start()
        try:
            return self._answer(question)
        finally:
            timer.cancel()

    def _answer(self, question: str) -> list[str]:
        asks, answers = self._process.stdin, self._process.stdout
        assert asks is not None and answers is not None
        try:
            asks.write(question + "\n")
            asks.flush()
        except OSError:
            raise AssertionError(self._last_words()) from None
        lines = []
        while line := answers.readline():
            if line == "\n":
                return lines
            lines.append(line.rstrip("\n"))
        raise AssertionError(self._last_words())

    def close(self) -> None:
        """Without waiting for more than it needs to end."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                with suppress(OSError):  # it has ended by itself
                    pipe.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._complaints.close()

    def _last_words(self) -> str:
        self._process.wait(10)
        self._complaints.seek(0)
        return f"ended with {self._process.returncode}: {self._complaints.read()}"
