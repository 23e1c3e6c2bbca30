"""Verify looks at the bytes of every stored file, not only at those of papers."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw, transaction
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import verifying
from desktop_crm.workspace.opening import Workspace


@pytest.mark.file
def test_a_file_that_was_changed_behind_the_back_is_named(workspace: Workspace, caller: Caller) -> None:
    customer = contacts.create_contact(caller, ContactDraft(name="Conservas"))
    contacts.attach_file(caller, "contact", customer, "contract.pdf", b"%PDF-1.4 signed")
    with transaction():
        blobs.put(b"a logo")
    assert verifying.verify(caller).findings == ()
    raw().execute("DROP TRIGGER blob_never_changes")
    raw().execute("UPDATE blob SET bytes = zeroblob(3)")
    found = verifying.verify(caller).findings
    assert sorted(each.record for each in found) == ["contract.pdf", "database"]
    assert {str(each.message) for each in found} == {"Its stored bytes were changed"}


def test_a_closed_day_of_the_cash_book_that_was_changed_is_named(
    workspace: Workspace, caller: Caller
) -> None:
    today = date(2026, 11, 22)
    draft = CashDraft(amount=500, booked_on=today, kind="opening")
    receivables.enter_cash(caller, draft, today)
    receivables.close_cash(caller, today, today)
    assert verifying.verify(caller).findings == ()
    raw().execute(
        "INSERT INTO cash_line (cash_day_id, source, moved_on, kind, amount, balance, text)"
        " VALUES (1, 'entry:99', '2026-11-22', 'other', 1, 501, '')"
    )
    (found,) = verifying.verify(caller).findings
    assert found.record == "cash book 1"
