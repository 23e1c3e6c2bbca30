"""What contacts know about a person, for the person: the record itself and what happened with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.contacts.documents import contact_json
from desktop_crm.contacts.queries import activities, reading
from desktop_crm.contacts.queries.consents import list_consents
from desktop_crm.contacts.queries.vat_checks import list_vat_checks
from desktop_crm.contacts.rules.consents import purpose_title
from desktop_crm.contacts.rules.drafts import ContactDraft
from desktop_crm.contacts.rules.vat_checks import RESULTS, SOURCES
from desktop_crm.contacts.rules.words import category_word, kind_word, purpose_word, timeline_word
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.draft_json import plain
from desktop_crm.values.messages import Message, _, to_plain
from desktop_crm.values.personal import Amount, Cell, PersonalFile, Section

_ALL: Final = 1_000_000
_TEXTS: Final = (
    ("name", _("Name")), ("given_name", _("Given name")), ("family_name", _("Family name")),
    ("title", _("Title")), ("position", _("Position")), ("department", _("Department")),
    ("language", _("Language")), ("currency", _("Currency")), ("vat_id", _("VAT ID")),
    ("tax_number", _("Tax number")), ("legal_id", _("Register number")), ("iban", _("IBAN")),
    ("customer_number", _("Customer number")), ("order_number", _("Order number")),
    ("buyer_reference", _("Buyer reference")), ("einvoice", _("E-invoice format")),
    ("design", _("Design of papers")), ("paper_size", _("Size of paper")),
    ("price_notes", _("Price notes")), ("notes", _("Notes")),
)  # fmt: skip
_POINTS: Final = {"phone": _("Phone"), "mail": _("Mail"), "web": _("Website")}


@rights.needs("persons.export")
def personal_sections(caller: Caller, contact_id: int, today: date) -> list[Section]:
    """The contact, its notes, files, consents and history; NotFound."""
    view = reading.get_contact(caller, contact_id)
    links = reading.list_links(caller, contact_id)
    named = [(link.id, link.name, link.role) for link in links]
    record = contact_json.to_json(contact_id, view.draft, named)
    rows = [*_facts(view.draft), *((_("Linked with"), f"{name} {role}".strip()) for _id, name, role in named)]
    return [
        Section(
            "contact",
            _("Contact"),
            (_("What"), _("Value")),
            (*rows, *_imported(contact_id)),
            {**record, "created_at": _created(contact_id)},
        ),
        _consents(caller, contact_id),
        _vat_checks(caller, contact_id),
        _notes(caller, contact_id),
        _given(contact_id),
        _files(caller, contact_id),
        _timeline(caller, contact_id),
    ]


def _facts(draft: ContactDraft) -> Iterator[tuple[Cell, ...]]:
    yield _("Kind"), kind_word(draft.kind)
    yield _("Category"), category_word(draft.category)
    for name, title in _TEXTS:
        if value := getattr(draft, name):
            yield title, str(value)
    if draft.birthday:
        yield _("Birthday"), draft.birthday
    if draft.endpoint:
        yield _("Electronic address"), ":".join(draft.endpoint)
    for point in draft.points:
        yield _POINTS[point.kind], f"{point.value} {point.label}".strip()
    for each in draft.addresses:
        at = each.address
        place = " ".join(part for part in (at.postal_code, at.city) if part)
        parts = (at.attention, at.street, at.district, place, at.region, at.country)
        yield purpose_word(each.purpose), "\n".join(part for part in parts if part)
    if draft.tags:
        yield _("Tags"), ", ".join(draft.tags)


def _created(contact_id: int) -> str:
    row = raw().execute("SELECT created_at FROM contact WHERE id = ?", (contact_id,)).fetchone()
    return str(row[0])


def _imported(contact_id: int) -> Iterator[tuple[Cell, ...]]:
    yield _("Known since"), datetime.fromisoformat(_created(contact_id))
    sql = "SELECT j.name, j.started_at FROM import_job j JOIN contact c ON c.job_id = j.id WHERE c.id = ?"
    for name, started_at in raw().execute(sql, (contact_id,)).fetchall():
        yield (
            _("Source"),
            _("Imported from {name} on {day}", name=name, day=datetime.fromisoformat(started_at).date()),
        )


def _vat_checks(caller: Caller, contact_id: int) -> Section:
    found = list_vat_checks(caller, contact_id)
    return Section(
        "vat_checks",
        _("Checks of the VAT ID"),
        (_("VAT ID"), _("Date"), _("Result"), _("Reference"), _("Source")),
        tuple(
            (
                row.draft.vat_id,
                row.draft.checked_on,
                RESULTS[row.draft.result],
                row.draft.reference,
                SOURCES[row.draft.source],
            )
            for row in found
        ),
        [plain(row.draft) for row in found],
    )


def _consents(caller: Caller, contact_id: int) -> Section:
    found = list_consents(caller, contact_id)
    return Section(
        "consents",
        _("Consents"),
        (_("Purpose"), _("Answer"), _("Date"), _("Source"), _("Written down by")),
        tuple(
            (
                purpose_title(each.purpose),
                _("given") if each.is_given else _("withdrawn"),
                each.decided_on,
                each.source,
                each.by,
            )
            for each in found
        ),
        [
            {
                "purpose": each.purpose,
                "given": each.is_given,
                "date": plain(each.decided_on),
                "source": each.source,
                "at": plain(each.at),
                "by": each.by,
            }
            for each in found
        ],
    )


def _notes(caller: Caller, contact_id: int) -> Section:
    found = activities.list_notes(caller, contact_id)
    return Section(
        "notes",
        _("Notes and tasks"),
        (_("Written"), _("Text"), _("Follow-up"), _("Done"), _("By")),
        tuple((note.created_at, note.text, note.follow_up_on, note.done_at, note.by) for note in found),
        [
            {
                "id": note.id,
                "text": note.text,
                "follow_up_on": plain(note.follow_up_on),
                "done_at": plain(note.done_at),
                "created_at": plain(note.created_at),
                "by": note.by,
            }
            for note in found
        ],
    )


def _files(caller: Caller, contact_id: int) -> Section:
    found = (
        raw()
        .execute(
            "SELECT id, entity, entity_id, name, media_type, size, added_at, by FROM attachment"
            " WHERE contact_id = ? ORDER BY id",
            (contact_id,),
        )
        .fetchall()
    )
    names = ("id", "entity", "entity_id", "name", "media_type", "size", "added_at", "by")
    return Section(
        "files",
        _("Files"),
        (_("File"), _("Added"), _("By")),
        tuple(((_file(caller, row[0], row[3]),), datetime.fromisoformat(row[6]), row[7]) for row in found),
        [dict(zip(names, row, strict=True)) for row in found],
    )


def _given(contact_id: int) -> Section:
    """What colleagues were asked to do about this contact."""
    sql = (
        "SELECT a.entity, a.entity_id, p.name, a.due_on, a.note, a.given_by, a.given_at, a.done_at"
        " FROM assignment a JOIN colleague p ON p.id = a.person_id WHERE a.contact_id = ? ORDER BY a.id"
    )
    found = raw().execute(sql, (contact_id,)).fetchall()
    names = ("entity", "entity_id", "given_to", "due_on", "note", "given_by", "given_at", "done_at")
    return Section(
        "assignments",
        _("Given to colleagues"),
        (_("Given"), _("Given to"), _("Text"), _("Due"), _("Done"), _("By")),
        tuple(
            (
                datetime.fromisoformat(row[6]),
                row[2],
                row[4],
                date.fromisoformat(row[3]) if row[3] else None,
                datetime.fromisoformat(row[7]) if row[7] else None,
                row[5],
            )
            for row in found
        ),
        [dict(zip(names, row, strict=True)) for row in found],
    )


def _file(caller: Caller, attachment_id: int, name: str) -> PersonalFile:
    return PersonalFile(name, lambda: activities.get_attachment(caller, attachment_id).content)


def _timeline(caller: Caller, contact_id: int) -> Section:
    found = activities.list_timeline(caller, contact_id, limit=_ALL)
    return Section(
        "timeline",
        _("What happened"),
        (_("When"), _("What"), _("Subject"), _("Text"), _("Amount"), _("By")),
        tuple(
            (
                event.at,
                timeline_word(event.kind),
                event.subject,
                event.summary,
                Amount(event.amount, event.currency) if event.amount is not None and event.currency else None,
                event.by,
            )
            for event in found
        ),
        [_event(event) for event in found],
    )


def _event(event: activities.TimelineRow) -> dict[str, Any]:
    return {
        "at": plain(event.at),
        "kind": event.kind,
        "subject": _said(event.subject),
        "summary": _said(event.summary),
        "entity": event.entity or None,
        "entity_id": event.entity_id,
        "amount_minor": event.amount,
        "currency": event.currency,
        "by": event.by,
    }


def _said(words: Message | str) -> Any:
    return to_plain(words) if isinstance(words, Message) else words
