"""What the palette offers about money: what came in, the bank, reminders, what recurs."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.palette_box import Command


def money_commands(desk: Desk, group: str) -> list[Command]:
    """Each with the words by which people look for it."""
    t, go, right = desk.t, desk.go, "payments.record"
    found = [
        Command(t("Payments"), lambda: go("payments", None), "banknote", needs="accounts.read", group=group),
        Command(
            t("Money received\u2026"),
            lambda: go("payments", {"receive": None}),
            "banknote",
            needs=right,
            group=group,
            words=t("payment, paid, payout, credit"),
        ),
        Command(
            t("Bank"),
            lambda: go("bank", None),
            "landmark",
            needs=right,
            group=group,
            words=t("statement, account, match"),
        ),
        Command(
            t("Cash book"),
            lambda: go("cash", None),
            "coins",
            needs="accounts.read",
            group=group,
            words=t("cash, box, till"),
        ),
        Command(
            t("Bank statements"),
            lambda: go("statements", None),
            "landmark",
            needs="accounts.read",
            group=group,
        ),
        Command(
            t("Reminders"),
            lambda: go("reminders", None),
            "bell",
            needs="dunning.write",
            group=group,
            words=t("dunning, overdue, letter"),
        ),
        Command(t("Recurring invoices"), lambda: go("recurring", None), "repeat", group=group),
    ]
    return [replace(each, is_quiet=True) for each in found]  # "pay" asks for a payment before a page
