"""Every kind of paper in every design on every size of paper, for the judge and for whoever looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop_crm.billing.documents import paper
from desktop_crm.company.rules.looks import DESIGNS, SIZES
from desktop_crm.receivables.documents import dunning_letter
from tests.billing.documents import papers
from tests.billing.documents.languages import PAPER_LANGUAGES, kinds
from tests.receivables.test_letter_verdicts import LETTER

LOOKS = tuple((design, size) for design in DESIGNS for size in SIZES)
ACCENT = "#0B5C5F"
PICTURES = paper.Pictures(papers.logo(), papers.logo())


def matrix(languages: Sequence[str] = PAPER_LANGUAGES) -> Iterator[tuple[str, bytes]]:
    """(name, PDF) of all of them, and of a dunning letter in each."""
    for language in languages:
        for design, size in LOOKS:
            for kind, facts in kinds(language):
                looking = replace(facts, design=design, paper_size=size, accent=ACCENT)
                yield f"{design} {size} {language} {kind}", paper.render(looking, PICTURES).pdf
            letter = replace(LETTER, language=language, design=design, paper_size=size, accent=ACCENT)
            yield f"{design} {size} {language} dunning letter", dunning_letter.render(letter, PICTURES)


def sample() -> Iterator[tuple[str, bytes]]:
    """Each kind once in another design, size and language: twenty-six in place of 1,560."""
    names = [name for name, _facts in kinds("en")]
    for place, name in enumerate(names):
        language = PAPER_LANGUAGES[place % len(PAPER_LANGUAGES)]
        design, size = LOOKS[(place + 2) % len(LOOKS)]
        facts = replace(dict(kinds(language))[name], design=design, paper_size=size, accent=ACCENT)
        yield f"{design} {size} {language} {name}", paper.render(facts, PICTURES).pdf
    for place, (design, size) in enumerate(LOOKS):
        letter = replace(LETTER, language=PAPER_LANGUAGES[place], design=design, paper_size=size)
        yield f"{design} {size} dunning letter", dunning_letter.render(letter, PICTURES)
