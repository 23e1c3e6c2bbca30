"""Peewee without the drivers that it would read along: a firm on a file needs none of a server's.

Peewee asks for every driver it knows and goes on without those that are not there. PostgreSQL's reads
asyncio, ssl and much more, which is a quarter of the time until a window stands; it comes with the server.
"""

from __future__ import annotations

import sys
from typing import Any, Final

_DRIVERS: Final = ("psycopg", "psycopg2", "psycopg2cffi", "pymysql", "MySQLdb")


def read_peewee_alone() -> None:
    """Import Peewee as if no driver were installed, unless somebody imported it before."""
    if "peewee" in sys.modules:
        return
    hidden: Any = [name for name in _DRIVERS if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # what Python takes for "not installed"
    try:
        import peewee  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]


def give_peewee_its_server() -> None:
    """Hand Peewee the driver of PostgreSQL, as it would have found it by itself."""
    import peewee
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    known: Any = peewee
    if known.psycopg is None:
        known.psycopg, known.TransactionStatus = psycopg, TransactionStatus
        known.Json_pg3, known.Jsonb_pg3 = Json, Jsonb


read_peewee_alone()
