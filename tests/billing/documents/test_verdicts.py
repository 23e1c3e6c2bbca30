"""PDF/A-3a and PDF/UA-1, judged by veraPDF: a set that covers every part of the page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from desktop_crm.billing.documents import einvoice, paper
from desktop_crm.billing.rules.facts import LineFacts, Preceding
from desktop_crm.company.rules.looks import DESIGNS, SIZES
from tests.billing.documents import papers, test_appendix
from tests.billing.documents.languages import kinds
from tests.billing.documents.test_pagination import lines_of
from tests.judges import verapdf

pytestmark = [pytest.mark.judge, pytest.mark.slow]
IN_TURN = (
    ("de", "credit note"),
    ("es", "categories"),
    ("fr", "deductions"),
    ("it", "not fiscal credit"),
    ("nl", "quote"),
    ("pl", "invoice"),
    ("de", "order"),
    ("es", "delivery"),
    ("fr", "long delivery"),
    ("it", "pro forma"),
    ("nl", "receipt"),
    ("pt_PT", "deposit"),
    ("pl", "progress"),
    ("tr", "final"),
    ("de", "final over the whole"),
    ("pt_BR", "corrected"),
    ("es", "cancellation"),
    ("fr", "copy"),
)
"""Every language with another kind of paper: each verdict costs a second."""
PICTURES = paper.Pictures(papers.logo(), papers.logo())


def a_set() -> dict[str, bytes]:
    optional = LineFacts(name="Option", price=Decimal(5), is_optional=True)
    deducted = {
        "discount": Decimal(3),
        "charge": Decimal(5),
        "prepaid": Decimal(500),
        "withholding": Decimal(5),
    }
    texts = {"legal_texts": ("Reverse charge.",), "notes": "Bye\n\nNow", "terms": "30 days"}
    rare = LineFacts(name="₦ ₹ Ω ☑ ж", details="ẞ", price=Decimal(1), rate=Decimal(19))
    facts = {
        "story": papers.paper(early=Decimal(2)),
        "everything": papers.paper(
            **deducted, **texts, early=Decimal(2), tax_currency="USD", exchange_rate=Decimal("1.1")
        ),
        "three pages": papers.paper(lines_of(60, 7, 3)),
        "row over pages": papers.paper((LineFacts(name="word " * 2000, price=Decimal(1)),)),
        "quote": papers.paper((*papers.STORY, optional), kind="quote", valid_until=date(2026, 12, 31)),
        "quote in Turkish": papers.paper(
            kind="quote", language="tr", currency="TRY", valid_until=date(2026, 12, 31)
        ),
        "not fiscal": papers.paper(is_fiscal=False, language="pt_BR", currency="BRL"),
        "credit note": papers.paper(
            kind="credit_note", number="CN-1", preceding=Preceding(number="1", issued_on=date(2026, 1, 1))
        ),
        "gross": papers.paper(price_mode="gross", language="pt_PT"),
        "sample": papers.paper(is_sample=True),
        "rare letters": papers.paper((rare,)),
        "three decimals": papers.paper(currency="KWD", bank=None),
        "bare": papers.paper(
            bank=None, due_on=None, intro="", seller=replace(papers.SELLER, contact_name="")
        ),
    }
    for language, kind in IN_TURN:
        facts[f"{kind} in {language}"] = dict(kinds(language))[kind]
    files = {name: paper.render(one, PICTURES).pdf for name, one in facts.items()}
    for place, design in enumerate(DESIGNS):
        for size in SIZES:
            more, pictures = test_appendix.with_files(
                test_appendix.PLAN, test_appendix.WIDE, test_appendix.PHOTO,
                cover=test_appendix.LONG if place else test_appendix.LETTER_TEXT,
                design=design, paper_size=size,
            )  # fmt: skip
            files[f"letter and files, {design} {size}"] = paper.render(more, pictures).pdf
            files[f"draft of them, {design} {size}"] = paper.draft_pdf(more, pictures)
    files["without pictures"] = paper.render(papers.paper()).pdf
    files["draft"] = paper.draft_pdf(
        papers.paper((LineFacts(name="שלום 漢字 😀", price=Decimal(1)),)), PICTURES
    )
    return files


def test_every_paper_is_pdf_a_3a_and_pdf_ua_1() -> None:
    found = verapdf.faults(a_set())
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_judge_fails_what_is_wrong() -> None:
    pdf = paper.render(papers.paper()).pdf
    found = verapdf.faults({
        "no profile": _changed(pdf, lambda file: file.Root.__delitem__("/OutputIntents")),
        "no structure": _changed(pdf, lambda file: file.Root.__delitem__("/StructTreeRoot")),
        "no language": _changed(pdf, lambda file: file.Root.__delitem__("/Lang")),
        "stray text": _changed(pdf, _stray_text),
        "no PDF": b"%PDF-1.7 nothing",
    })  # fmt: skip
    assert all(found.values()), found
    assert any(fault.startswith("ua1") for fault in found["stray text"])


def _changed(pdf: bytes, change: object) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        change(file)  # type: ignore[operator]
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def _stray_text(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    page.contents_add(b"BT /F1+0 9 Tf 100 100 Td (stray) Tj ET")


def test_the_invoice_inside_is_the_one_that_was_written() -> None:
    facts = papers.paper()
    rendered = paper.render(facts)
    with pikepdf.open(io.BytesIO(rendered.pdf)) as file:
        assert list(file.attachments) == ["factur-x.xml"]
        assert file.attachments["factur-x.xml"].get_file().read_bytes() == rendered.xml == einvoice.cii(facts)
        assert str(file.Root.AF[0].AFRelationship) == "/Alternative"


def test_factur_x_itself_finds_the_invoice() -> None:
    from facturx import get_facturx_xml_from_pdf

    name, xml = get_facturx_xml_from_pdf(paper.render(papers.paper()).pdf, check_xsd=True)
    assert name == "factur-x.xml"
    assert b"2026-0042" in xml
