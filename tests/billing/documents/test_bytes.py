"""The same facts are the same bytes; a thousand papers need no more memory than one; fonts are cut once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.billing.documents import faces, paper
from tests.billing.documents import papers
from tests.billing.documents.reading import text_of

ROOT = Path(__file__).resolve().parents[3]


def test_the_same_facts_are_the_same_bytes() -> None:
    pictures = paper.Pictures(papers.logo())
    assert paper.render(papers.paper(), pictures) == paper.render(papers.paper(), pictures)


def test_another_process_writes_the_same_bytes() -> None:
    code = (
        "import hashlib\n"
        "from desktop_crm.billing.documents import paper\n"
        "from tests.billing.documents import papers\n"
        "print(hashlib.sha256(paper.render(papers.paper()).pdf).hexdigest())"
    )
    run = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True) for _ in "ab"
    ]
    assert run[0].stdout == run[1].stdout, run[0].stderr
    assert len(run[0].stdout.strip()) == 64


def test_another_number_is_another_file() -> None:
    assert paper.render(papers.paper()).pdf != paper.render(papers.paper(number="2026-0043")).pdf


def test_a_paper_stays_small() -> None:
    assert len(paper.render(papers.paper(), paper.Pictures(papers.logo())).pdf) < 60_000


def test_fonts_in_the_ordinary_way_print_the_same_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way that a ReportLab of another version gets."""
    usual = text_of(paper.render(papers.paper()).pdf)
    monkeypatch.setattr(faces, "keeps_subsets", lambda: False)
    caches = (faces.face, faces._widths, faces.width, faces._fixed_code)
    try:
        for cache in caches:
            cache.cache_clear()
        assert not isinstance(faces.face(faces.REGULAR), faces.FixedFont)
        assert text_of(paper.render(papers.paper()).pdf) == usual
    finally:
        for cache in caches:
            cache.cache_clear()


def test_the_fixed_subset_has_what_european_papers_use() -> None:
    font = faces.face(faces.REGULAR)
    assert isinstance(font, faces.FixedFont)
    assert len(font.fixed) <= 255
    assert len(set(font.fixed.values())) == len(font.fixed)
    assert all(ord(one) in font.fixed for one in "AZaz09€₺ğĞıİşŞãÇß–…“”−\u202f")


MANY = 250
"""The soak draws thousands."""


@pytest.mark.slow
def test_papers_leave_less_than_ten_kilobytes_each_behind() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    pictures = paper.Pictures(papers.logo())
    facts = papers.paper()

    def one(number: int) -> None:
        lines = tuple(replace(line, name=f"A line of its own {number} {line.name}") for line in facts.lines)
        buyer = replace(facts.buyer, name=f"Customer {number} Ltd.")
        paper.render(replace(facts, number=f"{number}", lines=lines, buyer=buyer), pictures)

    for number in range(50):
        one(number)
    before = resident()
    for number in range(1000, 1000 + MANY):
        one(number)
    assert resident() - before < 10_000 * MANY


def resident() -> int:
    """Bytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
