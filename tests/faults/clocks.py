"""A clock that jumps: years ahead, back before the last invoice, over the end of a year, to and fro.

The day and the moment that the program is told jump together, as when somebody sets a computer's clock.
Numbers stay consecutive, no invoice is dated before the one in front of it (that is refused in words), what
happened keeps its order, and everything that was issued verifies on whatever day it is looked at.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import today as today_page
from desktop_crm.workspace import verifying
from tests.faults import firms

_JUMPS = (
    timedelta(0), timedelta(seconds=1), timedelta(hours=-1), timedelta(hours=1), timedelta(days=1),
    timedelta(days=-1), timedelta(days=-40), timedelta(days=40), timedelta(days=366), timedelta(days=-400),
    timedelta(days=3_653),
)  # fmt: skip
_FIRST, _LAST = date(1999, 12, 31), date(2090, 1, 1)


def run(folder: Path, jumps: int, seed: int) -> tuple[list[str], Counter[str]]:
    """So many jumps with something done after each."""
    path, rng = folder / "clock.crm", random.Random(seed)
    firms.make(path)
    wrong, told = list[str](), Counter[str]()
    now = datetime.combine(firms.TODAY, time(12), UTC)
    with firms.opened(path) as caller:
        for number in range(jumps):
            if rng.random() < 0.4:  # somebody sets it right: no day before the last paper
                now = datetime.combine(_latest() or now.date(), time(12), UTC)
            now += rng.choice(_JUMPS)
            if not _FIRST < now.date() < _LAST:
                now = datetime.combine(firms.TODAY, time(12), UTC)
            with as_if_at(now):
                wrong += [f"{now:%Y-%m-%d %H:%M}: {each}" for each in _at(caller, now.date(), number, told)]
        wrong += _in_order()
        for day in (now, now + timedelta(days=3_653), now - timedelta(days=3_653)):
            with as_if_at(day):
                wrong += [f"looked at on {day:%Y-%m-%d}: {each}" for each in _faults(caller, day.date())]
    told["jumps"] = jumps
    return wrong, told


def _latest() -> date | None:
    """The day of the last invoice."""
    found = raw().execute("SELECT max(issued_on) FROM document WHERE kind = 'invoice' AND state <> 'draft'")
    day = found.fetchone()[0]
    return None if day is None else date.fromisoformat(day)


def _at(caller: Caller, today: date, number: int, told: Counter[str]) -> list[str]:
    """Issue (and at times pay) on this day; a day before the last invoice's is refused."""
    latest = _latest()
    paper = replace(firms.draft(), delivered_on=today)
    try:
        made = billing.create_draft(caller, paper, today)
        done = billing.issue_invoice(
            caller, made.id, made.version, today=today, key=f"{number}", render=billing.NO_PAPER
        )
    except UserError as refusal:
        told["refused"] += 1
        if latest is None or today >= latest:
            return [f"refused although it is the latest day: {refusal}"]
        return []
    told["issued"] += 1
    found = raw().execute("SELECT issued_on, due_on FROM document WHERE id = ?", (done.id,)).fetchone()
    wrong = []
    if latest is not None and today < latest:
        wrong.append(f"it was dated before the invoice of {latest}")
    if found[0] != today.isoformat() or (found[1] or found[0]) < found[0]:
        wrong.append(f"dated {found[0]}, due {found[1]}")
    again = billing.issue_invoice(
        caller, made.id, made.version, today=today + timedelta(days=400), key=f"{number}",
        render=billing.NO_PAPER,
    )  # fmt: skip
    if again.number != done.number:
        wrong.append(f"the same click a year later gave {again.number} after {done.number}")
    if number % 3 == 0:
        payment = PaymentDraft(amount=100, paid_on=today)
        billing.record_payment(caller, done.id, payment, today)
    return wrong


def _in_order() -> list[str]:
    """Numbers follow each other, within a year without a gap; dates follow numbers."""
    rows = (
        raw()
        .execute(
            "SELECT year, number, issued_on FROM document WHERE kind = 'invoice' AND number IS NOT NULL"
            " ORDER BY link"
        )
        .fetchall()
    )
    wrong, last = list[str](), dict[int, int]()
    for year, number, issued_on in rows:
        if number != last.get(year, 0) + 1:
            wrong.append(f"{year}-{number} follows {last.get(year)}")
        last[year] = number
        if not issued_on.startswith(str(year)):
            wrong.append(f"{year}-{number} is dated {issued_on}")
    if (days := [row[2] for row in rows]) != sorted(days):
        wrong.append("dates do not follow numbers")
    return wrong


def _faults(caller: Caller, today: date) -> list[str]:
    """Seen on that day: the page of today opens, and everything verifies."""
    today_page.get_day(caller, today)
    return [f"{each.record}: {each.message.text}" for each in verifying.verify(caller).findings]
