"""The cash book's paper in every language is PDF/A-3a and PDF/UA-1; every day stands once on it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.receivables.documents import cash_paper
from desktop_crm.receivables.rules.cash import KINDS, CashDay, Movement, days_of
from tests.judges import verapdf
from tests.receivables.test_letter_verdicts import LANGUAGES

END = date(2026, 11, 30)
FIRM = FirmDraft(name="Atelier Lima", country="DE", currency="EUR", language="en")


def days(count: int) -> list[CashDay]:
    start = END - timedelta(days=count - 1)
    moves = [
        Movement(source=f"entry:{at}", on=start + timedelta(days=at // 2), kind=KINDS[at % len(KINDS)],
                 amount=1_000 + at, text=f"Text {at}")
        for at in range(count)
    ]  # fmt: skip
    late = Movement(source="payment:1", on=start - timedelta(days=9), kind="received", amount=5, text="R-1")
    found = days_of([*moves, late], 0, start, END)
    return [replace(each, number=at) if at < 3 else each for at, each in enumerate(found, start=1)]


def made(count: int, language: str = "en") -> bytes:
    start = END - timedelta(days=count - 1)
    return cash_paper.render(days(count), replace(FIRM, language=language), start, END, END)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("count", [1, 2, 20, 43, 44, 45, 366])
def test_every_movement_and_every_day_stands_once(count: int) -> None:
    words = words_of(made(count))
    assert all(words.count(f"Text {at} ") == 1 for at in range(count))
    assert words.count("Day closed") == min(count, 2)
    assert words.count("Day open") == max(count - 2, 0)
    assert "Received R-1 (of" in words and "Cash book," in words


def test_every_language_has_its_own_words() -> None:
    assert len({words_of(made(9, each)) for each in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.judge
@pytest.mark.slow
def test_the_paper_is_archivable_and_accessible() -> None:
    papers = {each: made(5, each) for each in ("en", "tr", "pl")} | {"long": made(200)}
    found = verapdf.faults(papers)
    assert {name: faults for name, faults in found.items() if faults} == {}
