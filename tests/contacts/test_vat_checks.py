"""The proof of a VAT ID: asked of VIES, written down, kept as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.documents import vies
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.rules.vat_checks import FRESH_DAYS, VatCheckDraft, proof_on
from desktop_crm.contacts.service import vat_checks
from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError

TODAY = date(2026, 11, 22)
BY = Caller("ana", "owner", "en", "desk")
CHECK = VatCheckDraft(vat_id="DE136695976", checked_on=TODAY, reference="2026-77")


@pytest.fixture
def buyer(database: OpenDatabase) -> int:
    draft = ContactDraft(kind="company", name="Werk GmbH", vat_id="DE 136 695 976")
    return int(service.create_contact(BY, draft))


def checks(buyer: int) -> list[VatCheckDraft]:
    return [row.draft for row in queries.list_vat_checks(BY, buyer)]


def test_an_answer_is_kept_once_with_who_wrote_it_down(buyer: int) -> None:
    first = service.record_vat_check(BY, buyer, replace(CHECK, vat_id="de 136.695.976"), TODAY)
    assert service.record_vat_check(BY, buyer, CHECK, TODAY) == first
    assert checks(buyer) == [CHECK]
    assert queries.list_vat_checks(BY, buyer)[0].by == "ana"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vat_id": ""}, "vat_id"),
        ({"vat_id": "DE136695977"}, "vat_id"),
        ({"vat_id": "136695976"}, "vat_id"),
        ({"checked_on": TODAY + timedelta(days=1)}, "checked_on"),
        ({"checked_on": date(1950, 1, 1)}, "checked_on"),
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 101}, "reference"),
        ({"reference": "a\x07"}, "reference"),
        ({"result": "perhaps"}, "result"),
    ],
)
def test_what_is_no_proof_is_refused(buyer: int, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        service.record_vat_check(BY, buyer, replace(CHECK, **changes), TODAY)
    assert refusal.value.field == field
    assert checks(buyer) == []


def test_nobody_s_check_is_nobody_s(buyer: int) -> None:
    with pytest.raises(NotFound):
        service.record_vat_check(BY, buyer + 1, CHECK, TODAY)


def test_a_check_never_changes(buyer: int) -> None:
    service.record_vat_check(BY, buyer, CHECK, TODAY)
    with pytest.raises(IntegrityError):
        raw().execute("UPDATE vat_check SET result = 'invalid'")


def test_the_latest_answer_of_the_last_weeks_counts() -> None:
    old = replace(CHECK, checked_on=TODAY - timedelta(days=FRESH_DAYS + 1))
    then = replace(CHECK, checked_on=TODAY - timedelta(days=FRESH_DAYS), result="invalid")
    assert proof_on([old], "DE136695976", TODAY) is None
    assert proof_on([old, then], "DE136695976", TODAY) == then
    assert proof_on([CHECK, then], "de136695976", TODAY) == CHECK
    assert proof_on([CHECK], "DE136695976", TODAY - timedelta(days=1)) is None
    assert proof_on([CHECK], "FR83404833048", TODAY) is None


def reply(**values: Any) -> Callable[[str, bytes], bytes]:
    return lambda _url, _body: json.dumps(values).encode()


def test_vies_says_yes_with_a_number(buyer: int) -> None:
    asked: list[tuple[str, Any]] = []

    def fetch(url: str, body: bytes) -> bytes:
        asked.append((url, json.loads(body)))
        return reply(valid=True, requestIdentifier="WAPIAAAA1", name="WERK\nGMBH", address="---")(url, body)

    found = service.ask_vies(BY, buyer, TODAY, fetch)
    assert (found.result, found.reference, found.name, found.address, found.source) == (
        "valid", "WAPIAAAA1", "WERK GMBH", "", "vies",
    )  # fmt: skip
    assert checks(buyer) == [found]
    url, body = asked[0]
    assert url.startswith("https://ec.europa.eu/")
    assert (body["countryCode"], body["vatNumber"]) == ("DE", "136695976")


def test_vies_says_no(buyer: int) -> None:
    assert service.ask_vies(BY, buyer, TODAY, reply(valid=False)).result == "invalid"
    assert [check.result for check in checks(buyer)] == ["invalid"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'{"valid": "yes"}', b"\xff\xfe", b"<html>busy</html>",
        b'{"actionSucceed": false, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}',
        b'{"errorWrappers": [1]}',
    ],
)  # fmt: skip
def test_no_answer_keeps_nothing_and_says_what_to_do(buyer: int, body: bytes) -> None:
    with pytest.raises(UserError, match="by hand"):
        service.ask_vies(BY, buyer, TODAY, lambda _url, _body: body)
    assert checks(buyer) == []


def test_the_code_of_a_member_state_that_sleeps_is_said() -> None:
    body = b'{"actionSucceed": false, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}'
    with pytest.raises(UserError) as refusal:
        vies.answer(body, "DE136695976", TODAY)
    assert "MS_UNAVAILABLE" in str(refusal.value)


def test_greece_is_asked_by_its_own_prefix() -> None:
    assert json.loads(vies.question("EL094259216", ""))["countryCode"] == "EL"
    assert json.loads(vies.question("DE136695976", "EL094259216"))["requesterMemberStateCode"] == "EL"
    with pytest.raises(UserError):
        vies.question("136695976", "")


def test_who_has_no_vat_id_is_not_asked_about(database: OpenDatabase) -> None:
    nobody = int(service.create_contact(BY, ContactDraft(kind="company", name="Kiosk")))
    with pytest.raises(UserError) as refusal:
        service.ask_vies(BY, nobody, TODAY, reply(valid=True))
    assert refusal.value.field == "vat_id"


class Register(BaseHTTPRequestHandler):
    """A register on this computer: it says yes to one id, and refuses another with a reason."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["vatNumber"] == "136695976"
        body = json.dumps({"valid": True} if known else {"errorWrappers": [{"error": "BLOCKED"}]}).encode()
        self.send_response(200 if known else 500)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        return


@pytest.mark.file
def test_the_question_goes_over_the_wire_and_a_refusal_comes_back() -> None:
    server = HTTPServer(("127.0.0.1", 0), Register)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/"
        body = vat_checks.post(url, vies.question("DE136695976", ""))
        assert vies.answer(body, "DE136695976", TODAY).result == "valid"
        refused = vat_checks.post(url, vies.question("DE999999999", ""))
        with pytest.raises(UserError, match="BLOCKED"):
            vies.answer(refused, "DE999999999", TODAY)
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(UserError, match="cannot be reached"):
        vat_checks.post(url, b"{}")
