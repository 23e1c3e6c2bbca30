"""A letter and files with a paper, from the shell."""

import json
from pathlib import Path

import pytest

from tests.billing.documents import appended
from tests.billing.documents.reading import text_of
from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, FIRM, PAPER


@pytest.fixture
def office(crm: Run) -> Run:
    firm = {**FIRM, "paper_texts": {"invoice.cover.en": "Dear customer,"}}
    assert crm("company", "set", "-", stdin=json.dumps(firm)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    return crm


def test_a_paper_has_its_letter_and_its_files(office: Run, tmp_path: Path) -> None:
    plan, photo, out = tmp_path / "plan.pdf", tmp_path / "site.png", tmp_path / "out.pdf"
    plan.write_bytes(appended.pdf("Ground floor", "First floor"))
    photo.write_bytes(appended.picture())
    made = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json
    assert made["cover"] == "Dear customer,"
    shown = office("document", "append", str(made["id"]), str(plan), str(photo)).json
    assert [(each["name"], each["pages"]) for each in shown["appended"]] == [("plan.pdf", 2), ("site.png", 1)]
    again = office("invoice", "new", "-", stdin=json.dumps({**shown, "cover": "Dear Sir,"})).json
    assert (again["cover"], again["appended"]) == ("Dear Sir,", shown["appended"])
    number = office("invoice", "issue", str(again["id"])).json["number"]
    assert office("document", "pdf", number, str(out)).code == 0
    text = text_of(out.read_bytes())
    assert "Dear Sir," in text and "Page 5 of 5" in text
    assert office("verify").code == 0


def test_what_cannot_be_appended_is_named_and_nothing_changes(office: Run, tmp_path: Path) -> None:
    good, torn = tmp_path / "good.pdf", tmp_path / "torn.pdf"
    good.write_bytes(appended.pdf("Good"))
    torn.write_bytes(appended.pdf("Torn")[:200])
    key = str(office("invoice", "new", "-", stdin=json.dumps(PAPER)).json["id"])
    refused = office("document", "append", key, str(good), str(torn))
    assert refused.code == 1 and refused.err.startswith("error: FILE: torn.pdf")
    assert "appended" not in office("invoice", "show", key).json
    missing = office("document", "append", key, str(tmp_path / "none.pdf"))
    assert missing.code == 1 and missing.err.startswith("error: FILE: ")
