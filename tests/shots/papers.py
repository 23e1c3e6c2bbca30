"""The shots of papers after their keep time."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.app.hold_dialog import HoldDialog
from desktop_crm.app.papers_dialog import PapersDialog, PurgedDialog
from desktop_crm.billing.queries.purging import HeldPaper
from desktop_crm.billing.rules.purging import REASONS, OldPaper, cases_of, sums_by_year
from desktop_crm.workspace.paper_purging import PaperPlan
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY


def _old_papers() -> PaperPlan:
    """Papers of three years, of which some stay."""

    def old(key: int, year: int, kind: str, gross: int, currency: str = "EUR") -> OldPaper:
        day = date(year, 3, 5)
        return OldPaper(
            id=key, kind=kind, state="issued", number=str(key), issued_on=day, moved_on=day, open=0,
            currency=currency, gross=gross, version=1,
        )  # fmt: skip

    papers = [old(n, 2014 + n % 3, "invoice", 123_400 + n, "EUR" if n % 5 else "CHF") for n in range(64)]
    papers += [old(100 + n, 2016, "quote", 99_000) for n in range(7)]
    cases = cases_of(papers, "DE", TODAY)
    return PaperPlan(tuple(cases), sums_by_year(cases), {REASONS["open"]: 3, REASONS["held"]: 1})


def papers(studio: Studio) -> None:
    studio.go("today")
    PapersDialog(studio.window.desk, _old_papers(), studio.window).open()


def papers_done(studio: Studio) -> None:
    studio.go("today")
    PurgedDialog(studio.window.desk, 71, True, studio.window).open()


def hold(studio: Studio) -> None:
    invoice = studio.find("invoice", "SAMPLE-0001")
    studio.go("invoice", invoice)
    held = HeldPaper(invoice, "invoice", "SAMPLE-0001", TODAY, "The lawsuit about the fence", "Ana")
    HoldDialog(studio.window.desk, invoice, held, studio.window).open()


SHOTS: Final = (
    Shot("dialog-papers", papers, dialog="PapersDialog"),
    Shot("dialog-papers-done", papers_done, dialog="PurgedDialog"),
    Shot("dialog-hold", hold, dialog="HoldDialog"),
)
