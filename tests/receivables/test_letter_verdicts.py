"""The letter in every language is PDF/A-3a and PDF/UA-1, judged by veraPDF, and says its sums in words."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdf
import pytest

from desktop_crm.billing.rules.facts import BankFacts, PartyFacts
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.looks import A4, DESIGNS, SIZES
from desktop_crm.receivables.documents import dunning_letter
from desktop_crm.receivables.rules.dunning_facts import DunningFacts, InterestFacts
from tests.billing.documents import swiss
from tests.billing.documents.reading import page_texts
from tests.judges import verapdf

LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pl", "pt_BR", "pt_PT", "tr")
LETTER = DunningFacts(
    number="REM-2026-0003",
    level=3,
    is_last=True,
    issued_on=date(2026, 3, 7),
    pay_by=date(2026, 3, 14),
    seller=PartyFacts(name="Atelier Lima", address=Address(street="Ahornweg 1", city="Berlin", country="DE")),
    buyer=PartyFacts(name="Konserven GmbH", address=Address(street="Hafen 2", city="Hamburg", country="DE")),
    footer=(("Atelier Lima", "Ahornweg 1"),),
    bank=BankFacts(holder="Atelier Lima", iban="DE89370400440532013000"),
    invoice="2026-0001",
    invoiced_on=date(2026, 1, 17),
    due_on=date(2026, 1, 31),
    billed=120_000,
    settled=20_000,
    open=100_000,
    fees=((2, 1_000), (3, 4_000)),
    interest=767,
    spans=(
        InterestFacts(first=date(2026, 2, 1), last=date(2026, 3, 7), base=100_000, rate=Decimal(8)),
    ),
    asked=105_767,
)  # fmt: skip


def words_of(facts: DunningFacts) -> str:
    pdf = dunning_letter.render(facts)
    return " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_the_letter_says_what_it_asks_and_why() -> None:
    words = words_of(LETTER)
    for said in ("Last reminder REM-2026-0003", "2026-0001", "1,000.00", "10.00", "40.00", "7.67",
                 "€1,057.67", "at 8% a year, 35 days", "14/03/2026"):  # fmt: skip
        assert said in words


def test_the_firms_own_text_stands_instead_of_the_usual_one() -> None:
    words = words_of(replace(LETTER, text="Dear <b>you</b>, pay."))
    assert "Dear <b>you</b>, pay." in words
    assert "In spite of" not in words


@pytest.mark.parametrize("level", [2, 3])
def test_the_first_letter_speaks_of_no_reminder_before_it(level: int) -> None:
    first = replace(LETTER, level=level, is_last=level == 3, is_first=True, settled=0, billed=100_000)
    said = set()
    for each in LANGUAGES:
        words = words_of(replace(first, language=each))
        said.add(words)
        for before in ("spite of our", "reminded you", "Trotz unserer", "trotz unserer", "Malgré nos",
                       "malgré", "pesar", "Nonostante", "nonostante", "Ondanks", "ondanks", "Mimo", "mimo",
                       "rağmen"):  # fmt: skip
            assert before not in words
    assert len(said) == len(LANGUAGES)


def test_every_language_has_its_own_words() -> None:
    said = {words_of(replace(LETTER, language=each)).partition("REM-2026-0003")[2] for each in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_the_same_facts_are_the_same_bytes() -> None:
    assert dunning_letter.render(LETTER) == dunning_letter.render(LETTER)


SLIP = replace(
    LETTER, seller=swiss.SELLER, buyer=swiss.BUYER, bank=replace(swiss.BANK, iban=swiss.QR_IBAN),
    currency="CHF", reference="000104820000000000202600428", payment_code="qr_bill",
)  # fmt: skip


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("size", SIZES)
def test_a_letter_over_a_qr_bill_asks_for_its_own_sum_with_the_invoices_reference(
    design: str, size: str
) -> None:
    pages = page_texts(dunning_letter.render(replace(SLIP, design=design, paper_size=size)))
    assert "Payment part" in pages[-1] and "CHF 1 057.67" in pages[-1]
    assert "00 01048 20000 00000 02026 00428" in pages[-1]
    assert "Last reminder REM-2026-0003" in pages[-1]
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1))
    short = replace(SLIP, design=design, paper_size=size, fees=(), spans=(), text="Pay.", settled=0)
    assert len(page_texts(dunning_letter.render(short))) == (1 if size == A4 else 2)


@pytest.mark.judge
@pytest.mark.slow
def test_letters_are_archivable_and_accessible() -> None:
    made = {each: dunning_letter.render(replace(LETTER, language=each)) for each in ("en", "tr", "pl")}
    made["long"] = dunning_letter.render(replace(LETTER, text="word " * 3000, level=1, is_last=False))
    made["slip"] = dunning_letter.render(replace(SLIP, language="fr"))
    found = verapdf.faults(made)
    assert {name: faults for name, faults in found.items() if faults} == {}
