"""The shots of e-invoices, in and out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing.ui.einvoice_dialog import EInvoiceDialog
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.model import Identifier, Invoice, Party
from desktop_crm.einvoice.profiles import XRECHNUNG_UBL
from desktop_crm.einvoice.ubl_writing import write_ubl
from desktop_crm.expenses import service
from tests.einvoice import samples
from tests.shots.studio import Shot, Studio

FIRM: Final = "Harbour Lane Studio Ltd"


def _to_us(invoice: Invoice) -> Invoice:
    buyer = replace(invoice.buyer, name=FIRM, vat_id="IE1234567T")
    return replace(invoice, buyer=buyer, number="R-2026-118")


def take_in(studio: Studio) -> int:
    """Three invoices of suppliers; the last one breaks rules."""
    caller = studio.caller
    good = _to_us(samples.invoice())
    service.take_in(caller, "invoice.xml", write_cii(good))
    printer = Party(
        name="Copyshop an der Elbe", vat_id="DE811569869", address=samples.invoice().seller.address,
        endpoint=Identifier(id="9930811", scheme="9930"),
    )  # fmt: skip
    broken = replace(
        _to_us(samples.invoice(profile=XRECHNUNG_UBL)),
        number="4711",
        seller=printer,
        buyer_reference="",
        totals=replace(good.totals, due=Decimal("120.00")),
    )
    service.take_in(caller, "rich.xml", write_ubl(replace(samples.rich(), number="2026/0815")))
    return service.take_in(caller, "xrechnung.xml", write_ubl(broken)).id


def received_list(studio: Studio) -> None:
    take_in(studio)
    studio.go("received")


def received_broken(studio: Studio) -> None:
    studio.go("received_invoice", take_in(studio))


def received_good(studio: Studio) -> None:
    take_in(studio)
    studio.go("received_invoice", 2)


def einvoice_dialog(studio: Studio) -> None:
    page: Any = studio.go("invoice", studio.find("invoice", "SAMPLE-0001"))
    EInvoiceDialog(studio.window.desk, [page.inner.view.row.id], parent=page).open()


def none_received(studio: Studio) -> None:
    studio.go("received")


RECEIVED: Final = (
    Shot("received-none", none_received, route="received"),
    Shot("received-list", received_list, route="received", wait=100),
    Shot("received-broken", received_broken, route="received_invoice", wait=100),
    Shot("received-good", received_good, route="received_invoice", wait=100),
    Shot("einvoice-export", einvoice_dialog, dialog="EInvoiceDialog", wait=100),
)
