"""Where the pages are cut: for every length of a table, nothing stands where a reader would stumble."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_crm.billing.documents import paper
from desktop_crm.billing.documents.pages import Page
from desktop_crm.billing.documents.setting import Setting, setting
from desktop_crm.billing.documents.table import table_of
from desktop_crm.billing.rules.facts import DocumentFacts, LineFacts
from tests.billing.documents import papers
from tests.billing.documents.reading import page_texts


def lines_of(count: int, section_every: int = 0, details_every: int = 0) -> tuple[LineFacts, ...]:
    lines: list[LineFacts] = []
    for number in range(1, count + 1):
        if section_every and number % section_every == 1:
            lines.append(LineFacts(name=f"Section {number}", is_section=True))
        details = "One line\nand another" if details_every and number % details_every == 0 else ""
        lines.append(
            LineFacts(name=f"Line {number}", details=details, price=Decimal(number), rate=Decimal(19))
        )
    return tuple(lines)


def planned(facts: DocumentFacts) -> tuple[Setting, list[Page]]:
    sheet = setting(facts)
    return sheet, paper.planned(sheet, table_of(sheet))


def faults(facts: DocumentFacts) -> list[str]:
    """Every broken rule of these pages, as words."""
    m, pages = planned(facts)[0].sheet, planned(facts)[1]
    found = []
    tables = [page for page in pages if page.blocks]
    for number, page in enumerate(tables, 1):
        rows = [laid for block in page.blocks for laid in block.rows]
        if rows[-1].row.kind == "section":
            found.append(f"a heading stands last on page {number}")
        if rows[0].row.kind == "subtotal":
            found.append(f"a subtotal stands first on page {number}")
        if page.rows_bottom > m.lowest or (
            page.carried_out is not None and page.rows_bottom > m.lowest_carried
        ):
            found.append(f"rows reach {page.rows_bottom:.1f} on page {number}")
        if number > 1 and page.carried_in != tables[number - 2].carried_out:
            found.append(f"page {number} does not begin with the sum that page {number - 1} ends with")
    items = sum(page.items for page in tables)
    if pages[-1].items < min(2, items):
        found.append(f"{pages[-1].items} lines stand on the page of the totals")
    if not pages[-1].after:
        found.append("the totals are not on the last page")
    drawn = [
        laid.row.position
        for page in tables
        for block in page.blocks
        for laid in block.rows
        if laid.row.position
    ]
    if drawn != [str(number) for number in range(1, items + 1)]:
        found.append("lines are missing or out of order")
    return found


@pytest.mark.parametrize("section_every", [0, 7])
@pytest.mark.parametrize("details_every", [0, 3])
def test_one_to_140_lines_break_no_rule(section_every: int, details_every: int) -> None:
    broken = {
        count: found
        for count in range(1, 141)
        if (found := faults(papers.paper(lines_of(count, section_every, details_every), early=Decimal(2))))
    }
    assert broken == {}


def test_the_carried_sum_is_the_sum_of_the_lines_before_it() -> None:
    facts = papers.paper(lines_of(60))
    _sheet, pages = planned(facts)
    assert len(pages) > 1
    done = 0
    for page in pages[:-1]:
        done += page.items
        assert page.carried_out == sum(line.net for line in facts.lines[:done])


def test_the_carried_sum_is_printed_at_the_foot_and_at_the_head() -> None:
    pages = page_texts(paper.render(papers.paper(lines_of(60))).pdf)
    _sheet, planned_pages = planned(papers.paper(lines_of(60)))
    carried = f"{(planned_pages[0].carried_out or 0) / 100:,.2f}"
    assert f"Subtotal {carried}" in pages[0]
    assert f"Carried forward {carried}" in pages[1]


def test_a_text_longer_than_a_page_goes_on_over_pages_and_loses_nothing() -> None:
    words = " ".join(f"word{n}" for n in range(1500))
    line = LineFacts(name="Short", details=words, price=Decimal(10), rate=Decimal(19))
    rendered = paper.render(papers.paper((line,)))
    text = " ".join(page_texts(rendered.pdf))
    assert rendered.pages > 2
    assert all(f"word{n}" in text for n in range(0, 1500, 50))


def test_long_intro_notes_and_legal_texts_flow_over_pages() -> None:
    long = "\n".join(f"Paragraph {n} of a long text." for n in range(150))
    rendered = paper.render(papers.paper(intro=long, notes=long, legal_texts=(long,)))
    text = " ".join(page_texts(rendered.pdf))
    assert text.count("Paragraph 149 of a long text.") == 3
    assert "Invoice total" in text


def test_a_paper_without_lines_still_has_a_page() -> None:
    assert paper.draft_pdf(papers.paper(()))[:5] == b"%PDF-"
