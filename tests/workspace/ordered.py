"""A quote, an order and a delivery note in the prepared firm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.fulfilling import WantedLine
from desktop_crm.billing.service import Renderer
from desktop_crm.values.caller import Caller
from tests.faults import firms

QUOTE, ORDER, DRAFT_ORDER, NOTE, GIVEN_UP = 9, 10, 11, 12, 13
"""A sent quote, a confirmed order, the draft of another, a delivery note over a part of the first, an invoice
that was written off."""


def prepare(caller: Caller, today: date, render: Renderer) -> None:
    quote = billing.create_draft(caller, replace(firms.draft(), kind="quote"), today).id
    assert quote == QUOTE
    billing.send_quote(caller, quote, today=today, render=render)
    order = billing.create_draft(caller, replace(firms.draft(), kind="order"), today).id
    assert order == ORDER
    billing.issue_paper(caller, order, today=today, render=render)
    assert billing.create_draft(caller, replace(firms.draft(), kind="order"), today).id == DRAFT_ORDER
    assert billing.deliver_order(caller, order, today, [WantedLine(1, Decimal("0.5"))]).id == NOTE
    billing.issue_paper(caller, NOTE, today=today, render=render)
    invoice = billing.create_draft(caller, firms.draft(), today).id
    assert invoice == GIVEN_UP
    issued = billing.issue_invoice(caller, invoice, today=today, render=render)
    billing.write_off(caller, invoice, issued.version, today)
