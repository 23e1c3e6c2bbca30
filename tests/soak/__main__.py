"""python -m tests.soak [--short | --full] [--seed N] [--only WORD ...] [--count N]

What is done to the program on purpose (`tests.faults`), for as long as you like. A line a part; ends with 1
when something is wrong, and keeps the seed for the tests to try for ever (tests/faults/failed_seeds.txt)
and what was found, to be looked at: where it lies is said.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.faults import seeds
from tests.soak.parts import PARTS


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--short", action="store_true", help="as in the tests")
    size.add_argument("--full", action="store_true", help="ten times as much and more")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="WORD", help=", ".join(PARTS))
    parser.add_argument("--count", type=int, help="so many of what a part counts")
    parser.add_argument("--keep", type=Path, help="a folder for what is made, to look into it afterwards")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    root = (arguments.keep or Path(tempfile.mkdtemp(prefix="soak-"))).absolute()
    failed = False
    try:
        for word in [word for word in PARTS if word in (arguments.only or PARTS)]:
            count = arguments.count or PARTS[word].count(short=arguments.short, full=arguments.full)
            holds = _run(word, root / word, count, arguments.seed)
            if holds and not arguments.keep:
                shutil.rmtree(root / word)
            if not holds and not arguments.short:  # whose seed the tests know already
                seeds.keep(word, count, arguments.seed)
            failed |= not holds
    finally:
        with suppress(OSError):
            root.rmdir()
        if root.exists():
            print(f"what was made lies in {root}", flush=True)
    return 1 if failed else 0


def _run(word: str, folder: Path, count: int, seed: int) -> bool:
    """One part, and what it tells; whether everything held. What was wrong is left to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    wrong, told = PARTS[word].run(folder, count, seed)
    verdict = "holds" if not wrong else "WRONG"
    said = ", ".join(f"{n:,} {what}" for what, n in told.items())
    print(f"{word:8} {verdict}  {time.monotonic() - start:6.1f} s  {said}", flush=True)
    for each in wrong[:10]:
        print(f"         {each}", flush=True)
    return not wrong


if __name__ == "__main__":
    sys.exit(main())
