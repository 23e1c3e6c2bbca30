"""What every test may count on. Fixtures of a room lie beside its tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

# Before anything imports Qt: tests never open a window on somebody's screen, nor at another scale than 1
# (but for the process that tests/stories/test_double_size.py starts).
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = os.environ.get("DESKTOP_CRM_TEST_SCALE", "1")

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.database",
    "tests.fixtures.server",
    "tests.fixtures.kept",
    "tests.fixtures.patience",
    "tests.fixtures.shares",
    "tests.fixtures.keyring",
]

ROOT = Path(__file__).resolve().parent.parent
SHARED_IS_ABSENT = "the folder ../shared is absent"
FUSE_IS_ABSENT = "this machine lets nobody mount with FUSE"
OFFICE_IS_ABSENT = "LibreOffice is not installed: too large for these tests alone"
MAY_SKIP = (SHARED_IS_ABSENT, FUSE_IS_ABSENT, OFFICE_IS_ABSENT)

COMPUTER = "computer-id"
"""The one file that stays: the firm of a whole file of tests knows its computer by it."""

SLOW = (HealthCheck.too_slow,)
settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=SLOW)
settings.register_profile("ci", settings.get_profile("quick"), max_examples=60, derandomize=True)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real exports and reference cases beside the checkout; SHARED_DIR names another place."""
    folder = Path(os.environ.get("SHARED_DIR") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(SHARED_IS_ABSENT)
    return folder


@pytest.fixture(scope="session")
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """Where the program of the tests keeps what belongs to a person: never where whoever runs them does."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESKTOP_CRM_HOME", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def nothing_is_remembered(home_of_the_tests: Path) -> Generator[None]:
    """Half typed texts and settings of one test are not those of the next."""
    yield
    for each in home_of_the_tests.iterdir():
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        elif each.name != COMPUTER:
            each.unlink(missing_ok=True)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Generator[None]:
    """Passwords are kept at a cost that no test waits for; what the real cost is has a test of its own."""
    from desktop_crm.company.rules import people

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "COST", (4, 8, 1))
        yield


@pytest.fixture(autouse=True)
def no_keyring() -> Generator[None]:
    """No test reaches the keyring of whoever runs it; `memory_keyring` gives one of its own."""
    from desktop_crm.files import key_ring

    key_ring.use(None)
    yield
    key_ring.stop_using()


@pytest.fixture(scope="session")
def judge() -> Callable[[str], str]:
    """`judge("java")`, `judge("saxonche")`: the path of a program or module that judges our work, or a skip.

    DESKTOP_CRM_JUDGES=required (continuous integration) makes the skip a failure.
    """

    def find(name: str) -> str:
        program = shutil.which(name)
        if program:
            return program
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            pytest.skip(f"{name} is not installed")
        return spec.origin

    return find


@pytest.fixture(autouse=True)
def pages_go_with_the_test() -> Generator[None]:
    """What was to be deleted later is deleted now: each new page would be styled with all the old ones."""
    yield
    if (core := sys.modules.get("PySide6.QtCore")) is not None and core.QCoreApplication.instance():
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def work_ends_with_the_test(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """A page that outlives its test must not store its draft in the next test's database."""
    tasks = sys.modules.get("desktop_crm.widgets.tasks")
    if tasks is None:
        yield
        return
    made: list[Any] = []
    begin = tasks.Tasks.__init__

    def remember(self: Any, *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        made.append(self)

    monkeypatch.setattr(tasks.Tasks, "__init__", remember)
    yield
    for each in made:
        if tasks.shiboken6.isValid(each):
            each.close()


@pytest.fixture(autouse=True)
def no_database_outlives_its_test() -> Generator[None]:
    """One that a failing test left open is its own fault alone, not that of every test after it.

    One that was open before belongs to the tests of a whole file, which close it.
    """

    def is_open() -> bool:
        session = sys.modules.get("desktop_crm.database.session")
        return session is not None and bool(session.is_open())

    was_open = is_open()
    yield
    session = sys.modules.get("desktop_crm.database.session")
    if session is not None and is_open() and not was_open:
        place = session.current().place
        session.current().close()
        pytest.fail(f"{place} was left open")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests mostly wait for clocks and processes: they begin, and the others fill their pauses."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the judges are required nothing skips but what needs ../shared, FUSE or LibreOffice."""
    report = yield
    required = os.environ.get("DESKTOP_CRM_JUDGES") == "required"
    if required and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(absent in reason for absent in MAY_SKIP):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: nothing may skip here ({reason})"
    return report
