"""Who was erased is nowhere in the file any more, but in the papers that the law keeps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, PointDraft
from desktop_crm.database import scrubbing
from desktop_crm.database.connection import raw
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import backups, erasing, erasure_list, finding, opening, samples, verifying
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms

pytestmark = pytest.mark.file  # looks at the bytes of the file; a server: test_backup_of_server.py

TODAY = firms.TODAY
NAME, MAIL, PHONE = "Xanthippe Quisquilia", "xq@quisquilia.example", "+351 961 777 123"
TRACES = ("quisquilia", "xanthippe", "961 777 123", "961777123", "1977-03-19")
"""What of her could stand anywhere, folded."""


@pytest.fixture
def person(workspace: Workspace, caller: Caller) -> int:
    """Somebody with one of everything, and a neighbour who stays."""
    company.apply_company(caller, company_json.company_from_json(samples.content()["firm"]), TODAY)
    file = contacts_of(
        f"Name,E-mail 1 - Value\n{NAME},{MAIL}\nOnly Neighbour,n@example.org\n".encode(), "people.csv"
    )
    contacts.import_contacts(caller, file)
    her = contact_queries.find_contacts(caller, NAME)[0].id
    view = contact_queries.get_contact(caller, her)
    draft = ContactDraft(
        name=NAME,
        given_name="Xanthippe",
        family_name="Quisquilia",
        birthday=date(1977, 3, 19),
        notes="Quisquilia likes tea",
        tags=("quisquilia-club",),
        points=(PointDraft("mail", MAIL), PointDraft("phone", PHONE)),
        addresses=(AddressDraft("invoice", Address(street="Rua Quisquilia 7", city="Porto", country="PT")),),
    )
    contacts.save_contact(caller, her, view.version, draft)
    contacts.add_note(caller, her, "Quisquilia called about the fence", TODAY)
    contacts.log_mail(caller, her, "To Xanthippe", "Dear Xanthippe Quisquilia", MAIL)
    contacts.attach_file(caller, "contact", her, "quisquilia.txt", b"a letter of Xanthippe Quisquilia")
    ticket = support.open_ticket(
        caller, TicketDraft(contact_id=her, subject="Fence of Quisquilia", text=f"Call {PHONE}"), TODAY
    )
    support.reply(caller, ticket, "Dear Mrs Quisquilia, done.", TODAY)
    support.attach(caller, ticket, "fence.txt", b"the fence of Quisquilia")
    return her


def traces(path: Path) -> set[str]:
    """What of her stands in the raw bytes of a file."""
    content = path.read_bytes().decode("latin-1").lower()
    return {each for each in TRACES if each in content}


def issue(caller: Caller, contact: int, text: str = "Work") -> int:
    made = billing.create_draft(caller, firms.draft(contact, text), TODAY)
    billing.issue_invoice(caller, made.id, today=TODAY, key=f"k{made.id}")
    return made.id


def test_nothing_of_the_person_is_left_in_the_bytes_of_the_file(
    workspace: Workspace, caller: Caller, person: int
) -> None:
    assert traces(workspace.path) == set(TRACES)
    done = erasing.erase_person(caller, workspace, person, TODAY)
    assert done.is_scrubbed and not done.kept
    assert traces(workspace.path) == set()
    assert not list(workspace.path.parent.glob("*-journal")) or all(
        each.stat().st_size == 0 for each in workspace.path.parent.glob("*-journal")
    )
    assert finding.find(caller, "quisquilia") == []
    with pytest.raises(NotFound):
        contact_queries.get_contact(caller, person)
    assert verifying.verify(caller).findings == ()
    assert [hit.title for hit in finding.find(caller, "neighbour")] == ["Only Neighbour"]


PAPER_COLUMNS = {
    ("document", "customer"), ("document", "customer_folded"), ("document", "draft"), ("document", "facts"),
    ("document", "title"), ("document_line", "name"),
    ("blob", "bytes"), ("payment", "reference"),
}  # fmt: skip


def columns_with_traces(path: Path) -> set[tuple[str, str]]:
    """The columns of the file that hold something of her."""
    found = set()
    with closing(sqlite3.connect(path)) as other:
        tables = other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in other.execute(f'SELECT * FROM pragma_table_info("{table}")').fetchall():
                for (value,) in other.execute(f'SELECT "{row[1]}" FROM "{table}"'):
                    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    if any(trace in text.lower() for trace in TRACES):
                        found.add((table, row[1]))
    return found


def test_of_a_customer_only_the_kept_papers_stay(
    workspace: Workspace, caller: Caller, person: int, tmp_path: Path
) -> None:
    invoice = issue(caller, person, "Fence for Quisquilia")
    billing.save_internal_notes(caller, invoice, 2, "Mrs Quisquilia pays late")
    contacts.attach_file(caller, "invoice", invoice, "hours.txt", b"hours", contact_id=person)
    billing.create_draft(caller, firms.draft(person, "Another fence of Quisquilia"), TODAY)
    plan = erasing.plan_erasure(caller, person, TODAY)
    done = erasing.erase_person(caller, workspace, person, TODAY)
    assert (plan.kept, plan.counts) == (done.kept, done.counts)
    (kept,) = done.kept
    assert (kept.number, kept.issued_on, kept.until) == ("2026-0001", TODAY, date(2032, 11, 22))
    assert "VATCA" in str(kept.reason)
    assert columns_with_traces(workspace.path) <= PAPER_COLUMNS
    assert verifying.verify(caller).findings == ()
    view = contact_queries.get_contact(caller, person)
    assert view.is_archived and view.draft == ContactDraft(name=f"Erased contact {person}")
    assert [hit.title for hit in finding.find(caller, "2026-0001")] == ["2026-0001"]
    assert finding.find(caller, "quisquilia") == []

    # Whatever is left of her in the raw bytes lies in those papers: without them nothing is.
    assert traces(workspace.path)
    copy = tmp_path / "copy.db"
    backups.back_up(caller, workspace, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as other:
        for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f"DROP TRIGGER {trigger}")
        other.execute("PRAGMA secure_delete = on")
        other.execute("PRAGMA ignore_check_constraints = on")
        other.execute(
            "UPDATE document SET customer = '', customer_folded = '', draft = '', facts = '', title = ''"
        )
        other.execute("UPDATE document_line SET name = ''")
        other.execute("UPDATE blob SET bytes = zeroblob(length(bytes))")
        other.execute("UPDATE payment SET reference = ''")
    assert traces(copy) == set()


def test_a_payment_of_a_kept_invoice_does_not_bring_the_name_back(
    workspace: Workspace, caller: Caller, person: int
) -> None:
    invoice = issue(caller, person)
    erasing.erase_person(caller, workspace, person, TODAY)
    billing.record_payment(caller, invoice, PaymentDraft(amount=500, paid_on=TODAY), TODAY)
    assert finding.find(caller, "quisquilia") == []
    assert [hit.title for hit in finding.find(caller, "2026-0001")] == ["2026-0001"]


def test_bytes_that_somebody_else_uses_stay(workspace: Workspace, caller: Caller, person: int) -> None:
    other = contact_queries.find_contacts(caller, "Only Neighbour")[0].id
    shared = contacts.attach_file(caller, "contact", other, "same.txt", b"both have this")
    contacts.attach_file(caller, "contact", person, "same.txt", b"both have this")
    (before,) = raw().execute("SELECT count(*) FROM blob").fetchone()
    erasing.erase_person(caller, workspace, person, TODAY)
    assert contact_queries.get_attachment(caller, shared).content == b"both have this"
    (after,) = raw().execute("SELECT count(*) FROM blob").fetchone()
    assert after == before - 3  # her letter, the fence, the reply's mail


def test_an_older_backup_forgets_again_and_nobody_else(
    workspace: Workspace, caller: Caller, person: int, tmp_path: Path
) -> None:
    backups.back_up_daily(caller, workspace)
    issue(caller, person)
    erasing.erase_person(caller, workspace, person, TODAY)
    (copy,) = backups.copies_of(workspace.path)
    folder = copy.path.parent
    (listed,) = erasure_list.read(folder)
    assert listed.id == person
    assert not traces(erasure_list.path_in(folder, "firm"))
    workspace.close()
    restored = tmp_path / "restored.crm"
    backups.restore(caller, copy.path, restored)
    assert traces(restored)
    again = opening.open_workspace(restored)
    try:
        assert traces(restored) == set(), "opening it forgot again"
        assert erasing.replay(caller, again, folder, TODAY) == ()
        assert contact_queries.find_contacts(caller, "Only Neighbour")
        newcomer = contacts.create_contact(caller, ContactDraft(name="Newcomer"))
        assert erasing.replay(caller, again, folder, TODAY) == ()
        assert contact_queries.get_contact(caller, newcomer)
        assert [each.id for each in erasure_list.read(restored.with_name("restored backups"))] == [person]
    finally:
        again.close()


def test_a_list_that_was_tampered_with_erases_nobody(
    workspace: Workspace, caller: Caller, person: int, tmp_path: Path
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    wrong = f'{{"entity": "contact", "id": {person}, "key": "{"0" * 64}", "at": "x", "by": "y"}}\n'
    (folder / "firm.erased.jsonl").write_text(f"nonsense\n{{}}\n[1]\n{wrong}")
    assert erasing.replay(caller, workspace, folder, TODAY) == ()
    assert contact_queries.get_contact(caller, person).draft.name == NAME


def test_an_erasure_that_could_not_write_the_file_anew_does_it_with_the_next_backup(
    workspace: Workspace, caller: Caller, person: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise UserError(_("The disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(scrubbing, "scrub", full)
        assert not erasing.erase_person(caller, workspace, person, TODAY).is_scrubbed
    backups.back_up_daily(caller, workspace)
    assert raw().execute("SELECT count(*) FROM erasure WHERE NOT is_scrubbed").fetchone() == (0,)
    assert traces(workspace.path) == set()


def test_a_disk_that_is_full_only_after_the_erasure_does_not_say_that_nothing_was_saved(
    workspace: Workspace, caller: Caller, person: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was written anew, and what notes that meets the full disk: it is tried again."""

    def full_afterwards() -> None:
        monkeypatch.setattr(erasing, "transaction", refusing)

    def refusing(*_arguments: object) -> object:
        raise UserError(_("The disk is full. Nothing was saved; make room and try again."))

    with monkeypatch.context() as patch:
        patch.setattr(scrubbing, "scrub", full_afterwards)
        assert not erasing.erase_person(caller, workspace, person, TODAY).is_scrubbed
    with pytest.raises(NotFound):
        contact_queries.get_contact(caller, person)
    monkeypatch.undo()
    assert erasing.finish_erasures(caller)


def test_where_else_the_name_stands_is_said(workspace: Workspace, caller: Caller, person: int) -> None:
    other = contact_queries.find_contacts(caller, "Only Neighbour")[0].id
    contacts.add_note(caller, other, f"Knows {NAME} well", None)
    plan = erasing.plan_erasure(caller, person, TODAY)
    assert [(each.kind, each.title) for each in plan.mentions] == [("note", f"Knows {NAME} well")]


def test_a_stranger_cannot_be_erased(workspace: Workspace, caller: Caller) -> None:
    with pytest.raises(NotFound):
        erasing.erase_person(caller, workspace, 999, TODAY)
    assert raw().execute("SELECT count(*) FROM erasure").fetchone() == (0,)
