"""The accountant's package: how long 2,000 papers take, and that they take no more memory than a quarter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from desktop_crm.accounting import service
from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.files.seal_checking import check_sealed
from desktop_crm.values import canonical
from desktop_crm.values.caller import local_caller
from desktop_crm.workspace import opening
from tests.bench.measuring import Row, by_the_clock, say
from tests.bench.paper_rows import resident

PAPERS = 2_000
SECONDS = 60.0
GROWTH_MB = 40.0
FIRST = date(2026, 1, 1)
PDF_BYTES = 60_000


class Ballast:
    """A paper as large as ours are, whose bytes do not pack."""

    def check(self, facts: DocumentFacts) -> None:
        return None

    def render(self, facts: DocumentFacts) -> billing.Paper:
        text = canonical.dump(facts)
        return billing.Paper(b"%PDF-1.7 " + os.urandom(PDF_BYTES), b"<xml>" + text)


def packages(folder: Path) -> Iterator[Row]:
    """A firm of its own; the package is made in a process of its own."""
    path = folder / "package.crm"
    fill(path, PAPERS)
    script = "from tests.bench.package_rows import make; make()"
    with by_the_clock() as clock:
        command = [sys.executable, "-c", script, str(path), str(PAPERS)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    job = f"package of {PAPERS:,} papers"
    yield Row(f"{job}, checked", found["seconds"], None, "s", SECONDS, found, clock.slowed)
    yield Row(f"{job}: memory beside that of a quarter", found["growth"], None, "MB", GROWTH_MB)
    path.unlink()


def fill(path: Path, papers: int) -> None:
    """Papers over a year, as many each day."""
    start, caller, ballast = time.perf_counter(), local_caller(), Ballast()
    opening.create(path)
    workspace = opening.open_workspace(path)
    try:
        address = Address(street="Ahornweg 1", postal_code="10115", city="Berlin", country="DE")
        firm = FirmDraft(name="Atelier", address=address, country="DE", language="en", vat_id="DE136695976")
        company.set_up(caller, SetupDraft(firm=firm), FIRST)
        customer = int(contacts.create_contact(caller, ContactDraft(kind="company", name="Konserven GmbH")))
        for number in range(papers):
            day = FIRST + timedelta(days=number * 364 // papers)
            line = LineDraft(description="Work", price=Decimal(100 + number % 50), rate=Decimal(19))
            draft = DocumentDraft(contact_id=customer, lines=(line,), delivered_on=day)
            made = billing.create_draft(caller, draft, day)
            billing.issue_invoice(caller, made.id, today=day, issued_on=day, render=ballast)
    finally:
        workspace.close()
    say(f"issued {papers:,} papers in {time.perf_counter() - start:.0f} s")


def make() -> None:
    """Run in a process of its own: a package of a quarter, then of the year; prints time and memory."""
    path, papers = Path(sys.argv[1]), int(sys.argv[2])
    workspace, caller = opening.open_workspace(path), local_caller()
    today = date(2027, 1, 15)
    try:
        peaks, seconds = [], 0.0
        for days in (90, 364):
            watched = Watched()
            target = path.with_name(f"package{days}.zip")
            span = PeriodDraft(FIRST, FIRST + timedelta(days=days))
            wanted = service.Wanted(span=span, layouts=("datev", "gobd"))
            begun = time.perf_counter()
            made = service.hand_over(caller, wanted, target, today, progress=watched)
            assert check_sealed(target).seal == made.seal
            seconds = time.perf_counter() - begun
            peaks.append(watched.most)
            target.unlink()
        assert made.counts["papers"] == papers
        told = {"seconds": seconds, "growth": max(0.0, peaks[1] - peaks[0]), "rss": peaks}
        print(json.dumps(told))
    finally:
        workspace.close()


class Watched:
    """Looks at each step how much memory the process holds."""

    most = 0.0

    def step(self, done: int, total: int | None = None, what: object = None) -> None:
        self.most = max(self.most, resident())
