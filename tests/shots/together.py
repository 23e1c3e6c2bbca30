"""Pictures of two people at once: who is editing, and what both changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing import queries as papers
from desktop_crm.billing import service as billing
from desktop_crm.contacts import queries as people
from desktop_crm.contacts import service as contacts
from desktop_crm.database import leases
from desktop_crm.values.caller import Caller
from tests.shots.dialogs import PREVIEW
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY

ANA: Final = Caller("Ana Lima", "member", "en", "desk-2")


def edits(entity: str, row: int, seconds: int = 130) -> None:
    """Somebody else types there."""
    leases.take(ANA, entity, row, "elsewhere", seconds)


def contact_in_other_hands(studio: Studio) -> None:
    who = studio.find("contact", "Kestrel")
    edits("contact", who)
    studio.go("contact", who)


def draft_in_other_hands(studio: Studio) -> None:
    document = studio.invoice("draft")
    edits("document", document, 70)
    studio.go("invoice", document)


def ticket_in_other_hands(studio: Studio) -> None:
    ticket = studio.find("ticket", "Safari")
    edits("ticket", ticket)
    page: Any = studio.go("ticket", ticket)
    page.composer.text.edit.setPlainText("Good morning, we have found the reason.")


def draft_of_two(studio: Studio) -> None:
    document = studio.invoice("draft")
    page: Any = studio.go("invoice", document)
    editor = page.inner
    view = papers.get_document(studio.caller, document, TODAY)
    line, *rest = view.draft.lines
    theirs = replace(
        view.draft,
        lines=(replace(line, price=Decimal(95)), *rest),
        due_on=TODAY + timedelta(days=10),
        notes="Thank you for the order. We deliver in the first week of December, between eight and noon.",
        order_number="PO-2300",
    )
    billing.save_draft(ANA, document, view.row.version, theirs, TODAY)
    editor.replace(
        None,
        lines=(replace(line, qty=Decimal(5)), *rest),
        due_on=TODAY + timedelta(days=30),
        notes="With thanks",
    )
    editor.save_now()
    editor.leaving._leave()  # the next picture is of another page


def contact_of_two(studio: Studio) -> None:
    who = studio.find("contact", "Kestrel")
    page: Any = studio.go("contact:edit", who)
    view = people.get_contact(studio.caller, who)
    contacts.save_contact(
        ANA, who, view.version, replace(view.draft, name="Kestrel Printworks Ltd", category="prospect")
    )
    page.replace(None, name="Kestrel Print & Bind")
    page.save_now()
    page.leaving._leave()


def put_off(studio: Studio) -> None:
    contact_of_two(studio)
    studio.dialogs[-1].reject()


TOGETHER: Final[list[Shot]] = [
    Shot("together-contact", contact_in_other_hands),
    Shot("together-draft", draft_in_other_hands, wait=PREVIEW),
    Shot("together-ticket", ticket_in_other_hands),
    Shot("together-conflict-draft", draft_of_two, dialog="ConflictDialog", wait=PREVIEW),
    Shot("together-conflict-contact", contact_of_two, dialog="ConflictDialog"),
    Shot("together-put-off", put_off),
]
