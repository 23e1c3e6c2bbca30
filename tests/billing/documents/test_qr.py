"""The EPC QR code (EPC069-12): read back, and left out where it could not be paid."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
import segno

from desktop_crm.billing.documents import qr
from desktop_crm.billing.rules.facts import LineFacts
from tests.billing.documents import papers


def test_the_payload_names_payee_account_amount_and_reference() -> None:
    assert qr.epc_payload(papers.paper()) == (
        "BCD\n002\n1\nSCT\nBEXAPTPL\nFalkenberg Design Lda.\nPT50000201231234567890154\nEUR1570.21\n\n\n"
        "2026-0042 / 10482"
    )


def test_a_creditor_reference_goes_into_its_own_row() -> None:
    payload = qr.epc_payload(papers.paper(payment_reference="RF18 5390 0754 7034"))
    assert payload is not None
    assert payload.split("\n")[9:] == ["RF18539007547034"]


def test_the_amount_is_what_is_still_to_be_paid() -> None:
    payload = qr.epc_payload(papers.paper(prepaid=Decimal(1000), early=Decimal(2)))
    assert payload is not None
    assert "EUR570.21" in payload


MOST = LineFacts(name="A", price=Decimal("999999999.99"))


def test_the_largest_amount_is_taken_and_the_next_is_not() -> None:
    assert qr.epc_payload(papers.paper((MOST,))) is not None
    assert qr.epc_payload(papers.paper((replace(MOST, price=Decimal("1000000000")),))) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "USD"}, {"kind": "credit_note"}, {"kind": "quote"}, {"is_draft": True}, {"bank": None},
        {"prepaid": Decimal("1570.21")},
        {"bank": replace(papers.BANK, iban="PT50000201231234567890155")},
        {"bank": replace(papers.BANK, iban="BR1500000000000010932840814P2")},
    ],
    ids=str,
)  # fmt: skip
def test_no_code_where_a_bank_would_refuse_it(changes: dict[str, object]) -> None:
    assert qr.epc_payload(papers.paper(**changes)) is None


def test_the_path_draws_exactly_the_dark_modules() -> None:
    payload = "BCD\n002\n1\nSCT\n\nName\nDE89370400440532013000\nEUR1.00"
    drawn = qr.modules(payload)
    dark: set[tuple[int, int]] = set()
    for rectangle in re.findall(r"(\d+) (\d+) (\d+) (\d+) re", drawn.path):
        x, y, w, h = map(int, rectangle)
        cells = {(column, row) for column in range(x, x + w) for row in range(y, y + h)}
        assert not cells & dark
        dark |= cells
    code = segno.make(
        payload, error="m", micro=False, boost_error=False, encoding="utf-8", mode="byte", mask=2
    )
    assert dark == {(x, y) for y, row in enumerate(code.matrix) for x, cell in enumerate(row) if cell}
    assert drawn.count == len(code.matrix)
