"""A bundle for whoever helps: versions, settings without secrets, the log, counts, how the file is kept.

It is a list of texts, so that a person reads all of it before any of it is saved. No record's content is in
it.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from desktop_crm import __version__
from desktop_crm.database import placing
from desktop_crm.database.connection import OWN_TABLES, current, is_open, raw
from desktop_crm.database.upgrade import LIMITS, SCHEMA_VERSION
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.redaction import is_secret, redact
from desktop_crm.workspace import places

_LOG_TAIL: Final = 200_000
_PLAIN: Final = 40
"""A setting's text of at most so many letters, one word, is shown; a longer one may be somebody's."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the bundle: its file's name, what it is, and all of it."""

    name: str
    title: Message
    text: str


def collect(caller: Caller, today: date) -> tuple[Part, ...]:
    """Everything that would be saved. A database need not be open: whoever cannot open theirs needs help
    most."""
    return (
        Part("program.txt", _("Program and computer"), _lines(_program(caller, today))),
        Part("database.txt", _("Database"), _lines(_database()) if is_open() else "no database is open\n"),
        Part("settings.txt", _("Settings without secrets"), _lines(_settings())),
        Part("log.txt", _("Log"), _log()),
    )


def write(parts: Sequence[Part], target: Path) -> Path:
    """Save what was shown as a new ZIP; UserError where it cannot be written or something is there."""
    placing.check_free(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        placing.make_empty(part)
        with ZipFile(part, "w", ZIP_DEFLATED) as file:
            for each in parts:
                file.writestr(each.name, each.text)
        placing.put_in_place(part, target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(_("“{path}” cannot be written: {reason}", path=str(target), reason=reason)) from error
    finally:
        placing.clear_away(part)
    return target


def _lines(facts: Mapping[str, object]) -> str:
    return redact("".join(f"{name}: {value}\n" for name, value in facts.items()))


def _program(caller: Caller, today: date) -> dict[str, object]:
    return {
        "program": f"Desktop CRM {__version__}",
        "schema known": f"{SCHEMA_VERSION} (readers from {LIMITS[0]}, writers from {LIMITS[1]})",
        "python": platform.python_version(),
        "packages": ", ".join(_packages()),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "language": caller.language,
        **({"role": caller.role} if caller.role else {}),  # nobody need have signed in
        "encoding": f"{sys.getfilesystemencoding()}, standard output {getattr(sys.stdout, 'encoding', '')}",
        "made at": f"{utc_now():%Y-%m-%d %H:%M} UTC, on the day {today}",
    }


def _packages() -> list[str]:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in ("PySide6-Essentials", "peewee", "babel", "pillow", "psycopg"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} is not installed")
    return found


def _database() -> dict[str, object]:
    database = current()
    facts: dict[str, object] = {
        "kept": f"{database.profile.name}: {database.profile.reason}",
        "read-only": "yes" if database.read_only else "no",
        "schema": database.schema,
        "closed properly the last time": "no" if database.recovered else "yes",
    }
    if database.is_on_server:
        facts["server"] = raw().execute("SELECT version()").fetchone()[0]
    else:
        facts["size"] = f"{database.path.stat().st_size} bytes"
        facts["journal"] = raw().execute("PRAGMA journal_mode").fetchone()[0]
    for name, count in _counts():
        facts[f"rows of {name}"] = count
    return facts


def _counts() -> list[tuple[str, int | str]]:
    from desktop_crm.workspace import registry

    names = sorted(str(table._meta.table_name) for table in (*OWN_TABLES, *registry.TABLES))
    return [(name, _count(name)) for name in names]


def _count(table: str) -> int | str:
    """A server's login counts what its role reads; of the rest it is said that it does not."""
    try:
        return int(raw().execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
    except UserError as error:
        if not current().is_on_server:
            raise
        return f"refused: {error}"


def _settings() -> dict[str, object]:
    """What is set, on this computer and for the firm; of texts that may be somebody's only how long they
    are."""
    found: dict[str, object] = {}
    try:
        local = json.loads(places.settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        local = {}
    for name, value in sorted(local.items()) if isinstance(local, dict) else ():
        found[f"this computer: {name}"] = _shown(name, value)
    if is_open():
        try:
            rows = raw().execute("SELECT key, value FROM setting ORDER BY key").fetchall()
        except UserError as error:
            if not current().is_on_server:
                raise
            return {**found, "firm": f"refused: {error}"}
        for name, value in rows:
            found[f"firm: {name}"] = _shown(name, json.loads(value))
    return found


def _shown(name: str, value: Any) -> str:
    if is_secret(name):
        return "‹secret›"
    if isinstance(value, bool | int) or value is None:
        return json.dumps(value)
    if isinstance(value, str):
        plain = len(value) <= _PLAIN and (value.isidentifier() or not value) and name != "your_name"
        return json.dumps(value) if plain else f"a text of {len(value)} letters"
    return (
        f"{type(value).__name__} of {len(value)}" if isinstance(value, list | dict) else type(value).__name__
    )


def _log() -> str:
    """The end of the log; what an older program wrote into it is redacted here."""
    path = places.log_folder() / "desktop-crm.log"
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LOG_TAIL))
            text = file.read(_LOG_TAIL).decode("utf-8", "replace")
    except OSError:
        return "there is no log\n"
    return redact(text) or "the log is empty\n"
