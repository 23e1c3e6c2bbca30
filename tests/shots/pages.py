"""The shots of pages: one line a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop_crm.app.backup_settings import BackupCard
from desktop_crm.app.refusal import Refusal
from desktop_crm.app.remembered import Remembered, note
from desktop_crm.app.server_page import ServerPage
from desktop_crm.app.unlock_page import UnlockPage
from desktop_crm.app.wizard import Wizard
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import PointDraft
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.files import key_ring
from desktop_crm.values.resources import resource
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.workspace.backups import Drill, SecondPlace, Standing
from tests.fixtures.keyring import MemoryKeyring
from tests.shots import people
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY

PREVIEW: Final = 450
"""Until the preview of a draft is drawn."""

Make = Callable[[Studio], QWidget | None]


def page(route: str, what: Callable[[Studio], object] = lambda _studio: None) -> Make:
    """The page of a route; `what` finds the record."""

    def make(studio: Studio) -> None:
        studio.go(route, what(studio))

    return make


def palette(typed: str) -> Make:
    def make(studio: Studio) -> None:
        studio.go("today")
        studio.window.commands.open(typed)

    return make


def toast(studio: Studio) -> None:
    studio.go("contacts")
    studio.window.notices.undo(studio.t("Contact archived"), lambda: None)


def typing(studio: Studio) -> None:
    """An invoice being written: the catalogue proposes while an item is typed."""
    source = billing.get_document(studio.caller, studio.find("invoice", "SAMPLE-0001"), TODAY)
    page: Any = studio.go("invoice:new", {"contact": studio.find("contact", KESTREL)})
    lines = tuple(replace(line, id=None) if hasattr(line, "id") else line for line in source.draft.lines)
    period = {"period_from": date(2026, 11, 1), "period_to": date(2026, 11, 30)}
    page.inner.replace(None, lines=lines, notes="Thank you for your order.", **period)
    studio.wait(PREVIEW)
    page.inner.sheet.grid.add_line()
    studio.wait(50)
    QTest.keyClicks(studio.window.focusWidget(), "Ma")
    studio.wait(150)


def missing(studio: Studio) -> None:
    """Issued too early: the first field to fill is marked."""
    editor: Any = studio.go("invoice:new")
    editor.inner.replace(None, lines=(LineDraft(description="Design and concept", price=Decimal(85)),))
    editor.inner.verbs.ask_to_issue()


def credit_note(studio: Studio) -> None:
    """The credit note and, further down, the invoice whose last line it takes back."""
    made = service.credit_invoice(
        studio.caller, studio.find("invoice", "Conservas"), (CreditLine(1),), today=TODAY, issued_on=TODAY
    )
    studio.go("credit_note", made.id)


def narrow(route: str, what: Callable[[Studio], object] = lambda _studio: None) -> Make:
    """The smallest window."""

    def make(studio: Studio) -> QWidget:
        studio.window.resize(studio.window.minimumSize())
        studio.go(route, what(studio))
        studio.wait(60)
        picture = studio.window.grab()
        studio.window.resize(1440, 900)
        frame = QLabel()
        frame.setPixmap(picture)
        frame.resize(studio.window.minimumSize())
        return frame

    return make


def settings(section: str) -> Make:
    def make(studio: Studio) -> None:
        page: Any = studio.go("settings")
        page.show_section(section)

    return make


def standing(days: int, *, problem: str = "") -> Standing:
    """Backups of so many days ago, a stick in a pocket, and a drill."""
    made = datetime.combine(TODAY - timedelta(days=days), time(9, 12)).astimezone(UTC)
    found = Drill(made, "firm.db", "second", 4312, {"EUR": 120_340_010}, True, problem)
    return Standing(made, None, SecondPlace(Path("/media/ana/STICK"), "absent"), found)


def second_place(studio: Studio) -> None:
    page: Any = studio.go("settings")
    page.show_section("data")
    studio.wait(30)
    page.findChild(BackupCard)._show(standing(0))


def old_backup(studio: Studio) -> None:
    studio.go("today")
    studio.window.backup_watch.show(standing(5))


def history_of_contact(studio: Studio) -> None:
    """What was changed of one contact."""
    change_contact(studio)
    page: Any = studio.go("contact", studio.find("contact", KESTREL))
    next(item for item in page.acts.menu() if item and item.icon == "history").run()


def change_contact(studio: Studio) -> None:
    """Somebody else corrects a phone number and a name."""
    found = contacts.get_contact(studio.caller, studio.find("contact", KESTREL))
    points = (PointDraft("phone", "+353 21 555 0199", "Office"), *found.draft.points[1:])
    draft = replace(found.draft, points=points, legal_id="IE 665544", notes="Pays by transfer.")
    contacts_service.save_contact(replace(studio.caller, user="Brian Walsh"), found.id, found.version, draft)


def import_preview(studio: Studio) -> None:
    """An export of another program, read but not yet taken in."""
    page: Any = studio.go("contacts:import")
    page.open(resource("sample/contacts.csv"))


def wizard(step: int) -> Make:
    """A page of the first run, filled as a new user would have."""

    def make(studio: Studio) -> QWidget:
        first_run = Wizard(studio.t, "IE", TODAY, lambda _choice: None)
        first_run.resize(1440, 900)
        first_run.answers = replace(first_run.answers, person=studio.caller.user)
        first_run.steps[0].show_answers(first_run.answers)
        if step:
            address = Address(street="12 Harbour Lane", city="Dublin", postal_code="D04 X0X0", country="IE")
            answers = replace(first_run.answers, name="Harbour Lane Studio Ltd", address=address)
            home = Path("/home/you/.local/share/desktop-crm/Harbour Lane Studio Ltd.crm")
            first_run.answers = replace(answers, iban="IE10TEST99000012345678", path=home)
        first_run.show()
        for _page in range(step):
            first_run.skip_page()
        return first_run

    return make


def refusal(studio: Studio) -> QWidget:
    reason = studio.t("This file is damaged; open a backup instead")
    refused = Refusal(studio.t, Path("/home/you/books.crm"), reason, lambda _path: None, lambda: None)
    refused.resize(1440, 900)
    refused.show()
    return refused


def server(studio: Studio) -> QWidget:
    """With a keyring; the firm's file below has none."""
    key_ring.use(MemoryKeyring())
    known = ServerAddress("crm.example", "kestrel", user="ana")
    remembered = Remembered(studio.window.desk.local)
    note(studio.window.desk.local, known, is_kept=True)
    page = ServerPage(studio.t, known, None, lambda _place: None, lambda: None, remembered)
    page.resize(1440, 900)
    page.show()
    return page


def unlock(studio: Studio) -> QWidget:
    key_ring.use(None)
    page = UnlockPage(
        studio.t, Path("/home/you/books.crm"), lambda _path: None, lambda: None, tasks=ImmediateTasks()
    )
    page.resize(1440, 900)
    page.show()
    return page


KESTREL: Final = "Kestrel Coffee"
LISTS: Final = ("contacts", "quotes", "invoices", "tickets", "catalogue")

SECTIONS: Final = (
    "accounts",
    "expense_categories",
    "looks",
    "numbering",
    "periods",
    "rates",
    "taxes",
    "law",
    "terms",
    "texts",
    "yourself",
    "appearance",
    "data",
    "privacy",
)

PAGES: Final[list[Shot]] = [
    Shot("today", page("today"), route="today"),
    Shot("contacts", page("contacts"), route="contacts"),
    Shot("contact", page("contact", lambda s: s.find("contact", KESTREL)), route="contact"),
    Shot("contact-person", page("contact", lambda s: s.find("contact", "Aoife"))),
    Shot("contact-new", page("contact:new"), route="contact:new"),
    Shot("contact-edit", page("contact:edit", lambda s: s.find("contact", KESTREL)), route="contact:edit"),
    Shot("contacts-import", page("contacts:import"), route="contacts:import"),
    Shot("contacts-import-preview", import_preview, wait=200),
    Shot("quotes", page("quotes"), route="quotes"),
    Shot("quote", page("quote", lambda s: s.quote("sent")), route="quote", wait=PREVIEW),
    Shot("quote-accepted", page("quote", lambda s: s.quote("accepted")), wait=PREVIEW),
    Shot("quote-new", page("quote:new"), route="quote:new", wait=PREVIEW),
    Shot("invoices", page("invoices"), route="invoices"),
    Shot("invoice-draft", page("invoice", lambda s: s.invoice("draft")), route="invoice", wait=PREVIEW),
    Shot("invoice-typing", typing, wait=PREVIEW),
    Shot("invoice-missing", missing, wait=PREVIEW),
    Shot("invoice-overdue", page("invoice", lambda s: s.invoice("overdue")), wait=PREVIEW),
    Shot("invoice-partly-paid", page("invoice", lambda s: s.find("invoice", "SAMPLE-0001")), wait=PREVIEW),
    Shot("invoice-paid", page("invoice", lambda s: s.invoice("paid")), wait=PREVIEW),
    Shot("invoice-new", page("invoice:new"), route="invoice:new", wait=PREVIEW),
    Shot("credit-note", credit_note, route="credit_note", wait=PREVIEW),
    Shot("tickets", page("tickets"), route="tickets"),
    Shot("ticket", page("ticket", lambda s: s.find("ticket", "Safari")), route="ticket"),
    Shot("ticket-complaint", page("ticket", lambda s: s.find("ticket", "posters"))),
    Shot("ticket-new", page("ticket:new"), route="ticket:new"),
    Shot("catalogue", page("catalogue"), route="catalogue"),
    Shot("product", page("product", lambda s: s.find("product", "Maintenance")), route="product"),
    Shot("product-new", page("product:new"), route="product:new"),
    Shot("settings", page("settings"), route="settings"),
    Shot("history", page("history"), route="history"),
    Shot("history-contact", history_of_contact),
    Shot("narrow-history", narrow("history")),
    *[
        Shot(f"settings-{section}", settings(section), wait=PREVIEW if section in ("looks", "texts") else 40)
        for section in SECTIONS
    ],
    Shot("settings-second-place", second_place),
    Shot("backup-old", old_backup),
    Shot("palette", palette("")),
    Shot("palette-found", palette("kestrel"), wait=200),
    Shot("palette-act", palette("new invoice kestrel"), wait=200),
    Shot("palette-pay", palette("pay"), wait=200),
    Shot("palette-amount", palette("85,00"), wait=200),
    Shot("toast", toast),
    Shot("narrow-today", narrow("today")),
    Shot("narrow-contact", narrow("contact", lambda s: s.find("contact", KESTREL))),
    Shot("narrow-invoice-draft", narrow("invoice", lambda s: s.invoice("draft"))),
    Shot("narrow-invoice-issued", narrow("invoice", lambda s: s.invoice("overdue"))),
    Shot("narrow-ticket", narrow("ticket", lambda s: s.find("ticket", "Safari"))),
    Shot("narrow-settings", narrow("settings")),
    *[Shot(f"narrow-{name}", narrow(name)) for name in LISTS],
    *[Shot(f"wizard-{step + 1}", wizard(step)) for step in range(5)],
    Shot("refusal", refusal),
    Shot("unlock", unlock),
    Shot("server", server, wait=PREVIEW),
    *people.PAGES,
    *[
        Shot(f"{kind}-{world}", page(kind), world=world)
        for world in ("empty", "three", "thousands")
        for kind in ("today", *LISTS)
    ],
]
