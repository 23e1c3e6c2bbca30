"""What one wants to know of a customer before answering: how to reach them, what they owe, their tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_crm.billing import queries as billing
from desktop_crm.billing.queries.rows import ContactMoney
from desktop_crm.contacts import queries as contacts
from desktop_crm.support import queries
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator


@dataclass(frozen=True)
class CustomerFacts:
    """`live` and `done` count the customer's tickets, the one shown among them."""

    mail: str
    money: tuple[ContactMoney, ...] = ()
    live: int = 0
    done: int = 0


def customer_of(caller: Caller, contact_id: int, today: date) -> CustomerFacts:
    """Read it; runs in the database's thread."""
    tickets = queries.tickets_of(caller, contact_id)
    live = sum(row.is_live for row in tickets)
    return CustomerFacts(
        contacts.get_defaults(caller, contact_id).mail,
        billing.contact_money(caller, contact_id, today) if rights.may(caller, "money.totals") else (),
        live,
        len(tickets) - live,
    )


def money_facts(t: Translator, customer: CustomerFacts) -> list[tuple[str, str, str | None]]:
    """Label, value and colour: the balance in each currency, what of it is late, open and done tickets."""
    rows: list[tuple[str, str, str | None]] = []
    for money in customer.money:
        for label, owed, role in ((t("Balance"), money.open, None), (t("Overdue"), money.overdue, "bad")):
            if owed:
                rows.append((label, f"{t.formats.amount(owed, money.currency)} {money.currency}", role))
    parts = [
        t.plural("{n} open", "{n} open", customer.live) if customer.live else "",
        t.plural("{n} done", "{n} done", customer.done) if customer.done else "",
    ]
    rows.append((t("Tickets"), ", ".join(part for part in parts if part), None))
    return rows
