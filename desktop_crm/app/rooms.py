"""What upper rooms add to a lower room's screen: one line each, so that no room's screen knows another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop_crm.widgets.additions import Additions, RecordVerb
from desktop_crm.widgets.desk import Desk

if TYPE_CHECKING:
    from desktop_crm.app.services import Services


def contact_additions(desk: Desk) -> Additions:
    """On the contact's page: papers from billing, money from receivables, tickets from support, prices."""
    from desktop_crm.billing.ui import contact_additions as billing
    from desktop_crm.catalog.ui import contact_additions as catalog
    from desktop_crm.expenses.ui import contact_additions as expenses
    from desktop_crm.receivables.ui import additions as receivables
    from desktop_crm.support.ui import contact_additions as support

    money = receivables.contact_additions(desk) + expenses.contact_additions(desk)
    others = support.contact_additions(desk) + catalog.contact_additions(desk)
    return billing.contact_additions(desk) + money + others


def document_additions(services: Services) -> Additions:
    """On an issued paper's page: the tickets about it, giving it to a colleague, keeping it longer."""
    from desktop_crm.receivables.ui import additions as receivables
    from desktop_crm.support.ui import document_additions as support

    money = receivables.document_additions(services.desk)
    verbs = (*_giving(services, "document"), _holding(services), _reminding(services.desk))
    return money + support.document_additions(services.desk) + Additions(verbs=verbs)


def giving_additions(services: Services) -> Additions:
    """On a contact's page: giving it, or one of its notes, to a colleague."""
    return Additions(menu=_giving(services, "contact"), note_verbs=_giving(services, "note"))


def _giving(services: Services, kind: str) -> tuple[RecordVerb, ...]:
    from desktop_crm.app.whose import ask_to_give

    desk = services.desk
    if not desk.caller.person_id:
        return ()

    def give(record: int) -> None:
        ask_to_give(desk, kind, record, services.firm.window)

    return (RecordVerb(desk.t("Give to a colleague…"), give, "user-round", right="records.give"),)


def _reminding(desk: Desk) -> RecordVerb:
    """The way to the tray of reminders."""

    def show(_document: int) -> None:
        desk.go("reminders", None)

    return RecordVerb(desk.t("Reminders"), show, "bell", right="dunning.write")


def _holding(services: Services) -> RecordVerb:
    from desktop_crm.app.hold_dialog import ask_to_hold

    desk = services.desk
    return RecordVerb(
        desk.t("Keep longer…"),
        lambda document: ask_to_hold(desk, document, services.firm.window),
        "archive",
        right="persons.erase",
    )


def open_balances(desk: Desk, contact_ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """In the list of contacts: what each still owes, as (amount, currency). Runs in the database's thread."""
    from desktop_crm.billing import queries as billing

    formats = desk.t.formats
    owed = billing.open_balances(desk.caller, contact_ids)
    return {
        contact: (formats.amount(amounts[0][1], amounts[0][0]), amounts[0][0])
        for contact, amounts in owed.items()
    }
