"""The shots of what the law wants: how a sale is taxed, closed periods, exchange rates, fiscal documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from desktop_crm.billing.documents.portal import portal_rows
from desktop_crm.billing.queries.fiscal import FiscalRow
from desktop_crm.billing.ui.fiscal_dialogs import FiscalDialog, PortalDialog
from desktop_crm.billing.ui.vat_check_dialog import KnownVatId, VatCheckDialog
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.periods import period_of
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft
from tests.shots.dialogs import further, setting, write
from tests.shots.pages import KESTREL, PREVIEW
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY


def proposal(studio: Studio) -> None:
    """A customer in another EU country, and lines that are taxed as at home."""
    contact = studio.find("contact", KESTREL)
    found = contact_queries.get_contact(studio.caller, contact)
    place = AddressDraft(address=Address(street="Rue 1", postal_code="75002", city="Paris", country="FR"))
    draft = replace(found.draft, addresses=(place,), vat_id="FR83404833048")
    contacts_service.save_contact(studio.caller, contact, found.version, draft)
    write(studio, "invoice", KESTREL)


def reopen_period(studio: Studio) -> None:
    """A period that was closed, as its owner sees it."""
    company_service.close_period(studio.caller, period_of("2026-Q1"), TODAY)
    page: Any = studio.go("settings")
    page.show_section("periods")
    studio.wait(30)
    page.current.rows[0].activated.emit()


def vat_check(studio: Studio) -> None:
    page: Any = studio.go("contact", studio.find("contact", KESTREL))
    known = KnownVatId(page.contact_id, "Kestrel Coffee Roasters", "FR83404833048", ())
    VatCheckDialog(page.desk, known, lambda: None, unchecked=lambda: None, parent=studio.window).open()


def portal(studio: Studio) -> None:
    page: Any = studio.go("invoice", studio.invoice("overdue"))
    PortalDialog(page.desk, portal_rows(page.inner.view.facts, studio.t), parent=studio.window).open()


def fiscal(studio: Studio) -> None:
    page: Any = studio.go("invoice", studio.invoice("overdue"))
    known = FiscalRow(1, "", None, "", "", "", datetime(2026, 11, 22, tzinfo=UTC), "Ciara Sample")
    FiscalDialog(page.desk, page.inner.view, known, "PT", lambda: None, parent=studio.window).open()


LAWFUL: Final[list[Shot]] = [
    Shot("dialog-vat-check", vat_check, dialog="VatCheckDialog"),
    Shot("dialog-portal", portal, dialog="PortalDialog"),
    Shot("dialog-fiscal", fiscal, dialog="FiscalDialog"),
    Shot("dialog-treatment", further("treatment"), dialog="TreatmentDialog", wait=PREVIEW),
    Shot("editor-proposal", proposal, wait=PREVIEW),
    Shot("dialog-rate", setting("rates"), dialog="RateDialog"),
    Shot("dialog-close-period", setting("periods"), dialog="ClosePeriodDialog"),
    Shot("dialog-reopen-period", reopen_period, dialog="PeriodDialog"),
]
