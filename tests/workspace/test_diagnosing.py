"""The report for support: whole, readable before it is saved, without data and secrets."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from desktop_crm.company import service as company
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft, PointDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import diagnosing, places
from desktop_crm.workspace.opening import Workspace
from tests.faults.firms import TODAY


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(home))
    (home / "log").mkdir(parents=True)
    (home / "log" / "desktop-crm.log").write_text(
        "2026-11-22 10:00:00,000 ERROR mail to ana@lima.example with password=hunter2\n", encoding="utf-8"
    )
    places.settings_file().write_text(
        json.dumps(
            {
                "theme": "dark",
                "your_name": "Ana",
                "recent_files": ["/x/Ana Lima.crm"],
                "smtp_password": "hunter2",
            }
        ),
        encoding="utf-8",
    )
    return home


def test_it_tells_what_helps_and_nothing_of_anybody(
    workspace: Workspace, caller: Caller, home: Path, tmp_path: Path
) -> None:
    draft = ContactDraft(name="Ana Lima", points=(PointDraft("mail", "ana@lima.example"),))
    contacts.create_contact(caller, draft)
    company.set_setting(caller, "api_token", "abc-secret-abc")
    company.set_setting(caller, "greeting", "Dear Mrs Lima, how do you do")
    parts = diagnosing.collect(caller, TODAY)
    whole = "\n".join(part.text for part in parts)
    for hidden in ("Ana", "Lima", "lima.example", "hunter2", "abc-secret-abc", caller.user):
        assert hidden not in whole.replace("Language", ""), hidden
    engine_says = "server: PostgreSQL" if workspace.database.is_on_server else "journal: truncate"
    for told in ("Desktop CRM", "sqlite", "rows of contact: 1", "schema: ", engine_says,
                 'this computer: theme: "dark"', "smtp_password: ‹secret›", "firm: api_token: ‹secret›",
                 "greeting: a text of 28 letters", "10:00:00,000 ERROR mail to ‹mail›"):  # fmt: skip
        assert told in whole, told
    assert "role: owner" in whole
    assert "role:" not in diagnosing.collect(replace(caller, role=""), TODAY)[0].text
    saved = diagnosing.write(parts, tmp_path / "report.zip")
    with ZipFile(saved) as file:
        assert {name: file.read(name).decode() for name in file.namelist()} == {
            part.name: part.text for part in parts
        }
    with pytest.raises(UserError, match="already a file"):
        diagnosing.write(parts, saved)
    with pytest.raises(UserError, match="cannot be written"):
        diagnosing.write(parts, tmp_path / "nowhere" / "report.zip")


def test_without_a_database_and_a_log_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "nothing"))
    texts = {part.name: part.text for part in diagnosing.collect(Caller("x", "owner", "en", "y"), TODAY)}
    assert texts["database.txt"] == "no database is open\n" and texts["log.txt"] == "there is no log\n"
