"""From the quote to the final invoice: a firm that delivers and bills in parts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.values.paging import ListView
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY

WORLD = "orders"
PREVIEW = 700


def paper(kind: str) -> Callable[[Studio], int]:
    """The paper of this kind in the world."""

    def find(studio: Studio) -> int:
        filters = (("state", kind),) if kind not in ("deposit", "final") else (("kind", "invoice"),)
        listing = queries.list_papers if kind not in ("deposit", "final") else queries.list_invoices
        rows = listing(studio.caller, ListView(filters=filters, descending=True), TODAY).rows(0, 50)
        return next(row.id for row in rows if kind in (row.kind, row.form))

    return find


def page(route: str, which: Callable[[Studio], int] | None = None) -> Callable[[Studio], QWidget | None]:
    def make(studio: Studio) -> None:
        studio.go(route, None if which is None else which(studio))

    return make


def _issued(studio: Studio, kind: str) -> IssuedPage:
    shown = studio.go("invoice" if kind == "deposit" else kind, paper(kind)(studio))
    assert isinstance(shown, DocumentPage)
    assert isinstance(shown.inner, IssuedPage)
    return shown.inner


def verb(kind: str, name: str) -> Callable[[Studio], None]:
    def make(studio: Studio) -> None:
        getattr(_issued(studio, kind).verbs.chain, name)()

    return make


def correct(studio: Studio) -> None:
    _issued(studio, "deposit").verbs.ask_to_correct()


ORDERS = [
    Shot("orders", page("orders"), world=WORLD, route="orders"),
    Shot("order", page("order", paper("order")), world=WORLD, route="order", wait=PREVIEW),
    Shot("order-new", page("order:new"), world=WORLD, route="order:new", wait=PREVIEW),
    Shot("delivery", page("delivery", paper("delivery")), world=WORLD, route="delivery", wait=PREVIEW),
    Shot("pro-forma", page("pro_forma", paper("pro_forma")), world=WORLD, route="pro_forma", wait=PREVIEW),
    Shot("receipt", page("receipt", paper("receipt")), world=WORLD, route="receipt", wait=PREVIEW),
    Shot("invoice-deposit", page("invoice", paper("deposit")), world=WORLD, wait=PREVIEW),
    Shot("invoice-final-draft", page("invoice", paper("final")), world=WORLD, wait=PREVIEW),
    Shot("dialog-deliver", verb("order", "ask_deliver"), world=WORLD, dialog="LinesDialog", wait=PREVIEW),
    Shot("dialog-deposit", verb("order", "ask_deposit"), world=WORLD, dialog="DepositDialog", wait=PREVIEW),
    Shot("dialog-final", verb("order", "ask_final"), world=WORLD, dialog="FinalDialog", wait=PREVIEW),
    Shot("dialog-cancel", verb("order", "ask_to_cancel"), world=WORLD, dialog="ConfirmDialog", wait=PREVIEW),
    Shot("dialog-correct-order", correct, world=WORLD, dialog="CorrectDialog", wait=PREVIEW),
]
