"""Eight people at work on one file for a while, and somebody's long import in the middle of it.

Everybody issues, pays and saves, with half a second to think in between. Nobody meets a lock error, the 99th
of 100 clicks takes less than two seconds, and nobody waits ten for the import; numbers have no gap.
"""

from __future__ import annotations

import json
import os
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.workspace import opening
from tests.faults import firms
from tests.faults.killing import child

PEOPLE, THINK, SLOWEST, LONGEST = 8, 0.5, 2.0, 10.0
Said = list[tuple[str, float]]
"""(what, seconds) of each click; ("error", 0) with the text in front for what went wrong."""


def run(folder: Path, seconds: int, seed: int) -> tuple[list[str], dict[str, int]]:
    """So many seconds of eight people; then an import of two hundred rows for each second beside three."""
    path = folder / "crowd.crm"
    firms.make(path)
    said = _together(
        [lambda n=n: _work(path, n, seconds, THINK, seed) for n in range(PEOPLE)]  # type: ignore[misc]
    )
    wrong = [what for what, _time in said if what.startswith("error")]
    times = sorted(time for what, time in said if not what.startswith("error"))
    p99 = times[int(len(times) * 0.99)]
    if p99 > SLOWEST:
        wrong.append(f"the 99th of 100 clicks took {p99:.1f} s")
    rows = max(6_000, seconds * 200)
    ends: list[Callable[[], Said]] = [lambda: _import(path, rows)]
    ends += [lambda n=n: _work(path, 100 + n, seconds, 0.1, seed) for n in range(3)]  # type: ignore[misc]
    beside = _together(ends)
    wrong += [what for what, _time in beside if what.startswith("error")]
    longest = max(time for what, time in beside if what != "import")
    if longest > LONGEST:
        wrong.append(f"somebody waited {longest:.1f} s during an import")
    wrong += firms.faults(path)
    clicks = Counter(what for what, _time in said + beside)
    return wrong, {
        "clicks": sum(clicks.values()),
        "ms for the 99th of 100": int(p99 * 1000),
        "ms the longest": int(times[-1] * 1000),
        "rows imported": rows,
        "ms the longest beside it": int(longest * 1000),
    }


def _together(works: list[Callable[[], Said]]) -> Said:
    """All of it at once, each in a process; what all of them say."""
    pipes = []
    for work in works:
        listening, tell = os.pipe()

        def tells(work: Callable[[], Said] = work, tell: int = tell) -> None:
            try:
                said = work()
            except Exception:  # noqa: BLE001 - told to the one who asked
                said = [(f"error: {traceback.format_exc()}", 0.0)]
            with os.fdopen(tell, "w") as pipe:
                json.dump(said, pipe)

        pipes.append((child(tells), listening))
        os.close(tell)
    said: Said = []
    for process, listening in pipes:
        with os.fdopen(listening) as pipe:
            text = pipe.read()
        os.waitpid(process, 0)
        said += [(what, time) for what, time in json.loads(text)] if text else [("error: it died", 0.0)]
    return said


def _work(path: Path, person: int, seconds: float, think: float, seed: int) -> Said:
    rng, said = random.Random(f"{seed} {person}"), Said()
    caller = Caller(f"Person {person}", OWNER, "en", f"computer {person}")
    firm = opening.open_workspace(path)
    mine = contacts.create_contact(caller, ContactDraft(name=f"Customer of {person}"))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(rng.uniform(0, 2 * think))
        what, click = rng.choice(list(_CLICKS.items()))
        begun = time.monotonic()
        click(caller, mine)
        said.append((what, time.monotonic() - begun))
    firm.close()
    return said


def _issue(caller: Caller, _mine: int) -> None:
    firms.issue(caller, os.urandom(8).hex())


def _issue_and_pay(caller: Caller, _mine: int) -> None:
    made = billing.create_draft(caller, firms.draft(), firms.TODAY)
    done = billing.issue_invoice(caller, made.id, today=firms.TODAY, render=billing.NO_PAPER)
    billing.record_payment(caller, done.id, PaymentDraft(amount=100, paid_on=firms.TODAY), firms.TODAY)


def _save(caller: Caller, mine: int) -> None:
    stored = contact_queries.get_contact(caller, mine)
    contacts.save_contact(caller, mine, stored.version, replace(stored.draft, notes=os.urandom(20).hex()))


_CLICKS: dict[str, Callable[[Caller, int], None]] = {
    "issue": _issue, "issue and pay": _issue_and_pay, "save": _save,
}  # fmt: skip


def _import(path: Path, rows: int) -> Said:
    lines = [f"Person {n},p{n}@example.org,Firm {n % 500}\n" for n in range(rows)]
    file = contacts_of("".join(["Name,E-mail 1 - Value,Organization Name\n", *lines]).encode(), "people.csv")
    firm = opening.open_workspace(path)
    begun = time.monotonic()
    contacts.import_contacts(Caller("Importer", OWNER, "en", "computer"), file)
    firm.close()
    return [("import", time.monotonic() - begun)]
