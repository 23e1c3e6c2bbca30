"""A letter before the paper, files after it: where they stand, what is refused, what stays as it was."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest

from desktop_crm.billing.documents import appendix, paper
from desktop_crm.billing.rules import appending
from desktop_crm.billing.rules.drafts import AppendedDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company.rules.looks import DESIGNS, LETTER
from desktop_crm.values.errors import UserError
from tests.billing.documents import appended, papers
from tests.billing.documents.test_pagination import lines_of

LETTER_TEXT = "Dear Ms Özdemir,\n\nplease find the invoice for October below.\n\nKind regards\nInsa"
LONG = "\n\n".join(
    f"Paragraph {n}. " + "Words that fill some lines of the letter. " * 9 for n in range(1, 14)
)
SIGNED = paper.Pictures(papers.logo(), papers.logo())


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def with_files(*files: tuple[str, bytes, str], **changes: Any) -> tuple[DocumentFacts, paper.Pictures]:
    facts = papers.paper(appended=tuple(appended.fact(*each) for each in files), **changes)
    return facts, replace(SIGNED, appended=tuple(content for _name, content, _kind in files))


PLAN = ("plan.pdf", appended.pdf("Ground floor", "First floor"), "application/pdf")
WIDE = ("wide.pdf", appended.pdf("A wide drawing", size=(842, 595)), "application/pdf")
PHOTO = ("site.jpg", appended.picture("JPEG"), "image/jpeg")


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("paper_size", ["a4", LETTER])
def test_the_letter_is_the_first_page_and_every_page_is_counted(design: str, paper_size: str) -> None:
    facts, pictures = with_files(PLAN, cover=LETTER_TEXT, design=design, paper_size=paper_size)
    texts = pages(paper.render(facts, pictures).pdf)
    assert len(texts) == 4
    assert "please find the invoice" in texts[0] and "Consulting" not in texts[0]
    assert "Müller & Söhne" in texts[0]  # in the window of the envelope
    assert "Consulting" in texts[1] and "please find" not in texts[1]
    assert [f"Page {n} of 4" in text for n, text in enumerate(texts, 1)] == [True] * 4


def test_a_long_letter_goes_on_with_its_signature_under_its_last_words() -> None:
    texts = pages(paper.render(papers.paper(cover=LONG), SIGNED).pdf)
    assert len(texts) == 3 and "Page 3 of 3" in texts[2]
    assert "Paragraph 1." in texts[0] and "Paragraph 13." in texts[1]
    assert "Insa Falkenberg" in texts[1].partition("Paragraph 13.")[2]


@pytest.mark.parametrize("lines", range(1, 64, 7))
def test_the_pages_of_the_paper_are_cut_as_without_a_letter(lines: int) -> None:
    plain = paper.render(papers.paper(lines_of(lines, 7, 3)), papers_pictures())
    more = paper.render(papers.paper(lines_of(lines, 7, 3), cover=LETTER_TEXT), papers_pictures())
    assert more.pages == plain.pages + 1
    for before, after in zip(pages(plain.pdf), pages(more.pdf)[1:], strict=True):
        assert _without_numbers(before) == _without_numbers(after)


def papers_pictures() -> paper.Pictures:
    return paper.Pictures(papers.logo())


def _without_numbers(text: str) -> list[str]:
    return sorted(line for line in text.splitlines() if not line.startswith("Page "))


def test_a_paper_without_them_is_the_same_bytes_with_empty_ones() -> None:
    facts = papers.paper()
    assert paper.render(facts, SIGNED).pdf == paper.render(replace(facts, cover="", appended=()), SIGNED).pdf


def test_the_same_facts_are_the_same_bytes() -> None:
    facts, pictures = with_files(PLAN, PHOTO, cover=LETTER_TEXT)
    first = paper.render(facts, pictures).pdf
    appendix._pages.cache_clear()
    assert paper.render(facts, pictures).pdf == first


def test_wide_pages_lie_on_their_side_and_pictures_fill_one() -> None:
    facts, pictures = with_files(PLAN, WIDE, PHOTO)
    document = pypdfium2.PdfDocument(paper.render(facts, pictures).pdf)
    sizes = [tuple(map(round, document.get_page_size(n))) for n in range(len(document))]
    assert sizes == [(595, 842)] * 3 + [(842, 595), (595, 842)]
    red = document[1].render(scale=1).to_pil().getpixel((297, 600))
    assert red[0] > 150 > red[1]  # the page is drawn


def test_the_files_go_along_as_they_came_beside_the_invoice() -> None:
    facts, pictures = with_files(PLAN, (*PLAN[:1], appended.pdf("Another"), PLAN[2]), PHOTO)
    with pikepdf.open(io.BytesIO(paper.render(facts, pictures).pdf)) as file:
        names = list(file.attachments)
        assert sorted(names) == ["2 plan.pdf", "factur-x.xml", "plan.pdf", "site.jpg"]
        assert file.attachments["plan.pdf"].get_file().read_bytes() == PLAN[1]
        assert file.attachments["site.jpg"].get_file().mime_type == "image/jpeg"
        kinds = {str(each.UF): str(each.AFRelationship) for each in file.Root.AF}
        assert kinds["factur-x.xml"] == "/Alternative" and kinds["site.jpg"] == "/Supplement"
        figures = [each for each in file.objects if _is_figure(each)]
        alts = [str(each.Alt) for each in figures]
    assert any(alt.startswith("plan.pdf, page 1 of 2: Ground floor") for alt in alts)


def _is_figure(each: Any) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/S") == pikepdf.Name.Figure


def test_factur_x_finds_the_invoice_among_them() -> None:
    from facturx import get_facturx_xml_from_pdf

    facts, pictures = with_files(PLAN, PHOTO)
    name, _xml = get_facturx_xml_from_pdf(paper.render(facts, pictures).pdf, check_xsd=True)
    assert name == "factur-x.xml"


def test_a_preview_shows_the_pages_and_carries_no_files() -> None:
    facts, pictures = with_files(PLAN, cover=LETTER_TEXT)
    pdf = paper.draft_pdf(facts, pictures)
    assert len(pages(pdf)) == 4
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert list(file.attachments) == []


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\n", "\ufeff", " \n\n "])
def test_a_letter_of_nothing_to_see_is_none(unseen: str) -> None:
    facts, pictures = with_files(cover=unseen)
    plain, _pictures = with_files()
    assert pages(paper.render(facts, pictures).pdf) == pages(paper.render(plain, pictures).pdf)


def test_a_damaged_file_after_a_locked_one_is_not_called_locked() -> None:
    for name, content, words in (
        ("a.pdf", appended.locked(), "protected by a password"),
        ("b.pdf", appended.empty_pdf(), "damaged"),
        ("c.pdf", appended.locked(), "protected by a password"),
    ):
        with pytest.raises(UserError, match=words):
            appendix.checked(content, name)


def test_only_a_forbidden_print_is_no_lock() -> None:
    assert appendix.checked(appended.locked(""), "terms.pdf")[2] == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "a.pdf is empty"),
        ("b.pdf", appended.locked(), "b.pdf is protected by a password: save it without one"),
        ("c.pdf", PLAN[1][:300], "c.pdf is damaged: it cannot be shown"),
        ("d.pdf", b"%PDF-1.7 nothing", "d.pdf is damaged: it cannot be shown"),
        ("e.png", appended.bomb(), "e.png is too large: at most 50 megapixels are taken"),
        ("f.jpg", appended.picture("JPEG")[:700], "f.jpg is damaged: it cannot be shown"),
        ("g.pdf", appended.picture(), "g.pdf is a PNG file: its name must end in .png"),
        ("h.png", PLAN[1], "h.png is a PDF file: its name must end in .pdf"),
        ("i.txt", b"text", "i.txt cannot be appended: it is no PDF, PNG or JPEG"),
        ("j.pdf", b"text", "j.pdf cannot be appended: it is no PDF, PNG or JPEG"),
        ("k.pdf", appended.empty_pdf(), "k.pdf is damaged: it cannot be shown"),
        ("l.pdf", appended.pdf(*map(str, range(61))), "With l.pdf there are more than 60 appended pages"),
        ("m.pdf", PLAN[1] + bytes(appending.LARGEST), "m.pdf is too large: at most 10 MB are taken"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_its_name(name: str, content: bytes, words: str) -> None:
    with pytest.raises(UserError) as caught:
        appendix.checked(content, name)
    assert str(caught.value.message) == words


def test_a_page_of_any_size_becomes_a_picture_of_a_sheet() -> None:
    huge = appended.pdf("Huge", size=(14_000, 14_000))
    ((page,),) = appendix.shown_of([appended.fact("huge.pdf", huge)], [huge])
    assert max(page.picture.width, page.picture.height) <= 2400


def test_pictures_of_every_mode_are_drawn_on_white() -> None:
    for mode in ("RGBA", "L", "CMYK"):
        kind = "PNG" if mode != "CMYK" else "JPEG"
        name = f"a.{kind.lower()}"
        content = appended.picture(kind, (40, 30), mode)
        assert appendix.checked(content, name)[1:] == (f"image/{kind.lower()}", 1)


def a_draft(**changes: Any) -> AppendedDraft:
    return replace(AppendedDraft(name="a.pdf", sha256="0" * 64, size=1, pages=1), **changes)


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ([a_draft()] * 11, "appended"),
        ([a_draft(name="")], "appended[1].name"),
        ([a_draft(name="a\nb.pdf")], "appended[1].name"),
        ([a_draft(), a_draft(name="a" * 200 + ".pdf")], "appended[2].name"),
        ([a_draft(sha256="abc")], "appended[1].sha256"),
        ([a_draft(media_type="text/plain")], "appended[1]"),
        ([a_draft(name="a.png")], "appended[1]"),
        ([a_draft(size=6_000_000)] * 2, "appended[2]"),
        ([a_draft(pages=30)] * 3, "appended[3]"),
    ],
)  # fmt: skip
def test_more_than_a_paper_can_have_is_named(files: list[AppendedDraft], field: str) -> None:
    with pytest.raises(UserError) as caught:
        appending.check_appended(files)
    assert caught.value.field == field


def test_a_file_that_broke_meanwhile_is_named_before_issue() -> None:
    broken = PLAN[1][:300]
    with pytest.raises(UserError) as caught:
        appendix.shown_of(
            [appended.fact("a.pdf", PLAN[1]), appended.fact("b.pdf", broken)], [PLAN[1], broken]
        )
    assert caught.value.field == "appended[2]" and "b.pdf" in str(caught.value.message)
