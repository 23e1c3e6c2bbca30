"""What is known of the place of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

Kind = Literal["local", "network", "unknown"]

LOCAL: Final = "local"
NETWORK: Final = "network"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """`system` is the file system as the operating system calls it ("ext4", "nfs4", "SMB")."""

    kind: Kind
    system: str
    source: str = ""
    """What is mounted there: "server:/office", "//server/office"."""
    synced_by: str = ""
    """The program that copies this folder to other computers ("Dropbox"), "" where none is known."""
    lock_option: str = ""
    """The option of the mount that keeps locks on this computer ("nobrl", "nolock"), "" where none does."""

    def with_sync(self, name: str) -> Place:
        return replace(self, synced_by=name) if name else self
