"""Write the pictures: English, light and dark; --all adds 200 %, Portuguese and Turkish."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import groupby
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop_crm.values.errors import UserError
from tests.shots import manual
from tests.shots.album import SHOTS
from tests.shots.studio import Shot, Studio, Variant, dress

FAULTS = (AssertionError, AttributeError, LookupError, StopIteration, TypeError, UserError)
"""Of one picture: the others are still taken, and the exit code tells."""


def variants(*, everything: bool) -> list[Variant]:
    """The series to take."""
    series = [Variant("light"), Variant("dark")]
    if everything:
        series += [
            Variant("light", scale=2),
            Variant("light", "pt_BR"),
            Variant("light", "tr"),
            Variant("dark", "tr", 2),
        ]
    return series


def take(target: Path, worlds: Path, variant: Variant, only: list[str]) -> list[str]:
    """One series; returns the names of what could not be taken, with the reason.

    Shots leave traces in their world: what one could not be taken for is tried again in a fresh one.
    """
    wanted = [shot for shot in SHOTS if not only or any(part in shot.name for part in only)]
    left_out: list[str] = []
    for world, shots in groupby(sorted(wanted, key=lambda shot: shot.world), key=lambda shot: shot.world):
        studio: Studio | None = None
        for shot in shots:
            path = target / f"{shot.name}{variant.suffix}.png"
            if studio is not None and _why_not(studio, shot, path):
                studio.close()
                studio = None
            if studio is None:
                try:
                    studio = Studio(worlds, world, variant)
                except FAULTS as error:
                    left_out.append(_told(shot, error))
                    continue
                left_out += _why_not(studio, shot, path)
        if studio is not None:
            studio.close()
    return left_out


def _why_not(studio: Studio, shot: Shot, path: Path) -> list[str]:
    """Take one; what it could not be taken for, if it could not."""
    try:
        studio.take(shot).save(str(path))
    except FAULTS as error:
        studio.bare()
        return [_told(shot, error)]
    return []


def _told(shot: Shot, error: BaseException) -> str:
    return f"{shot.name}: {type(error).__name__}: {error}"


def _hush(kind: QtMsgType, context: object, text: str) -> None:
    """The platform without a screen says this at every dialog and popup."""
    if "This plugin does not support" not in text:
        print(text, file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run shots", description=__doc__)
    parser.add_argument("target", type=Path, metavar="DIR")
    parser.add_argument("--all", action="store_true", help="200 %% and the other languages, too")
    parser.add_argument("--manual", action="store_true", help="the manual's pictures, too")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="names with this text")
    parser.add_argument("--series", help=argparse.SUPPRESS)
    parser.add_argument("--worlds", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    series = variants(everything=True if options.series else options.all)
    if options.series:
        qInstallMessageHandler(_hush)
        dress(QApplication([]))
        left_out = take(options.target, options.worlds, series[int(options.series)], options.only)
        print(*(f"left out: {line}" for line in left_out), sep="\n", end="\n" if left_out else "")
        return 1 if left_out else 0
    with tempfile.TemporaryDirectory() as worlds:
        code = max(_in_a_process(options, worlds, number, each) for number, each in enumerate(series))
    if options.manual:
        print(*manual.keep(options.target), sep="\n")
    return code


def _in_a_process(options: argparse.Namespace, worlds: str, number: int, variant: Variant) -> int:
    """A process a series: the scale is fixed when Qt starts, and one series cannot spoil the next."""
    command = [sys.executable, "-m", "tests.shots", str(options.target), "--worlds", worlds]
    only = [word for text in options.only for word in ("--only", text)]
    env = {**os.environ, "QT_SCALE_FACTOR": str(variant.scale)}
    print(f"{variant.language} {variant.scheme} {variant.scale}00 %", flush=True)
    done = subprocess.run([*command, "--series", str(number), *only], env=env, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
