"""Documents as JSON files, the journal, the mail, and open invoices of other programs."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents.document_json import document_to_json, row_to_json
from desktop_crm.billing.documents.journal import journal_csv
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, TODAY, Books

FILE: dict[str, Any] = {
    "customer": "Konserven GmbH",
    "delivered_on": "2026-11-20",
    "lines": [
        {"section": "Site"},
        {"description": "Programming", "unit": "HUR", "qty": "12.5", "price": "80.00", "rate": "23"},
        {"description": "Theme", "price": "249.90", "rate": "23", "allowances": [{"percent": "10"}]},
        {"description": "Book", "qty": "3", "price": "19.99", "rate": "6"},
    ],
}


def new(data: Any, kind: Any = "invoice") -> int:
    return service.create_draft(CALLER, service.draft_from_json(CALLER, kind, data, TODAY), TODAY).id


def shown(document_id: int) -> dict[str, Any]:
    value: dict[str, Any] = document_to_json(queries.get_document(CALLER, document_id, TODAY))
    json.dumps(value)
    return value


def test_a_file_becomes_a_draft_and_shows_its_totals(books: Books) -> None:
    show = shown(new(FILE))
    assert (show["state"], "number" in show, show["customer"]) == ("draft", False, "Konserven GmbH")
    assert (show["totals"]["net"], show["totals"]["tax"], show["totals"]["gross"]) == (
        "1284.88",
        "285.33",
        "1570.21",
    )
    assert show["order_number"] == "EC-2291"
    assert [tax["tax"] for tax in show["totals"]["tax_breakdown"]] == ["281.73", "3.60"]


def test_what_show_prints_can_be_fed_back(books: Books) -> None:
    rich = {
        **FILE,
        "issued_on": "2026-11-22",
        "due_on": "2026-12-24",
        "currency": "CHF",
        "language": "pt_BR",
        "buyer_reference": "04011000-1",
        "project": "Loja",
        "contract": "C-1",
        "notes": "Obrigado",
        "doc_allowances": [{"percent": "2"}, {"amount": "5.00", "reason": "Fair"}],
        "doc_charges": [{"amount": "4.00", "category": "S", "rate": "23"}],
        "prepaid": "100.00",
        "round_due_to": "0.05",
        "withholdings": [{"code": "IRPF", "base": "net", "rate": "15"}],
        "tax_currency": {"code": "EUR", "rate": "0.9234"},
        "early_discount": {"percent": "2", "days": "10"},
        "extra_taxes": [{"code": "RE", "rate": "5.2"}],
        "tax_rounding": "down",
        "address": {"street": "Elbe 3", "city": "Hamburg", "country": "DE"},
    }
    first = new(rich)
    again = new({key: value for key, value in shown(first).items() if key not in ("id", "version")})
    view, copy = (queries.get_document(CALLER, each, TODAY) for each in (first, again))
    assert view.draft == copy.draft
    assert view.sums == copy.sums
    assert view.sums.withheld > 0


def numbers(value: Any) -> Any:
    """Texts that are numbers as numbers: an amount is kept with its currency's decimals, "1" is "1.00"."""
    if isinstance(value, list):
        return [numbers(each) for each in value]
    if isinstance(value, dict):
        return {key: numbers(each) for key, each in value.items()}
    try:
        return Decimal(value)
    except InvalidOperation:
        return value


def test_every_worked_case_comes_out_of_a_draft_as_expected(books: Books, shared: Path) -> None:
    cases = json.loads((shared / "calc_cases.json").read_text())["cases"]
    assert len(cases) > 20
    for case in cases:
        if case.get("document", "invoice") != "invoice" and any("-" in line["qty"] for line in case["lines"]):
            continue
        lines = [{"description": "Thing", **line} for line in case["lines"]]
        show = shown(new({**case, "customer": books.customer, "lines": lines}))
        for key, value in case["expected"].items():
            assert numbers(show["totals"].get(key)) == numbers(value), (case["id"], key)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer": None}, "customer"),
        ({"customer": "Nobody"}, "customer"),
        ({"customer": 99}, "customer"),
        ({"customer": ["x"]}, "customer"),
        ({"lines": None}, "lines"),
        ({"lines": {}}, "lines"),
        ({"lines": ["x"]}, "lines[1]"),
        (
            {"lines": [{"section": "A"}, {"description": "B", "qty": "x", "price": "1", "rate": "0"}]},
            "lines[2].qty",
        ),
        ({"lines": [{"description": "B", "qty": "1", "rate": "0"}]}, "lines[1].price"),
        ({"lines": [{"section": "A"}, {"description": "B", "price": "1", "rate": "101"}]}, "lines[2].rate"),
        ({"lines": [{"description": 5, "price": "1", "rate": "0"}]}, "lines[1].description"),
        ({"lines": [{"product": "none", "qty": "1"}]}, "lines[1].product"),
        ({"lines": [{"description": "B", "price": "1", "rate": "0", "unit": "a unit"}]}, "lines[1].unit"),
        ({"currency": "XXQ"}, "currency"),
        ({"issued_on": "22.11.2026"}, "issued_on"),
        ({"issued_on": "1912-01-01"}, "issued_on"),
        ({"issued_on": "2026-11-22", "due_on": "2026-11-21"}, "due_on"),
        ({"terms": "never"}, "terms"),
        ({"notes": "a\x01b"}, "notes"),
        ({"address": {"city": 5}}, "address.city"),
        ({"prepaid": "1.001"}, "prepaid"),
        ({"doc_allowances": [{"amount": "1"}, {"percent": "101"}]}, "doc_allowances[2].percent"),
    ],
)
def test_a_wrong_file_is_refused_where_it_is_wrong(books: Books, change: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        new({**FILE, **change})
    assert refusal.value.field == field
    assert queries.count_invoices(CALLER, TODAY)["all"] == 0


def test_two_customers_of_one_name_are_ambiguous(books: Books) -> None:
    from desktop_crm.contacts import service as contacts_service
    from desktop_crm.contacts.rules import ContactDraft

    contacts_service.create_contact(CALLER, ContactDraft(kind="company", name="Konserven GmbH"))
    with pytest.raises(UserError) as refusal:
        new(FILE)
    assert refusal.value.field == "customer"
    assert new({**FILE, "customer_id": books.customer})


def test_show_tells_payments_and_credits(books: Books) -> None:
    issued = books.issue(new(FILE))
    service.record_payment(CALLER, issued.id, PaymentDraft(amount=80000, paid_on=TODAY), TODAY)
    service.credit_invoice(CALLER, issued.id, (CreditLine(3),), today=TODAY, render=books.paper)
    show = shown(issued.id)
    assert (show["number"], show["state"], show["open"]) == ("2026-0001", "partly_paid", "706.64")
    assert [payment["amount"] for payment in show["payments"]] == ["800.00"]
    assert [(note["number"], note["gross"]) for note in show["credits"]] == [("CN-2026-0001", "63.57")]
    rows = [row_to_json(row) for row in queries.list_invoices(CALLER, ListView(), TODAY).rows(0, 9)]
    assert [row["number"] for row in rows] == ["2026-0001", "CN-2026-0001"]


def test_the_journal_has_a_row_for_each_rate_and_credits_are_negative(books: Books) -> None:
    invoice = books.issued()
    service.credit_invoice(CALLER, invoice, (CreditLine(3),), today=TODAY, render=books.paper)
    rows = queries.journal_rows(CALLER, TODAY, TODAY)
    assert [(row.number, row.base, row.tax, row.gross) for row in rows] == [
        ("2026-0001", 122491, 28173, 157021),
        ("2026-0001", 5997, 360, None),
        ("CN-2026-0001", -5997, -360, -6357),
    ]
    text = journal_csv(rows).decode("utf-8-sig")
    assert "2026-0001" in text
    assert "1224.91" in text
    assert queries.journal_rows(CALLER, date(2027, 1, 1), date(2027, 12, 31)) == []


def test_a_mail_carries_the_sealed_paper_and_is_logged(books: Books) -> None:
    from desktop_crm.contacts import queries as contacts

    issued = books.issued()
    mail = message_from_bytes(service.write_mail(CALLER, issued, TODAY), policy=policy.default)
    (paper,) = mail.iter_attachments()
    assert paper.get_content() == queries.stored_pdf(CALLER, issued)
    assert paper.get_filename() == "2026-0001 Konserven GmbH.pdf"
    assert "buy@konserven.example" in mail["To"]
    assert queries.get_row(CALLER, issued, TODAY).sent_at is not None
    assert [row.kind for row in contacts.list_timeline(CALLER, books.customer)].count("mail") == 1
    with pytest.raises(UserError):
        service.write_mail(CALLER, books.new(), TODAY)


def test_a_paper_can_be_marked_as_sent(books: Books) -> None:
    issued = books.issued()
    service.mark_sent(CALLER, issued, TODAY)
    assert queries.get_row(CALLER, issued, TODAY).sent_at is not None
    assert service.verify(CALLER).is_clean


OPEN_ITEMS = """number;customer;issued_on;due_on;currency;gross;open;pdf
OLD-1;konserven gmbh;2026-09-01;2026-10-01;EUR;1.190,00;1190,00;old.pdf
OLD-2;New Client;01/10/2026;31/10/2026;EUR;500.00;250.00;
OLD-1;Konserven GmbH;2026-09-01;;EUR;10;10;
OLD-3;New Client;2026-10-01;2026-09-01;EUR;10;10;
OLD-4;New Client;soon;;EUR;10;10;
OLD-5;New Client;2026-10-01;;EUR;10;11;
OLD-6;New Client;2026-10-01;;EUR;ten;10;
OLD-7;New Client;2026-10-01;;ABC;10;10;
OLD-8;New Client;2026-10-01;;EUR;10;10;../secret.pdf
OLD-9;New Client;2026-10-01;;EUR;10;10;table.csv
;New Client;2026-10-01;;EUR;10;10;
OLD-10;;2026-10-01;;EUR;10;10;
"""


def test_open_invoices_of_another_program_come_in_once(books: Books, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "table.csv").write_text(f"{OPEN_ITEMS}OLD-11;New Client;2026-10-01;;EUR;10;10;{'x' * 300}\n")
    (folder / "old.pdf").write_bytes(b"%PDF-1.4 old")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.4 secret")
    plan = service.plan_external(CALLER, folder / "table.csv")
    assert [invoice.number for invoice in plan.invoices] == ["OLD-1", "OLD-2"]
    assert [(reject.number, reject.field) for reject in plan.rejects] == [
        ("OLD-1", "number"), ("OLD-3", "due_on"), ("OLD-4", "issued_on"), ("OLD-5", "open"),
        ("OLD-6", "gross"), ("OLD-7", "currency"), ("OLD-8", "pdf"), ("OLD-9", "pdf"), ("", "number"),
        ("OLD-10", "customer"), ("OLD-11", "pdf"),
    ]  # fmt: skip
    assert plan.new_customers == ("New Client",)
    result = service.import_external(CALLER, plan, TODAY)
    first, second = (queries.get_document(CALLER, each, TODAY) for each in result.created)
    assert (first.row.number, first.row.state, first.open, first.row.customer) == (
        "OLD-1",
        "overdue",
        119000,
        "Konserven GmbH",
    )
    assert (second.open, second.paid, second.row.is_external, second.row.issued_on) == (
        25000,
        25000,
        True,
        date(2026, 10, 1),
    )
    assert queries.stored_pdf(CALLER, first.row.id) == b"%PDF-1.4 old"
    assert queries.contact_money(CALLER, books.customer, TODAY)[0].open == 119000
    service.record_payment(CALLER, second.row.id, PaymentDraft(amount=25000, paid_on=TODAY), TODAY)
    assert queries.get_row(CALLER, second.row.id, TODAY).state == "paid"
    again = service.plan_external(CALLER, folder / "table.csv")
    assert again.invoices == ()
    assert service.import_external(CALLER, plan, TODAY).created == ()
    assert books.issue(books.new()).number == "2026-0001"
    assert service.verify(CALLER).findings == ()
    with pytest.raises(UserError):
        service.credit_invoice(CALLER, first.row.id, today=TODAY)
    with pytest.raises(UserError):
        service.duplicate(CALLER, first.row.id, TODAY)
    with pytest.raises(UserError, match="no PDF to send"):
        service.mail_draft(CALLER, second.row.id, TODAY)


def test_a_table_without_the_needed_columns_is_refused(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("number;customer\n1;A\n")
    with pytest.raises(UserError) as refusal:
        service.plan_external(CALLER, path)
    assert refusal.value.field == "issued_on"
    with pytest.raises(NotFound):
        service.plan_external(CALLER, tmp_path / "nothing.csv")
