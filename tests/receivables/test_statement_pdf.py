"""The statement of account in every language is PDF/A-3a and PDF/UA-1; long ones go over pages."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from desktop_crm.billing.rules.facts import BankFacts, PartyFacts
from desktop_crm.company.rules.addresses import Address
from desktop_crm.receivables.documents import account_statement
from desktop_crm.receivables.rules.account_facts import AccountFacts
from desktop_crm.receivables.rules.accounts import CREDIT, CREDIT_NOTE, INVOICE, PAYMENT, Entry, account_of
from tests.judges import verapdf
from tests.receivables.test_letter_verdicts import LANGUAGES

END = date(2026, 11, 30)


def entries(count: int) -> list[Entry]:
    """Invoices every few days, most of them paid."""
    found = []
    for at in range(count):
        on = END - timedelta(days=3 * (count - at))
        number = f"2026-{at + 1:04}"
        found.append(
            Entry(on=on, kind=INVOICE, amount=12_345 + at, number=number, due_on=on + timedelta(days=5),
                  invoice=at)
        )  # fmt: skip
        if at % 3:
            found.append(
                Entry(on=on + timedelta(days=2), kind=PAYMENT, amount=-12_345 - at, number=number,
                      text="thank you", invoice=at)
            )  # fmt: skip
    return found


def facts(count: int = 4, language: str = "en") -> AccountFacts:
    more = [
        Entry(on=END, kind=CREDIT_NOTE, amount=-2_000, number="CN-2026-0001", invoice=0),
        Entry(on=END, kind=CREDIT, amount=-500),
    ]
    return AccountFacts(
        account=account_of([*entries(count), *more], "EUR", END - timedelta(days=2000), END),
        made_on=END,
        language=language,
        seller=PartyFacts(
            name="Atelier Lima", address=Address(street="Ahornweg 1", city="Berlin", country="DE")
        ),
        buyer=PartyFacts(
            name="Konserven GmbH", address=Address(street="Hafen 2", city="Hamburg", country="DE")
        ),
        footer=(("Atelier Lima", "Ahornweg 1"),),
        bank=BankFacts(holder="Atelier Lima", iban="DE89370400440532013000"),
    )


def pages_of(said: AccountFacts) -> list[str]:
    pdf = account_statement.render(said)
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_the_statement_says_what_was_billed_and_paid_and_what_is_open() -> None:
    (words,) = pages_of(facts())
    for said in (
        "Statement of account", "2026-0001", "CN-2026-0001", "Payment 2026-0002 thank you", "123.45",
        "Payment on account", "Open on 30/11/2026: €221.93", "1 to 30 days late", "In your favour",
        "DE89370400440532013000",
    ):  # fmt: skip
        assert said in words, (said, words)


@pytest.mark.parametrize("count", [0, 20, 21, 22, 23, 24, 25, 60, 600])
def test_every_entry_stands_once_whatever_the_pages_are(count: int) -> None:
    pages = pages_of(facts(count))
    whole = " ".join(pages)
    assert all(whole.count(f"Invoice 2026-{at + 1:04} ") == 1 for at in range(count))
    assert whole.count("Payment on account") == 1
    assert "Balance" in pages[-1]


def test_every_language_has_its_own_words() -> None:
    assert len({pages_of(facts(language=each))[0] for each in LANGUAGES}) == len(LANGUAGES)


def test_the_same_facts_are_the_same_bytes() -> None:
    assert account_statement.render(facts()) == account_statement.render(facts())


@pytest.mark.judge
@pytest.mark.slow
def test_statements_are_archivable_and_accessible() -> None:
    made = {each: account_statement.render(facts(language=each)) for each in ("en", "tr", "pl")}
    made["long"] = account_statement.render(facts(200))
    made["none"] = account_statement.render(replace(facts(0), bank=None))
    found = verapdf.faults(made)
    assert {name: faults for name, faults in found.items() if faults} == {}
