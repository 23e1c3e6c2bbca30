"""Duplicates, and the same again a month later in the customer's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.billing.rules.copying import as_next_month, duplicate, filled, replacement, to_invoice
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.months import move_text

NOVEMBER = DocumentDraft(
    contact_id=7,
    issued_on=date(2026, 11, 30),
    due_on=date(2026, 12, 14),
    period_from=date(2026, 11, 1),
    period_to=date(2026, 11, 30),
    order_number="EC-2291",
    lines=(LineDraft(description="Hosting November 2026", qty=Decimal(1), price=Decimal(80)),),
    notes="Thank you for {month}",
    corrects_id=3,
)


@pytest.mark.parametrize(
    ("language", "text", "moved"),
    [
        ("en", "Hosting November 2026", "Hosting December 2026"),
        ("en", "Hosting December 2026", "Hosting January 2027"),
        ("en", "from 1 November 2026 to 30 November 2026", "from 1 December 2026 to 31 December 2026"),
        ("en", "on November 30, 2026.", "on December 31, 2026."),
        ("en", "the 31st January 2026", "the 28th February 2026"),
        ("en", "01/11/2026 – 30/11/2026", "01/12/2026 – 31/12/2026"),
        ("en", "2026-11-30, again 11/2026", "2026-12-31, again 12/2026"),
        ("en", "Nov 2026 and NOVEMBER 2026", "Dec 2026 and DECEMBER 2026"),
        ("en", "version 1.11.2026.4, order 4711/2026", "version 1.11.2026.4, order 4711/2026"),
        ("en", "31/02/2026 is no day", "31/02/2026 is no day"),
        ("pt_BR", "Serviços de novembro de 2026", "Serviços de dezembro de 2026"),
        ("pt_BR", "30 de novembro de 2026", "31 de dezembro de 2026"),
        ("pt_PT", "Avença Dezembro 2026", "Avença Janeiro 2027"),
        ("tr", "Kasım 2026 bakımı", "Aralık 2026 bakımı"),
        ("tr", "30 Kasım 2026, KASIM 2026", "31 Aralık 2026, ARALIK 2026"),
        ("tr", "01.11.2026", "01.12.2026"),
        ("de", "Betreuung März 2026", "Betreuung April 2026"),
        ("en", "", ""),
    ],
)
def test_months_and_dates_move_in_the_words_of_the_language(language: str, text: str, moved: str) -> None:
    assert move_text(text, language, 1) == moved


def test_a_bare_month_moves_only_when_the_paper_was_about_it() -> None:
    assert move_text("Hosting November", "en", 1, source_month=11) == "Hosting December"
    assert (
        move_text("You May ask, Hosting November", "en", 1, source_month=11)
        == "You May ask, Hosting December"
    )
    assert move_text("Kasım ayı", "tr", 1, source_month=11) == "Aralık ayı"
    assert move_text("Hosting November", "en", 1) == "Hosting November"


def test_the_same_again_moves_every_date() -> None:
    copy = as_next_month(NOVEMBER, "en")
    assert (copy.issued_on, copy.due_on) == (date(2026, 12, 30), date(2027, 1, 13))
    assert (copy.period_from, copy.period_to) == (date(2026, 12, 1), date(2026, 12, 31))
    assert copy.lines[0].description == "Hosting December 2026"
    assert copy.notes == "Thank you for {month}"
    assert copy.order_number == "EC-2291"
    assert copy.corrects_id is None


def test_a_quarter_moves_by_three_months() -> None:
    quarter = DocumentDraft(
        issued_on=date(2026, 3, 31),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 3, 31),
        notes="January 2026",
    )
    copy = as_next_month(quarter, "en")
    assert (copy.period_from, copy.period_to) == (date(2026, 4, 1), date(2026, 6, 30))
    assert copy.notes == "April 2026"


def test_words_in_braces_are_filled_from_the_papers_dates() -> None:
    text = "{period} / {month} / {year} / {next_month} / {other}"
    assert filled(text, NOVEMBER, "pt_BR", date(2026, 11, 30)) == (
        "novembro de 2026 / novembro de 2026 / 2026 / dezembro de 2026 / {other}"
    )
    two_weeks = DocumentDraft(period_from=date(2026, 11, 1), period_to=date(2026, 11, 14))
    assert filled("{period}", two_weeks, "en", date(2026, 12, 1)) == "01/11/2026 – 14/11/2026"


def test_a_duplicate_begins_without_dates_and_links() -> None:
    copy = duplicate(NOVEMBER)
    assert (copy.issued_on, copy.due_on, copy.period_from, copy.corrects_id) == (None, None, None, None)
    assert (copy.lines, copy.contact_id, copy.order_number) == (NOVEMBER.lines, 7, "EC-2291")


def test_an_accepted_quote_becomes_an_invoice_with_its_references() -> None:
    quote = DocumentDraft(
        kind="quote",
        order_number="4711",
        lines=(LineDraft(description="Kept"), LineDraft(description="Not taken", is_optional=True)),
    )
    invoice = to_invoice(quote, 12)
    assert (invoice.kind, invoice.from_id, invoice.order_number) == ("invoice", 12, "4711")
    assert [line.description for line in invoice.lines] == ["Kept"]


def test_a_replacement_names_what_it_replaces() -> None:
    assert replacement(NOVEMBER, 5).corrects_id == 5
