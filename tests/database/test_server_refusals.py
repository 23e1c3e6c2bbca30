"""Every way to find no connection: what libpq says of it, recorded, and the one sentence made of that."""

from __future__ import annotations

import psycopg
import pytest

from desktop_crm.database.server import refusals

TO = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '
IS_IT_RUNNING = "\n\tIs the server running on that host and accepting TCP/IP connections?"
BROKEN = (
    "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n"
    "\tbefore or while processing the request."
)
TWICE = (
    f"{TO}Connection refused{IS_IT_RUNNING}\nMultiple connection attempts failed. All failures were:\n"
    "- host: 'localhost', port: 5432, hostaddr: '::1': connection failed: connection to server at \"::1\", "
    "port 5432 failed: FATAL:  sorry, too many clients already\n- host: 'localhost', port: 5432, hostaddr: "
    f"'127.0.0.1': {TO}Connection refused{IS_IT_RUNNING}"
)
SAID = [
    (f"{TO}Connection refused{IS_IT_RUNNING}", "silent", "host", "No server answers at db:5432."),
    (
        'connection is bad: connection to server on socket "/run/none/.s.PGSQL.5432" failed: No such file or '
        "directory\n\tIs the server running locally and accepting connections on that socket?",
        "silent",
        "host",
        "No server answers at db:5432.",
    ),
    (f"{TO}{BROKEN}", "silent", "host", "db:5432 broke the connection off."),
    (f"consuming input failed: {BROKEN}", "silent", "host", "db:5432 broke the connection off."),
    (f"{TO}Connection reset by peer{IS_IT_RUNNING}", "silent", "host", "db:5432 broke the connection off."),
    ("connection timeout expired", "silent", "host", "db:5432 did not answer in time."),
    ("timeout: the server does not answer", "silent", "host", "db:5432 did not answer in time."),
    (
        "failed to resolve host 'db': [Errno -2] Name or service not known",
        "silent",
        "host",
        "There is no host db.",
    ),
    (
        "failed to resolve host 'db': [Errno -3] Temporary failure in name resolution",
        "silent",
        "host",
        "The host db cannot be looked up now. Look after the network.",
    ),
    (
        f"{TO}Something quite new{IS_IT_RUNNING}",
        "silent",
        "host",
        "db:5432 cannot be reached: Something quite new.",
    ),
    (
        f"{TO}expected authentication request from server, but received H",
        "refused",
        "host",
        "What answers at db:5432 is no PostgreSQL.",
    ),
    (
        f"{TO}FATAL:  the database system is starting up",
        "starting",
        "host",
        "The server is just starting or ending. Try again in a moment.",
    ),
    (
        f"{TO}FATAL:  the database system is not yet accepting connections\nDETAIL:  Consistent recovery "
        "state has not been yet reached.",
        "starting",
        "host",
        "The server is just starting or ending. Try again in a moment.",
    ),
    (
        f"{TO}FATAL:  the database system is shutting down",
        "starting",
        "host",
        "The server is just starting or ending. Try again in a moment.",
    ),
    (
        f'{TO}FATAL:  password authentication failed for user "ana"',
        "refused",
        "password",
        "The server refused the name or the password.",
    ),
    (
        f"{TO}fe_sendauth: no password supplied",
        "refused",
        "password",
        "The server refused the name or the password.",
    ),
    (f'{TO}FATAL:  role "ana" does not exist', "refused", "user", "The server does not let this user in."),
    (
        f'{TO}FATAL:  role "ana" is not permitted to log in',
        "refused",
        "user",
        "The server does not let this user in.",
    ),
    (
        f'{TO}FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "ana", database "firm", SSL off',
        "refused",
        "user",
        "The server does not let this user in.",
    ),
    (
        f'{TO}FATAL:  permission denied for database "firm"\nDETAIL:  User does not have CONNECT privilege.',
        "refused",
        "user",
        "The server does not let this user into the database firm.",
    ),
    (
        f'{TO}FATAL:  database "firm" does not exist',
        "refused",
        "database",
        "The server has no database firm. Create it there first.",
    ),
    (
        f'{TO}FATAL:  database "firm" is not currently accepting connections',
        "refused",
        "database",
        'The server refuses: database "firm" is not currently accepting connections.',
    ),
    (
        f"{TO}FATAL:  sorry, too many clients already",
        "refused",
        "database",
        "The server has no room for one more connection. Try again in a moment.",
    ),
    (
        f"{TO}FATAL:  remaining connection slots are reserved for non-replication superuser connections",
        "refused",
        "database",
        "The server has no room for one more connection. Try again in a moment.",
    ),
    (TWICE, "refused", "database", "The server has no room for one more connection. Try again in a moment."),
    (
        f"{TO}SCHWERWIEGEND:  Peer-Authentifizierung für Benutzer »ana« fehlgeschlagen",
        "refused",
        "database",
        "The server refuses: Peer-Authentifizierung für Benutzer »ana« fehlgeschlagen.",
    ),
    (
        f"{TO}server does not support SSL, but SSL was required",
        "refused",
        "database",
        "The encryption of the server was refused: server does not support SSL, but SSL was required. Ask "
        "whoever runs it for its certificate.",
    ),
    (
        'connection failed: connection to server at "ssl.example" (10.0.0.1), port 5432 failed: Connection '
        f"refused{IS_IT_RUNNING}",
        "silent",
        "host",
        "No server answers at db:5432.",
    ),
]


@pytest.mark.parametrize(("text", "standing", "field", "sentence"), SAID)
def test_what_was_said_becomes_one_sentence_at_the_part_that_is_to_blame(
    text: str, standing: str, field: str, sentence: str
) -> None:
    found = refusals.not_connected(psycopg.OperationalError(text), "db", 5432, "firm")
    assert (found.standing, found.field, str(found)) == (standing, field, sentence)
