"""A customer wants papers in another design, on US Letter: theirs are, everybody else's stay as they were."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company.rules.looks import A4, CLASSIC, LETTER, MODERN
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.ui.contact_editor import ContactEditor
from desktop_crm.values.paging import ListView
from tests.app.conftest import TODAY, caller, program, sample_firm, window
from tests.billing.documents.reading import text_of

__all__ = ["caller", "program", "sample_firm", "window"]

LETTER_PAGE, A4_PAGE = (612, 792), (595, 842)
"""Points."""


def page_size(pdf: bytes) -> tuple[int, int]:
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width)), round(float(box.height))


def drawing(pdf: bytes) -> bytes:
    """What is drawn on the first page."""
    content = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    return content.get_data()


def choose_look(window: MainWindow, contact: int, design: str, size: str) -> None:
    """On the customer's page, as a person does."""
    window.go("contact:edit", contact)
    editor = window.page
    assert isinstance(editor, ContactEditor)
    for name, value in (("design", design), ("paper_size", size)):
        editor.money[name].set_value(value)
        editor.money[name].changed.emit()
    editor.drafting.flush()


def issue_again(window: MainWindow, contact: int) -> tuple[DocumentFacts, bytes]:
    """Their latest invoice once more: its facts, and the bytes that are kept."""
    who = window.desk.caller
    rows = billing.documents_of(who, contact, TODAY)
    latest = next(row for row in rows if row.kind == "invoice" and row.state != "draft")
    draft = billing_service.duplicate(who, latest.id, TODAY)
    made = billing_service.issue_invoice(who, draft.id, today=TODAY, issued_on=TODAY)
    facts = billing.get_document(who, made.id, TODAY).facts
    assert facts is not None
    return facts, billing.stored_pdf(who, made.id)


def customers(window: MainWindow) -> tuple[int, int]:
    """Two who were billed before; the first one will have a look of its own."""
    rows = billing.list_invoices(window.desk.caller, ListView(), TODAY).rows(0, 50)
    found = {row.contact_id: None for row in rows if row.state != "draft" and row.kind == "invoice"}
    first, second, *_others = (each for each in found if each is not None)
    return first, second


def test_a_customer_with_a_design_of_its_own_gets_it_on_paper(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    ours, theirs = customers(window)
    before, plain = issue_again(window, theirs)
    assert (before.design, before.paper_size, page_size(plain)) == (CLASSIC, A4, A4_PAGE)
    choose_look(window, theirs, MODERN, LETTER)
    facts, pdf = issue_again(window, theirs)
    assert (facts.design, facts.paper_size, page_size(pdf)) == (MODERN, LETTER, LETTER_PAGE)
    for said in (facts.number, facts.buyer.name, facts.lines[0].name.split("\n")[0]):
        assert said in text_of(pdf)
    assert drawing(pdf).count(b" re") > drawing(plain).count(b" re")  # only Modern has tinted boxes
    assert page_size(billing_service.copy_pdf(window.desk.caller, latest_of(window, theirs))) == LETTER_PAGE
    others, their_paper = issue_again(window, ours)
    assert (others.design, page_size(their_paper)) == (CLASSIC, A4_PAGE)


@pytest.mark.parametrize(("design", "size", "page"), [("", "", A4_PAGE), ("", LETTER, LETTER_PAGE)])
def test_what_a_customer_does_not_choose_is_ours(
    window: MainWindow, design: str, size: str, page: tuple[int, int]
) -> None:
    _ours, theirs = customers(window)
    choose_look(window, theirs, MODERN, LETTER)
    choose_look(window, theirs, design, size)
    facts, pdf = issue_again(window, theirs)
    assert (facts.design, page_size(pdf)) == (CLASSIC, page)
    assert contacts.get_contact(window.desk.caller, theirs).draft.design == design


def latest_of(window: MainWindow, contact: int) -> int:
    return billing.documents_of(window.desk.caller, contact, TODAY)[0].id
