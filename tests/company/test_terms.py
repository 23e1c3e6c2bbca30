"""Terms of payment: when it is due, and the sentence that says so with date and both amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.footer_words import footer_labels
from desktop_crm.company.rules.profile import (
    BankAccountDraft,
    FirmDraft,
    FooterLabels,
    TermsDraft,
    footer_columns,
    terms_due,
)
from desktop_crm.company.rules.terms import (
    PLACEHOLDERS,
    TermsFacts,
    check_terms,
    standard_terms,
    standard_texts,
    terms_text,
)
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for

ISSUED = date(2026, 11, 22)
FACTS = TermsFacts(
    currency="EUR",
    due_on=date(2026, 12, 22),
    amount=157021,
    days=30,
    early_on=date(2026, 12, 2),
    early_days=10,
    early_percent=Decimal(2),
    early_discount=3140,
    early_pay=153881,
)
SKONTO = TermsDraft(label="x", days=30, early_percent=Decimal(2), early_days=10)


@pytest.mark.parametrize(
    ("days", "end_of_month", "due"),
    [
        (0, False, ISSUED),
        (14, False, date(2026, 12, 6)),
        (30, False, date(2026, 12, 22)),
        (30, True, date(2026, 12, 31)),
        (0, True, date(2026, 11, 30)),
        (98, True, date(2027, 2, 28)),
    ],
)
def test_due_dates(days: int, end_of_month: bool, due: date) -> None:
    assert terms_due(TermsDraft(label="x", days=days, end_of_month=end_of_month), ISSUED) == due


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 730), st.booleans())
def test_nothing_is_due_before_it_is_issued(issued: date, days: int, end_of_month: bool) -> None:
    terms = TermsDraft(label="x", days=days, end_of_month=end_of_month)
    assert issued <= terms_due(terms, issued)


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("22/12/2026", "€1,570.21", "02/12/2026", "2%", "€31.40", "€1,538.81")),
        ("de", ("22.12.2026", "1.570,21\xa0€", "02.12.2026", "2\xa0% Skonto", "31,40\xa0€", "1.538,81\xa0€")),
        ("tr", ("22.12.2026", "₺", "%2")),
        ("pt_BR", ("22/12/2026", "02/12/2026")),
        ("pt_PT", ("22/12/2026", "pronto pagamento")),
    ],
)
def test_the_sentence_has_date_and_both_amounts(language: str, parts: tuple[str, ...]) -> None:
    facts = FACTS if language != "tr" else TermsFacts(**{**_values(FACTS), "currency": "TRY"})
    text = terms_text(SKONTO, language, facts)
    for part in parts:
        assert part in text
    assert "{" not in text


def _values(facts: TermsFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in TermsFacts.__dataclass_fields__}


def test_own_texts_come_first_and_standard_ones_fill_the_gaps() -> None:
    own = TermsDraft(label="x", days=14, texts=(("de", "Bitte bis {due_on}."), ("pt_BR", "Até {due_on}.")))
    assert terms_text(own, "de_AT", FACTS) == "Bitte bis 22.12.2026."
    assert terms_text(own, "pt_PT", FACTS) == "Até 22/12/2026."
    assert terms_text(own, "fr", FACTS).startswith("Payable au plus tard le")
    assert terms_text(own, "ja", FACTS)


def test_every_standard_wording_knows_its_placeholders() -> None:
    for kind in ("now", "plain", "early"):
        texts = standard_texts(kind)  # type: ignore[arg-type]
        assert {language for language, _text in texts} >= {"en", "de", "pt", "tr"}
        check_terms(TermsDraft(label="x", texts=texts))
    for name in ("due_on", "amount", "early_on", "early_pay"):
        assert name in PLACEHOLDERS
        assert all(f"{{{name}}}" in text for _language, text in standard_texts("early"))


@pytest.mark.parametrize("language", ["en", "de", "tr", "pt_BR", "ja"])
def test_a_new_firm_begins_with_usual_terms(language: str) -> None:
    terms = standard_terms(language)
    assert [(each.days, each.early_percent, each.early_days) for each in terms[:3]] == [
        (14, None, None),
        (30, None, None),
        (30, Decimal(2), 10),
    ]
    assert sum(each.is_default for each in terms) == 1
    for each in terms:
        check_terms(each)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (TermsDraft(), "label"),
        (TermsDraft(label="x", days=-1), "days"),
        (TermsDraft(label="x", days=1000), "days"),
        (TermsDraft(label="x", early_percent=Decimal(2)), "early_days"),
        (TermsDraft(label="x", early_days=2), "early_percent"),
        (TermsDraft(label="x", early_percent=Decimal(0), early_days=2), "early_percent"),
        (TermsDraft(label="x", early_percent=Decimal(100), early_days=2), "early_percent"),
        (TermsDraft(label="x", days=5, early_percent=Decimal(2), early_days=6), "early_days"),
        (TermsDraft(label="x", texts=(("de", "bis {wann}"),)), "texts.de"),
    ],
)
def test_terms_that_make_no_sense_are_refused(draft: TermsDraft, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_terms(draft)
    assert refusal.value.field == field


def test_the_letter_s_footer_holds_the_facts_in_columns() -> None:
    firm = FirmDraft(
        name="Lindner",
        legal_form="GmbH",
        country="DE",
        language="de",
        vat_id="DE136695976",
        legal_id="HRB 1",
        register_court="Amtsgericht Berlin",
        managers="Ana Lindner",
        phone="030 1",
        email="post@lindner.example",
        address=Address(street="Lindenweg 4", postal_code="10115", city="Berlin", country="DE"),
    )
    account = BankAccountDraft(bank="Hausbank", iban="DE89370400440532013000", lines=(("Konto", "1"),))
    assert footer_columns(firm, account, FooterLabels(vat_id="USt-IdNr.", managers="GF")) == (
        ("Lindner GmbH", "Lindenweg 4", "10115 Berlin"),
        ("030 1", "post@lindner.example"),
        ("Amtsgericht Berlin HRB 1", "GF Ana Lindner", "USt-IdNr. DE136695976"),
        ("Hausbank", "IBAN DE89 3704 0044 0532 0130 00", "Konto 1"),
    )
    assert footer_columns(FirmDraft(footer=("a\nb", " ", "c")), None, FooterLabels()) == (("a", "b"), ("c",))
    assert footer_columns(FirmDraft(name="Solo"), None, FooterLabels()) == (("Solo",),)


@pytest.mark.parametrize(
    ("language", "line"),
    [("de", "CHE-109.322.551 MWST"), ("de_CH", "CHE-109.322.551 MWST"), ("fr", "CHE-109.322.551 TVA"),
     ("it", "CHE-109.322.551 IVA"), ("en", "CHE-109.322.551 MWST"), ("pt_BR", "CHE-109.322.551 MWST")],
)  # fmt: skip
def test_the_footer_of_a_swiss_firm_has_its_number_in_the_language_of_the_paper(
    language: str, line: str
) -> None:
    firm = FirmDraft(name="Atelier", country="CH", vat_id="CHE-109.322.551")
    labels = footer_labels(translator_for(language, "documents"))
    assert footer_columns(firm, None, labels) == (("Atelier",), (line,))
    assert footer_columns(replace(firm, small_business=True), None, labels)[1] == ("CHE-109.322.551",)
