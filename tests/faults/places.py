"""Where the firms of a trial come from: copies of one file; on a server, see `servers`."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol

from desktop_crm.database import backup, keys
from desktop_crm.database.engine import connect
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from tests.faults import firms

PASSPHRASE, ANOTHER = "correct horse battery", "quite another staple"
CHEAP = 2**12
"""How dear it is to try a passphrase here: it is not what is tried."""


class Places(Protocol):
    """Where firms come from: every run gets a fresh one. Each engine has its own."""

    def fresh(self) -> Any: ...

    def away(self, place: Any) -> None: ...


class Files:
    """Copies of one file; an encrypted one is unlocked for this process and those forked from it."""

    def __init__(self, folder: Path, *, encrypted: bool = False) -> None:
        self.folder = folder
        self.template = folder / "template.crm"
        firms.make(self.template)
        if encrypted:
            self.template = encrypt(self.template)

    def fresh(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="three-", dir=self.folder))
        return put(self.template, folder / "firm.crm")

    def away(self, place: Path) -> None:
        shutil.rmtree(place.parent)


def encrypt(path: Path) -> Path:
    """An encrypted copy of a database beside it, unlocked."""
    keys._COST["n"] = CHEAP
    target, key = path.with_name(f"encrypted-{path.name}"), keys.new_key()
    backup.encrypt(path, target, key, keys.wrap(key, PASSPHRASE))
    keys.remember(key)
    return target


def opened_by(file: Path) -> str:
    """Which of the passphrases opens an encrypted file by the wrapped key beside it; UserError for none."""
    wrapped = keys.read(file)
    for passphrase in (PASSPHRASE, ANOTHER) if wrapped is not None else ():
        with suppress(UserError):
            keys.unwrap(wrapped, passphrase)
            return passphrase
    raise UserError(Message("no passphrase opens {name}", {"name": file.name}))


def key_problem(file: Path) -> str | None:
    """What is wrong with the wrapped key beside an encrypted file."""
    try:
        opened_by(file)
    except UserError as refusal:
        return str(refusal)
    return None


def has_gaps(file: Path) -> bool:
    """Whether a page of an encrypted file does not open: a free one, if the file is whole."""
    if not keys.is_encrypted(file):
        return False
    with closing(connect(file, mode="ro")) as connection:
        return connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None


def put(template: Path, target: Path) -> Path:
    """A copy of a firm's file, with its wrapped key where it has one."""
    shutil.copyfile(template, target)
    if keys.path_of(template).exists():
        shutil.copyfile(keys.path_of(template), keys.path_of(target))
    return target
