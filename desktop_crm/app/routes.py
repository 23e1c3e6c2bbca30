"""Which page shows what: the composition root of the window, one line a page, imported when first opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import keys

if TYPE_CHECKING:
    from desktop_crm.app.services import Services


@dataclass(frozen=True)
class Place:
    """An entry of the sidebar."""

    key: str
    title: Callable[[Translator], str]
    icon: str
    right: str = ""
    """Who has it sees the place."""


PLACES: Final[tuple[Place, ...]] = (
    Place("today", lambda t: t("Today"), "sun"),
    Place("contacts", lambda t: t("Contacts"), "users"),
    Place("quotes", lambda t: t("Quotes"), "file-pen"),
    Place("orders", lambda t: t("Orders"), "clipboard-check"),
    Place("invoices", lambda t: t("Invoices"), "receipt-text"),
    Place("expenses", lambda t: t("Expenses"), "wallet", "expenses.read"),
    Place("accounting", lambda t: t("Accounting"), "landmark", "books.read"),
    Place("tickets", lambda t: t("Tickets"), "life-buoy", "tickets.read"),
    Place("catalogue", lambda t: t("Catalogue"), "package"),
)
SETTINGS: Final = Place("settings", lambda t: t("Settings"), "settings")


def places_with_keys(places: Sequence[Place] = PLACES) -> list[tuple[Place, str]]:
    """The places and the settings, each with its key. The settings have the last one; places for which none
    is left have "": they are reached by the sidebar and the palette."""
    *firsts, last = keys.PLACES.keys
    left = [*firsts, *[""] * max(0, len(places) - len(firsts))]
    return [*zip(places, left, strict=False), (SETTINGS, last)]


@dataclass(frozen=True)
class Route:
    """`go(kind, what)` opens `maker`; the sidebar lights up `place`."""

    place: str
    maker: str
    """"module:function" below desktop_crm.app, called as function(services, what)."""
    right: str = ""


ROUTES: Final[dict[str, Route]] = {
    "today": Route("today", "pages:today"),
    "contacts": Route("contacts", "pages:contacts"),
    "contacts:import": Route("contacts", "pages:import_contacts", "data.import"),
    "contact": Route("contacts", "pages:contact"),
    "contact:new": Route("contacts", "pages:new_contact", "contacts.change"),
    "contact:edit": Route("contacts", "pages:edit_contact", "contacts.change"),
    "quotes": Route("quotes", "pages:quotes"),
    "quote": Route("quotes", "pages:document"),
    "quote:new": Route("quotes", "pages:new_quote", "documents.draft"),
    "orders": Route("orders", "pages:orders"),
    "order": Route("orders", "pages:document"),
    "order:new": Route("orders", "pages:new_order", "documents.draft"),
    "delivery": Route("orders", "pages:document"),
    "pro_forma": Route("orders", "pages:document"),
    "receipt": Route("orders", "pages:document"),
    "invoices": Route("invoices", "pages:invoices"),
    "invoice": Route("invoices", "pages:document"),
    "invoice:new": Route("invoices", "pages:new_invoice", "documents.draft"),
    "reminders": Route("invoices", "pages:reminders", "dunning.write"),
    "dunning_letter": Route("invoices", "pages:letter"),
    "payments": Route("invoices", "pages:payments", "accounts.read"),
    "bank": Route("invoices", "pages:bank", "payments.record"),
    "cash": Route("invoices", "pages:cash", "accounts.read"),
    "statements": Route("invoices", "pages:statements", "accounts.read"),
    "recurring": Route("invoices", "pages:recurring"),
    "credit_note": Route("invoices", "pages:document"),
    "expenses": Route("expenses", "pages:expenses", "expenses.read"),
    "expense": Route("expenses", "pages:expense", "expenses.read"),
    "expense:new": Route("expenses", "pages:new_expense", "expenses.change"),
    "received": Route("expenses", "pages:received", "received.read"),
    "received_invoice": Route("expenses", "pages:received_invoice", "received.read"),
    "accounting": Route("accounting", "pages:vat_report", "books.read"),
    "handover": Route("accounting", "pages:handover", "books.read"),
    "tickets": Route("tickets", "pages:tickets", "tickets.read"),
    "ticket": Route("tickets", "pages:ticket", "tickets.read"),
    "ticket:new": Route("tickets", "pages:new_ticket", "tickets.change"),
    "catalogue": Route("catalogue", "pages:catalogue"),
    "product": Route("catalogue", "pages:product"),
    "product:new": Route("catalogue", "pages:new_product", "catalogue.change"),
    "settings": Route("settings", "pages:settings"),
    "history": Route("settings", "pages:history"),
}
KEPT: Final = frozenset(
    {
        "today", "contacts", "quotes", "orders", "invoices", "payments", "bank", "expenses", "accounting",
        "tickets", "catalogue", "settings",
    }
)  # fmt: skip
"""Pages that stay as they were left (search, scroll, selection); records are read again each time."""


def make_page(kind: str, services: Services, what: object) -> QWidget:
    """Build the page of a route."""
    module, _colon, function = ROUTES[kind].maker.partition(":")
    page = getattr(import_module(f"desktop_crm.app.{module}"), function)(services, what)
    assert isinstance(page, QWidget)
    return page
