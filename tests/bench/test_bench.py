"""The bench measures what it says: its floors write the same rows, its verdicts follow from its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import backup_rows, databases, listening_rows, reading_rows, trail_rows, writing_rows
from tests.bench.measuring import Row, in_turn, percentile, slowed


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.made(tmp_path_factory.mktemp("bench") / "small.db", 200, 300)


def test_a_verdict_follows_from_the_ratio() -> None:
    assert Row("a", 2.0, 1.0, bound=2).holds is True
    assert Row("a", 2.1, 1.0, bound=2).holds is False
    assert Row("a", 2.1, None, "MB", bound=3).holds is True
    assert Row("a", 2.1, 1.0).holds is None
    assert Row("a", 2.0, 1.0, bound=2).as_json()["ratio"] == 2.0


def test_what_is_slow_by_the_clock_of_a_busy_machine_is_not_judged() -> None:
    assert Row("a", 7.0, None, "s", bound=5, slowed=3.0).holds is None
    assert "busy (3.0x)" in Row("a", 7.0, None, "s", bound=5, slowed=3.0).as_text()
    assert Row("a", 7.0, None, "s", bound=5, slowed=1.1).holds is False
    assert Row("a", 4.0, None, "s", bound=5, slowed=3.0).holds is True
    assert 0.9 < slowed() < 1_000


def test_both_ways_run_equally_often() -> None:
    calls = []
    ours, floor = in_turn(lambda: calls.append("a"), lambda: calls.append("b"), rounds=4, warm=1)
    assert calls.count("a") == calls.count("b") == 5
    assert len(ours) == len(floor) == 4
    assert percentile([1, 2, 3, 4], 0.95) == 4


def test_every_reading_row_is_measured_with_a_fixed_number_of_queries(small: Path) -> None:
    rows = {row.job: row for row in reading_rows.rows(small, "few", documents=True)}
    assert len(rows) == 8
    assert all(row.ours > 0 for row in rows.values())
    assert rows["contact's page: different numbers of queries"].holds


def test_the_floor_of_issuing_leaves_the_same_rows(small: Path) -> None:
    twin = small.with_suffix(".floor")
    (row,) = writing_rows.issuing(small, rounds=3, keep=True)
    assert row.bound == 20
    counts = []
    for path in (small, twin):
        with databases.plain(path) as connection:
            counts.append(
                [
                    connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in ("document", "document_line", "document_tax", "timeline", "search_entry")
                ]
            )
    ours, floor = counts
    # The program issued one more: the model of the floor's rows.
    assert [mine - least for mine, least in zip(ours, floor, strict=True)] == [1, 5, 1, 1, 1]


def test_the_floor_of_the_import_writes_what_the_program_wrote(tmp_path: Path) -> None:
    (row,) = writing_rows.importing(tmp_path, 300, rounds=1)
    assert row.ours > 0
    assert row.floor
    assert row.bound == 3
    assert list(tmp_path.glob("*.db")) == []


def test_listening_hears_every_change_and_costs_next_to_nothing(small: Path) -> None:
    *_parts, share = listening_rows.listening(small)
    assert share.unit == "% CPU"
    assert share.bound == 0.1
    assert 0 < share.ours < 2  # the bench judges it; here other tests run beside it


def test_the_history_finds_what_the_floor_finds(small: Path) -> None:
    ratio, most = trail_rows.searching(small, 300)
    assert (ratio.bound, most.bound) == (6, 100)
    assert ratio.ours == most.ours > 0
    with databases.plain(small) as floor:
        for text, least in (("bruno", 30), ("celik", 30), ("zzz", 0)):
            assert (trail_rows._raw(floor, text) > least) is (least > 0)


def test_backups_are_timed_while_others_write(tmp_path: Path) -> None:
    ratio, seconds, wait = backup_rows.backing_up(tmp_path, 60, rounds=2)
    assert ratio.floor is not None and ratio.ours > 0
    assert (seconds.bound, wait.bound) == (5.0, 10.0)
    assert seconds.ours == ratio.ours and wait.ours > 0
