"""Names of files that every computer takes, and the letter that goes with a paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing.documents.file_names import MOST_BYTES, file_name, safe_name
from desktop_crm.billing.documents.mail import letter
from desktop_crm.billing.rules.facts import Preceding
from tests.billing.documents import papers


def test_the_name_follows_its_pattern() -> None:
    facts = papers.paper()
    assert file_name(facts) == "2026-0042 Müller & Söhne Großhandelsgesellschaft mbH.pdf"
    assert file_name(facts, "{date}_{kind}_{number}", "xml") == "2026-11-22_Invoice_2026-0042.xml"
    assert file_name(facts, "{year} {unknown}{number}") == "2026 2026-0042.pdf"
    assert file_name(replace(facts, number="")).startswith("Draft ")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("CON", "_CON.pdf"),
        ("nul.txt", "_nul.txt.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        (" . ", "document.pdf"),
        ("", "document.pdf"),
        ("a\x00\nb", "a b.pdf"),
        ("~$lock", "$lock.pdf"),
    ],
)
def test_what_a_file_system_refuses_is_replaced(text: str, name: str) -> None:
    assert safe_name(text, "pdf") == name


@given(st.text(max_size=400))
def test_any_text_is_a_name(text: str) -> None:
    name = safe_name(text, "pdf")
    assert name.endswith(".pdf")
    assert 4 < len(name.encode()) <= MOST_BYTES
    assert not set(name) & set('\\/:*?"<>|\x00\n\r')
    assert name == name.strip()
    assert not name.startswith((".", "-"))


def test_an_invoice_is_sent_with_amount_date_and_account() -> None:
    found = letter(papers.paper(early=Decimal(2)), "Insa")
    assert found.subject == "Invoice 2026-0042 from Falkenberg Design Lda."
    for part in (
        "Dear Frau Özdemir-Łukasiewicz,", "Invoice 2026-0042 for €1,570.21", "Please pay by 22/12/2026.",
        "by 02/12/2026, you may deduct 2% and pay €1,538.81", "PT50 0002 0123 1234 5678 9015 4",
    ):  # fmt: skip
        assert part in found.body
    assert found.body.endswith("Kind regards\n\nInsa\nFalkenberg Design Lda.\n")


def test_quotes_and_credit_notes_have_their_own_words() -> None:
    quote = letter(papers.paper(kind="quote", number="Q-1", valid_until=date(2026, 12, 31)))
    assert "our Quote Q-1 for €1,570.21" in quote.body
    assert "valid until 31/12/2026" in quote.body
    credit = letter(
        papers.paper(
            kind="credit_note", number="CN-1", preceding=Preceding(number="7", issued_on=date(2026, 1, 2))
        )
    )
    assert "It corrects our document 7 of 02/01/2026." in credit.body
    assert "Please pay" not in credit.body


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [
        ("pt_BR", "Fatura 2026-0042 de Falkenberg Design Lda.", "Atenciosamente"),
        ("pt_PT", "Fatura 2026-0042 de Falkenberg Design Lda.", "Com os melhores cumprimentos"),
        ("tr", "Fatura 2026-0042, Falkenberg Design Lda.", "Saygılarımızla"),
    ],
)
def test_the_letter_speaks_the_customers_language(language: str, subject: str, word: str) -> None:
    found = letter(papers.paper(language=language))
    assert found.subject == subject
    assert word in found.body


def test_headers_cannot_be_injected_through_a_name() -> None:
    found = letter(papers.paper(seller=replace(papers.SELLER, name="X\r\nBcc: all@example.org")))
    assert "\n" not in found.subject
    assert "\r" not in found.body
