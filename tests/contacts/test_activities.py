"""What happened with a contact: timeline, notes with a day, files; and who may be the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules import ContactDraft, LinkDraft, PointDraft
from desktop_crm.database import search
from desktop_crm.database.connection import OpenDatabase, raw, transaction
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def ana(caller: Caller, database: OpenDatabase) -> int:
    return service.create_contact(
        caller, ContactDraft(name="Ana", points=(PointDraft("mail", "ana@a.example"),))
    )


def test_the_timeline_is_one_list_of_all_rooms_paged_from_the_latest(caller: Caller, ana: int) -> None:
    with transaction():
        for n in range(7):
            service.write_timeline(
                ana, "invoice", f"2026-{n}", at=NOON + timedelta(hours=n // 2), entity="invoice", entity_id=n,
                amount=1000 + n, currency="EUR",
            )  # fmt: skip
        service.write_timeline(
            ana, "ticket", "T-1", "help", at=NOON - timedelta(days=1), entity="ticket", entity_id=1
        )
    seen = []
    before = None
    while page := queries.list_timeline(caller, ana, before=before, limit=3):
        seen += [row.subject for row in page]
        before = (page[-1].at, page[-1].id)
    assert seen == ["2026-6", "2026-5", "2026-4", "2026-3", "2026-2", "2026-1", "2026-0", "T-1"]
    assert [row.subject for row in queries.list_timeline(caller, ana, ["ticket"])] == ["T-1"]
    assert queries.count_timeline(caller, ana) == {"invoice": 7, "ticket": 1}
    assert queries.get_contact(caller, ana).last_at == NOON + timedelta(hours=3)
    with transaction():
        service.remove_timeline("invoice", 6)
    assert queries.list_timeline(caller, ana, limit=1)[0].subject == "2026-5"


def test_an_event_is_written_only_with_its_rooms_transaction(caller: Caller, ana: int) -> None:

    def fail() -> None:
        with transaction():
            service.write_timeline(ana, "invoice", "x", at=NOON, entity="invoice", entity_id=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert queries.list_timeline(caller, ana) == []
    with pytest.raises(NotFound), transaction():
        service.write_timeline(999, "invoice", "x", at=NOON)


def test_a_note_waits_for_its_day_and_is_done(caller: Caller, ana: int) -> None:
    later = service.add_note(caller, ana, "send the offer\nwith samples", date(2026, 11, 25))
    service.add_note(caller, ana, "likes tea")
    assert queries.list_follow_ups(caller, date(2026, 11, 24)) == []
    [due] = queries.list_follow_ups(caller, date(2026, 11, 25))
    assert (due.id, due.contact_name, queries.count_follow_ups(caller, date(2026, 12, 1))) == (
        later,
        "Ana",
        1,
    )
    assert [hit.entity for hit in search.find("samples")] == ["note"]
    service.complete_note(caller, later)
    service.complete_note(caller, later)
    assert queries.list_follow_ups(caller, date(2027, 1, 1)) == []
    service.reopen_note(caller, later)
    note = queries.list_notes(caller, ana)[0]
    assert (note.id, note.done_at) == (later, None)
    version = service.save_note(caller, later, note.version, "send it tomorrow", date(2026, 11, 26))
    with pytest.raises(Conflict):
        service.save_note(caller, later, version - 1, "lost", None)
    assert queries.list_timeline(caller, ana)[1].subject == "send it tomorrow"
    service.delete_note(caller, later)
    assert search.find("tomorrow") == []
    assert len(queries.list_timeline(caller, ana)) == 1


def test_a_note_needs_words_and_a_contact(caller: Caller, ana: int) -> None:
    with pytest.raises(UserError) as refused:
        service.add_note(caller, ana, " \n ")
    assert refused.value.field == "text"
    with pytest.raises(NotFound):
        service.add_note(caller, 999, "x")


def test_calls_and_mails_are_logged_and_count_as_last_contact(caller: Caller, ana: int) -> None:
    service.log_call(caller, ana, "asked for a date", "+351 912 000 001")
    service.log_mail(caller, ana, "Offer", "as agreed")
    rows = queries.list_timeline(caller, ana)
    assert [(row.kind, row.subject, row.summary, row.by) for row in rows] == [
        ("mail", "Offer", "as agreed", "ines"), ("call", "+351 912 000 001", "asked for a date", "ines"),
    ]  # fmt: skip
    assert queries.get_contact(caller, ana).last_at is not None


def test_files_hang_on_any_record_and_come_back_as_they_were(caller: Caller, ana: int) -> None:
    content = b"%PDF-1.7\x00\xff"
    on_contact = service.attach_file(caller, "contact", ana, "../offer.pdf", content)
    on_ticket = service.attach_file(caller, "ticket", 5, "offer.pdf", content, contact_id=ana)
    [row] = queries.list_attachments(caller, "contact", ana)
    assert (row.id, row.name, row.media_type, row.size) == (
        on_contact,
        "offer.pdf",
        "application/pdf",
        len(content),
    )
    assert queries.get_attachment(caller, on_ticket).content == content
    assert [event.kind for event in queries.list_timeline(caller, ana)] == ["file", "file"]
    assert {hit.entity_id for hit in search.find("offer.pdf")} == {on_contact, on_ticket}
    service.detach_file(caller, on_contact)
    assert queries.list_attachments(caller, "contact", ana) == []
    assert queries.get_attachment(caller, on_ticket).content == content
    with pytest.raises(NotFound):
        service.detach_file(caller, on_contact)
    with pytest.raises(UserError, match="empty"):
        service.attach_file(caller, "contact", ana, "a.txt", b"")


def test_probable_duplicates_are_proposed_with_their_reason(caller: Caller, ana: int) -> None:
    bakery = service.create_contact(
        caller,
        ContactDraft(kind="company", name="Padaria Fictícia Lda", vat_id="PT501964843",
                     points=(PointDraft("phone", "+351 239 000 001"),)),
    )  # fmt: skip
    service.create_contact(caller, ContactDraft(kind="company", name="Padaria do Norte"))

    def proposals(draft: ContactDraft, exclude: int | None = None) -> list[tuple[int, str]]:
        return [(row.id, str(row.reason)) for row in queries.duplicates_of(caller, draft, exclude)]

    assert proposals(ContactDraft(kind="company", name="Padaria Ficticia, LDA.")) == [
        (bakery, "The same name")
    ]
    assert proposals(ContactDraft(kind="company", name="Padaria Fictisia")) == [
        (bakery, "A name that is alike")
    ]
    assert proposals(ContactDraft(kind="company", name="X", tax_number="501 964 843")) == [
        (bakery, "The same tax id: 501964843")
    ]
    assert proposals(ContactDraft(name="Anna", points=(PointDraft("mail", "ANA@a.example"),)))[0][0] == ana
    assert proposals(ContactDraft(name="Ana"), exclude=ana) == []
    assert proposals(ContactDraft(name="")) == []
    assert queries.duplicates_of(caller, ContactDraft(kind="company", name="Padaria Fictícia"))[0].score >= 85


@pytest.fixture
def count_queries(database: OpenDatabase) -> Callable[[Callable[[], object]], int]:
    def count(work: Callable[[], object]) -> int:
        told: list[str] = []
        raw().set_trace_callback(told.append)
        try:
            work()
        finally:
            raw().set_trace_callback(None)
        return sum(sql.lstrip().upper().startswith("SELECT") for sql in told)

    return count


def test_the_page_takes_a_fixed_number_of_queries(
    caller: Caller, ana: int, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    alone = count_queries(lambda: queries.get_page(caller, ana))
    for n in range(5):
        firm = service.create_contact(caller, ContactDraft(kind="company", name=f"Firm {n}", tags=(f"t{n}",)))
        service.link_contacts(caller, ana, firm, "chief")
        service.add_note(caller, ana, f"note {n}")
        service.attach_file(caller, "contact", ana, f"{n}.txt", b"x")
    page = queries.get_page(caller, ana)
    assert (len(page.links), len(page.notes), len(page.files), len(page.timeline)) == (5, 5, 5, 10)
    assert count_queries(lambda: queries.get_page(caller, ana)) == alone == 10


def test_an_export_reads_in_blocks_and_names_companies(caller: Caller, ana: int) -> None:
    firm = service.create_contact(caller, ContactDraft(kind="company", name="Firm"))
    service.create_contact(caller, ContactDraft(name="Bea", links=(LinkDraft(firm, "chief"),)))
    from desktop_crm.values.paging import ListView

    exported = list(queries.drafts_of(caller, ListView()))
    assert [(each.draft.name, each.links) for each in exported] == [
        ("Ana", ()), ("Bea", (("Firm", "chief"),)), ("Firm", ()),
    ]  # fmt: skip
