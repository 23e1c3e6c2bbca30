"""A connection to the server: the settings of this program, and for how long it is waited for."""

from __future__ import annotations

import logging
import os
import stat
import sys
from collections.abc import Callable, Generator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.adapt import Loader
from psycopg.types.numeric import Int8Dumper

from desktop_crm.database.faults import NotConnected
from desktop_crm.database.server import refusals, schema
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.messages import _

_PREPARED_AFTER: Final = 2
_PREPARED_MOST: Final = 400
"""Statements that the server keeps ready: nearly all are asked again and again."""
PROGRAM: Final = "desktop-crm/"
OLDEST: Final = 13
"""The oldest server: pg_trgm may be installed there by the database's owner."""
CONNECT_SECONDS: Final = 10
WAIT_SECONDS: Final = 30
_ALIVE: Final = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 60_000,  # long enough for a server that cannot write for a while
}
"""A computer that has vanished is missed after half a minute, or one while something is under way."""
_ALIVE_TOO: Final = ("tcp_keepalives_idle=30", "tcp_keepalives_interval=10", "tcp_keepalives_count=3")
"""The server misses us as well: whoever vanished in the middle of a change keeps no others waiting."""

logging.getLogger("psycopg").addHandler(logging.NullHandler())
"""It warns of a second error that follows the first, as when a server dies in the middle of many rows. The
first is told, and standard error belongs to the command."""


_NOWHERE: Final = f"{os.devnull}/none"


def open_password_file() -> str | None:
    """The file of passwords that libpq leaves unread because others of this computer may read it; None where
    there is none. libpq would say so on standard error, which belongs to the command.
    """
    if sys.platform == "win32":
        return None  # no rights of that kind there
    path = os.environ.get("PGPASSFILE") or str(Path.home() / ".pgpass")
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return None
    return path if not stat.S_ISREG(mode) or mode & (stat.S_IRWXG | stat.S_IRWXO) else None


class WholeNumber(Loader):
    """Sums of whole numbers come as `numeric`: they stay whole numbers here."""

    def load(self, data: Any) -> int | Decimal:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdecimal() else Decimal(text)


class Waiting(psycopg.Connection[Any]):
    """Waits for an answer until it `is_hopeless`. psycopg itself waits for ever, and a server that hangs
    keeps its end of the connection alive.

    No time is set for a statement: a long job is waited for as long as the server answers others.
    """

    is_hopeless: Callable[[], bool] = staticmethod(lambda: False)

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **more: Any) -> Any:
        """psycopg's own, looking up from time to time."""
        return super().wait(self._looking_up(gen), *args, **more)

    def _looking_up(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and self.is_hopeless():
                    self.close()
                    raise psycopg.OperationalError("timeout: the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value


def connect(
    address: ServerAddress,
    *,
    read_only: bool = False,
    who: str = "",
    is_hopeless: Callable[[], bool] = lambda: False,
) -> psycopg.Connection[Any]:
    """A plain connection with the settings of this program; UserError saying why there is none.

    `who` is what the others see of us in the server's list of connections: see `watching.tag`. `is_hopeless`
    is asked while something is waited for.
    """
    options = [
        *(f"-c {setting}" for setting in _ALIVE_TOO),
        f"-c search_path={schema.NAME},public",
        f"-c lock_timeout={WAIT_SECONDS}s",
        "-c standard_conforming_strings=on",
    ]
    if read_only:
        options.append("-c default_transaction_read_only=on")
    unread = open_password_file()
    try:
        made = Waiting.connect(
            **address.parameters,  # type: ignore[arg-type]
            **({"passfile": _NOWHERE} if unread else {}),  # type: ignore[arg-type]
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            options=" ".join(options),
            application_name=f"{PROGRAM}{who}",
            client_encoding="utf8",
            **_ALIVE,  # type: ignore[arg-type]
        )
    except psycopg.OperationalError as error:
        refusal = refusals.not_connected(error, address.host, address.port, address.database)
        if unread and refusal.field == "password":
            refusal = refusals.password_file(unread)
        raise refusal from error
    if made.info.server_version < OLDEST * 10_000:
        version = made.info.parameter_status("server_version") or "?"
        made.close()
        raise NotConnected(
            _("The server is PostgreSQL {found}; at least {needed} is needed.", found=version, needed=OLDEST),
            "database",
        )
    if (encoding := made.info.parameter_status("server_encoding") or "?") != "UTF8":
        made.close()
        raise NotConnected(
            _(
                "The database {name} on the server keeps its texts as {encoding}, which cannot hold every"
                " sign. Make one with ENCODING 'UTF8'.",
                name=address.database,
                encoding=encoding,
            ),
            "database",
        )
    made.is_hopeless = is_hopeless
    made.prepare_threshold, made.prepared_max = _PREPARED_AFTER, _PREPARED_MOST
    made.adapters.register_loader("numeric", WholeNumber)
    made.adapters.register_dumper(int, Int8Dumper)
    return made
