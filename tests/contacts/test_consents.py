"""Who allowed what since when: the last answer counts, the history stays, in doubt nobody is written to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.documents.exporting import contacts_csv
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.rules.consents import (
    PURPOSES,
    ConsentDraft,
    consent_of,
    consent_text,
    is_allowed,
)
from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView

CALLER = Caller("ines", "owner", "en", "desk")
TODAY = date(2026, 11, 22)
BEFORE = TODAY - timedelta(days=30)


@pytest.fixture
def ana(database: OpenDatabase) -> int:
    return service.create_contact(CALLER, ContactDraft(name="Ana"))


def answer(contact: int, *, yes: bool, on: date = TODAY, source: str = "form") -> int:
    return service.record_consent(CALLER, contact, ConsentDraft("newsletter", yes, on, source), TODAY)


@pytest.mark.parametrize(
    ("answers", "allowed"),
    [
        ([], False),
        ([(BEFORE, 1, True)], True),
        ([(BEFORE, 1, True), (TODAY, 2, False)], False),
        ([(TODAY, 2, False), (BEFORE, 3, True)], False),  # written down later, answered before
        ([(TODAY, 1, False), (TODAY, 2, True)], True),  # on one day the last word counts
        ([(TODAY + timedelta(days=1), 1, True)], False),  # not yet
    ],
)
def test_the_last_answer_counts(answers: list[tuple[date, int, bool]], allowed: bool) -> None:
    assert is_allowed(answers, TODAY) is allowed


def test_a_yes_is_taken_back_and_both_stay_in_the_history(ana: int) -> None:
    assert not queries.may_contact(CALLER, ana, "newsletter", TODAY)
    answer(ana, yes=True, on=BEFORE)
    assert queries.may_contact(CALLER, ana, "newsletter", TODAY)
    assert not queries.may_contact(CALLER, ana, "offers", TODAY), "another purpose"
    assert not queries.may_contact(CALLER, ana, "newsletter", BEFORE - timedelta(days=1))
    answer(ana, yes=False, source="by phone")
    assert not queries.may_contact(CALLER, ana, "newsletter", TODAY)
    assert [(row.is_given, row.source, row.by) for row in queries.list_consents(CALLER, ana)] == [
        (False, "by phone", CALLER.user),
        (True, "form", CALLER.user),
    ]
    assert not queries.current_consents(CALLER, ana, TODAY)["newsletter"].is_given
    assert not queries.consents_of(CALLER, [ana, 999], TODAY)[ana]["newsletter"].is_given


def test_the_same_answer_twice_is_one(ana: int) -> None:
    assert answer(ana, yes=True) == answer(ana, yes=True)
    assert len(queries.list_consents(CALLER, ana)) == 1


def test_who_is_in_the_archive_is_not_written_to(ana: int) -> None:
    answer(ana, yes=True)
    service.archive_contacts(CALLER, [ana])
    assert not queries.may_contact(CALLER, ana, "newsletter", TODAY)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ConsentDraft("spam", True, TODAY, "x"), "purpose"),
        (ConsentDraft("", True, TODAY, "x"), "purpose"),
        (ConsentDraft("newsletter", True, None, "x"), "decided_on"),
        (ConsentDraft("newsletter", True, TODAY + timedelta(days=1), "x"), "decided_on"),
        (ConsentDraft("newsletter", True, date(1970, 1, 1), "x"), "decided_on"),
        (ConsentDraft("newsletter", True, TODAY, " \n "), "source"),
        (ConsentDraft("newsletter", True, TODAY, "x" * 5000), "source"),
    ],
)
def test_what_proves_nothing_is_refused(ana: int, draft: ConsentDraft, field: str) -> None:
    with pytest.raises(UserError) as refused:
        service.record_consent(CALLER, ana, draft, TODAY)
    assert refused.value.field == field
    assert queries.list_consents(CALLER, ana) == []


def test_nobody_changes_what_was_answered(ana: int) -> None:
    answer(ana, yes=False)
    with pytest.raises(IntegrityError):
        raw().execute("UPDATE consent SET source = ?", ("another",))
    with pytest.raises(NotFound):
        answer(999, yes=True)
    assert len(PURPOSES) == 5


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "newsletter yes 2026-11-20 form, blue",
            ConsentDraft("newsletter", True, date(2026, 11, 20), "form, blue"),
        ),
        ("Offers: NO, 2026-01-02", ConsentDraft("offers", False, date(2026, 1, 2), "import")),
        ("reminders sim 2026-01-02 telefone", ConsentDraft("reminders", True, date(2026, 1, 2), "telefone")),
        ("newsletter", None),
        ("yes", None),
        ("newsletter maybe 2026-01-02", None),
        ("newsletter yes 2026-02-30 form", None),
        ("newsletter yes 1901-01-02 form", None),
        ("spam yes 2026-01-02 form", None),
    ],
)
def test_an_answer_in_a_table_is_understood_or_no_answer(text: str, wanted: ConsentDraft | None) -> None:
    assert consent_of(text) == wanted
    if wanted is not None:
        assert consent_of(consent_text(wanted)) == wanted


@pytest.mark.parametrize("language", ["en", "pt_BR", "tr"])
def test_answers_go_out_with_the_contact_and_come_in_again(ana: int, language: str) -> None:
    answer(ana, yes=True, on=BEFORE)
    answer(ana, yes=False, source="by phone ::: twice")
    t = translator_for(language)
    data = contacts_csv(queries.drafts_of(CALLER, ListView()), t)
    service.delete_contact(CALLER, ana)
    service.import_contacts(CALLER, contacts_of(data, "back.csv"))
    (again,) = queries.find_contacts(CALLER, "Ana")
    (row,) = queries.list_consents(CALLER, again.id)
    assert (row.purpose, row.is_given, row.decided_on, row.source) == ("newsletter", False, TODAY, "by phone")
    assert not queries.may_contact(CALLER, again.id, "newsletter", TODAY)


def test_what_is_no_answer_becomes_a_note_never_a_consent(database: OpenDatabase) -> None:
    data = b"Name;Consents\nAna;newsletter maybe ::: offers yes 2026-01-02 fair\n"
    service.import_contacts(CALLER, contacts_of(data, "other.csv"))
    (ana,) = queries.find_contacts(CALLER, "Ana")
    assert [row.purpose for row in queries.list_consents(CALLER, ana.id)] == ["offers"]
    assert "newsletter maybe" in queries.get_contact(CALLER, ana.id).draft.notes
