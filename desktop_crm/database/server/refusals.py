"""Why there is no connection: libpq tells it as text alone, in English where the program asks for it.

What the server itself said is recognised by its form, "SEVERITY:  words", in whichever language; all else
was said on this side, of a network or a host that does not answer.
"""

from __future__ import annotations

import re
from typing import Final

import psycopg

from desktop_crm.database.faults import NotConnected
from desktop_crm.values.messages import _

_SERVER_SAID: Final = re.compile(r"(?:^|failed: |- )[^\W\d_][^:\n]{0,24}:  (?P<words>.+)$", re.MULTILINE)
_BEGINNING: Final = re.compile(
    r"^(?:connection (?:failed|is bad): )?(?:connection to server (?:at|on) .*? failed: )?(?P<words>.*)"
)
_BROKEN_OFF: Final = (
    "server closed the connection",
    "connection reset",
    "connection abort",
    "broken pipe",
    "unexpected eof",
)
_NOBODY: Final = ("refused", "no such file", "unreachable", "no route", "is down")
_NO_LOGIN: Final = ("no pg_hba.conf entry", "not permitted to log in", "authentication failed")
_NOT_READY: Final = (
    "starting up",
    "shutting down",
    "recovery mode",
    "yet accepting connections",
    "system is not accepting connections",
)


def not_connected(error: psycopg.OperationalError, host: str, port: int, database: str) -> NotConnected:
    """The refusal for what libpq said, at the part of the address that is to blame."""
    found = _SERVER_SAID.search(str(error))
    if found is not None:
        return _said_by_the_server(found["words"].strip(), database)
    begun = _BEGINNING.match(str(error).strip())
    reason = begun["words"].strip() if begun is not None else ""
    return _said_on_this_side(reason or type(error).__name__, host, f"{host}:{port}")


def password_file(path: str) -> NotConnected:
    """No password was right, and those in the file were not read."""
    return NotConnected(
        _(
            "The server refused the name or the password. The passwords in {path} are not read, because "
            "other users of this computer may read that file: allow it to yourself alone (chmod 600).",
            path=path,
        ),
        "password",
    )


def _said_by_the_server(reason: str, database: str) -> NotConnected:
    said = reason.lower()
    if "password authentication failed" in said:
        return NotConnected(_("The server refused the name or the password."), "password")
    if any(words in said for words in _NOT_READY):
        return NotConnected(
            _("The server is just starting or ending. Try again in a moment."), "host", "starting"
        )
    if said.startswith("database ") and "does not exist" in said:
        return NotConnected(
            _("The server has no database {name}. Create it there first.", name=database), "database"
        )
    if said.startswith("permission denied for database"):
        return NotConnected(
            _("The server does not let this user into the database {name}.", name=database), "user"
        )
    if said.startswith("role ") or any(words in said for words in _NO_LOGIN):
        return NotConnected(_("The server does not let this user in."), "user")
    if "too many" in said or "remaining connection slots" in said:
        return NotConnected(
            _("The server has no room for one more connection. Try again in a moment."), "database"
        )
    return NotConnected(_("The server refuses: {reason}", reason=_sentence(reason)), "database")


def _said_on_this_side(reason: str, host: str, where: str) -> NotConnected:
    said = reason.lower()
    if "no password supplied" in said:
        return NotConnected(_("The server refused the name or the password."), "password")
    if "resolve host" in said or "translate host name" in said:
        if "temporary" in said or "try again" in said:
            return NotConnected(
                _("The host {host} cannot be looked up now. Look after the network.", host=host),
                "host",
                "silent",
            )
        return NotConnected(_("There is no host {host}.", host=host), "host", "silent")
    if "ssl" in said or "certificate" in said:
        return NotConnected(
            _(
                "The encryption of the server was refused: {reason} Ask whoever runs it for its certificate.",
                reason=_sentence(reason),
            ),
            "database",
        )
    if any(words in said for words in _BROKEN_OFF):
        return NotConnected(_("{host} broke the connection off.", host=where), "host", "silent")
    if "timeout" in said or "timed out" in said:
        return NotConnected(_("{host} did not answer in time.", host=where), "host", "silent")
    if any(words in said for words in _NOBODY):
        return NotConnected(_("No server answers at {host}.", host=where), "host", "silent")
    if "expected authentication request" in said or "invalid response" in said:
        return NotConnected(_("What answers at {host} is no PostgreSQL.", host=where), "host")
    return NotConnected(
        _("{host} cannot be reached: {reason}", host=where, reason=_sentence(reason)), "host", "silent"
    )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
