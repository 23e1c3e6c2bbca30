"""Secrets in the operating system's keyring: kept, told, forgotten, and refused without a plain text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desktop_crm.files import key_ring
from desktop_crm.values.errors import UserError
from tests.fixtures.keyring import MemoryKeyring


def test_a_secret_is_kept_replaced_told_and_forgotten(memory_keyring: MemoryKeyring) -> None:
    assert key_ring.why_not() is None
    assert key_ring.recall("a.crm") == ""
    key_ring.keep("a.crm", "first")
    key_ring.keep("a.crm", "second")
    key_ring.keep("b.crm", "another")
    assert key_ring.recall("a.crm") == "second"
    key_ring.forget("a.crm")
    key_ring.forget("a.crm")
    assert memory_keyring.kept == {(key_ring.SERVICE, "b.crm"): "another"}


def test_without_a_keyring_nothing_is_kept_anywhere() -> None:
    assert key_ring.why_not() is not None
    with pytest.raises(UserError, match="no keyring"):
        key_ring.keep("a.crm", "secret")
    assert key_ring.recall("a.crm") == ""
    key_ring.forget("a.crm")


def test_a_keyring_that_stays_locked_is_told_in_a_sentence(memory_keyring: MemoryKeyring) -> None:
    errors = pytest.importorskip("keyring.errors")
    key_ring.keep("a.crm", "secret")
    for trouble in (errors.KeyringLocked("dismissed"), errors.PasswordSetError("no"), OSError("no bus")):
        memory_keyring.trouble = trouble
        assert key_ring.recall("a.crm") == ""
        for act in (lambda: key_ring.keep("a.crm", "other"), lambda: key_ring.forget("a.crm")):
            with pytest.raises(UserError, match="stayed locked"):
                act()
    memory_keyring.trouble = None
    assert key_ring.recall("a.crm") == "secret"


def test_a_bug_of_a_backend_is_no_refusal(memory_keyring: MemoryKeyring) -> None:
    memory_keyring.trouble = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        key_ring.recall("a.crm")


def test_backends_that_write_plain_text_are_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library is told to prefer: only the operating system's own are looked at."""
    pytest.importorskip("keyring")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    monkeypatch.delenv("DISPLAY", raising=False)
    key_ring.stop_using()
    assert key_ring.why_not() is not None


def test_the_library_is_read_at_the_first_use() -> None:
    """Where nothing is remembered, a start costs nothing of it."""
    code = (
        "import sys; from desktop_crm.app import program, unlock_page, server_page;"
        "sys.exit(' '.join(name for name in sys.modules if name.startswith(('keyring', 'secretstorage'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
