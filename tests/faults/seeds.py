"""Seeds that once found something: kept beside the tests, which try them for ever."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

KEPT = Path(__file__).with_name("failed_seeds.txt")


def kept() -> list[tuple[str, int, int]]:
    """(part, count, seed) of each."""
    lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    words = [line.split() for line in lines if line and not line.startswith("#")]
    return [(part, int(count), int(seed)) for part, count, seed in words]


def keep(part: str, count: int, seed: int) -> None:
    """Add one, and say so."""
    if (part, count, seed) in kept():
        return
    with suppress(OSError), KEPT.open("a", encoding="utf-8") as file:  # an installed copy may be read-only
        file.write(f"{part} {count} {seed}\n")
        print(f"         kept in {KEPT.name}: {part} {count} {seed}", flush=True)
