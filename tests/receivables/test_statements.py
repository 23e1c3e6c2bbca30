"""Bank statements: what comes in comes in once, what is certain is booked, everything else is asked."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.contacts import service as contacts_service
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.documents.reading import read_bank_file
from desktop_crm.receivables.rules.matching import OpenInvoice, propose
from desktop_crm.receivables.rules.remittances import Share
from desktop_crm.receivables.rules.statements import StatementLine
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Translator
from tests.billing.conftest import CALLER, TODAY, Books
from tests.receivables.test_remittances import owed, view

HEAD = "Buchungstag;Betrag;Waehrung;Auftraggeber/Empfänger;IBAN;Verwendungszweck\n"


def table(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def taken(content: bytes, name: str = "bank.csv", **more: Any) -> list[tuple[int, int]]:
    made = service.import_statements(CALLER, name, content, TODAY, **more)
    return [(each.new, each.known) for each in made.results]


def test_a_line_with_number_and_amount_is_booked_by_itself_and_only_that(books: Books) -> None:
    first, second = owed(books, "100.00"), owed(books, "250.00")
    number = view(first).row.number
    content = table(
        f"21.11.2026;100,00;EUR;Konserven GmbH;DE02120300000000202051;Rechnung {number}",
        "22.11.2026;250,00;EUR;Konserven;DE02120300000000202051;vielen Dank",
        "22.11.2026;-9,90;EUR;Bank;;Entgelt",
    )
    assert taken(content) == [(3, 0)]
    found = [each.proposal for each in queries.waiting_lines(CALLER)]
    assert [each.confidence if each else None for each in found] == [99, 88, 0]
    assert len(service.book_certain(CALLER, TODAY)) == 1
    assert (view(first).row.state, view(second).open) == ("paid", 25000)
    assert [each.line.amount for each in queries.waiting_lines(CALLER)] == [25000, -990]
    assert service.book_certain(CALLER, TODAY) == {}


def test_what_the_bank_noted_for_tomorrow_waits_and_stops_no_other_line(books: Books) -> None:
    first, second = owed(books, "100.00"), owed(books, "250.00")
    numbers = [view(each).row.number for each in (first, second)]
    tomorrow = TODAY + timedelta(days=1)
    taken(table(
        f"21.11.2026;100,00;EUR;Konserven GmbH;;Rechnung {numbers[0]}",
        f"{tomorrow:%d.%m.%Y};250,00;EUR;Konserven GmbH;;Rechnung {numbers[1]}",
    ))  # fmt: skip
    assert len(service.book_certain(CALLER, TODAY)) == 1
    assert (view(first).row.state, view(second).open) == ("paid", 25000)
    (waits,) = queries.waiting_lines(CALLER)
    with pytest.raises(UserError, match=r"Konserven GmbH: its day, .* is still to come"):
        service.book_proposed(CALLER, [waits.id], TODAY)
    assert len(service.book_certain(CALLER, tomorrow)) == 1
    assert view(second).row.state == "paid"


def test_the_same_file_and_an_overlapping_one_change_nothing(books: Books) -> None:
    rows = ["21.11.2026;100,00;EUR;A;;x", "21.11.2026;100,00;EUR;A;;x", "22.11.2026;5,00;EUR;B;;y"]
    mapping = {"own_account": "DE89370400440532013000"}
    assert taken(table(*rows), mapping=mapping) == [(3, 0)]
    assert taken(table(*rows), mapping=mapping) == [(0, 3)]
    assert taken(table(*rows[1:], "30.11.2026;7,00;EUR;C;;z"), "next.csv") == [(1, 2)]
    assert [(each.name, each.lines) for each in queries.list_statements(CALLER)] == [
        ("next.csv", 1), ("bank.csv", 3),
    ]  # fmt: skip


def test_a_learned_payer_stays_learned(books: Books) -> None:
    first = owed(books, "100.00")
    taken(table("21.11.2026;100,00;EUR;K. Hafen;DE02120300000000202051;danke"))
    line = queries.waiting_lines(CALLER)[0]
    assert line.proposal is not None and not line.proposal.is_certain
    service.book_line(CALLER, line.id, [Share(document_id=first, amount=10000)], books.customer, TODAY)
    owed(books, "80.00")
    owed(books, "90.00")
    taken(table("22.11.2026;80,00;EUR;K. Hafen;DE02120300000000202051;nochmals danke"), "b.csv")
    (row,) = queries.waiting_lines(CALLER)
    assert row.proposal is not None
    assert (row.proposal.contact_id, row.proposal.confidence) == (books.customer, 92)


def test_a_line_is_dealt_with_once(books: Books) -> None:
    invoice = owed(books, "100.00")
    taken(table("21.11.2026;100,00;EUR;A;;x", "21.11.2026;-3,00;EUR;Bank;;fee", "22.11.2026;4,00;EUR;C;;y"))
    paid, fee, other = queries.waiting_lines(CALLER)
    share = Share(document_id=invoice, amount=10000)
    service.book_line(CALLER, paid.id, [share], books.customer, TODAY)
    service.skip_line(CALLER, other.id)
    for act in (
        lambda: service.book_line(CALLER, paid.id, [share], books.customer, TODAY),
        lambda: service.book_line(CALLER, fee.id, [], books.customer, TODAY),
        lambda: service.book_line(CALLER, other.id, [], books.customer, TODAY),
        lambda: service.skip_line(CALLER, paid.id),
    ):
        with pytest.raises(UserError):
            act()
    with pytest.raises(NotFound):
        service.skip_line(CALLER, 99)
    assert [each.id for each in queries.waiting_lines(CALLER)] == [fee.id]


def test_a_layout_that_was_told_once_is_remembered(books: Books) -> None:
    content = b"When,What,How much\n03/04/2026,Konserven,1.50\n05/06/2026,Konserven,2.50\n"
    mapping = {"date": "When", "text": "What", "amount": "How much"}
    with pytest.raises(UserError) as refusal:
        taken(content, mapping=mapping)
    assert refusal.value.field == "date_order"
    assert queries.list_statements(CALLER) == []
    assert taken(content, mapping={**mapping, "date_order": "mdy"}) == [(2, 0)]
    assert taken(content.replace(b"05/06", b"07/08"), "c.csv") == [(1, 1)]
    days = [each.line.booked_on for each in queries.waiting_lines(CALLER)]
    assert days == [date(2026, 3, 4), date(2026, 5, 6), date(2026, 7, 8)]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", "FILE"),
        (b"   \n", "FILE"),
        (b"\x00\x01\xff" * 99, None),
        (b"a,b\n1,2\n", "FILE"),
        (HEAD.encode(), None),
        (table("03.04.2026;1,00;EUR;;;", "31.31.2026;1,00;EUR;;;"), "FILE"),
        (table("21.11.2026;viel;EUR;;;"), "FILE"),
        (table("21.11.2026;1,234;EUR;;;"), "decimal"),
        (table("21.11.2026;1,23;EUR;;;", "21.11.2026;1.23;EUR;;;"), "decimal"),
        (table("21.11.2026;1,00;GOLD;;;"), "FILE"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><BkToCstmrStmt>&b;</BkToCstmrStmt>", "FILE"),
        (b"<Document><BkToCstmrStmt><Stmt>", "FILE"),
        (b"<Document><BkToCstmrStmt></BkToCstmrStmt></Document>", "FILE"),
        (b"<Document><BkToCstmrAcctRpt/></Document>", "FILE"),
        (b"<html><body>Sign in</body></html>", "FILE"),
        (b"<OFX><STMTRS><CURDEF>EUR<ACCTID>1", "FILE"),
        (b"<OFX><STMTRS><CURDEF>EUR</OFX>", "FILE"),
        (b":20:A\n:25:B\n:60F:C261101EUR1,00\n:61:261101C1,00NTRFX\n", "FILE"),
        (b":20:A\n:25:B\n:60F:C261101EUR1,00\n:61:261301C1,00NTRFX\n:62F:C261101EUR2,00\n", "FILE"),
    ],
)
def test_what_is_no_statement_is_refused_by_name(books: Books, content: bytes, field: str | None) -> None:
    with pytest.raises(UserError) as refusal:
        service.import_statements(CALLER, "odd.txt", content, TODAY)
    told = Translator("en").message(refusal.value.message)
    assert "odd.txt" in told, told
    assert field is None or refusal.value.field == field
    assert queries.list_statements(CALLER) == [] and queries.waiting_lines(CALLER) == []


@pytest.mark.file
def test_the_statements_of_banks_are_read_with_their_balances(shared: Path) -> None:
    said = {
        "test-camt053.xml": [(1556827, 1512112)],
        "test-camt053-txdtls.xml": [(7596015, 7944315)],
        "jejik-triodos.sta": [(497509, 437079)],
        "jejik-postfinance.sta": [(0, 22920), (22920, 15960)],
        "jejik-rabobank-iban.sta": [(100000, 96500), (96500, 93000)],
        "jejik-abnamro.sta": [(323628, 87684), (287684, 184975)],
        "betterplace-with_binary_character.sta": [(38011577, 19992902), (13007319, 13119319)],
        "bank_medium.ofx": [(None, 38234)],
        "checking.ofx": [(None, 10099)],
        "multiple_accounts.ofx": [(None, 11100), (None, 22200)],
        "suncorp.ofx": [(None, 123412)],
        "ofx-v102-empty-tags.ofx": [(None, None)],
    }
    for path in sorted((shared / "data" / "bank").glob("*/*")):
        if path.name in ("betterplace-sepa_snippet_broken.sta", "decimal_error.ofx"):
            with pytest.raises(UserError) as refusal:
                read_bank_file(path.read_bytes(), path.name, None, "EUR")
            assert path.name in Translator("en").message(refusal.value.message)
            continue
        read = read_bank_file(path.read_bytes(), path.name, None, "EUR")
        if path.name in said:
            assert [(each.opening, each.closing) for each in read.statements] == said[path.name], path.name
        if path.name == "betterplace-sepa_mt9401.sta":
            assert len(read.statements) > 20
            assert {each.gap for each in read.statements} == {0}


NAMES = ("Hafen", "Mühle", "Lindgren", "Okafor", "Kestrel", "Sousa", "Yıldız", "Brandt", "Moreau", "Rossi")
FORMS = ("GmbH", "Ltd", "S.A.", "Lda", "AG", "")


def month(seed: int) -> tuple[list[OpenInvoice], list[StatementLine], list[set[int]]]:
    """1,000 lines as a firm sees them, the open invoices, and which of them each line really pays."""
    dice = random.Random(seed)
    customers = [f"{a}{b} {dice.choice(FORMS)}".strip() for a in NAMES for b in ("", " Bau", " & Co", "werk")]
    invoices: list[OpenInvoice] = []
    lines: list[StatementLine] = []
    truth: list[set[int]] = []
    start = date(2026, 11, 1)

    def invoice() -> OpenInvoice:
        number = len(invoices) + 1
        contact = dice.randrange(len(customers))
        gross = dice.randrange(900, 400_000)
        made = OpenInvoice(
            id=number, number=f"2026-{number:04}", contact_id=contact + 1, customer=customers[contact],
            currency="EUR", open=gross, issued_on=start - timedelta(days=20), discount=gross * 2 // 100,
            discount_until=start + timedelta(days=10),
        )  # fmt: skip
        invoices.append(made)
        return made

    for at in range(1000):
        day, kind = start + timedelta(days=at // 40), dice.random()
        if kind < 0.12:  # fees, wages, rent: nothing of ours
            lines.append(
                StatementLine(booked_on=day, amount=-dice.randrange(1, 90_000), currency="EUR", text="x")
            )
            truth.append(set())
            continue
        paid = [invoice()]
        amount, text = paid[0].open, f"Invoice {paid[0].number}"
        name = paid[0].customer.upper() if dice.random() < 0.5 else paid[0].customer
        if kind < 0.20 and day <= start + timedelta(days=10):
            amount -= paid[0].discount
        elif kind < 0.28:
            text = dice.choice(("thank you", "Rechnung", ""))
        elif kind < 0.34:
            text = f"RE {paid[0].number.replace('-', ' ')} KD 4711"
        elif kind < 0.38:
            name, text = "PAYMENT SERVICES", f"INV{paid[0].number}/{dice.randrange(9999)}"
        elif kind < 0.41:
            amount -= dice.randrange(1, amount // 2)
        lines.append(
            StatementLine(booked_on=day, amount=amount, currency="EUR", name=name, text=text, bank_id=str(at))
        )
        truth.append({each.id for each in paid})
    return invoices, lines, truth


@pytest.mark.parametrize("seed", range(3))
def test_of_a_thousand_lines_nearly_all_are_proposed_rightly_and_none_booked_wrongly(seed: int) -> None:
    invoices, lines, truth = month(seed)
    proposals = propose(lines, invoices, {})
    right = [
        {share.document_id for share in each.shares} == wanted
        for each, wanted in zip(proposals, truth, strict=True)
    ]
    assert sum(right) >= 950, sum(right)
    certain = [(each, wanted) for each, wanted in zip(proposals, truth, strict=True) if each.is_certain]
    assert len(certain) > 600
    assert all({share.document_id for share in each.shares} == wanted for each, wanted in certain)


def test_two_customers_of_one_name_are_asked_about() -> None:
    twins = [
        OpenInvoice(id=at, number=f"R-{at}", contact_id=at, customer="Ana Sample", currency="EUR", open=5000,
                    issued_on=TODAY)
        for at in (1, 2)
    ]  # fmt: skip
    line = StatementLine(booked_on=TODAY, amount=5000, currency="EUR", name="ANA SAMPLE")
    (proposal,) = propose([line], twins, {})
    assert proposal.shares == () and not proposal.is_certain


def test_another_currency_is_never_matched(books: Books) -> None:
    invoice = owed(books, "100.00")
    content = table(f"21.11.2026;100,00;USD;Konserven GmbH;;{view(invoice).row.number}")
    taken(content)
    (row,) = queries.waiting_lines(CALLER)
    assert row.proposal is not None and row.proposal.shares == ()
    assert service.book_certain(CALLER, TODAY) == {}


def test_who_may_not_record_payments_takes_nothing_in(books: Books) -> None:
    with pytest.raises(UserError):
        service.import_statements(
            replace(CALLER, role="accountant"), "a.csv", table("21.11.2026;1,00;EUR;;;"), TODAY
        )


def test_a_customer_with_an_archived_page_is_matched_too(books: Books) -> None:
    invoice = owed(books, "100.00")
    contacts_service.archive_contacts(CALLER, [books.customer])
    taken(table(f"21.11.2026;100,00;EUR;X;;{view(invoice).row.number}"))
    service.book_certain(CALLER, TODAY)
    assert view(invoice).row.state == "paid"
