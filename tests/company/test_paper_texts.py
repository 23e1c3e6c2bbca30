"""The firm's own texts by sort of paper and language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.billing.rules import kinds
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.company.rules import paper_texts
from desktop_crm.company.rules.paper_texts import Key, columns_of, footer_text, text_for, with_text
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.values.errors import UserError

FIRM = FirmDraft(
    name="Atelier Lima",
    invoice_intro=(("de", "Rechnung"), ("en", "Bill")),
    invoice_notes=(("de", "Danke"),),
    quote_intro=(("de", "Angebot"),),
    footer=("Lima",),
    paper_texts=(
        ("all.footer.en", "All\n\nEnglish"),
        ("credit_note.intro.de", "Gutgeschrieben"),
        ("deposit.intro.de", "Abschlag"),
        ("deposit.intro.en", "On account"),
        ("order.footer.de", "Auftrag"),
        ("order.notes.de", "Bis bald"),
    ),
)


def test_there_are_texts_for_every_sort_of_paper() -> None:
    assert set(paper_texts.SORT_WORDS) == set(kinds.WORDS)
    assert {str(word) for word in kinds.WORDS.values()} == set(map(str, paper_texts.SORT_WORDS.values()))
    assert set(paper_texts.FOLLOWED) < set(kinds.WORDS)


@pytest.mark.parametrize("sort", kinds.WORDS)
def test_a_sort_is_made_and_named_alike(sort: str) -> None:
    kind, form, is_corrected = kinds.made_of(sort)
    assert kinds.sort_of(DocumentDraft(kind=kind, form=form, is_corrected=is_corrected)) == sort


def test_a_sort_that_there_is_not_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        kinds.made_of("bill")
    assert refused.value.field == "sort"


@pytest.mark.parametrize(
    ("sort", "place", "language", "text"),
    [
        ("invoice", "intro", "de", "Rechnung"),
        ("invoice", "intro", "fr", "Bill"),
        ("invoice", "notes", "fr", "Danke"),
        ("quote", "intro", "en", "Angebot"),
        ("quote", "notes", "en", ""),
        ("order", "intro", "de", ""),
        ("order", "notes", "pt_BR", "Bis bald"),
        ("deposit", "intro", "en", "On account"),
        ("deposit", "notes", "en", "Danke"),
        ("progress", "intro", "en", "Bill"),
        ("final", "intro", "de", "Rechnung"),
        ("corrected", "intro", "de", "Rechnung"),
        ("credit_note", "intro", "de", "Gutgeschrieben"),
        ("cancellation", "intro", "de", "Gutgeschrieben"),
        ("credit_note", "notes", "de", ""),
        ("receipt", "intro", "de", ""),
        ("all", "intro", "de", ""),
    ],
)
def test_a_paper_says_its_own_text_else_that_of_the_sort_it_follows(
    sort: str, place: paper_texts.Place, language: str, text: str
) -> None:
    assert text_for(FIRM, sort, place, language) == text


@pytest.mark.parametrize(
    ("sort", "language", "columns"),
    [
        ("order", "de", ("Auftrag",)),
        ("order", "en", ("Auftrag",)),
        ("invoice", "en", ("All", "English")),
        ("all", "de", ("All", "English")),
    ],
)
def test_a_footer_is_that_of_its_sort_else_of_all(sort: str, language: str, columns: tuple[str, ...]) -> None:
    assert paper_texts.footer_for(FIRM, sort, language) == columns
    bare = replace(FIRM, paper_texts=())
    assert paper_texts.footer_for(bare, sort, language) == ("Lima",)


@pytest.mark.parametrize("sort", [*paper_texts.SORT_WORDS, paper_texts.ALL])
@pytest.mark.parametrize("place", paper_texts.PLACES)
def test_a_text_that_is_written_is_found_again_and_goes_when_it_is_emptied(
    sort: str, place: paper_texts.Place
) -> None:
    key = Key(sort, place, "tr")
    firm = replace(FIRM, **with_text(FIRM, key, "Merhaba"))
    assert dict(paper_texts.own_texts(firm, sort, place))["tr"] == "Merhaba"
    assert replace(firm, **with_text(firm, key, "")) == FIRM


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ((), ""),
        (("A",), "A"),
        (("A\nB", "C"), "A\nB\n\nC"),
        (("A\n\nB", "", "C"), "A\nB\n\nC"),
    ],
)
def test_the_columns_of_a_footer_are_parted_by_an_empty_line(columns: tuple[str, ...], text: str) -> None:
    assert footer_text(columns) == text
    assert footer_text(columns_of(text)) == text
    assert columns_of(f"\n{text}\n \n") == columns_of(text)


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("quote_intro.de", Key("quote", "intro", "de")),
        ("paper_texts.credit_note.footer.pt_BR", Key("credit_note", "footer", "pt_BR")),
        ("footer[2]", None),
        ("name", None),
    ],
)
def test_a_refusal_leads_to_its_text(field: str, key: Key | None) -> None:
    assert paper_texts.key_in_error(field) == key
