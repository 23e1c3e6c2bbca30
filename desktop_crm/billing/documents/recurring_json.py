"""What recurs as JSON: what `recurring show` prints, `recurring new` takes.

rule            monthly, quarterly, yearly ... or a rule of RFC 5545 ("FREQ=MONTHLY;INTERVAL=2")
starts_on       the first regular day
covers          months, ahead, behind or none; months if not given, ahead where bills come more often
service_from    supplied from this day on: the first bill is over a part
last_on, times  the end, by day or by number of bills
steps           [{"valid_from": "2027-04-01", "line": 1, "price": "110.00"}]
skipped         ["2027-03-31"]: days that are not billed
issues          true: issued at once, false: left a draft
is_paused, renews_months, remind_days
document        the invoice, with the keys of `invoice new`
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop_crm.billing.queries.recurring_rows import RecurringRow, RecurringSum, RecurringView
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.recurring import RecurringDraft, covers_once
from desktop_crm.billing.rules.rhythms import check_rule
from desktop_crm.values import canonical, money
from desktop_crm.values.draft_json import date_from_json, draft_from_json, plain
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def recurring_from_json(data: dict[str, Any], document: DocumentDraft) -> RecurringDraft:
    """The agreement that a file describes, over a document that was read already. UserError names the
    field."""
    if data.get("starts_on") is None:
        raise UserError(_("Say on which day it begins"), "starts_on")
    base = RecurringDraft(document=document, starts_on=date_from_json(data["starts_on"], "starts_on"))
    given = {key: value for key, value in data.items() if key != "document"}
    draft = draft_from_json(base, given)
    if "covers" in given or covers_once(replace(draft, rule=check_rule(draft.rule))):
        return draft
    return replace(draft, covers="ahead")


def recurring_changed(draft: RecurringDraft, data: dict[str, Any], document: DocumentDraft) -> RecurringDraft:
    """What a file changes of an agreement; what it leaves out stays. UserError names the field."""
    given = {key: value for key, value in data.items() if key != "document"}
    return draft_from_json(replace(draft, document=document), given)


def row_to_json(row: RecurringRow) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": row.id,
        "state": row.state,
        "customer": row.customer,
        "customer_id": row.contact_id,
        "title": row.title,
        "starts_on": plain(row.starts_on),
        "next_on": plain(row.next_on),
        "made": row.made,
        "currency": row.currency,
        "net": money.plain(row.net, row.currency),
        "monthly": money.plain(row.monthly, row.currency),
        "yearly": money.plain(row.yearly, row.currency),
        **({"problem": row.problem} if row.problem else {}),
    }


def sum_to_json(total: RecurringSum) -> dict[str, Any]:
    """What the running ones of a currency bring."""
    return {
        "currency": total.currency,
        "count": total.count,
        "monthly": money.plain(total.monthly, total.currency),
        "yearly": money.plain(total.yearly, total.currency),
    }


def view_to_json(view: RecurringView) -> dict[str, Any]:
    """One agreement with the bills made of it, newest first."""
    draft = view.draft
    return {
        **row_to_json(view.row),
        "rule": draft.rule,
        "covers": draft.covers,
        "service_from": plain(draft.service_from),
        "last_on": plain(draft.last_on),
        "times": draft.times,
        "steps": [
            {"valid_from": plain(step.valid_from), "line": step.line, "price": plain(step.price)}
            for step in draft.steps
        ],
        "skipped": [plain(day) for day in draft.skipped],
        "issues": draft.issues,
        "renews_months": draft.renews_months,
        "remind_days": draft.remind_days,
        "lines": canonical.plain(draft.document.lines),
        "words": list(view.words),
        "bills": [{"on": plain(run.on), "document_id": run.document_id} for run in view.runs],
    }
