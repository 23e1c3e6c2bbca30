"""Some people of an office at one server, each with a connection of their own: what they waited for, as JSON.

python -m tests.bench.server_client ADDRESS PEOPLE SECONDS SEED

All come within two seconds. Their first writes, for which the server has to get to know each connection,
stand in line together: what was issued in that time is told apart ("arrival").
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable

from desktop_crm.billing import queries as billing
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database.connection import raw
from desktop_crm.database.faults import IntegrityError
from desktop_crm.database.server.address import parse
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding, opening
from tests.bench import databases, writing_rows

THINK = 2.0
ARRIVAL_SECONDS = 10.0
CALLER = local_caller()


class Person(threading.Thread):
    """Acts, waits, thinks, until the time is over."""

    def __init__(self, seed: int, end: float, customers: list[int], times: dict[str, list[float]]) -> None:
        super().__init__(daemon=True)
        self._chance = random.Random(seed)
        self._end, self._customers, self._times = end, customers, times
        self._settled = time.monotonic() + ARRIVAL_SECONDS

    def run(self) -> None:
        time.sleep(self._chance.uniform(0, THINK))
        while time.monotonic() < self._end:
            kind, act = self._choose()
            if time.monotonic() < self._settled:
                kind = {"issue": "arrival"}.get(kind, "")
            start = time.perf_counter()
            try:
                act(self._chance.choice(self._customers))
            except (UserError, RuntimeError, IntegrityError) as error:
                print(error, file=sys.stderr)
                self._times["errors"].append(0.0)
            else:
                self._times.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
            time.sleep(self._chance.uniform(THINK * 0.5, THINK * 1.5))

    def _choose(self) -> tuple[str, Callable[[int], object]]:
        share = self._chance.random()
        if share < 0.6:
            return "read", self._chance.choice((self._open, self._search, self._list))
        if share < 0.85:
            return "save", self._save
        return "issue", lambda customer: writing_rows.issue(CALLER, writing_rows.draft_for(customer))

    def _open(self, customer: int) -> object:
        return contacts.list_timeline(CALLER, customer), billing.contact_money(
            CALLER, customer, databases.TODAY
        )

    def _search(self, _customer: int) -> object:
        return finding.find(CALLER, self._chance.choice(("mar", "silva", "2026-01", "lda", "ana")), limit=20)

    def _list(self, _customer: int) -> object:
        return billing.list_invoices(CALLER, ListView(), databases.TODAY).rows(0, 50)

    def _save(self, customer: int) -> object:
        return contacts_service.add_note(CALLER, customer, "Called and said yes", databases.TODAY)


def main(address: str, people: int, seconds: float, seed: int) -> None:
    workspace = opening.open_workspace(parse(address))
    try:
        sql = "SELECT DISTINCT contact_id FROM document WHERE kind = 'invoice' LIMIT 500"
        customers = [row[0] for row in raw().execute(sql).fetchall()]
        times: dict[str, list[float]] = {"read": [], "save": [], "issue": [], "errors": []}
        end = time.monotonic() + ARRIVAL_SECONDS + seconds
        all_of_them = [Person(seed * 1000 + n, end, customers, times) for n in range(people)]
        for person in all_of_them:
            person.start()
        for person in all_of_them:
            person.join()
        print(json.dumps(times))
    finally:
        workspace.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
