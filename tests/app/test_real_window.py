"""The program as a desktop starts it: a process, an X display, keys from outside."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.conftest import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.judge,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X displays are Linux's"),
]
SCREEN = (1280, 800)
PATIENCE = 240
"""Seconds after which nothing more is expected of a loaded machine."""
AnswerT = TypeVar("AnswerT")


def until(ask: Callable[[], AnswerT]) -> AnswerT:
    """The first answer that is not empty."""
    end = time.monotonic() + PATIENCE
    while True:
        if answer := ask():
            return answer
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.2)


@pytest.fixture
def display() -> Iterator[str]:
    """An X display of its own, of the size of a small laptop's."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("Xvfb or xdotool is not installed")
    reading, writing = os.pipe()
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    # Without -noreset it starts anew whenever its last client goes, such as each look for the window.
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    try:
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def env(display: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a fresh user on that display."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "DESKTOP_CRM"))}
    home = str(tmp_path / "home")
    return env | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "HOME": home,
        "XDG_DATA_HOME": f"{home}/data",
        "XDG_CONFIG_HOME": f"{home}/config",
        "XDG_STATE_HOME": f"{home}/state",
        "PYTHONPATH": str(ROOT),
    }


def command_line(env: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "desktop_crm", "--json", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def program(env: dict[str, str], tmp_path: Path) -> Iterator[Path]:
    """The running program on the demo's firm; the firm's file."""
    command_line(env, "demo", "--out", str(tmp_path / "demo"))
    file = tmp_path / "demo" / "demo.crm"
    running = subprocess.Popen([sys.executable, "-m", "desktop_crm", "--database", str(file)], env=env)
    try:
        yield file
    finally:
        running.terminate()
        running.wait()


def test_the_window_opens_fits_the_screen_and_is_worked_with_keys_alone(
    env: dict[str, str], program: Path
) -> None:
    def xdotool(*words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], env=env, capture_output=True, text=True, check=False
        ).stdout.strip()

    def window() -> str:
        """Found by the class that the desktop file names."""
        found = xdotool("search", "--onlyvisible", "--class", "^desktop-crm$").split()
        return next((each for each in found if "Harbour Lane" in xdotool("getwindowname", each)), "")

    def saved() -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(
            command_line(env, "--database", str(program), "contacts", "list", "--search", "Quick Start")
        )
        return found

    shown = until(window)
    geometry = dict(
        line.split("=") for line in xdotool("getwindowgeometry", "--shell", shown).splitlines() if "=" in line
    )
    assert (int(geometry["WIDTH"]), int(geometry["HEIGHT"])) <= SCREEN
    assert int(geometry["HEIGHT"]) <= SCREEN[1]
    xdotool("windowfocus", "--sync", shown)

    def typed() -> list[dict[str, str]]:
        """Keys that came before the page stood are lost, so they are pressed until the contact is there."""
        for keys in (("key", "Escape"), ("key", "alt+2"), ("key", "ctrl+n"), ("type", "Quick Start Ltd"),
                     ("key", "ctrl+Return")):  # fmt: skip
            xdotool(*keys)
            time.sleep(0.5)
        return saved()

    assert until(typed)[0]["name"] == "Quick Start Ltd"
