"""Writing in the cash book: what no payment tells of, and closing days, each once and none left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from desktop_crm.company import queries as company
from desktop_crm.company.queries import periods
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.receivables.documents.cash_csv import cash_csv
from desktop_crm.receivables.models import CashDay, CashEntry, CashLine
from desktop_crm.receivables.queries import cash as queries
from desktop_crm.receivables.rules import cash as rules
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_FOLLOWED: Final = "SELECT coalesce(sum(amount), 0) FROM cash_entry WHERE about = ?"


@rights.needs("payments.record")
def enter_cash(caller: Caller, draft: CashDraft, today: date, key: str | None = None) -> int:
    """Write a movement down; its id. With a `key` used before nothing is written.

    Raises UserError naming "amount", "kind", "text", "booked_on".
    """

    def work() -> int:
        rules.check_draft(draft, queries.last_closed(caller), today)
        periods.need_open(caller, draft.booked_on, "booked_on")
        return writes.insert(
            CashEntry, booked_on=draft.booked_on, kind=draft.kind, amount=draft.amount, text=draft.text,
            by=caller.user, at=utc_now(),
        )  # fmt: skip

    with transaction(caller) as changed:
        changed.add("cash_book")
        return work() if key is None else writes.once(f"cash:{key}", work)


@rights.needs("payments.record")
def close_cash(caller: Caller, day: date, today: date, counted: int | None = None) -> int:
    """Close every day up to this one; how many there were. `counted` is what was found in the box.

    Raises UserError naming "day" or "counted": a box that does not agree is not closed before the difference
    was written down, and less than nothing never lies in it.
    """
    with transaction(caller) as changed:
        last, opening, number, seal = queries.chain_end()
        movements = queries.open_movements(caller)
        first = min((each.on for each in movements), default=None)
        start = rules.check_close(day, last, first, today)
        days = rules.days_of(movements, opening, start, day)
        for each in days:
            if each.closing < 0:
                raise UserError(_("On {day} less than nothing would lie in the box", day=each.day), "day")
        if counted is not None and counted != days[-1].closing:
            unit = queries.cash_currency(caller)
            raise UserError(
                _("{amount} should lie in the box: write the difference down first",
                  amount=_shown(days[-1].closing, unit)),
                "counted",
            )  # fmt: skip
        for each in days:
            number += 1
            seal = _close(caller, each, number, seal, counted if each.day == day else None)
        changed.add("cash_book")
        return len(days)


def follow(caller: Caller, about: str, amount: int, on: date, text: str) -> None:
    """Let what the book says of a record elsewhere ("expense:7") come to `amount`, by one more entry where it
    does not. Of a day that is closed it stands on the first open one. Inside the running transaction.
    """
    left = amount - int(raw().execute(_FOLLOWED, (about,)).fetchone()[0])
    if not left:
        return
    last = queries.chain_end()[0]
    day = on if last is None or on > last else date.fromordinal(last.toordinal() + 1)
    kind = "expense" if left < 0 else "other"
    writes.insert(
        CashEntry, booked_on=day, kind=kind, amount=left, text=text[:200], about=about, by=caller.user,
        at=utc_now(),
    )  # fmt: skip


def _close(caller: Caller, day: rules.CashDay, number: int, before: str, counted: int | None) -> str:
    day = replace(day, number=number, counted=counted)
    seal = rules.seal_of(before, day)
    key = writes.insert(
        CashDay, number=number, day=day.day, opening=day.opening, closing=day.closing, counted=counted,
        by=caller.user, at=utc_now(), hash=seal,
    )  # fmt: skip
    rows: list[dict[str, Any]] = [
        {
            "cash_day": key,
            "source": each.movement.source,
            "moved_on": each.movement.on,
            "kind": each.movement.kind,
            "amount": each.movement.amount,
            "balance": each.balance,
            "text": each.movement.text,
        }
        for each in day.lines
    ]
    if rows:
        writes.insert_many(CashLine, rows)
    return seal


def _shown(amount: int, currency: str) -> str:
    return f"{money.plain(amount, currency)} {currency}"


@rights.needs("accounts.read")
def cash_table(caller: Caller, start: date, end: date) -> bytes:
    """The book as CSV."""
    return cash_csv(queries.cash_book(caller, start, end), queries.cash_currency(caller))


@rights.needs("accounts.read")
def cash_pdf(caller: Caller, start: date, end: date, today: date) -> bytes:
    """The book on the firm's paper, in its language."""
    from desktop_crm.receivables.documents import cash_paper

    firm = company.get_firm(caller).draft
    days = queries.cash_book(caller, start, end)
    return cash_paper.render(days, firm, start, end, today)
