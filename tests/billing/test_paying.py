"""Which code and which reference an invoice gets, and why it may get none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing.documents import qr
from desktop_crm.billing.rules import paying, qr_bill
from desktop_crm.billing.rules.facts import BankFacts, DocumentFacts, LineFacts
from desktop_crm.company.rules.addresses import Address
from tests.billing.documents import papers
from tests.billing.documents.swiss import ABROAD, BANK, IBAN, QR_IBAN, SELLER, facts

NOWHERE = replace(SELLER, address=Address(street="Rue du Lac 1268", country="CH"))
QRR, SCOR = "000104820000000000202600428", "RF8820260042"


@pytest.mark.parametrize(
    ("changes", "code", "account", "reference"),
    [
        ({}, "qr_bill", QR_IBAN, QRR),
        ({"qr_iban": "CH44 3199 9123 0008 8901 2"}, "qr_bill", QR_IBAN, QRR),
        ({"qr_iban": ""}, "qr_bill", IBAN, SCOR),
        ({"qr_iban": "", "bank": replace(BANK, iban=QR_IBAN)}, "qr_bill", QR_IBAN, QRR),
        ({"currency": "EUR"}, "qr_bill", QR_IBAN, QRR),
        ({"currency": "EUR", "buyer": replace(ABROAD, address=Address())}, "qr_bill", QR_IBAN, QRR),
        ({"buyer": ABROAD}, "qr_bill", QR_IBAN, QRR),
        # Banks abroad know no QR-bill: euros from there go to the IBAN.
        ({"currency": "EUR", "buyer": ABROAD}, "epc", IBAN, SCOR),
        ({"currency": "EUR", "buyer": ABROAD, "bank": replace(BANK, iban="")}, "qr_bill", QR_IBAN, QRR),
        ({"currency": "USD"}, "", IBAN, "2026-0042"),
        ({"seller": NOWHERE}, "", IBAN, SCOR),
        ({"seller": NOWHERE, "currency": "EUR"}, "epc", IBAN, SCOR),
        ({"seller": NOWHERE, "bank": replace(BANK, iban=QR_IBAN), "qr_iban": ""}, "none", QR_IBAN, QRR),
        ({"bank": replace(BANK, iban="DE89370400440532013000"), "qr_iban": "", "currency": "EUR"},
         "epc", "DE89370400440532013000", "2026-0042"),
        ({"bank": replace(BANK, iban="DE89370400440532013000"), "qr_iban": ""},
         "", "DE89370400440532013000", "2026-0042"),
        ({"prepaid": Decimal("1570.21")}, "", IBAN, SCOR),
        ({"is_internal": True, "is_fiscal": False}, "", IBAN, SCOR),
        ({"kind": "quote"}, "", IBAN, ""),
        ({"kind": "credit_note"}, "", IBAN, ""),
    ],
    ids=str,
)  # fmt: skip
def test_the_account_decides_the_code_and_the_reference(
    changes: dict[str, Any], code: str, account: str, reference: str
) -> None:
    made = facts(**changes)
    assert made.bank is not None
    assert (made.payment_code, made.bank.iban, made.payment_reference) == (code, account, reference)
    bill = paying.bill_of(made)
    assert (bill is not None) is (code == "qr_bill")
    assert (qr.epc_payload(made) is not None) is (code == "epc")
    if bill is not None:
        assert qr_bill.payload(bill).split("\n")[27] == ("QRR" if reference == QRR else "SCOR")


def test_the_amount_is_what_is_still_to_be_paid() -> None:
    made = facts(prepaid=Decimal(1000), withholding=Decimal(5), early=Decimal(2))
    bill = paying.bill_of(made)
    assert bill is not None
    assert bill.amount == made.totals.due != made.totals.gross


HUGE = (LineFacts(name="A", price=Decimal("1000000000")),)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"seller": NOWHERE}, ["seller.address"]),
        ({"seller": replace(SELLER, address=Address(postal_code="2501", city="Biel"))}, ["seller.address"]),
        ({"seller": replace(SELLER, name="Иван"), "bank": replace(BANK, holder="")}, ["seller.address"]),
        ({"lines": HUGE}, ["lines"]),
        ({"qr_iban": "CH4431999123000889013"}, ["bank_account_id"]),
        ({"qr_iban": "", "bank": replace(BANK, iban="CH5800791123000889013")}, ["bank_account_id"]),
        ({"qr_iban": "", "bank": replace(BANK, iban=QR_IBAN), "currency": "USD"}, ["bank_account_id"]),
        ({"currency": "USD"}, []),
        ({"currency": "EUR", "buyer": ABROAD, "seller": NOWHERE}, []),
        ({"kind": "quote", "seller": NOWHERE}, []),
        ({"bank": None, "seller": NOWHERE}, []),
        ({"prepaid": Decimal("1570.21"), "seller": NOWHERE}, []),
    ],
    ids=str,
)
def test_why_there_is_no_qr_bill_is_said_at_the_field(changes: dict[str, Any], fields: list[str]) -> None:
    qr_iban = changes.get("qr_iban", QR_IBAN)
    made = facts(**{**changes, "number": ""})
    assert [field for field, _words in paying.doubts(made, qr_iban)] == fields
    assert (made.payment_code == "qr_bill") is (
        not fields and made.kind == "invoice" and made.totals.due > 0 and made.currency == "CHF"
        and made.bank is not None
    )  # fmt: skip


def belgian(code: str = "") -> DocumentFacts:
    bank = BankFacts(holder="Drukkerij", iban="BE68 5390 0754 7034")
    made = papers.paper(bank=bank, payment_reference="", number="", seller=papers.SELLER)
    return paying.numbered(paying.with_code(made) if code else made, "7")


def test_an_iban_that_a_table_of_banks_lacks_has_its_epc_code() -> None:
    payload = qr.epc_payload(belgian("new"))
    assert payload is not None
    assert payload.split("\n")[6] == "BE68539007547034"


def test_a_paper_from_before_is_reprinted_without_the_code_that_it_lacked() -> None:
    assert belgian().payment_code == ""
    assert qr.epc_payload(belgian()) is None


def test_a_draft_has_the_code_but_no_reference_before_its_number() -> None:
    draft = facts(number="")
    assert (draft.payment_code, draft.payment_reference, draft.is_draft) == ("qr_bill", "", True)
