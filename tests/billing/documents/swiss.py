"""Invoices of a Swiss firm: paid by QR-bill."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop_crm.billing.rules import paying
from desktop_crm.billing.rules.facts import BankFacts, DocumentFacts, LineFacts, PartyFacts
from desktop_crm.company.rules.addresses import Address
from tests.billing.documents import papers

QR_IBAN = "CH4431999123000889012"
IBAN = "CH5800791123000889012"
SELLER = replace(
    papers.SELLER,
    name="Robert Schneider AG",
    address=Address(street="Rue du Lac 1268", postal_code="2501", city="Biel", country="CH"),
    vat_id="CHE123456789MWST",
    tax_number="",
    legal_id="",
    endpoint=None,
)
BUYER = PartyFacts(
    name="Pia-Maria Rutschmann-Schnyder",
    address=Address(street="Grosse Marktgasse 28", postal_code="9400", city="Rorschach", country="CH"),
    customer_number="10482",
)
ABROAD = replace(
    BUYER, address=Address(street="Depotweg 1", postal_code="70173", city="Stuttgart", country="DE")
)
BANK = BankFacts(holder="Robert Schneider AG", bank="Musterbank", iban=IBAN)


def facts(
    lines: tuple[LineFacts, ...] = papers.STORY, *, qr_iban: str = QR_IBAN, **changes: Any
) -> DocumentFacts:
    """An invoice as it is frozen and numbered on issue; without a number a draft."""
    number = changes.pop("number", "2026-0042")
    defaults: dict[str, Any] = {
        "seller": SELLER, "buyer": BUYER, "bank": BANK, "currency": "CHF", "language": "de",
        "payment_reference": "", "number": "",
    }  # fmt: skip
    frozen = paying.with_code(papers.paper(lines, **{**defaults, **changes}), qr_iban)
    return paying.numbered(frozen, number) if number else replace(frozen, is_draft=True)
