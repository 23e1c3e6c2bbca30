"""The Pix BR Code: fields read back, its checksum, and where there is none."""

from __future__ import annotations

import binascii
from dataclasses import replace
from typing import Any

import pytest

from desktop_crm.billing.documents import paper
from desktop_crm.billing.documents.pix import pix_payload
from desktop_crm.billing.rules.facts import BankFacts, DocumentFacts
from desktop_crm.company.rules.addresses import Address
from tests.billing.documents import papers
from tests.billing.documents.reading import text_of

SELLER = replace(
    papers.SELLER,
    name="Ateliê São Bento Comunicação Ltda.",
    address=Address(street="Rua A 1", city="São José do Rio Preto", region="SP", country="BR"),
)
BANK = BankFacts(pix_key="11.222.333/0001-81")


def reais(**changes: Any) -> DocumentFacts:
    return papers.paper(**{"currency": "BRL", "seller": SELLER, "bank": BANK, "is_fiscal": False} | changes)


def fields(text: str) -> dict[str, str]:
    found = {}
    while text:
        length = int(text[2:4])
        found[text[:2]], text = text[4 : 4 + length], text[4 + length :]
    return found


def test_the_code_names_key_amount_payee_and_reference() -> None:
    payload = pix_payload(reais())
    assert payload is not None
    read = fields(payload)
    assert fields(read["26"]) == {"00": "br.gov.bcb.pix", "01": "11222333000181"}
    assert (read["53"], read["54"], read["58"]) == ("986", "1570.21", "BR")
    assert read["59"] == "Atelie Sao Bento Comunica"
    assert read["60"] == "Sao Jose do Rio"
    assert fields(read["62"]) == {"05": "20260042"}
    assert read["63"] == f"{binascii.crc_hqx(payload[:-4].encode(), 0xFFFF):04X}"


@pytest.mark.parametrize("key", ["pay@example.org", "+5511999990000", "123e4567-e89b-12d3-a456-426614174000"])
def test_other_keys_stay_as_they_are(key: str) -> None:
    payload = pix_payload(reais(bank=BankFacts(pix_key=key)))
    assert payload is not None
    assert fields(fields(payload)["26"])["01"] == key


@pytest.mark.parametrize(
    "changes",
    [{"currency": "EUR"}, {"bank": None}, {"bank": BankFacts()}, {"is_draft": True}, {"kind": "quote"}],
    ids=str,
)
def test_no_code_where_pix_does_not_pay(changes: dict[str, Any]) -> None:
    assert pix_payload(reais(**changes)) is None


def test_the_code_stands_on_the_paper() -> None:
    assert "Scan to pay" in text_of(paper.render(reais()).pdf)
    assert "Scan to pay" not in text_of(paper.render(reais(bank=BankFacts())).pdf)
