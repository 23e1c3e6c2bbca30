"""A price list, the customer's own price, a quote at it, and the invoice that still says so years later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.rules.prices import PriceDraft, PriceListDraft
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.workspace import verifying
from tests.shots.money_world import customer
from tests.stories.sitting import CALLER, new_firm, opened, window_on

D = Decimal
TODAY, LATER = date(2026, 3, 2), date(2026, 3, 20)


def shown(window: Any, kind: str, document: int) -> list[tuple[str, str]]:
    """Price and what stands below it, line by line, as the open draft shows them."""
    window.go(kind, document)
    editor: Any = window.page.findChild(DocumentEditor)
    column = next(each for each in editor.sheet.grid.model.columns if each.key == "price")
    return [(f"{line.price:.2f}", column.second(line)) for line in editor.draft.lines]


@pytest.mark.story
def test_an_invoice_says_where_its_price_came_from(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    place = new_firm(request, tmp_path, engine, TODAY)
    with opened(place):
        acorn, birch = customer(CALLER, "Acorn Joinery Ltd", 1), customer(CALLER, "Birch Joinery Ltd", 2)
        chair = catalog.create_product(CALLER, ProductDraft(name="Chair", code="CH", price=D(100)))
        trade = catalog.save_price_list(CALLER, PriceListDraft(name="Trade"))
        for contact in (acorn, birch):
            catalog.give_price_list(CALLER, contact, trade)
        catalog.add_price(CALLER, PriceDraft(product_id=chair, price=D(80), list_id=trade))
        own = catalog.add_price(CALLER, PriceDraft(product_id=chair, price=D(72), contact_id=acorn))
        given = {"lines": [{"product": "CH", "qty": "4"}, {"product": "CH", "qty": "1", "price": "65"}]}
        quotes = {
            who: service.create_draft(
                CALLER, service.draft_from_json(CALLER, "quote", {"customer": who, **given}, TODAY), TODAY
            ).id
            for who in (acorn, birch)
        }
    with window_on(qtbot, qapp, place, TODAY) as window:
        assert shown(window, "quote", quotes[acorn]) == [("72.00", "Own price"), ("65.00", "")]
        assert shown(window, "quote", quotes[birch]) == [("80.00", "List Trade"), ("65.00", "")]
    with opened(place):
        invoices = {}
        for who, quote in quotes.items():
            version = service.send_quote(CALLER, quote, today=TODAY).version
            service.accept_quote(CALLER, quote, version, TODAY)
            invoices[who] = service.invoice_quote(CALLER, quote, LATER).id
        catalog.save_price(CALLER, own, 1, PriceDraft(product_id=chair, price=D(90), contact_id=acorn))
    with window_on(qtbot, qapp, place, LATER) as window:
        # A dearer price since then plays no part: this one was agreed.
        assert shown(window, "invoice", invoices[acorn]) == [("72.00", "Own price, agreed"), ("65.00", "")]
        assert shown(window, "invoice", invoices[birch]) == [("80.00", "List Trade, agreed"), ("65.00", "")]
    with opened(place):
        draft = queries.get_document(CALLER, invoices[acorn], LATER).draft
        version = queries.get_row(CALLER, invoices[acorn], LATER).version
        service.save_draft(CALLER, invoices[acorn], version, replace(draft, delivered_on=LATER), LATER)
        issued = service.issue_invoice(CALLER, invoices[acorn], today=LATER)
        view = queries.get_document(CALLER, issued.id, LATER)
        assert view.row.net == 4 * 7_200 + 6_500
        assert [line.price_from for line in view.draft.lines] == ["agreed:customer", ""]
        fresh = service.draft_from_json(CALLER, "invoice", {"customer": acorn, **given}, LATER)
        assert [line.price for line in fresh.lines] == [90, 65]
        assert verifying.verify(CALLER).findings == ()
