"""Encrypt a firm's file, and open encrypted ones: by a passphrase, or by the printed recovery key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.company import queries as company
from desktop_crm.database import backup, checks, cipher, keys, recovery
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace.opening import Workspace

Locked = keys.Locked
SHORTEST = keys.SHORTEST
check_passphrase = keys.check_passphrase


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A new encrypted file, rows by table, and what its sheet says: the recovery key, which is told this
    once, the number of the key, and whose file it is ("" while the firm has no name).
    """

    path: Path
    counts: dict[str, int]
    recovery_key: str
    key_number: str = ""
    firm: str = ""


def is_available() -> bool:
    """Whether the extra `encryption` is installed."""
    return cipher.is_there()


def is_encrypted(path: Path) -> bool:
    """Whether this file is an encrypted one of ours, as far as can be told without its passphrase."""
    return keys.is_encrypted(path)


@rights.needs("backups.restore")
@rights.needs("settings.change")
def encrypt(
    caller: Caller, workspace: Workspace, target: Path, passphrase: str, *, progress: Progress = SILENT
) -> Encrypted:
    """Copy the open firm to the new file `target`, encrypted; the present file stays as it is.

    Raises UserError when the passphrase is too short, the target exists, or the extra is not installed, and
    for a firm on a server.
    """
    if workspace.is_on_server:
        raise UserError(
            _("Only a firm in a file can be encrypted; on a server its administrator sees to that."),
            "database",
        )
    if keys.is_encrypted(workspace.path):
        raise UserError(_("This file is encrypted already."))
    cipher.module()
    key = keys.new_key()
    wrapped = keys.wrap(key, passphrase)
    made = backup.encrypt(workspace.path, target, key, wrapped, progress=progress)
    keys.remember(key)
    firm = company.firm_or_none(caller)
    name = firm.draft.name if firm is not None else ""
    return Encrypted(target, made.counts, recovery.printed(key), keys.key_id(key), name)


@rights.needs("backups.restore")
@rights.needs("settings.change")
def decrypt(caller: Caller, source: Path, target: Path, *, progress: Progress = SILENT) -> dict[str, int]:
    """Copy an encrypted file, which was unlocked, to the new file `target` that everybody can read; the
    encrypted one stays as it is. Returns rows by table.
    """
    if not keys.is_encrypted(source):
        raise UserError(_("This file is not encrypted."))
    return backup.decrypt(source, target, progress=progress).counts


@rights.needs("backups.restore")
@rights.needs("settings.change")
def change_passphrase(caller: Caller, path: Path, passphrase: str) -> None:
    """Another passphrase for an unlocked file. Older copies keep theirs; the recovery key stays the same."""
    key = keys.key_for(path)
    if key is None:
        raise UserError(_("This file is not encrypted."))
    try:
        keys.write(path, keys.wrap(key, passphrase))
    except OSError as error:
        raise checks.unusable_place(keys.path_of(path), error) from error


def is_locked(path: Path) -> bool:
    """Whether the file can only be opened once somebody says its passphrase."""
    try:
        keys.key_for(path)
    except keys.Locked:
        return True
    return not keys.is_encrypted(path) and _lost_its_key(path)


def _lost_its_key(path: Path) -> bool:
    return cipher.is_there() and checks.may_have_lost_its_key(path)


def unlock(path: Path, secret: str) -> None:
    """Open the file from now on in this process: by passphrase or recovery key. UserError for another one."""
    if not path.exists():
        raise NotFound(_("There is no file {name}", name=str(path)))
    cipher.module()
    keys.unlock(path, secret)


def unlock_if_needed(path: Path, ask: Callable[[], str]) -> None:
    """Ask for the passphrase of a locked file; `ask` returns "" where nobody can be asked.

    A file that merely looks as if it might be encrypted is asked for only where a recovery key is given.
    """
    try:
        keys.key_for(path)
    except keys.Locked:
        if not (secret := ask()):
            raise
        unlock(path, secret)
        return
    lost = not keys.is_encrypted(path) and _lost_its_key(path)
    if lost and recovery.read(secret := ask()) is not None:
        unlock(path, secret)
