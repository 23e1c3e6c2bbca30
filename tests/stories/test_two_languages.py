"""What one person did in Turkish, another reads in English or in Portuguese; typed words stay as they are."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.ui.feed import Feed
from desktop_crm.database.connection import raw
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.additions import Additions
from desktop_crm.workspace import opening
from desktop_crm.workspace.places import Place
from tests.cli.conftest import Run, run
from tests.contacts.ui.conftest import make_desk
from tests.fixtures.database import firm_place

__all__ = ["run"]

TODAY = date(2026, 11, 22)
WRITER = Caller("Gülşen Öztürk", "owner", "tr", "masa")
TYPED = "Çarşamba günü arayacak"

TOLD = {
    "en": [
        ("Ticket T-1 Kırık kutu", "Closed"),
        ("Ticket T-1 Kırık kutu", ""),
        ("Payment for SAMPLE-0001", "Transfer, havale 77"),
        ("SAMPLE-0001 marked as sent", ""),
        ("Invoice issued SAMPLE-0001", "Danışmanlık"),
        ("Note", TYPED),
    ],
    "pt_BR": [
        ("Chamado T-1 Kırık kutu", "Fechado"),
        ("Chamado T-1 Kırık kutu", ""),
        ("Pagamento de SAMPLE-0001", "Transferência, havale 77"),
        ("SAMPLE-0001 marcado como enviado", ""),
        ("Fatura emitida SAMPLE-0001", "Danışmanlık"),
        ("Anotação", TYPED),
    ],
    "tr": [
        ("Destek talebi T-1 Kırık kutu", "Kapatıldı"),
        ("Destek talebi T-1 Kırık kutu", ""),
        ("SAMPLE-0001 ödemesi", "Havale / EFT, havale 77"),
        ("SAMPLE-0001 gönderildi olarak işaretlendi", ""),
        ("Fatura kesildi SAMPLE-0001", "Danışmanlık"),
        ("Not", TYPED),
    ],
}


@pytest.fixture
def path(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> Place:
    """A firm in which a Turkish hand invoiced, was paid, answered and noted something."""
    path = firm_place(request, tmp_path / "firm.crm", engine)
    with opening.opened(path, create_missing=True):
        firm = FirmDraft(name="Deniz", language="tr", country="TR")
        company.set_up(WRITER, SetupDraft(firm=firm), TODAY)
        customer = contacts.create_contact(WRITER, ContactDraft(kind="company", name="Kestrel"))
        contacts.add_note(WRITER, customer, TYPED)
        lines = (LineDraft(description="Danışmanlık", price=Decimal(80)),)
        draft = DocumentDraft(contact_id=customer, currency="EUR", lines=lines, is_sample=True)
        invoice = billing.create_draft(WRITER, draft, TODAY).id
        billing.issue_invoice(WRITER, invoice, today=TODAY)
        billing.mark_sent(WRITER, invoice, TODAY)
        paid = PaymentDraft(amount=1000, paid_on=TODAY, method="transfer", reference="havale 77")
        billing.record_payment(WRITER, invoice, paid, TODAY)
        ticket = support.open_ticket(WRITER, TicketDraft(contact_id=customer, subject="Kırık kutu"), TODAY)
        support.close_ticket(WRITER, ticket, 1, TODAY)
    return path


@pytest.mark.parametrize("language", TOLD)
def test_the_window_tells_each_reader_in_their_language(path: Place, language: str) -> None:
    with opening.opened(path, create_missing=False):
        desk, _went = make_desk(language)
        told = [(entry.title, entry.body) for entry in Feed(desk, 1, Additions()).fetch(0, 50)]
    assert told == TOLD[language]


@pytest.mark.parametrize("language", TOLD)
def test_the_command_line_tells_each_reader_in_their_language(
    path: Place, run: Run, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_LANGUAGE", language)
    events = run("--database", path, "--json", "contacts", "show", 1).json["timeline"]
    assert [event["by"] for event in events] == [WRITER.user] * 6
    assert [event["subject"] for event in events][2:5] == [title for title, _body in TOLD[language]][2:5]
    assert [event["summary"] for event in events][:5] == [body for _title, body in TOLD[language]][:5]
    assert events[-1]["summary"] == TYPED
    assert (events[4]["amount"], events[4]["currency"], events[4]["id"]) == ("80.00", "EUR", 1)


def test_what_is_kept_of_what_the_program_says_is_in_no_language_but_the_sources(path: Place) -> None:
    with opening.opened(path, create_missing=False):
        rows = raw().execute("SELECT subject, summary, wording FROM timeline ORDER BY id").fetchall()
    number = {"number": "SAMPLE-0001"}
    paid = {"method": {"text": "Transfer"}, "reference": "havale 77"}
    assert [(subject, summary) for subject, summary, _wording in rows[1:4]] == [
        ("", "Danışmanlık"), ("", ""), ("", ""),
    ]  # fmt: skip
    assert [json.loads(wording) for _subject, _summary, wording in rows[1:4]] == [
        {"subject": {"text": "Invoice issued {number}", "values": number}},
        {"subject": {"text": "{number} marked as sent", "values": number}},
        {
            "subject": {"text": "Payment for {number}", "values": number},
            "summary": {"text": "{method}, {reference}", "values": paid},
        },
    ]
