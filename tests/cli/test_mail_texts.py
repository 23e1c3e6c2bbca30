"""The words of mails and many mails at once from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_mails import INVOICE, TO, no_keyring, office, use  # noqa: F401
from tests.fixtures.mail_server import serving

WORDS = {"subject": "{{ number }}", "body": "{% if due_date %}\nBy {{ due_date }}.\n{% endif %}\nThanks"}


def test_words_are_shown_set_and_taken_back(office: Run) -> None:  # noqa: F811
    usual = office("mail", "text", "invoice", "en").json
    assert (usual["own"], "{{ title }}" in usual["body"]) == (False, True)
    found = office("mail", "text", "invoice", "en", "-", stdin=json.dumps(WORDS)).json
    assert found == {"kind": "invoice", "language": "en", "own": True, **WORDS}
    assert office("mail", "preview", "2026-0001").json["subject"] == "2026-0001"
    assert office("mail", "texts").json == [{"kind": "invoice", "language": "en"}]
    assert office("mail", "text", "invoice", "en", "--usual").json == usual
    assert office("mail", "texts").json == []
    assert "due_date" in office("mail", "names", "invoice").json


@pytest.mark.parametrize(
    ("kind", "language", "given", "said"),
    [
        ("invoice", "en", '{"subject": "a", "body": "b\\n{{ gone }}"}', "Line 2"),
        ("invoice", "en", '{"subject": "", "body": "b"}', "subject"),
        ("invoice", "en", '{"subject": "a"}', "FILE"),
        ("invoice", "en", '{"subject": 1, "body": "b"}', "FILE"),
        ("invoice", "en", '{"subject": "a", "body": "b", "cc": "x"}', "FILE"),
        ("invoice", "en", "[]", "FILE"),
        ("poem", "en", '{"subject": "a", "body": "b"}', "kind"),
        ("invoice", "xx", '{"subject": "a", "body": "b"}', "language"),
    ],
)
def test_broken_words_are_refused_by_name(
    office: Run,  # noqa: F811
    kind: str,
    language: str,
    given: str,
    said: str,
) -> None:
    answer = office("mail", "text", kind, language, "-", stdin=given)
    assert answer.code == 1 and said in answer.err
    assert office("mail", "texts").json == []


def test_many_papers_go_out_and_those_that_cannot_are_named(office: Run, tmp_path: Path) -> None:  # noqa: F811
    for _ in range(2):
        draft = office("invoice", "new", "-", stdin=json.dumps(INVOICE)).json
        assert office("invoice", "issue", draft["id"], "--on", "2026-01-05").code == 0
    draft = office("invoice", "new", "-", stdin=json.dumps(INVOICE)).json["id"]
    with serving(tmp_path, security="none") as running:
        use(office, running)
        sent = office("mail", "send", "2026-0001", "2026-0002", "2026-0003", draft).json
        assert [mail["state"] for mail in sent["mails"]] == ["sent"] * 3
        assert [each["document"] for each in sent["left_out"]] == [draft]
        assert office("mail", "send", "2026-0001").json["mails"] == []
    assert len(running.arrived) == 3


def test_a_further_file_goes_along(office: Run, tmp_path: Path) -> None:  # noqa: F811
    plan = tmp_path / "plan.txt"
    plan.write_text("Plan")
    with serving(tmp_path, security="none") as running:
        use(office, running)
        assert office("document", "send", "2026-0001", "--to", TO, "--attach", plan).json["state"] == "sent"
        assert office("document", "send", "2026-0001", "--to", TO, "--attach", tmp_path / "no").code == 1
    [(_to, mail)] = running.arrived
    assert next(mail.iter_attachments()).get_filename() == "plan.txt"


def test_a_reminder_goes_out_from_the_shell(office: Run, tmp_path: Path) -> None:  # noqa: F811
    letter = office("dunning", "letter", "2026-0001", "--on", "2026-06-01").json
    with serving(tmp_path, security="none") as running:
        use(office, running)
        sent = office("dunning", "mail", letter["number"], "--to", TO)
        assert sent.json["state"] == "sent", sent.err
        assert office("dunning", "mail", letter["number"], "--to", TO).code == 1
        assert office("dunning", "mail", "D-1", "--to", TO).code == 1
    [(_to, mail)] = running.arrived
    assert len(list(mail.iter_attachments())) == 2
