"""Leaving nothing behind: what was deleted is overwritten, and the file is written anew without its gaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from desktop_crm.database import search, trail
from desktop_crm.database.engine import connect
from desktop_crm.database.session import current, in_transaction, on_server, raw, transaction


@contextmanager
def overwriting() -> Iterator[None]:
    """Inside, what a transaction of this thread deletes is overwritten with zeros where it lay."""
    if in_transaction():
        raise RuntimeError("overwriting begins before the transaction")
    if on_server():  # it writes every change to a new place; `scrub` takes the old ones away
        yield
        return
    connection = raw()
    (before,) = connection.execute("PRAGMA secure_delete").fetchone()  # an encrypted file always has it on
    connection.execute("PRAGMA secure_delete = on")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA secure_delete = {int(before)}")


def scrub() -> None:
    """Write the file anew, so that no free page and no gap holds what was changed or deleted before.

    Takes as much free space as the file is large and waits until nobody else reads. Raises UserError (disk
    full, locked) with the file as it was. On a server the tables are written anew where this user owns them;
    for others it is the administrator's work.
    """
    database = current()
    with transaction():
        search.forget_deleted()
        trail.WORDS.forget_deleted()
    if on_server():
        _scrub_server()
        return
    # A connection of its own: that of this thread would build the new file in memory.
    with closing(connect(database.path, timeout=database.profile.busy_timeout)) as connection:
        connection.execute("PRAGMA secure_delete = on")
        for name in ("journal_mode", "synchronous"):
            if name in database.profile.settings:
                connection.execute(f"PRAGMA {name} = {database.profile.settings[name]}")
        connection.execute("VACUUM")


def _scrub_server() -> None:
    """Also what an upgrade kept of every table: it knows everybody who was there then."""
    from desktop_crm.database.server import upgrading

    upgrading.forget_copy(raw())
    raw().execute("VACUUM FULL")
