"""A module of trials run in a process of its own: what is wrong, and how much was tried."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, folder: Path, *words: object, **environment: str) -> tuple[list[str], dict[str, int]]:
    """`python -m MODULE FOLDER WORDS`; it prints {"wrong": [...], "told": {...}}.

    What it says on standard error is said on ours.
    """
    command = [sys.executable, "-m", module, str(folder), *map(str, words)]
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ran.returncode:
        return [f"{module} ended with {ran.returncode}"], {}
    said = json.loads(ran.stdout)
    return said["wrong"], said["told"]
