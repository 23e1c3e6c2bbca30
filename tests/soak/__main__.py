"""python -m tests.soak [--short | --full] [--seed N] [--only WORD ...] [--count N]

What is done to the program on purpose (`tests.faults`), for as long as you like. A line a part; ends with 1
when something is wrong, and keeps the seed for the tests to try for ever (tests/faults/failed_seeds.txt).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
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
    failed = False
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        for word, part in PARTS.items():
            if word not in (arguments.only or PARTS):
                continue
            folder = (arguments.keep or Path(name)).absolute() / word
            folder.mkdir(parents=True, exist_ok=True)
            count = arguments.count or part.count(short=arguments.short, full=arguments.full)
            start = time.monotonic()
            wrong, told = part.run(folder, count, arguments.seed)
            verdict = "holds" if not wrong else "WRONG"
            said = ", ".join(f"{n:,} {what}" for what, n in told.items())
            print(f"{word:8} {verdict}  {time.monotonic() - start:6.1f} s  {said}", flush=True)
            for each in wrong[:10]:
                print(f"         {each}", flush=True)
            if wrong:
                failed = True
                if not arguments.short:  # whose seed the tests know already
                    seeds.keep(word, count, arguments.seed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
