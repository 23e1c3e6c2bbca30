"""Leases as they are stored: a row a window and record, renewed once a minute at most, on no trail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from peewee import BigIntegerField, IntegerField

from desktop_crm.database.fields import Text, UtcField, stamp
from desktop_crm.database.session import Table, raw, transaction
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.leases import Lease

ENTITY: Final = "lease"
"""What others hear: no list watches it."""
_FORGOTTEN: Final = timedelta(days=1)
_TAKE: Final = (
    'INSERT INTO lease (key, entity, "row", seat, "user", computer, seconds, beat, at)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (key) DO UPDATE SET"
    ' "user" = excluded."user", seconds = excluded.seconds, beat = lease.beat + 1, at = excluded.at'
)
_READ: Final = 'SELECT seat, "user", computer, seconds, beat, at FROM lease WHERE entity = ? AND "row" = ?'


class LeaseRow(Table):
    """Somebody edits a record."""

    key = Text(primary_key=True, filled=True)
    entity = Text(filled=True)
    row = BigIntegerField()
    seat = Text(filled=True)
    user = Text()
    computer = Text()
    seconds = IntegerField()
    beat = IntegerField()
    at = UtcField()

    class Meta:
        table_name = "lease"


def take(caller: Caller, entity: str, row: int, seat: str, seconds: int) -> None:
    """Begin or renew the lease of this window; what a killed program left a day ago goes."""
    now = utc_now()
    with transaction(caller) as changed:
        raw().execute("DELETE FROM lease WHERE at < ?", (stamp(now - _FORGOTTEN),))
        values = (_key(entity, row, seat), entity, row, seat, caller.user, caller.computer, seconds)
        raw().execute(_TAKE, (*values, stamp(now)))
        changed.add(ENTITY)


def release(caller: Caller, entity: str, row: int, seat: str) -> None:
    """End it: the person left or went on to something else."""
    with transaction(caller) as changed:
        raw().execute("DELETE FROM lease WHERE key = ?", (_key(entity, row, seat),))
        changed.add(ENTITY)


def leases_of(entity: str, row: int) -> list[Lease]:
    """All stored leases of a record, also those that have ended."""
    found = raw().execute(_READ, (entity, row)).fetchall()
    return [
        Lease(entity, row, seat, user, computer, seconds, beat, datetime.fromisoformat(at))
        for seat, user, computer, seconds, beat, at in found
    ]


def _key(entity: str, row: int, seat: str) -> str:
    return f"{entity}:{row}:{seat}"
