"""A process that draws numbers as invoicing does: the number, the head and three lines in one transaction.

    python -m tests.database.issuing kill PATH SEED ROUNDS     forks writers, kills each at a random instant
    python -m tests.database.issuing work PATH NAME COUNT      writes COUNT documents

Each commit is acknowledged by a line with the number, written after the commit.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from desktop_crm.database import blobs, search, writes
from desktop_crm.database.connection import open_database, raw, transaction
from tests.database.tables import Firm, Person


def issue(key: str) -> int:
    """Firms stand for documents, their code for the number, persons for the lines."""

    def work() -> int:
        number = int(
            raw().execute("SELECT coalesce(max(CAST(code AS INTEGER)), 0) + 1 FROM firm").fetchone()[0]
        )
        document = writes.insert(Firm, code=str(number), name=key)
        writes.insert_many(Person, ({"firm": document, "name": f"line {line}"} for line in range(3)))
        blobs.put(f"the paper of {key}".encode() * 400)
        search.index(search.Entry("firm", document, key, search.parts("code", str(number))))
        return number

    with transaction():
        return writes.once(key, work)


def write_for_ever(path: Path, name: str, acknowledged: int) -> None:
    open_database(path)
    count = 0
    while True:
        number = issue(f"{name}-{count}")
        os.write(acknowledged, f"{name}-{count} {number}\n".encode())
        count += 1


def kill_writers(path: Path, seed: int, rounds: int) -> None:
    """Fork two writers at a time from this warm process and kill both at a random instant.

    Rounds go on until more documents than rounds were acknowledged, and one that brought none makes the next
    ones longer: a loaded machine is slower, not different.
    """
    chance = random.Random(seed)
    reading, acknowledged = os.pipe()
    os.set_blocking(reading, False)
    longest, brought, round_ = 0.12, 0, 0
    while round_ < rounds or brought <= rounds:
        writers = []
        for writer in "ab":
            child = os.fork()
            if child == 0:
                write_for_ever(path, f"{round_}{writer}", acknowledged)
            writers.append(child)
        time.sleep(chance.uniform(0.01, longest))
        for child in writers:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        told = received(reading)
        sys.stdout.write(told)
        brought, round_ = brought + told.count("\n"), round_ + 1
        longest *= 1 if told else 1.5


def received(pipe: int) -> str:
    """What waits in the pipe."""
    told = b""
    try:
        while part := os.read(pipe, 65_536):
            told += part
    except BlockingIOError:
        pass
    return told.decode()


def work(path: Path, name: str, count: int) -> None:
    with open_database(path):
        for each in range(count):
            print(f"{name}-{each}", issue(f"{name}-{each}"), flush=True)


if __name__ == "__main__":
    command, where, first, second = sys.argv[1:]
    if command == "kill":
        kill_writers(Path(where), int(first), int(second))
    else:
        work(Path(where), first, int(second))
