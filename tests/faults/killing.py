"""Processes that issue on one file and are killed: nothing promised is lost, no number given twice."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.faults import firms

_SLOWEST = 120.0


def many_at_once(folder: Path, processes: int, invoices: int, seed: int) -> list[str]:
    """So many processes issue `invoices` each on one file; one after the other is killed and replaced."""
    path, rng = folder / f"at-once-{processes}.crm", random.Random(seed)
    firms.make(path)
    running: dict[int, int] = {}
    killed, place = 0, 0
    for _n in range(processes):
        running[child(lambda p=place: _issue_all(path, folder, p, invoices))] = place
        place += 1
    finished, deadline = 0, time.monotonic() + _SLOWEST + processes * invoices
    next_kill = time.monotonic() + rng.uniform(0.2, 1.0)
    while running and time.monotonic() < deadline:
        time.sleep(0.005)
        if time.monotonic() > next_kill and killed < processes * 3:
            victim = rng.choice(list(running))
            os.kill(victim, signal.SIGKILL)
            next_kill = time.monotonic() + rng.uniform(0.1, 0.8)
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended in running:
            old = running.pop(ended)
            if status == 0:
                finished += 1
            else:  # its successor goes on where it stopped
                killed += 1
                running[child(lambda p=old: _issue_all(path, folder, p, invoices))] = old
    promised = {line for n in range(place) for line in _promised(folder, n)}
    wrong = firms.faults(path, promised)
    if finished != processes:
        wrong.append(f"{processes - finished} processes did not finish")
    if firms.count(path) != processes * invoices:
        wrong.append(f"{firms.count(path)} invoices instead of {processes * invoices}")
    return wrong


def _issue_all(path: Path, folder: Path, place: int, invoices: int) -> None:
    """Issue until all of this place are there; one key each, so that a repeated one issues nothing."""
    done = len(_promised(folder, place))
    with firms.opened(path) as caller, (folder / f"promised-{place}.txt").open("a") as promised:
        for number in range(done, invoices):
            text = issue_once(caller, f"{place}-{number}")
            promised.write(f"{text}\n")
            promised.flush()


def issue_once(caller: firms.Caller, key: str) -> str:
    """The number of the invoice of this key, which is issued if it is not yet."""
    from desktop_crm.billing import service as billing_service
    from desktop_crm.database.connection import raw

    # After a kill between the commit and the note of it the draft's key knows the number.
    name = f"draft:{key}"
    found = raw().execute("SELECT id FROM document WHERE internal_notes = ?", (name,)).fetchone()
    if found is None:
        paper = firms.replace(firms.draft(), internal_notes=name)
        found = billing_service.create_draft(caller, paper, firms.TODAY)
    issued = billing_service.issue_invoice(
        caller, found[0], today=firms.TODAY, key=key, render=billing_service.NO_PAPER
    )
    return issued.number


def _promised(folder: Path, place: int) -> list[str]:
    path = folder / f"promised-{place}.txt"
    return [line for line in path.read_text().splitlines() if line] if path.exists() else []


def child(work: Callable[[], None]) -> int:
    """Do `work` in a process of its own, which shares nothing that is open."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)
