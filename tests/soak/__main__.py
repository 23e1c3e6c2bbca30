"""python -m tests.soak [--full] [--seed N] [--only WORD ...]

Two and eight processes issuing on one file while they are killed; kills at any moment (1,000, with `--full`
10,000); the memory of 1,000 papers; hostile texts; kills, power cuts and faults of the disk at the calls of
every act; the main job at random beside a model. A table at the end; ends with 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import paper_rows
from tests.faults import disk, hostile, killing, model

Result = tuple[list[str], str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    parser.add_argument("--full", action="store_true", help="ten times as much")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", nargs="+", help="some of: two, eight, kills, memory, hostile, disk, model")
    parser.add_argument("--calls", type=int, default=60, help="calls of each act at which the disk fails")
    arguments = parser.parse_args()
    times, seed = (10 if arguments.full else 1), arguments.seed
    print(f"seed {seed}", flush=True)
    results = []
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        for word, run in _runs(Path(name), times, arguments.calls, seed).items():
            if arguments.only and word not in arguments.only:
                continue
            start = time.monotonic()
            wrong, told = run()
            results.append((word, wrong, told))
            verdict = "holds" if not wrong else "WRONG"
            print(f"{word:8} {verdict}  {time.monotonic() - start:6.1f} s  {told}", flush=True)
            for each in wrong[:10]:
                print(f"         {each}", flush=True)
    return 1 if any(wrong for _word, wrong, _told in results) else 0


def _runs(folder: Path, times: int, calls: int, seed: int) -> dict[str, Callable[[], Result]]:
    def at_once(processes: int, invoices: int) -> Callable[[], Result]:
        def run() -> Result:
            own = folder / f"{processes}"
            own.mkdir()
            wrong = killing.many_at_once(own, processes, invoices, seed)
            return wrong, f"{processes} processes, {invoices} invoices each"

        return run

    def kills() -> Result:
        wrong = killing.at_any_moment(
            folder, 1_000 * times, seed, lambda text: print(f"         {text}", flush=True)
        )
        return wrong, f"{1_000 * times:,} kills"

    def memory() -> Result:
        row = paper_rows.memory(1_000 * times)
        return ([] if row.holds else [f"grew by {row.ours:.1f} MB"]), f"{row.job}: {row.ours:.1f} MB"

    def texts() -> Result:
        wrong, told = hostile.run(folder, 300 * times, seed)
        return wrong, ", ".join(f"{n:,} {what}" for what, n in sorted(told.items()))

    def faulty_disk() -> Result:
        if missing := disk.why_not():
            return [], f"not tried: {missing}"
        own = folder / "disk"
        own.mkdir()
        wrong, told = disk.try_hard(own, calls * times, seed)
        return wrong, ", ".join(f"{n:,} {what}" for what, n in told.items())

    def at_random() -> Result:
        try:
            model.run(300 * times, 60)
        except AssertionError as difference:
            return [str(difference)], "it differs from the model; Hypothesis prints how to repeat it"
        return [], f"{300 * times:,} firms of up to 60 acts"

    return {
        "two": at_once(2, 200 * times),
        "eight": at_once(8, 50 * times),
        "kills": kills,
        "memory": memory,
        "hostile": texts,
        "disk": faulty_disk,
        "model": at_random,
    }


if __name__ == "__main__":
    sys.exit(main())
