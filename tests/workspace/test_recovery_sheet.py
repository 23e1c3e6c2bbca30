"""The recovery key on paper: what stands there, the code that a telephone reads, and the judges of PDF."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest
from pypdf import PdfReader

from desktop_crm.billing.documents import qr
from desktop_crm.database import keys, recovery
from desktop_crm.values.messages import translator_for
from desktop_crm.workspace import recovery_sheet
from desktop_crm.workspace.recovery_sheet import SheetFacts
from tests.judges import verapdf

KEY = bytes(range(32))
FACTS = SheetFacts(
    firm="Kestrel Coffee Roasters",
    file="kestrel encrypted.crm",
    recovery_key=recovery.printed(KEY),
    key_number=keys.key_id(KEY),
    made_on=date(2026, 11, 30),
)


def words(pdf: bytes) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize("language", ["en", "tr", "pt_BR"])
def test_the_sheet_says_whose_key_of_when_and_what_to_do(language: str) -> None:
    t = translator_for(language)
    pdf = recovery_sheet.render(FACTS, t)
    said = words(pdf)
    for part in (
        FACTS.firm,
        FACTS.file,
        FACTS.key_number,
        t.formats.date_words(FACTS.made_on),
        t("Recovery key"),
    ):
        assert part in said, part
    groups = [each for each in said.split() if each in FACTS.recovery_key.split("-")]
    assert recovery.read("-".join(groups)) == KEY, "in the order in which it is read"
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert recovery_sheet.render(FACTS, t) == pdf


def test_the_code_holds_the_key() -> None:
    pdf = recovery_sheet.render(FACTS, translator_for("en"))
    path = qr.modules(FACTS.recovery_key).path
    content = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None and path.encode() in content.get_data()


def test_a_long_name_and_no_firm_fit() -> None:
    facts = SheetFacts(
        "", "a very long name of a file " * 8 + ".crm", FACTS.recovery_key, "0" * 16, FACTS.made_on
    )
    pdf = recovery_sheet.render(facts, translator_for("tr"))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert "a very long name" in words(pdf)


@pytest.mark.judge
@pytest.mark.slow
def test_the_sheet_is_pdf_a_3a_and_pdf_ua_1() -> None:
    sheets = {
        language: recovery_sheet.render(FACTS, translator_for(language)) for language in ("en", "tr", "pt_BR")
    }
    assert verapdf.faults(sheets) == {language: [] for language in sheets}
