"""One paper from its facts: drawn, tagged, with its XML, as PDF/A-3a and PDF/UA-1. The same facts are the
same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from desktop_crm.billing.documents import (
    appendix,
    einvoice,
    letterhead,
    measures,
    postal,
    slip,
    structure,
    words,
)
from desktop_crm.billing.documents.closing import Part, closing_parts, has_letter, paragraph, signature_parts
from desktop_crm.billing.documents.glyphs import MissingGlyph, missing_glyphs
from desktop_crm.billing.documents.ladder import ladder_of
from desktop_crm.billing.documents.pages import Page, cut
from desktop_crm.billing.documents.panel import panel_of
from desktop_crm.billing.documents.rows import hides_prices
from desktop_crm.billing.documents.setting import Pictures, Setting, setting
from desktop_crm.billing.documents.table import Laid, Table, table_of
from desktop_crm.billing.documents.tagged import Element, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

__all__ = ["MissingGlyph", "Pictures", "Rendered", "check_paper", "draft_pdf", "missing_glyphs", "render"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished paper. `xml`, in the customer's format, is None where none belongs to it (quotes, drafts,
    non-fiscal papers, three decimals).
    """

    pdf: bytes
    xml: bytes | None
    pages: int


def render(facts: DocumentFacts, pictures: Pictures | None = None) -> Rendered:
    """The paper as it is issued. Raises UserError for what `check_paper` refuses and for sums that do not
    add up.
    """
    check_paper(facts)
    if not einvoice.has_xml(facts):
        einvoice.check_einvoice(facts)
        return _render(facts, pictures, None)
    einvoice.check_xml_sums(facts)
    einvoice.check_einvoice(facts)
    profile = einvoice.profile_of(facts.einvoice)
    inside = einvoice.embedded(profile)
    xml = einvoice.write(facts, inside)
    rendered = _render(facts, pictures, structure.Embedded(xml, inside.is_german))
    return rendered if inside == profile else replace(rendered, xml=einvoice.write(facts, profile))


def draft_pdf(facts: DocumentFacts, pictures: Pictures | None = None) -> bytes:
    """A preview, marked as a draft: no XML, no refusals; what cannot be drawn shows as a box."""
    return _render(replace(facts, is_draft=True), pictures, None).pdf


def sample_pdf(facts: DocumentFacts, pictures: Pictures | None = None) -> bytes:
    """A paper that only shows a design, marked as a sample."""
    return _render(replace(facts, is_sample=True), pictures, None).pdf


def copy_pdf(facts: DocumentFacts, pictures: Pictures | None = None) -> bytes:
    """A reprint, marked as a copy: without the e-invoice, so that nobody books it twice."""
    return _render(replace(facts, is_copy=True), pictures, None).pdf


def check_paper(facts: DocumentFacts) -> None:
    """Raise UserError at the field that `render` could not print: a long address, a character without a
    glyph.
    """
    postal.window(facts, measures.sheet(facts.design, facts.paper_size))
    if missing := missing_glyphs(facts):
        first = missing[0]
        raise UserError(
            _(
                "The character “{character}” ({code}) cannot be printed: the paper's letters do not have it",
                character=first.character,
                code=f"U+{ord(first.character):04X}",
            ),
            first.field,
        )


def draw(facts: DocumentFacts, pictures: Pictures | None = None) -> bytes:
    """The page drawing alone, without structure and metadata: for measuring its speed."""
    return _drawn(setting(facts, pictures))[0].finish()


def _render(facts: DocumentFacts, pictures: Pictures | None, inside: structure.Embedded | None) -> Rendered:
    paper = setting(facts, pictures)
    canvas, pages = _drawn(paper)
    pdf = structure.finish(canvas, _properties(paper), inside, _supplements(paper))
    return Rendered(pdf, None if inside is None else inside.xml, pages)


def _supplements(paper: Setting) -> list[structure.Supplement]:
    if paper.facts.is_draft:
        return []  # drawn anew after every edit, and handed to nobody
    pairs = zip(paper.facts.appended, paper.pictures.appended, strict=True)
    return [structure.Supplement(fact.name, fact.media_type, content) for fact, content in pairs]


def _properties(paper: Setting) -> structure.Properties:
    facts = paper.facts
    return structure.Properties(
        title=paper.title,
        author=clean_line(facts.seller.name) or paper.title,
        subject=clean_line(words.subject(facts, paper.t)),
        language=facts.language or "en",
        day=facts.issued_on,
    )


def _drawn(paper: Setting) -> tuple[TaggedCanvas, int]:
    """Measure, cut, draw."""
    properties = _properties(paper)
    table = table_of(paper)
    shown = appendix.shown_of(paper.facts.appended, paper.pictures.appended)
    covers = _cover_pages(paper)
    paper, pages, bill = slip.arranged(paper, lambda one: planned(one, table), len(covers))
    before = len(covers) + len(pages) + bill.pages
    count = before + sum(map(len, shown))
    canvas = canvas_of(paper, properties)
    for number, page in enumerate(covers, start=1):
        if number == 1:
            letterhead.draw_cover(canvas, paper)
        else:
            letterhead.draw_running(canvas, paper)
        for y, draw_part in page.after:
            draw_part(canvas, y)
        letterhead.draw_foot(canvas, paper, number, count)
        canvas.next_page()
    lines = Element("Table", summary=paper.t("Lines"))
    body = Element("TBody")
    for number, page in enumerate(pages, start=len(covers) + 1):
        if number == len(covers) + 1:
            letterhead.draw_first(canvas, paper)
        else:
            canvas.next_page()
            letterhead.draw_running(canvas, paper)
        for y, draw_part in page.before:
            draw_part(canvas, y)
        if page.blocks:
            _draw_table(canvas, table, page, lines, body)
        for y, draw_part in page.after:
            draw_part(canvas, y)
        letterhead.draw_foot(canvas, paper, number, count, top=bill.top(is_last=page is pages[-1]))
    bill.draw(canvas, before, count)
    _draw_appended(canvas, paper, shown, before, count)
    return canvas, count


def _draw_appended(
    canvas: TaggedCanvas, paper: Setting, shown: list[list[appendix.Shown]], before: int, count: int
) -> None:
    for fact, pages in zip(paper.facts.appended, shown, strict=True):
        for place, page in enumerate(pages, start=1):
            before += 1
            words = appendix.words_of(paper, fact.name, place, len(pages))
            appendix.draw(canvas, paper, page, words, before, count)


def _cover_pages(paper: Setting) -> list[Page]:
    """The letter before the paper, cut; nothing where none was written."""
    if not has_letter(paper):
        return []
    sheet = paper.sheet
    parts: list[Part] = []
    for text in re.split(r"\n\n+", paper.facts.cover.strip("\n")):
        parts += paragraph(sheet, text, gap=sheet.leading if parts else 0.0)
    for signed in signature_parts(paper):
        parts[-1] = _both(parts[-1], signed)  # a signature alone on a page would be under nothing
    return cut(sheet, [], letterhead.cover_top(paper), (), parts)


def _both(above: Part, below: Part) -> Part:
    def draw(canvas: TaggedCanvas, y: float) -> None:
        above.draw(canvas, y)
        below.draw(canvas, y + above.height)

    return Part(above.height + below.height, draw)


def planned(paper: Setting, table: Table) -> list[Page]:
    """The pages of the paper, cut."""
    sheet = paper.sheet
    intro = list(paragraph(sheet, paper.facts.intro))
    return cut(sheet, intro, letterhead.body_top(paper) - 3.5, table.rows, _after(paper))


def canvas_of(paper: Setting, properties: structure.Properties) -> TaggedCanvas:
    """An empty document in the paper's size."""
    size = (paper.sheet.page_width, paper.sheet.page_height)
    return TaggedCanvas(properties.title, properties.author, properties.subject, properties.language, size)


def _after(paper: Setting) -> list[Part]:
    """Totals, and beside or below them how to pay, then the rest."""
    if hides_prices(paper):
        return closing_parts(paper)
    ladder = ladder_of(paper)
    panel = panel_of(paper, ladder)
    totals = panel or ladder
    first = Part(totals.height, totals.draw, with_totals=True)
    return [first, *closing_parts(paper, is_paid_beside=panel is not None)]


def _draw_table(canvas: TaggedCanvas, table: Table, page: Page, lines: Element, body: Element) -> None:
    """This page's piece of the one table of lines."""
    assert page.table_top is not None
    is_first = page.carried_in is None
    if is_first:
        canvas.attach(lines)
    with canvas.group("Table", element=lines):
        table.draw_head(canvas, page.table_top, tagged=is_first)
        if is_first:
            canvas.attach(body)
        if page.carried_in is not None:
            table.draw_carried(
                canvas, page.carried_in, page.table_top + table.sheet.head_height, at_foot=False
            )
        with canvas.group("TBody", element=body):
            y = page.rows_top
            above: Laid | None = None
            for laid in (laid for block in page.blocks for laid in block.rows):
                table.draw_row(canvas, laid, y)
                if above is not None:
                    table.draw_between(canvas, above, laid, y)
                y += laid.height
                above = laid
    table.draw_end(canvas, y)
    if page.carried_out is not None:
        table.draw_carried(canvas, page.carried_out, y + 0.3, at_foot=True)
