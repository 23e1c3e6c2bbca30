"""`payments ...`: money over several invoices, credit of customers."""

from __future__ import annotations

import json
from datetime import date

from tests.cli.conftest import Run
from tests.cli.test_main_job import issued, office

__all__ = ["office"]


def received(office: Run, amount: str, *invoices: dict[str, object], key: str = "k") -> dict[str, object]:
    given = {"contact": "Kestrel Roasters Ltd", "amount": amount, "paid_on": "2026-01-14",
             "reference": "Statement 1", "invoices": list(invoices)}  # fmt: skip
    return dict(office("payments", "receive", "-", "--key", key, stdin=json.dumps(given)).json)


def test_one_sum_pays_two_invoices_and_the_rest_is_used_later(office: Run) -> None:
    for _each in range(3):
        issued(office)
    made = received(
        office, "3200.00", {"invoice": "2026-0001"}, {"invoice": "2026-0002", "amount": "1570.21"}
    )
    assert made["credit"] == "59.58"
    assert made == received(office, "3200.00", {"invoice": "2026-0001"}, {"invoice": "2026-0002"})
    assert office("invoice", "show", "2026-0001").json["state"] == "paid"
    use = {"contact": "Kestrel Roasters Ltd", "invoices": [{"invoice": "2026-0003", "amount": "50.00"}]}
    used = office("payments", "use", "-", stdin=json.dumps(use)).json
    assert (used["kind"], used["amount"]) == ("credit", "50.00")
    back = office("payments", "refund", "Kestrel Roasters Ltd", "9.58", "--on", "2026-01-15").json
    assert back["kind"] == "refund"
    shown = office("payments", "credit", "Kestrel Roasters Ltd").json
    assert shown["credit"] == {}
    assert [each["amount"] for each in shown["entries"]] == ["59.58", "-50.00", "-9.58"]
    assert [each["kind"] for each in office("payments", "list").json] == ["refund", "credit", "received"]


def test_a_discount_that_nobody_promised_is_booked_and_warned_of(office: Run) -> None:
    issued(office)
    given = {"contact": "Kestrel Roasters Ltd", "amount": "1500.00", "paid_on": "2026-01-14",
             "invoices": [{"invoice": "2026-0001", "amount": "1500.00", "discount": "70.21"}]}  # fmt: skip
    told = office("payments", "receive", "-", stdin=json.dumps(given))
    assert told.err.startswith("warning: invoices[1].discount: 2026-0001 promise"), told.err
    assert office("invoice", "show", "2026-0001").json["open"] == "0.00"


def test_a_mistyped_sum_is_undone(office: Run) -> None:
    issued(office)
    made = received(office, "1600.00", {"invoice": "2026-0001"})
    assert office("payments", "undo", made["id"], "--reason", "Mistyped").json["taken_back"]
    assert office("invoice", "show", "2026-0001").json["open"] == "1570.21"
    assert office("payments", "undo", made["id"]).code == 1


def test_what_is_wrong_is_named(office: Run) -> None:
    issued(office)
    for field, given in {
        "amount": {"amount": "much"},
        "colour": {"amount": "1", "colour": "red"},
        "contact": {"amount": "1", "contact": "Nobody"},
        "contact_id": {"amount": "1"},
        "currency": {"amount": "1", "currency": "GOLD"},
        "paid_on": {"amount": "1", "paid_on": "31.01.2026"},
        "invoices": {"amount": "1", "invoices": "2026-0001"},
        "invoices[1].invoice": {"amount": "1", "invoices": [{"invoice": "2026-0009"}]},
        "invoices[1].write_off": {"amount": "1", "invoices": [{"invoice": "2026-0001", "write_off": "no"}]},
        "invoices[1].amount": {"amount": "2000", "contact": "1",
                             "invoices": [{"invoice": "2026-0001", "amount": "1570.22"}]},
    }.items():  # fmt: skip
        told = office("payments", "receive", "-", stdin=json.dumps(given))
        assert (told.code, told.out) == (1, ""), field
        assert told.err.startswith(f"error: {field}: "), (field, told.err)
    assert office("payments", "list").json == []


def test_what_is_settled_already_or_in_another_currency_says_so(office: Run) -> None:
    issued(office)
    received(office, "1570.21", {"invoice": "2026-0001"})
    for more in ({}, {"amount": "5.00"}):
        given = {"amount": "5.00", "invoices": [{"invoice": "2026-0001", **more}]}
        told = office("payments", "receive", "-", stdin=json.dumps(given))
        assert (told.code, told.err) == (1, "error: invoices[1].invoice: 2026-0001 is paid already\n")
    whole = {"amount": "1", "invoices": [{"invoice": "2026-0002"}]}
    issued(office)
    told = office("payments", "receive", "-", stdin=json.dumps(whole))
    assert told.err.startswith("error: invoices: The invoices take")
    dollars = {"amount": "1", "currency": "USD", "invoices": [{"invoice": "2026-0001"}]}
    told = office("payments", "receive", "-", stdin=json.dumps(dollars))
    assert told.err == "error: invoices[1].invoice: 2026-0001 is in EUR, this money in USD\n"


def test_money_of_a_day_to_come_is_not_booked(office: Run) -> None:
    issued(office)
    given = {
        "amount": "5.00",
        "paid_on": "2062-01-14",
        "invoices": [{"invoice": "2026-0001", "amount": "5.00"}],
    }
    told = office("payments", "receive", "-", stdin=json.dumps(given))
    assert told.err.startswith("error: paid_on: ")
    assert office("payments", "list").json == []
    back = office("payments", "refund", "Kestrel Roasters Ltd", "1.00", "--on", "2062-01-14")
    assert back.err == "error: --on: This lies in the future\n"
    given["paid_on"] = "2026-02-01"
    assert office("payments", "receive", "-", "--on", "2026-02-01", stdin=json.dumps(given)).code == 0


def paid(office: Run, amount: str, on: str = "2026-01-14") -> int:
    pay = ("invoice", "pay", "2026-0001", amount, "--method", "transfer", "--on", on)
    return int(office(*pay).json["payment"])


def test_a_payment_is_taken_back(office: Run) -> None:
    issued(office)
    first = paid(office, "70.21")
    back = office("invoice", "unpay", "2026-0001", "--reason", "Mistyped").json
    assert (back["payment"], back["open"]) == (first, "1570.21")
    assert [each.get("reversed_by") for each in back["payments"]] == [back["entry"], None]
    assert office("invoice", "unpay", "2026-0001").err == "error: id: Nothing was paid for 2026-0001\n"


def test_of_several_payments_one_is_named(office: Run) -> None:
    issued(office)
    first, second = paid(office, "70.21"), paid(office, "5.00")
    refused = office("invoice", "unpay", "2026-0001")
    assert refused.err == f"error: --payment: Say which payment: {first}, {second}\n"
    assert office("invoice", "unpay", "2026-0001", "--payment", "999").code == 1
    assert office("invoice", "unpay", "2026-0001", "--payment", second).json["paid"] == "70.21"


def test_a_part_of_a_sum_is_not_taken_back_alone(office: Run) -> None:
    issued(office)
    whole = received(office, "1600.00", {"invoice": "2026-0001"})
    refused = office("invoice", "unpay", "2026-0001")
    assert refused.code == 1
    assert refused.err.startswith("error: --payment: ") and refused.err.endswith(f"number {whole['id']}\n")


def test_a_day_of_payment_is_named_when_it_is_wrong_and_doubted_when_early(office: Run) -> None:
    issued(office)
    pay = ("invoice", "pay", "2026-0001", "5.00", "--method", "transfer", "--on")
    assert office(*pay, "2026-01-16").err == "error: --on: This lies in the future\n"
    early = office(*pay, "2025-12-01")
    assert early.code == 0
    assert early.err == "warning: --on: This lies before the date of issue\n"


def test_what_is_paid_or_replaced_says_so(office: Run) -> None:
    issued(office)
    pay = ("invoice", "pay", "--method", "transfer", "--on", "2026-01-15")
    assert office(*pay, "2026-0001", "1570.21").code == 0
    assert office(*pay, "2026-0001", "1.00").err == "error: amount: 2026-0001 is paid already\n"
    fresh = office("invoice", "correct", "2026-0001", "--text", "--on", "2026-01-15").json
    assert office("invoice", "issue", fresh["id"], "--on", "2026-01-15").code == 0
    told = office(*pay, "2026-0001", "1.00")
    assert told.err == "error: id: 2026-0001 was replaced: C-2026-0001 is in its place\n"


def test_what_was_credited_is_not_paid(office: Run) -> None:
    issued(office)
    assert office("invoice", "credit", "2026-0001", "--on", "2026-01-15").code == 0
    told = office("invoice", "pay", "2026-0001", "1.00", "--method", "transfer", "--on", "2026-01-15")
    assert told.err == "error: amount: 2026-0001 was credited: nothing is open\n"


def test_an_unpaid_invoice_is_given_up(office: Run) -> None:
    issued(office)
    off = ("invoice", "write-off", "2026-0001", "--reason", "Insolvent", "--on", "2026-02-20")
    assert office("period", "close", "2026-01", "--on", "2026-03-01").code == 0
    closed = office("invoice", "write-off", "2026-0001", "--on", "2026-01-31")
    assert closed.code == 1 and closed.err.startswith("error: --on: ")
    assert (office(*off).json["state"], office(*off).code) == ("written_off", 1)
    told = office("invoice", "pay", "2026-0001", "1.00", "--method", "transfer", "--on", "2026-01-15")
    assert told.err == "error: id: 2026-0001 was written off\n"
    back = ("invoice", "write-off", "2026-0001", "--undo", "--on", "2026-03-02")
    assert office(*back, "--reason", "x").err == "error: --reason: Give --undo or --reason, not both\n"
    assert (office(*back).json["state"], office(*back).code) == ("overdue", 1)


def test_a_payment_of_a_closed_month_is_not_taken_back(office: Run) -> None:
    issued(office)
    paid(office, "5.00")
    assert office("period", "close", "2026-01", "--on", "2026-03-01").code == 0
    refused = office("invoice", "unpay", "2026-0001", today=date(2026, 3, 1))
    assert refused.code == 1 and refused.err.startswith("error: --payment: ")
