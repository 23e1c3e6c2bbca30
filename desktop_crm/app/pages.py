"""The makers of pages: each hands a room's screen what it needs, and what upper rooms add to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_crm.app.services import Services
from desktop_crm.widgets.desk import Wish


def _id(what: object) -> int:
    if isinstance(what, Wish):
        return what.record
    if not isinstance(what, int):
        raise TypeError(f"a page of one record needs its id, not {what!r}")
    return what


def _preset(what: object) -> dict[str, object]:
    return dict(what) if isinstance(what, Mapping) else {}


def today(services: Services, _what: object) -> QWidget:
    from desktop_crm.app.today import TodayPage

    firm = services.firm
    return TodayPage(
        services.desk, load_sample=firm.load_sample, look=firm.purge, look_at_papers=firm.papers.look
    )


def contacts(services: Services, _what: object) -> QWidget:
    from desktop_crm.app.rooms import open_balances
    from desktop_crm.contacts.ui.contacts_page import ContactsPage

    desk = services.desk
    sees_sums = desk.may("money.totals")
    load_sample = services.firm.load_sample if desk.may("settings.change") else None
    return ContactsPage(desk, load_sample, (lambda ids: open_balances(desk, ids)) if sees_sums else None)


def import_contacts(services: Services, _what: object) -> QWidget:
    from desktop_crm.contacts.ui.import_page import ImportPage

    return ImportPage(services.desk)


def contact(services: Services, what: object) -> QWidget:
    from desktop_crm.app.person_acts import person_additions
    from desktop_crm.app.rooms import contact_additions, giving_additions
    from desktop_crm.contacts.ui.contact_page import ContactPage

    additions = contact_additions(services.desk) + giving_additions(services) + person_additions(services)
    return ContactPage(services.desk, _id(what), additions)


def new_contact(services: Services, what: object) -> QWidget:
    from desktop_crm.contacts.ui.contact_editor import ContactEditor

    return ContactEditor(services.desk, None, _preset(what))


def edit_contact(services: Services, what: object) -> QWidget:
    from desktop_crm.contacts.ui.contact_editor import ContactEditor

    return ContactEditor(services.desk, _id(what))


def quotes(services: Services, _what: object) -> QWidget:
    from desktop_crm.billing.ui.lists import QuotesPage

    may_load = services.desk.may("settings.change")
    return QuotesPage(services.desk, services.firm.load_sample if may_load else None)


def orders(services: Services, _what: object) -> QWidget:
    from desktop_crm.billing.ui.orders_page import OrdersPage

    return OrdersPage(services.desk)


def new_order(services: Services, what: object) -> QWidget:
    from desktop_crm.app.rooms import document_additions
    from desktop_crm.billing.ui.document_page import DocumentPage

    preset = {"kind": "order", **_preset(what)}
    return DocumentPage(services.desk, None, preset, document_additions(services))


def recurring(services: Services, what: object) -> QWidget:
    from desktop_crm.billing.ui.recurring_page import RecurringPage

    page = RecurringPage(services.desk)
    if isinstance(what, Mapping):  # what failed, from Today
        page.show_part(what)
    return page


def invoices(services: Services, _what: object) -> QWidget:
    from desktop_crm.billing.ui.lists import InvoicesPage

    may_load = services.desk.may("settings.change")
    return InvoicesPage(services.desk, services.firm.load_sample if may_load else None)


def document(services: Services, what: object) -> QWidget:
    from desktop_crm.app.rooms import document_additions
    from desktop_crm.billing.ui.document_page import DocumentPage

    return DocumentPage(services.desk, _id(what), additions=document_additions(services))


def new_quote(services: Services, what: object) -> QWidget:
    from desktop_crm.app.rooms import document_additions
    from desktop_crm.billing.ui.document_page import DocumentPage

    preset = {"kind": "quote", **_preset(what)}
    return DocumentPage(services.desk, None, preset, document_additions(services))


def new_invoice(services: Services, what: object) -> QWidget:
    from desktop_crm.app.rooms import document_additions
    from desktop_crm.billing.ui.document_page import DocumentPage

    preset = {"kind": "invoice", **_preset(what)}
    return DocumentPage(services.desk, None, preset, document_additions(services))


def reminders(services: Services, _what: object) -> QWidget:
    from desktop_crm.receivables.ui.dunning_page import DunningPage

    return DunningPage(services.desk)


def letter(services: Services, what: object) -> QWidget:
    from desktop_crm.receivables.ui.letter_page import LetterPage

    letter_id = _id(what)
    assert letter_id is not None
    return LetterPage(services.desk, letter_id)


def payments(services: Services, _what: object) -> QWidget:
    from desktop_crm.receivables.ui.payments_page import PaymentsPage

    return PaymentsPage(services.desk)


def bank(services: Services, _what: object) -> QWidget:
    from desktop_crm.receivables.ui.bank_page import BankPage

    return BankPage(services.desk)


def cash(services: Services, _what: object) -> QWidget:
    from desktop_crm.receivables.ui.cash_page import CashPage

    return CashPage(services.desk)


def statements(services: Services, _what: object) -> QWidget:
    from desktop_crm.receivables.ui.statements_page import StatementsPage

    return StatementsPage(services.desk)


def expenses(services: Services, _what: object) -> QWidget:
    from desktop_crm.expenses.ui.expenses_page import ExpensesPage

    return ExpensesPage(services.desk)


def expense(services: Services, what: object) -> QWidget:
    from desktop_crm.expenses.ui.expense_page import ExpensePage

    return ExpensePage(services.desk, _id(what))


def new_expense(services: Services, what: object) -> QWidget:
    from desktop_crm.expenses.ui.expense_page import ExpensePage

    return ExpensePage(services.desk, None, _preset(what))


def handover(services: Services, _what: object) -> QWidget:
    from desktop_crm.accounting.ui.handover_page import HandoverPage

    return HandoverPage(services.desk)


def received(services: Services, _what: object) -> QWidget:
    from desktop_crm.expenses.ui.received_page import ReceivedPage

    return ReceivedPage(services.desk)


def received_invoice(services: Services, what: object) -> QWidget:
    from desktop_crm.expenses.ui.received_invoice_page import ReceivedInvoicePage

    return ReceivedInvoicePage(services.desk, _id(what))


def vat_report(services: Services, _what: object) -> QWidget:
    from desktop_crm.accounting.ui.vat_page import VatPage
    from desktop_crm.app.routes import ROUTES

    return VatPage(services.desk, ROUTES)


def tickets(services: Services, _what: object) -> QWidget:
    from desktop_crm.support.ui.tickets_page import TicketsPage

    return TicketsPage(services.desk)


def ticket(services: Services, what: object) -> QWidget:
    from desktop_crm.support.ui.ticket_page import TicketPage

    return TicketPage(services.desk, _id(what))


def new_ticket(services: Services, what: object) -> QWidget:
    from desktop_crm.support.ui.new_ticket_page import NewTicketPage

    return NewTicketPage(services.desk, _preset(what))


def catalogue(services: Services, _what: object) -> QWidget:
    from desktop_crm.catalog.ui.catalogue_page import CataloguePage

    return CataloguePage(services.desk)


def product(services: Services, what: object) -> QWidget:
    from desktop_crm.catalog.ui.product_page import ProductPage

    return ProductPage(services.desk, _id(what))


def new_product(services: Services, _what: object) -> QWidget:
    from desktop_crm.catalog.ui.product_page import ProductPage

    return ProductPage(services.desk, None)


def settings(services: Services, _what: object) -> QWidget:
    from desktop_crm.app.books_settings import books_section
    from desktop_crm.app.data_settings import data_section
    from desktop_crm.app.dunning_settings import dunning_section
    from desktop_crm.app.expense_categories import expense_categories_section
    from desktop_crm.app.looks_settings import looks_sections, sample_paper
    from desktop_crm.app.mail_settings import mail_section
    from desktop_crm.app.people_settings import password_section, people_section
    from desktop_crm.app.price_lists import price_lists_section
    from desktop_crm.app.privacy_settings import privacy_section
    from desktop_crm.company.ui.settings_page import SettingsPage

    extra = [
        price_lists_section(services),
        expense_categories_section(services),
        people_section(services),
        dunning_section(services),
        books_section(services),
        data_section(services),
        mail_section(services),
        privacy_section(services),
    ]
    if services.desk.caller.person_id:
        extra.append(password_section(services))
    return SettingsPage(
        services.desk,
        extra,
        services.rebuild,
        partial(looks_sections, services.desk),
        sample_paper(services.desk),
    )


def history(services: Services, what: object) -> QWidget:
    from desktop_crm.app.trail_page import TrailPage

    return TrailPage(services.desk, _preset(what))
