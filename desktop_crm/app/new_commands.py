"""What the palette offers to begin: invoices, quotes, orders, expenses, contacts, tickets, products."""

from __future__ import annotations

from desktop_crm.widgets import keys
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.palette_box import Command


def new_commands(desk: Desk, new: str) -> list[Command]:
    """A new record of every kind; `new` is the heading above them."""
    t, go = desk.t, desk.go
    return [
        Command(
            t("New invoice"),
            lambda: go("invoice:new", None),
            "receipt-text",
            keys=keys.native(keys.NEW_INVOICE.first),
            needs="documents.draft",
            group=new,
        ),
        Command(
            t("New quote"), lambda: go("quote:new", None), "file-pen", needs="documents.draft", group=new
        ),
        Command(
            t("New order"),
            lambda: go("order:new", None),
            "clipboard-check",
            needs="documents.draft",
            group=new,
            words=t("order confirmation"),
        ),
        Command(
            t("New expense"),
            lambda: go("expense:new", None),
            "wallet",
            needs="expenses.change",
            group=new,
            words=t("receipt, spent, cost"),
        ),
        Command(
            t("New contact"), lambda: go("contact:new", None), "user", needs="contacts.change", group=new
        ),
        Command(
            t("New ticket"),
            lambda: go("ticket:new", None),
            "life-buoy",
            needs="tickets.change",
            group=new,
            words=t("complaint, question, support"),
        ),
        Command(
            t("New product or service"),
            lambda: go("product:new", None),
            "package",
            needs="catalogue.change",
            group=new,
            words=t("item"),
        ),
    ]
