"""An office on one file: eight people with half a second to think, then three beside somebody's import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import Row, by_the_clock, say
from tests.faults import crowd

SECONDS, SEED = 20, 1


def together(folder: Path) -> Iterator[Row]:
    """What they wait for, by the clock; errors and gaps are what the harness finds."""
    place = folder / "crowd"
    place.mkdir()
    with by_the_clock() as clock:
        wrong, told = crowd.run(place, SECONDS, SEED)
    for each in wrong:
        say(each)
    yield Row(
        f"{crowd.PEOPLE} people on one file: lock errors, gaps", float(len(wrong)), None, "errors", bound=0
    )
    yield Row(
        f"{crowd.PEOPLE} people on one file: a click, p99",
        float(told["ms for the 99th of 100"]), None, "ms", bound=crowd.SLOWEST * 1000,
        slowed=clock.slowed,
    )  # fmt: skip
    yield Row(
        f"the longest wait beside an import of {told['rows imported']:,} rows",
        float(told["ms the longest beside it"]), None, "ms", bound=crowd.LONGEST * 1000,
        slowed=clock.slowed,
    )  # fmt: skip
