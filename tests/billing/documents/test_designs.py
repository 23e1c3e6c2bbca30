"""The three designs on both sizes of paper: nothing clipped, pages cut rightly, the same figures, judged."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from decimal import Decimal
from itertools import islice

import pytest
from pypdf import PdfReader

from desktop_crm.billing.documents import measures, paper
from desktop_crm.billing.rules.facts import DocumentFacts, LineFacts
from desktop_crm.company.rules.looks import COLUMNS, COMPACT, DESIGNS, LETTER, MODERN, SIZES, USUAL_COLUMNS
from desktop_crm.values import canonical
from tests.billing.documents import designs, papers, positions, test_pagination
from tests.billing.documents.languages import PAPER_LANGUAGES, kinds
from tests.billing.documents.reading import page_texts, text_of
from tests.judges import verapdf

LOOKS = [pytest.param(design, size, id=f"{design}-{size}") for design, size in designs.LOOKS]
LONG = LineFacts(
    name="Straßenbeleuchtungssteuerungsanlagenwartungsvereinbarung mit Rahmenvertragsverlängerungsoption",
    details="Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesstellungnahme ohne Trennstelle",
    qty=Decimal("1250000.375"),
    unit="XPK",
    price=Decimal("4321.98765"),
    rate=Decimal(19),
)


def looking(facts: DocumentFacts, design: str, size: str) -> DocumentFacts:
    return replace(facts, design=design, paper_size=size)


@pytest.mark.parametrize(("design", "size"), LOOKS)
def test_no_words_touch_or_leave_the_margins_in_any_design(design: str, size: str) -> None:
    found = {}
    sheet = measures.sheet(design, size)
    for place, language in enumerate(("de", "pt_BR", "tr")):
        for kind, facts in islice(kinds(language), place, None, 3):
            with positions.noted() as spots:
                paper.draw(looking(facts, design, size))
            found[f"{language} {kind}"] = positions.faults(spots, sheet)
    assert {kind: faults for kind, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("design", "size"), LOOKS)
def test_words_and_sums_of_any_length_stay_on_the_page(design: str, size: str) -> None:
    buyer = replace(papers.BUYER, name="Gesellschaft für Straßenbeleuchtungssteuerungsanlagenbau mbH")
    bank = replace(papers.BANK, holder="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbaubeamte " * 2)
    facts = papers.paper((LONG,), language="de", number="2026-04170000123-A", buyer=buyer, bank=bank,
                         buyer_reference="PO-2026-DE-4500381177-0001-" * 3)  # fmt: skip
    with positions.noted() as spots:
        paper.draw(looking(facts, design, size))
    assert positions.faults(spots, measures.sheet(design, size)) == []


@pytest.mark.parametrize(("design", "size"), LOOKS)
def test_one_to_140_lines_break_no_rule_in_any_design(design: str, size: str) -> None:
    broken = {}
    for count in (*range(1, 36), 60, 140):
        facts = papers.paper(test_pagination.lines_of(count, 7, 3), early=Decimal(2))
        if found := test_pagination.faults(looking(facts, design, size)):
            broken[count] = found
    assert broken == {}


@pytest.mark.parametrize(("design", "size"), LOOKS)
def test_a_thousand_lines_are_cut_rightly(design: str, size: str) -> None:
    facts = looking(papers.paper(test_pagination.lines_of(1000, 50, 9)), design, size)
    assert test_pagination.faults(facts) == []


@pytest.mark.slow
def test_a_thousand_lines_are_all_printed() -> None:
    facts = looking(papers.paper(test_pagination.lines_of(1000, 50, 9)), COMPACT, LETTER)
    pages = page_texts(paper.render(facts).pdf)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert all(f"Line {number}" in " ".join(pages) for number in range(1, 1001))
    assert "Invoice total" in pages[-1]


@pytest.mark.parametrize(("design", "size"), LOOKS)
def test_every_design_prints_the_same_figures_and_facts(design: str, size: str) -> None:
    rendered = paper.render(looking(papers.paper(early=Decimal(2)), design, size))
    text = text_of(rendered.pdf)
    said = (
        "1,284.88", "281.73", "3.60", "1,570.21", "1,538.81", "PT50 0002 0123 1234 5678 9015 4",
        "2026-0042", "22/11/2026", "22/12/2026", "02/12/2026", "4500381177", "DE811569869",
        "Müller & Söhne", "Payment", "Page 1 of 1",
    )  # fmt: skip
    assert [part for part in said if part not in text] == []
    box = PdfReader(io.BytesIO(rendered.pdf)).pages[0].mediabox
    points = (612.0, 792.0) if size == LETTER else (595.28, 841.89)
    assert (float(box.width), float(box.height)) == pytest.approx(points, abs=0.1)


def test_the_look_changes_no_e_invoice_and_the_usual_one_no_stored_fact() -> None:
    facts = papers.paper()
    assert paper.render(looking(facts, MODERN, LETTER)).xml == paper.render(facts).xml
    stored = canonical.dump(facts)
    assert not {b"design", b"paper_size", b'"columns"'} & set(stored.split(b":"))
    again = canonical.load(DocumentFacts, canonical.dump(looking(facts, COMPACT, LETTER)))
    assert (again.design, again.paper_size, again.columns) == (COMPACT, LETTER, USUAL_COLUMNS)


def test_a_design_that_this_program_does_not_know_is_printed_as_classic() -> None:
    text = text_of(paper.render(looking(papers.paper(), "baroque", "a3")).pdf)
    assert text == text_of(paper.render(papers.paper()).pdf)


def test_columns_go_only_where_nothing_is_lost() -> None:
    bare = replace(papers.paper(), columns=())
    text = text_of(paper.render(bare).pdf)
    for head, stays in (("No. Description", False), ("Unit", True), ("Discount", False), ("VAT", True)):
        assert (head in text.partition("Net amount")[0].partition("following services.")[2]) is stays, head
    assert "− 10%" in text  # the discount stands under the line
    pieces = tuple(replace(line, unit="C62", rate=Decimal(6)) for line in papers.STORY)
    plain = text_of(paper.render(replace(papers.paper(pieces), columns=())).pdf)
    assert "Unit" not in plain.partition("Net amount")[0]
    assert "Price € Net €" in plain


def test_item_numbers_have_a_column_where_it_is_chosen() -> None:
    lines = tuple(replace(line, code=f"A-10{n}") for n, line in enumerate(papers.STORY))
    usual = text_of(paper.render(papers.paper(lines)).pdf)
    chosen = text_of(paper.render(replace(papers.paper(lines), columns=COLUMNS)).pdf)
    assert "Item no. A-100" in usual
    assert "1 A-100 Consulting" in chosen
    assert "Item no. A-100" not in chosen


FINGERPRINTS = {
    "classic-a4": "4377e7d854b1756c",
    "classic-letter": "503f40ad471f11e5",
    "modern-a4": "4d3c2c63795a043d",
    "modern-letter": "017f7a257675e4e0",
    "compact-a4": "a398595d60ef8150",
    "compact-letter": "c82d4fabb19e6822",
}


@pytest.mark.parametrize(("design", "size"), LOOKS)
def test_a_design_never_moves(design: str, size: str) -> None:
    """A reprint in ten years looks as the original: measures that were once printed stay. What should look
    otherwise becomes a design of another name, and a row here of its own."""
    with positions.noted() as spots:
        for _kind, facts in islice(kinds("en"), 0, None, 3):
            paper.draw(looking(facts, design, size))
    places = "\n".join(f"{s.page} {s.left:.2f} {s.base:.2f} {s.text}" for s in spots)
    assert hashlib.sha256(places.encode()).hexdigest()[:16] == FINGERPRINTS[f"{design}-{size}"]


@pytest.mark.judge
@pytest.mark.slow
def test_a_sample_of_kinds_designs_sizes_and_languages_is_archivable_and_accessible() -> None:
    found = verapdf.faults(dict(designs.sample()))
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_sample_has_every_kind_design_size_and_language() -> None:
    names = [name for name, _facts in kinds("en")]
    assert len(names) >= len(PAPER_LANGUAGES)
    assert {(design, size) for design in DESIGNS for size in SIZES} == set(designs.LOOKS)
