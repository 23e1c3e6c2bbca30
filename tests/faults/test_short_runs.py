"""Short runs of the soak, each in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import disk

ROOT = Path(__file__).resolve().parents[2]


def soak(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_two_processes_issue_two_hundred_invoices_each_while_they_are_killed() -> None:
    assert "holds" in soak("--seed", "11", "--only", "two")


@pytest.mark.slow
def test_killed_cut_off_and_on_a_failing_disk_every_act_is_done_whole_or_refused_in_true_words() -> None:
    if missing := disk.why_not():
        pytest.skip(missing)
    told = soak("--seed", "11", "--only", "disk", "--calls", "3")
    assert "holds" in told
    assert re.search(r"\d+ power cut", told)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_hostile_texts_are_refused_or_kept_but_never_break_anything() -> None:
    told = soak("--seed", "11", "--only", "hostile")
    assert "holds" in told
    assert "invoices refused" in told
