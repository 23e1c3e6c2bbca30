"""Papers: the drawing alone, the whole document, and the memory of a thousand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from desktop_crm.billing.documents import paper as documents
from desktop_crm.billing.documents.setting import Pictures
from desktop_crm.billing.rules.facts import DocumentFacts, EarlyPayment, LineFacts
from tests.bench import pdf_floor
from tests.bench.measuring import Row, in_turn, median
from tests.billing.documents import papers

THOUSAND = 1_000
GROWTH_MB = 10.0


def facts_of(count: int) -> DocumentFacts:
    """An invoice of `count` plain lines with everything that the floor draws too."""
    lines = tuple(
        LineFacts(
            name=f"Service number {number}, consulting and design",
            qty=Decimal("12.5"),
            unit="HUR",
            price=Decimal(80 + number % 7),
            rate=Decimal(23),
        )
        for number in range(1, count + 1)
    )
    facts = papers.paper(lines)
    early = EarlyPayment(
        until=facts.issued_on,
        percent=Decimal(2),
        discount=facts.totals.due // 50,
        pay=facts.totals.due - facts.totals.due // 50,
    )
    return replace(facts, early_payment=early)


def rows(*, full: bool) -> Iterator[Row]:
    logo = papers.logo()
    pictures = Pictures(logo=logo)
    for count, bound, rounds in ((10, 1.8, 60), (200, 1.5, 15)):
        facts = facts_of(count)
        ours, floor = in_turn(
            lambda facts=facts: documents.draw(facts, pictures),
            lambda count=count: pdf_floor.draw(count, logo),
            rounds=rounds,
            warm=4,
        )
        yield Row(f"invoice PDF, {count} lines, drawing alone", median(ours), median(floor), bound=bound)
    facts = facts_of(10)
    ours, floor = in_turn(
        lambda: documents.render(facts, pictures), lambda: pdf_floor.draw(10, logo), rounds=40, warm=4
    )
    yield Row("invoice of 10 lines whole (XML, PDF/A-3a, tagged)", median(ours), median(floor), bound=5.5)
    yield memory(THOUSAND)


def memory(count: int) -> Row:
    """How much a process grows by `count` whole documents, after the first 50."""
    script = "from tests.bench.paper_rows import grow; grow()"
    done = subprocess.run(
        [sys.executable, "-c", script, str(count)], stdout=subprocess.PIPE, text=True, check=True
    )
    grown = json.loads(done.stdout)
    return Row(
        f"memory after {count:,} more such documents",
        grown["mb"],
        None,
        "MB",
        GROWTH_MB,
        {"rss": grown["rss"]},
    )


def grow() -> None:
    """Run in a process of its own: render, and print by how much it grew."""
    count = int(sys.argv[1])
    pictures = Pictures(logo=papers.logo())
    base = facts_of(10)
    sizes = []
    for number in range(50 + count):
        text = f"2026-{number:05}"
        facts = replace(
            base, number=text, payment_reference=text, buyer=replace(base.buyer, name=f"Buyer {text}")
        )
        documents.render(facts, pictures)
        if number >= 49 and (number - 49) % (count // 10) == 0:
            sizes.append(resident())
    print(json.dumps({"mb": max(sizes) - sizes[0], "rss": sizes}))


def resident() -> float:
    """Megabytes that this process holds in memory now."""
    import resource
    from pathlib import Path

    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
