"""`payments ...`: money over several invoices, credit of customers."""

from __future__ import annotations

import json

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
    assert told.err.startswith("warning: invoices[0].discount: 2026-0001 promise"), told.err
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
        "invoices[0].invoice": {"amount": "1", "invoices": [{"invoice": "2026-0009"}]},
        "invoices[0].write_off": {"amount": "1", "invoices": [{"invoice": "2026-0001", "write_off": "no"}]},
        "shares": {"amount": "1", "invoices": [{"invoice": "2026-0001"}]},
        "shares[0].amount": {"amount": "2000", "contact": "1",
                             "invoices": [{"invoice": "2026-0001", "amount": "1570.22"}]},
    }.items():  # fmt: skip
        told = office("payments", "receive", "-", stdin=json.dumps(given))
        assert (told.code, told.out) == (1, ""), field
        assert told.err.startswith(f"error: {field}: "), (field, told.err)
    assert office("payments", "list").json == []
