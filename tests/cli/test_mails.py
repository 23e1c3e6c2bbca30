"""Papers by mail from the shell, through a real mail server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_crm.files import key_ring
from desktop_crm.workspace import mailing
from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, FIRM
from tests.fixtures.mail_server import PASSWORD, USER, Behaviour, Running, serving

INVOICE = {
    "customer": "Kestrel Roasters Ltd",
    "lines": [{"description": "Website", "qty": "1", "price": "100.00", "category": "S", "rate": "23"}],
}
TO = "orders@kestrel.example"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("DESKTOP_CRM_MAIL_PASSWORD", PASSWORD)
    monkeypatch.setattr(mailing, "_said", {})
    key_ring.use(None)
    yield
    key_ring.stop_using()


@pytest.fixture
def office(crm: Run) -> Run:
    """A firm with one issued invoice, 2026-0001."""
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    draft = crm("invoice", "new", "-", stdin=json.dumps(INVOICE)).json
    assert crm("invoice", "issue", draft["id"], "--on", "2026-01-05").json["number"] == "2026-0001"
    return crm


def use(office: Run, running: Running) -> None:
    server = running.server
    answer = office(
        "mail", "account", "--host", server.host, "--security", server.security, "--port", server.port,
        "--login", USER, "--sender", "Studio <studio@lima.example>",
    )  # fmt: skip
    assert (answer.code, answer.json["port"]) == (0, server.port), answer.err


def test_an_invoice_is_sent_once_over_tls(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        use(office, running)
        sent = office("document", "send", "2026-0001", "--to", TO)
        assert (sent.code, sent.json["state"], sent.json["to"]) == (0, "sent", TO), sent.err
        twice = office("document", "send", "2026-0001", "--to", TO)
        assert twice.code == 1 and "again" in twice.err
        assert office("document", "send", "2026-0001", "--to", TO, "--again").json["state"] == "sent"
        tried = office("mail", "test", TO)
        assert tried.code == 0, tried.err
    first, second, test = [mail for _to, mail in running.arrived]
    assert first["Message-ID"] == sent.json["message_id"] != second["Message-ID"]
    assert (test["Subject"], list(test.iter_attachments())) == ("A test", [])
    [attached] = first.iter_attachments()
    assert attached.get_content().startswith(b"%PDF")
    assert [mail["state"] for mail in office("mail", "list", "2026-0001").json] == ["sent", "sent"]
    assert PASSWORD not in json.dumps(office("mail", "account").json)


def test_offline_it_stays_in_the_outbox_until_it_can_go(office: Run, tmp_path: Path) -> None:
    with serving(tmp_path, security="none") as running:
        use(office, running)
    found = office("document", "send", "2026-0001", "--to", TO).json
    assert (found["state"], found["problem"]) == ("waiting", "offline")
    with serving(tmp_path, security="none") as running:
        use(office, running)
        assert office("mail", "again", found["id"]).code == 0
        [sent] = office("mail", "run").json
        assert (sent["state"], sent["message_id"]) == ("sent", found["message_id"])
        assert office("mail", "run").json == []
    assert len(running.arrived) == 1


def test_an_unclear_mail_is_settled_by_a_person(office: Run, tmp_path: Path) -> None:
    behaviour = Behaviour(cut_after_data=True)
    with serving(tmp_path, security="none", behaviour=behaviour) as running:
        use(office, running)
        found = office("document", "send", "2026-0001", "--to", TO).json
        assert (found["state"], found["problem"]) == ("unclear", "unclear")
        assert office("mail", "run").json == []
        assert office("mail", "settle", found["id"], "--arrived", "yes").json["state"] == "sent"
    assert len(running.arrived) == 1


def test_a_mail_that_waits_can_be_taken_back(office: Run, tmp_path: Path) -> None:
    with serving(tmp_path, security="none") as running:
        use(office, running)
        found = office("document", "send", "2026-0001", "--to", TO, "--later").json
        assert found["state"] == "waiting"
        assert office("mail", "undo", found["id"]).json["state"] == "cancelled"
        assert office("mail", "run").json == []
    assert running.arrived == []


@pytest.mark.parametrize(
    "given",
    [
        ("--host", "mail.example", "--sender", "a@b.example", "--security", "none"),
        ("--host", "mail.example", "--sender", "nobody"),
        ("--host", "mail.example", "--sender", "a@b.example", "--security", "ssl"),
        ("--host", "mail.example", "--sender", "a@b.example", "--port", "0"),
        ("--host", "mail .example", "--sender", "a@b.example"),
    ],
)
def test_a_wrong_account_is_refused(office: Run, given: tuple[str, ...]) -> None:
    assert office("mail", "account", *given).code == 1
    assert office("mail", "account").json["host"] == ""
    assert office("document", "send", "2026-0001", "--to", TO).code == 1


def test_a_file_that_cannot_go_along_is_named_at_its_option(office: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    with serving(tmp_path, security="none") as running:
        use(office, running)
        for path in (tmp_path / "none.pdf", empty):
            told = office("document", "send", "2026-0001", "--to", TO, "--attach", path)
            assert (told.code, told.out) == (1, "") and told.err.startswith("error: --attach: "), told.err
    assert running.arrived == []


def test_a_mail_can_be_of_another_day(office: Run, tmp_path: Path) -> None:
    with serving(tmp_path, security="none") as running:
        use(office, running)
        assert office("mail", "preview", "2026-0001", "--on", "2026-02-01").code == 0
        sent = office("document", "send", "2026-0001", "--to", TO, "--on", "2026-02-01")
        assert sent.json["state"] == "sent", sent.err
        many = office("mail", "send", "2026-0001", "--again", "--later", "--on", "2026-02-02")
        assert many.code == 0, many.err
        wrong = office("document", "send", "2026-0001", "--on", "tomorrow")
        assert wrong.code == 1 and wrong.err.startswith("error: --on: ")
