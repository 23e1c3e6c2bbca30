"""Undo from the trail, where it is lawful: a field back to what it was, a deleted record back as it was.

Never over what somebody wrote since, and never what was issued, paid or numbered: what the law knows for that
is said instead. Everything goes through the rooms' own verbs, which check it as if it were typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from desktop_crm.billing import service as billing
from desktop_crm.catalog import service as catalog
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.service import UndoReport
from desktop_crm.database import trail
from desktop_crm.database.connection import raw, transaction
from desktop_crm.expenses import service as expenses
from desktop_crm.expenses.service import rebilling
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.workspace import imports
from desktop_crm.workspace.trail import labels, setting_back
from desktop_crm.workspace.trail.reading import EntryRow, get_entry_row

Way = Literal["set_back", "bring_back", "take_back", ""]

_OTHERWISE: Final[Mapping[str, Message]] = {
    "issued": _("What was issued stays: correct it by a credit note, or send a new quote"),
    "paid": _("Payments are not undone: reverse the payment on the invoice's page"),
    "credited": _("A credit note stays: issue the invoice anew"),
    "written_off": _("A written-off invoice stays written off"),
    "sent": _("What was sent was sent"),
    "accepted": _("A quote's answer is not undone: decline it, or make an invoice of it"),
    "declined": _("A quote's answer is not undone: accept it after all on its page"),
    "invoiced": _("Delete the draft invoice: the quote is open again by itself"),
    "import_undone": _("An import that was taken back is read in again from its file"),
}
"""What to do instead, by act."""

_NEVER: Final[Mapping[str, Message]] = {
    "payment": _("Payments are not undone: reverse the payment on the invoice's page"),
    "fiscal_document": _("A fiscal document is corrected by taking it in again"),
    "closed_period": _("A closed period is reopened in the settings, with a reason"),
    "handover": _("What was handed over stays on record"),
    "number_series": _("Numbers only go on: set pattern and restart in the settings"),
    "ticket_message": _("What was said is not changed"),
    "vat_check": _("A check of a VAT ID stays: check it again"),
    "consent": _("What a contact said stays: write down what it says now"),
    "timeline": _("A call or mail that was logged stays"),
}

_BACK: Final[Mapping[str, Callable[[Caller, int], object]]] = {
    "contact": contacts.bring_back_contact,
    "note": contacts.bring_back_note,
    "attachment": contacts.bring_back_file,
    "product": catalog.bring_back_product,
    "document": lambda caller, entry_id: rebilling.have_again(billing.bring_back_draft(caller, entry_id).id),
    "received_invoice": expenses.bring_back_received,
    "expense": expenses.bring_back_expense,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How an entry would be undone, or (`way` is "") why it cannot be."""

    way: Way
    reason: Message | None = None
    values: Mapping[str, Any] | None = None
    """Columns and the values that they get again."""
    report: UndoReport | None = None
    """Of an import that was taken back: how many went, and what stays."""


@rights.needs("trail.read")
def plan_undo(caller: Caller, entry_id: int) -> Plan:
    """What undoing this entry would do now; reads only."""
    return _plan(caller, get_entry_row(caller, entry_id))


@rights.needs("trail.read")
def undo_entry(caller: Caller, entry_id: int, today: date) -> Plan:
    """Undo one entry; returns what was done. The undo is an entry of its own.

    Raises UserError with the lawful way where it cannot be undone, or with who changed it since.
    """
    with transaction(caller):
        row = get_entry_row(caller, entry_id)
        plan = _plan(caller, row)
        if plan.reason is not None:
            raise UserError(plan.reason)
        if plan.way == "take_back":
            return replace(plan, report=imports.take_back(caller, row.row))
        trail.belongs_to(undoes=entry_id)
        if plan.way == "bring_back":
            _BACK[row.table](caller, entry_id)
        else:
            setting_back.SETTERS[row.table](caller, row, dict(plan.values or {}), today)
        return plan


def _plan(caller: Caller, row: EntryRow) -> Plan:
    refused = _OTHERWISE.get(row.act) or _NEVER.get(row.table)
    if refused is not None:
        return Plan("", refused)
    if row.act == trail.DELETED:
        return _plan_back(row)
    if row.act == "imported":
        return Plan("take_back")
    if row.act == trail.CREATED:
        return Plan("", _("What was created is archived or deleted on its own page"))
    own = row.record.removeprefix("setting:") in labels.OWN_SETTINGS
    if own or row.table not in setting_back.SETTERS:
        return Plan("", _("This cannot be undone here"))
    return _plan_values(row)


def _plan_back(row: EntryRow) -> Plan:
    key = int(row.record.partition(":")[2]) if row.table in ("note", "attachment") else row.row
    if row.table not in _BACK or not (row.before or {}).get(trail.WHOLE):
        return Plan("", _("What it was is not known any more: it cannot be brought back"))
    if trail.values_now(row.table, row.row) is not None:
        return Plan("", _("It is there again already"))
    owner = row.record.partition(":")[0]
    if owner != row.table and trail.values_now(owner, key) is None:
        return Plan("", _("The record that it belongs to was deleted: bring that back first"))
    return Plan("bring_back")


def _plan_values(row: EntryRow) -> Plan:
    if row.before is None or row.after is None:
        return Plan("", _("What it was before is not recorded"))
    now = trail.values_now(row.table, setting_back.key_of(row))
    if now is None:
        return Plan("", _("This record was deleted in the meantime."))
    if row.table == "document" and now["state"] != "draft" and row.after.keys() - {"internal_notes"}:
        return Plan("", _OTHERWISE["issued"])
    columns = [each for each in row.after if each not in setting_back.FOLLOWING.get(row.table, ())]
    if not columns:
        return Plan("", _("Nothing in it can be set back"))
    if trail.HIDDEN in (*row.before.values(), *row.after.values()):
        return Plan("", _("What it was before is secret: set it anew"))
    for column in columns:
        if now.get(column) != row.after[column]:
            return Plan("", _changed_since(row, column))
    return Plan("set_back", values={each: row.before[each] for each in columns})


_LATER: Final = (
    'SELECT "user", at, after FROM change_log WHERE record = ? AND table_name = ? AND "row" = ? AND id > ?'
    " AND after IS NOT NULL ORDER BY id DESC"
)


def _changed_since(row: EntryRow, column: str) -> Message:
    """Who wrote another value since."""
    import json
    from datetime import datetime

    called = labels.label(row.table, column) or column
    for user, at, after in raw().execute(_LATER, (row.record, row.table, row.row, row.id)).fetchall():
        if column in json.loads(after):
            return _(
                "“{field}” was changed since: by {who}, {when}",
                field=called,
                who=user,
                when=datetime.fromisoformat(at),
            )
    return _("“{field}” is another one now", field=called)
