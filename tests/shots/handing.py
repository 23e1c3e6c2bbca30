"""The shots of what the accountant gets."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from desktop_crm.accounting import service
from desktop_crm.accounting.rules.accounts import Books
from desktop_crm.accounting.rules.changes import Change
from desktop_crm.accounting.ui.books_dialog import BooksDialog
from desktop_crm.accounting.ui.handover_dialogs import ChangesDialog, MadeDialog
from desktop_crm.accounting.ui.verify_dialog import VerifyDialog
from desktop_crm.company.rules.periods import month_of, quarter_of, year_of
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY


def _hand_over(studio: Studio) -> None:
    folder = Path(mkdtemp(prefix="crm-"))
    for span in (year_of(TODAY), quarter_of(TODAY), month_of(TODAY)):
        wanted = service.Wanted(span=span, layouts=("datev", "gobd"), even_if_empty=True)
        name = service.suggested_name(studio.caller, span)
        service.hand_over(studio.caller, wanted, folder / name, TODAY)


def nothing(studio: Studio) -> None:
    studio.go("handover")


def packages(studio: Studio) -> None:
    _hand_over(studio)
    studio.go("handover")


def ask(studio: Studio) -> None:
    page: Any = studio.go("handover")
    page.ask()
    studio.wait(120)


def changes(studio: Studio) -> None:
    page: Any = studio.go("handover")
    told = [
        Change("added", "payment", "2026-0003", TODAY),
        Change("changed", "bank", "RF18539007547034", TODAY),
        Change("gone", "received", "R-2291", TODAY),
    ]
    ChangesDialog(page.desk, told, page).open()


def made(studio: Studio) -> None:
    page: Any = studio.go("handover")
    counts = {"papers": 34, "payments": 21, "received": 7}
    MadeDialog(page.desk, "2026-Q1 Kestrel.zip", "3f2a" * 16, counts, page).open()


def verify(studio: Studio) -> None:
    """One that was made here, with a bit of one file changed."""
    folder = Path(mkdtemp(prefix="crm-"))
    wanted = service.Wanted(span=month_of(TODAY), even_if_empty=True)
    target = folder / "2026-11 Kestrel.zip"
    service.hand_over(studio.caller, wanted, target, TODAY)
    content = bytearray(target.read_bytes())
    content[40] ^= 1
    target.write_bytes(content)
    page: Any = studio.go("handover")
    page.check()
    (dialog,) = page.window().findChildren(VerifyDialog)
    dialog.check(target)
    studio.wait(400)


def books(studio: Studio) -> None:
    page: Any = studio.go("handover")
    BooksDialog(page.desk, Books(consultant="29098", client="55003"), page).open()


HANDING: Final[list[Shot]] = [
    Shot("handover-empty", nothing, route="handover"),
    Shot("handover", packages, route="handover", wait=100),
    Shot("dialog-handover", ask, dialog="HandoverDialog"),
    Shot("dialog-changes", changes, dialog="ChangesDialog"),
    Shot("dialog-made", made, dialog="MadeDialog"),
    Shot("dialog-verify", verify, dialog="VerifyDialog"),
    Shot("dialog-books", books, dialog="BooksDialog"),
]
