"""Keys of encrypted files: random ones, wrapped by a passphrase; printed, a key is the recovery key.

Beside an encrypted file lies `<file>.key`, which holds the wrapped key and no secret. Losing it loses the
passphrase's way in, never the recovery key's. Keys are kept in this process's memory alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_crm.database import placing, recovery
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

ENDING: Final = ".key"
SHORTEST: Final = 10
_FORMAT: Final = "desktop-crm-key"
_COST: Final = {"n": 2**17, "r": 8, "p": 1}
"""scrypt: 128 MB and about half a second a try."""
_MOST_MEMORY: Final = 512 * 1024 * 1024
_LARGEST: Final = 100_000


class Locked(UserError):
    """The file is encrypted, and nobody has said its passphrase yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(_("{path} is encrypted: its passphrase is needed.", path=str(path)), "passphrase")
        self.path = path


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What lies beside an encrypted file. `key_id` tells which key it is, not what it is."""

    key_id: str
    salt: bytes
    sealed: bytes
    tag: bytes
    cost: dict[str, int]


_guard = threading.Lock()
_by_id: dict[str, bytes] = {}
_by_path: dict[str, bytes] = {}


def new_key() -> bytes:
    """A fresh random key for the data of one firm."""
    return secrets.token_bytes(32)


def key_id(key: bytes) -> str:
    """A name for a key that tells nothing about it."""
    return hashlib.sha256(b"desktop-crm key id " + key).hexdigest()[:16]


def check_passphrase(passphrase: str) -> None:
    """UserError for a passphrase that is quickly guessed."""
    if len(passphrase) < SHORTEST:
        raise UserError(_("A passphrase has at least {n} characters.", n=SHORTEST), "passphrase")


def wrap(key: bytes, passphrase: str) -> Wrapped:
    """Seal the key under a passphrase. The salt is fresh, so the pad is used once."""
    check_passphrase(passphrase)
    salt = secrets.token_bytes(16)
    pad, seal = _derived(passphrase, salt, _COST)
    sealed = bytes(one ^ other for one, other in zip(key, pad, strict=True))
    tag = hmac.digest(seal, salt + sealed, "sha256")
    return Wrapped(key_id(key), salt, sealed, tag, dict(_COST))


def unwrap(wrapped: Wrapped, passphrase: str) -> bytes:
    """The key again; UserError for another passphrase."""
    pad, seal = _derived(passphrase, wrapped.salt, wrapped.cost)
    if not hmac.compare_digest(hmac.digest(seal, wrapped.salt + wrapped.sealed, "sha256"), wrapped.tag):
        raise UserError(_("This is not the passphrase."), "passphrase")
    return bytes(one ^ other for one, other in zip(wrapped.sealed, pad, strict=True))


def _derived(passphrase: str, salt: bytes, cost: dict[str, int]) -> tuple[bytes, bytes]:
    import unicodedata

    both = hashlib.scrypt(
        unicodedata.normalize("NFKC", passphrase).encode(), salt=salt, n=cost["n"], r=cost["r"], p=cost["p"],
        maxmem=_MOST_MEMORY, dklen=64,
    )  # fmt: skip
    return both[:32], both[32:]


def path_of(file: Path) -> Path:
    """Where the wrapped key of a file lies."""
    return file.with_name(file.name + ENDING)


def write(file: Path, wrapped: Wrapped) -> None:
    """Put the wrapped key beside a file; whole or not at all, and durable. May raise OSError."""
    form = {
        "format": _FORMAT,
        "key": wrapped.key_id,
        "salt": wrapped.salt.hex(),
        "sealed": wrapped.sealed.hex(),
        "tag": wrapped.tag.hex(),
        "scrypt": wrapped.cost,
    }
    path = path_of(file)
    fresh = path.with_name(f"{path.name}.part")
    try:
        with fresh.open("w", encoding="ascii") as writing:
            json.dump(form, writing, indent=1)
            writing.flush()
            os.fsync(writing.fileno())
        os.replace(fresh, path)
        placing.flush_folder(path)
    finally:
        placing.clear_away(fresh)


def read(file: Path) -> Wrapped | None:
    """The wrapped key beside a file; None where there is none. UserError for one that is damaged."""
    try:
        with path_of(file).open("rb") as opened:
            data = opened.read(_LARGEST)
    except (OSError, ValueError):
        return None
    try:
        return _read(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            _("{path} is damaged. Use the printed recovery key.", path=str(path_of(file))), "passphrase"
        ) from error


def _read(found: Any) -> Wrapped:
    cost = {name: int(found["scrypt"][name]) for name in ("n", "r", "p")}
    wrapped = Wrapped(
        str(found["key"]), bytes.fromhex(found["salt"]), bytes.fromhex(found["sealed"]),
        bytes.fromhex(found["tag"]), cost,
    )  # fmt: skip
    fair = 2**10 <= cost["n"] <= 2**20 and 128 * cost["n"] * cost["r"] <= _MOST_MEMORY and cost["p"] == 1
    if found["format"] != _FORMAT or not fair or len(wrapped.sealed) != 32 or len(wrapped.salt) < 16:
        raise ValueError("key file")
    return wrapped


def is_encrypted(file: Path) -> bool:
    """Whether a wrapped key lies beside the file, or its key was said."""
    try:
        return str(file.absolute()) in _by_path or path_of(file).exists()
    except (OSError, ValueError):  # a name that no file can have: opening it says so
        return False


def key_for(file: Path) -> bytes | None:
    """The key of a file; None for one that is not encrypted. Raises `Locked` while nobody has said it."""
    with _guard:
        if (key := _by_path.get(str(file.absolute()))) is not None:
            return key
    wrapped = read(file)
    if wrapped is None:
        return None
    with _guard:
        key = _by_id.get(wrapped.key_id)
    if key is None:
        raise Locked(file)
    return key


def unlock(file: Path, secret: str) -> bytes:
    """Remember the key of a file, by its passphrase or its recovery key.

    Raises UserError for what fits neither, naming the groups of a recovery key that are mistyped.
    """
    wrapped = read_or_none(file)
    key = _from_recovery_key(secret, wrapped)
    if key is None:
        if wrapped is None:
            raise UserError(
                _("Nothing tells the passphrase of this file. Use the printed recovery key."), "passphrase"
            )
        key = unwrap(wrapped, secret)
    elif wrapped is not None and wrapped.key_id != key_id(key):
        raise UserError(_("This recovery key belongs to another file."), "passphrase")
    remember(key)
    if wrapped is None:
        use(file, key)
    return key


def _from_recovery_key(secret: str, wrapped: Wrapped | None) -> bytes | None:
    """The key of a recovery key, None for a passphrase. Raises `recovery.Mistyped`."""
    try:
        return recovery.read(secret)
    except recovery.Mistyped as mistyped:
        if wrapped is None:
            raise
        try:
            return unwrap(wrapped, secret)  # a passphrase that looks like one
        except UserError:
            raise mistyped from None


def read_or_none(file: Path) -> Wrapped | None:
    """As `read`; a damaged one counts as none, for a recovery key needs none."""
    try:
        return read(file)
    except UserError:
        return None


def remember(key: bytes) -> None:
    """Files whose wrapped key says this one can be opened in this process from now on."""
    with _guard:
        _by_id[key_id(key)] = key


def use(file: Path, key: bytes) -> None:
    """This very file has this key: one that is being made, or whose wrapped key was lost."""
    with _guard:
        _by_path[str(file.absolute())] = key


def stop_using(*files: Path) -> None:
    """Forget what `use` said."""
    with _guard:
        for file in files:
            _by_path.pop(str(file.absolute()), None)


def forget_all() -> None:
    """Forget every key: tests, and a person who locks the program."""
    with _guard:
        _by_id.clear()
        _by_path.clear()
