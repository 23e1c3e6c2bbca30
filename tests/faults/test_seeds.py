"""A seed that found something is kept once, and read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import seeds
from tests.faults.promises import FILE, Promise, broken, read
from tests.soak.parts import PARTS


def test_a_seed_that_failed_is_kept_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(seeds, "KEPT", tmp_path / "failed.txt")
    (tmp_path / "failed.txt").write_text("# part, count and seed\n")
    for _n in range(2):
        seeds.keep("kills", 100, 7)
    assert seeds.kept() == [("kills", 100, 7)]
    assert "kills 100 7" in capsys.readouterr().out


def test_every_kept_seed_is_of_a_part_that_there_is() -> None:
    assert {part for part, _count, _seed in seeds.kept()} <= PARTS.keys()


def test_a_promise_that_does_not_hold_is_told_and_a_cut_line_is_none(tmp_path: Path) -> None:
    kept, lost = Promise("an invoice", "SELECT ?", ("7",), "7"), Promise("a payment", "SELECT ?", ("8",), "9")
    copy = Promise("the copy x.db", FILE, (), str(tmp_path / "x.db"))
    text = "\n".join(promise.line() for promise in (kept, lost, copy)) + '\n["half'
    assert read(text) == [kept, lost, copy]
    wrong = broken(read(text), lambda _sql, values: values)
    assert [each.partition(" was")[0].partition(":")[0] for each in wrong] == ["a payment", "the copy x.db"]
    assert broken([lost], lambda _sql, _values: None) == ["a payment was acknowledged: '9', not None"]
