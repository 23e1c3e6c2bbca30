"""Verify looks at the bytes of every stored file, not only at those of papers."""

from __future__ import annotations

import pytest

from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw, transaction
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
