"""Secrets in the keyring of the operating system: the only place where this program keeps one.

Windows Credential Manager, the keychain of macOS, the Secret Service or KWallet of a Linux desktop, through
the library `keyring`, which is read at the first use. Backends that write plain text are not used, whatever
the library is told to prefer. Everything here may wait for a person who is asked to unlock the keyring: it is
called in a thread of its own.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

SERVICE: Final = "Desktop CRM"
"""What the entries are called in the operating system's own list."""
_BACKENDS: Final = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
}
_ELSEWHERE: Final = (
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.libsecret", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
)
_TROUBLES: Final = (
    ("keyring.errors", "KeyringError"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("dbus.exceptions", "DBusException"),
)
_NONE: Final = _("This computer has no keyring that could keep it, so it is asked for each time.")
_SHUT: Final = _("The keyring of this computer stayed locked or refused, so it is asked for each time.")


class Backend(Protocol):
    """What is used of a backend of the library."""

    def get_password(self, service: str, username: str, /) -> str | None: ...

    def set_password(self, service: str, username: str, password: str, /) -> None: ...

    def delete_password(self, service: str, username: str, /) -> None: ...


_chosen: list[Backend | None] = []


def use(backend: Backend | None) -> None:
    """This backend from now on, None for none: for tests."""
    _chosen[:] = [backend]


def stop_using() -> None:
    """Look for the computer's own again."""
    _chosen.clear()


def why_not() -> Message | None:
    """Why nothing can be kept here; None where it can."""
    return None if _backend() is not None else _NONE


def keep(account: str, secret: str) -> None:
    """Keep a secret in place of the one before. Raises UserError where the keyring is missing or refuses."""
    backend = _backend()
    if backend is None:
        raise UserError(_NONE, "remember")
    with _refusals():
        backend.set_password(SERVICE, account, secret)


def recall(account: str) -> str:
    """What was kept; "" for nothing, and where the keyring is missing or stays locked."""
    backend = _backend()
    if backend is None:
        return ""
    try:
        with _refusals():
            return backend.get_password(SERVICE, account) or ""
    except UserError:
        return ""


def forget(account: str) -> None:
    """Keep it no longer; nothing where nothing was kept. Raises UserError where the keyring refuses."""
    backend = _backend()
    if backend is None:
        return
    with _refusals():
        if backend.get_password(SERVICE, account) is not None:
            backend.delete_password(SERVICE, account)


@contextmanager
def _refusals() -> Iterator[None]:
    """What a backend raises, said in a sentence; the secret is in none of it."""
    try:
        yield
    except _troubles() as error:
        raise UserError(_SHUT, "remember") from error


def _troubles() -> tuple[type[Exception], ...]:
    """What the backends raise, of the libraries that were read."""
    found = (getattr(sys.modules.get(module), name, None) for module, name in _TROUBLES)
    kinds = (each for each in found if isinstance(each, type) and issubclass(each, Exception))
    return (OSError, *kinds)


def _backend() -> Backend | None:
    if not _chosen:
        _chosen.append(_found())
    return _chosen[0]


def _found() -> Backend | None:
    """The best of the operating system's own, as the library weighs them."""
    best: tuple[float, Backend] | None = None
    for module, name in _BACKENDS.get(sys.platform, _ELSEWHERE):
        try:
            kind = getattr(importlib.import_module(module), name)
            weight = float(kind.priority)  # raises RuntimeError where it cannot work here
            if best is None or weight > best[0]:
                best = (weight, kind())
        except (ImportError, RuntimeError, OSError):
            continue
    return best[1] if best is not None else None
