"""Section by section what a person or another program may give wrongly: refused by a line that names it.

Each row is (the key, what is wrong, what the line on standard error must say); nothing may be stored, nothing
else printed, and no other exception escape.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.file  # refused before the engine hears of it

COMPANY = {
    "name": "Ana Lda", "country": "PT", "language": "en", "vat_id": "PT501964843",
    "address": {"street": "Rua 1", "postal_code": "1000-001", "city": "Lisboa", "country": "PT"},
    "tax_rates": [{"rate": "23", "label": "Normal"}],
}  # fmt: skip
LINE = {"description": "Work", "qty": "1", "price": "100.00", "category": "S", "rate": "23"}
INVOICE = {"customer": "Buyer", "currency": "EUR", "delivered_on": "2026-01-10", "lines": [LINE]}


_DATABASE: list[Path] = []


@pytest.fixture
def firm(crm: Run, tmp_path: Path) -> Run:
    _DATABASE[:] = [tmp_path / "firm.crm"]
    assert crm("company", "set", "-", stdin=json.dumps(COMPANY)).code == 0
    assert crm("contacts", "new", "-", stdin='{"name": "Buyer"}').code == 0
    return crm


def content() -> bytes:
    """Every byte of the firm's file; of a server it is the refusal that counts."""
    return _DATABASE[0].read_bytes() if _DATABASE[0].exists() else b""


def refused(firm: Run, *words: object, stdin: Any = "") -> str:
    """The one line on standard error; nothing was stored."""
    before = content()
    text = stdin if isinstance(stdin, str | bytes) else json.dumps(stdin)
    answer = firm(*words, stdin=text)
    assert (answer.code, answer.out) == (1, ""), (words, text[:200], answer)
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert content() == before, "something was written"
    return answer.err[len("error: ") :].strip()


AMOUNTS = [
    "", " ", True, [], {}, "NaN", "Infinity", "1e999", "1,5", "1 000", "--1", "0x10", "٣", "１",
    "9" * 30, "x" * 10_000,
]  # fmt: skip
DATES = [
    "1969-12-31", "0001-01-01", "2026-02-30", "31.12.2026", "10000-01-01", 20260101, True, [], {}, "soon",
    "x" * 10_000,
]  # fmt: skip
TEXTS = ["x" * 25_000, "a\x00b", "a\x1bb", "\x85x\x9f", "\ud800", "\uffff", [], {}, True]

IN_A_LINE = (
    *(("qty", value) for value in AMOUNTS),
    *(("price", value) for value in (*AMOUNTS, None)),
    *(("rate", value) for value in (*AMOUNTS, "101", "-5", "1e2")),
    *(("category", value) for value in ("X", "s", 1, [], "S" * 10_000)),
    *(("unit", value) for value in ("parsecs", 1, [], "x" * 10_000, "\x00")),
    *(("description", value) for value in TEXTS),
    *(("product", value) for value in ("none", "9" * 30, -1, 10**30, [], "\ud800")),
    ("base_qty", "0"), ("base_qty", "-1"), ("surprise", "1"),
    ("allowances", [{"percent": "101"}]), ("allowances", [{"percent": "5", "amount": "5"}]),
    ("allowances", [{}]),
    ("allowances", 5), ("charges", [{"amount": "9" * 30}]),
)  # fmt: skip
IN_A_HEAD = (
    *((name, value) for name in ("issued_on", "due_on", "delivered_on", "period_from") for value in DATES),
    ("due_on", "2025-12-31"),
    *(("currency", value) for value in ("XXX", "ZZZ", "eur", "", "E", 1, [], "€", "x" * 10_000)),
    *(("language", value) for value in ("xx", "english", 1, [], "../../etc", "\x00")),
    *(("customer", value) for value in ("", "Nobody", 999, "9" * 30, True, [], "\ud800", None)),
    *(("terms", value) for value in ("some day", 999, True, [], "\ud800")),
    *((name, value) for name in ("order_number", "notes") for value in TEXTS),
    ("prepaid", "-1"), ("prepaid", "9" * 30), ("early_discount", "101"), ("tax_rounding", "sideways"),
    ("doc_allowances", [{"percent": "101"}]), ("doc_charges", "5"), ("lines", 5), ("lines", [5]),
    ("lines", "x"),
    ("extra_taxes", [{"code": "", "rate": "5"}]), ("extra_taxes", [{"code": "x" * 10_000, "rate": "5"}]),
    ("extra_taxes", [{"code": "RE", "rate": "101"}]), ("surprise", 1),
)  # fmt: skip


def test_what_is_wrong_in_a_line_of_an_invoice_is_named(firm: Run) -> None:
    unnamed = []
    for key, value in IN_A_LINE:
        said = refused(firm, "invoice", "new", "-", stdin={**INVOICE, "lines": [LINE, {**LINE, key: value}]})
        if not said.startswith(f"lines[2].{key}"):
            unnamed.append((key, value, said))
    assert unnamed == []


def test_what_is_wrong_in_the_head_of_an_invoice_is_named(firm: Run) -> None:
    unnamed = []
    for key, value in IN_A_HEAD:
        said = refused(firm, "invoice", "new", "-", stdin={**INVOICE, "issued_on": "2026-01-12", key: value})
        if not said.startswith(key):
            unnamed.append((key, value, said))
    assert unnamed == []


CONTACT = (
    *((name, value) for name in ("name", "given_name", "vat_id") for value in TEXTS),
    *(("notes", value) for value in TEXTS),
    ("name", ""), ("name", " "), ("name", "\u200b"), ("name", None), ("kind", "robot"),
    ("category", "friend"),
    ("category", []), ("category", 0), ("currency", "XXX"), ("language", "xx"), ("terms_id", 999),
    ("terms_id", "x"),
    *(("birthday", value) for value in ("2026-02-30", "soon", 5, [])),
    ("addresses", [{"country": "XX"}]), ("addresses", [{"street": "a\x00"}]), ("addresses", 5),
    ("points", "x"),
    ("points", [{"kind": "pigeon", "value": "x"}]), ("tags", ["t" * 500]), ("tags", 5),
    ("links", [{"id": 999}]),
    ("endpoint", "x"), ("surprise", 1),
)  # fmt: skip


def test_what_is_wrong_in_a_contact_is_named(firm: Run) -> None:
    unnamed = []
    for key, value in CONTACT:
        said = refused(firm, "contacts", "new", "-", stdin={"name": "Eve", key: value})
        if not said.startswith(key):
            unnamed.append((key, value, said))
    assert unnamed == []


FIRM = (
    *(("name", value) for value in TEXTS), ("name", ""), ("country", "XX"),
    ("currency", "XXX"),
    ("language", "xx"), ("accent", "red"), ("quote_valid_days", -1), ("quote_valid_days", 10**30),
    ("tax_rates", [{"rate": "101"}]), ("tax_rates", [{"rate": "-1"}]), ("tax_rates", [{"rate": "NaN"}]),
    ("tax_rates", [{"rate": "5", "extra_code": "RE"}]), ("tax_rates", [{"rate": "5", "category": "X"}]),
    ("tax_rates", [{"rate": "5", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}]),
    ("bank_accounts", [{}]), ("bank_accounts", [{"label": "x", "iban": "x" * 10_000}]), ("bank_accounts", 5),
    ("terms", [{"label": ""}]), ("terms", [{"label": "x", "days": -1}]),
    ("terms", [{"label": "x", "days": 10**9}]),
    ("series", {"invoice": {"pattern": "no number"}}), ("series", {"invoice": {"next_number": -1}}),
    ("series", {"pigeon": {}}), ("logo", "no such file.png"), ("surprise", 1), ("address", {"country": "XX"}),
)  # fmt: skip


def test_what_is_wrong_in_the_firm_is_named(firm: Run) -> None:
    unnamed = []
    for key, value in FIRM:
        said = refused(firm, "company", "set", "-", stdin={key: value})
        if not said.startswith(key):
            unnamed.append((key, value, said))
    assert unnamed == []


TICKET = (
    ("customer", "Nobody"), ("customer", ""), ("customer", "\ud800"), ("subject", ""), ("subject", "a\x00"),
    ("subject", "x" * 10_000), ("status", "odd"), ("priority", "odd"), ("category", "odd"),
    ("due_on", "soon"),
    ("due_on", "1969-12-31"), ("document", "2026-9999"), ("document", "\ud800"), ("text", "a\x00"),
    ("surprise", 1),
    *(("assignee", value) for value in TEXTS),
)  # fmt: skip


def test_what_is_wrong_in_a_ticket_is_named(firm: Run) -> None:
    unnamed = []
    for key, value in TICKET:
        ticket = {"customer": "Buyer", "subject": "S", "text": "T", key: value}
        said = refused(firm, "ticket", "new", "-", stdin=ticket)
        if not said.startswith(key):
            unnamed.append((key, value, said))
    assert unnamed == []


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"5", b'"x"', b"null", b"\xff\xfe{", b"\x00" * 50, b"PK\x03\x04", b"{" * 100_000,
        b"[" * 100_000, b'{"a": NaN}', b'{"a": 1' + b"0" * 5_000 + b"}", b'{"name": "\\ud800"}',
        b"\xef\xbb\xbf",
        '{"name": "é"}'.encode("latin-1"), b'{"name": "a" "b"}',
    ],
)  # fmt: skip
def test_a_file_that_is_no_json_object_is_refused(firm: Run, content: bytes) -> None:
    for words in (
        ("invoice", "new"),
        ("contacts", "new"),
        ("company", "set"),
        ("ticket", "new"),
        ("quote", "new"),
    ):
        refused(firm, *words, "-", stdin=content)
    assert firm("totals", "-", stdin=content).code == 1


WORDS = ["", " ", "x", "9" * 30, "-1", "a\x00b", "\ud800", "../../no/passwd", "%", "'", "x" * 10_000, "😀"]


def test_odd_words_are_refused_or_find_nothing(firm: Run, tmp_path: Path) -> None:
    invoice = firm("invoice", "new", "-", stdin=json.dumps(INVOICE)).json["id"]
    assert firm("invoice", "issue", invoice, "--on", "2026-01-12").code == 0
    for word in WORDS:
        for words in (
            ("invoice", "show", word), ("invoice", "issue", word), ("contacts", "show", word),
            ("ticket", "show", word),
            ("quote", "send", word), ("document", "xml", word, tmp_path / "x"),
            ("invoice", "pay", "2026-0001", word, "--on", "2026-01-15", "--method", "transfer"),
            ("invoice", "pay", "2026-0001", "1.00", "--on", word, "--method", "transfer"),
            ("invoice", "pay", "2026-0001", "1.00", "--on", "2026-01-15", "--method", word),
            ("invoice", "credit", "2026-0001", "--on", word),
            ("contacts", "import", word), ("restore", word, "--to", tmp_path / "r.crm"),
        ):  # fmt: skip
            answer = firm(*words)
            allowed = (1, 2) if word.startswith("-") else (1,)
            assert answer.code in allowed, (words, answer)
            assert answer.out == "", words
        for words in (("search", word), ("contacts", "list", "--search", word)):
            assert firm(*words).code in (0, 1, 2)
    for name in ("a\x00b", "\ud800", "x" * 300, "no/such/folder/x"):
        for words in (("backup", tmp_path / name), ("document", "pdf", "2026-0001", tmp_path / name)):
            assert firm(*words).code == 1, words
    assert firm("contacts", "list", "--limit", "9" * 30).code == 2
    assert firm("verify").json["ok"] is True


def test_wrong_tax_ids_and_ibans_are_warned_of_and_kept(firm: Run) -> None:
    contact = {"name": "Odd", "vat_id": "PT123456780", "iban": "DE00 1234"}
    answer = firm("contacts", "new", "-", stdin=json.dumps(contact))
    assert answer.code == 0
    assert "warning: vat_id" in answer.err
    assert "warning: iban" in answer.err
    answer = firm("company", "set", "-", stdin=json.dumps({"vat_id": "PT000000000"}))
    assert answer.code == 0
    assert "warning: vat_id" in answer.err
    assert firm("company", "show").json["vat_id"].endswith("000000000")


@pytest.mark.parametrize("name", ["x" * 300, "\ud800", "file/firm.crm"])
def test_a_place_that_no_database_can_have_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("no folder")
    database = tmp_path / name
    for words in (
        ("contacts", "list"), ("contacts", "new", "-"), ("contacts", "import", "-", "--dry-run"), ("verify",),
    ):  # fmt: skip
        answer = run("--database", database, *words, stdin='{"name": "Eve"}')
        assert (answer.code, answer.out) == (1, ""), words
        assert answer.err.startswith("error: database: "), answer.err


@pytest.mark.file
def test_a_place_that_no_copy_can_have_is_refused(firm: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.crm"
    assert firm("backup", copy).code == 0
    for name in ("x" * 300, "no/such/folder/x"):
        assert refused(firm, "restore", copy, "--to", tmp_path / name)
    assert refused(firm, "restore", copy, "--to", copy).startswith("--to: ")
    assert refused(firm, "catalog", "import", tmp_path / ("x" * 300)).startswith("FILE: ")
