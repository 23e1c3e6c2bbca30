"""What each running program writes about itself: who, where, since when, and a number that grows."""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

LONGEST: Final = 80
"""Letters of a name that are kept."""


@dataclass(frozen=True, slots=True)
class Who:
    """The person at a program, by the name they gave."""

    name: str
    computer: str


@dataclass(frozen=True, slots=True)
class Record:
    """One program that has the database open."""

    id: str
    """Random: neither a process's number, which another computer may give as well, nor a name."""
    name: str
    computer: str
    since: str
    """When it opened the file, by its own clock: shown to people, compared with nothing."""
    kind: str
    """Where the file lies as seen from there: "local", "share", "synced"."""
    beat: int = 0
    free: tuple[str, ...] = field(default=())
    """Whose lock it found free."""

    def next(self, free: tuple[str, ...]) -> Record:
        return replace(self, beat=self.beat + 1, free=free)


def new_id() -> str:
    return os.urandom(8).hex()


def torn(data: bytes) -> Record:
    """Stands for bytes that are no record: half written, or not ours."""
    return Record(f"torn-{zlib.crc32(data):08x}", "?", "?", "", "share", -1)


def is_torn(record: Record) -> bool:
    return record.beat < 0


def encode(record: Record) -> bytes:
    """One line: a checksum and JSON."""
    fields = asdict(record) | {"name": record.name[:LONGEST], "computer": record.computer[:LONGEST]}
    body = json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(body), body)


def decode(data: bytes) -> Record | None:
    """The record in a slot, None in a blank one, a torn one where the bytes make no sense."""
    line, newline, _rest = data.partition(b"\n")
    if not line.strip(b"\0 "):
        return None
    checksum, _space, body = line.partition(b" ")
    if not newline or checksum != b"%08x" % zlib.crc32(body):
        return torn(line)
    try:
        return _read(json.loads(body))
    except (ValueError, TypeError, KeyError):
        return torn(line)


def _read(found: Any) -> Record:
    beat = found["beat"]
    if not isinstance(beat, int) or beat < 0:
        raise ValueError(beat)
    texts = {name: str(found[name])[:LONGEST] for name in ("id", "name", "computer", "since", "kind")}
    return Record(beat=beat, free=tuple(str(each) for each in found.get("free", ())), **texts)
