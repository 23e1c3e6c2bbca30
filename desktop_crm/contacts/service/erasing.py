"""Forgetting a person: the contact and all that hangs on it goes, or what a kept paper must point to stays
empty."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from desktop_crm.contacts.models import Contact
from desktop_crm.contacts.queries.reading import get_contact, list_links
from desktop_crm.contacts.rules.drafts import PERSON
from desktop_crm.contacts.service.contacts import index_contact
from desktop_crm.database import search
from desktop_crm.database.connection import raw
from desktop_crm.database.fields import stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.messages import Translator, _, translator_for
from desktop_crm.values.personal import Forgotten

_OTHERS: Final = (
    "('contact', 'ticket', 'quote', 'order', 'delivery', 'pro_forma', 'receipt', 'invoice', 'credit_note')"
)
"""Whose files are counted by themselves."""
_COUNTED: Final = (
    ("contact_point", _("Phone numbers, mail addresses and websites")),
    ("address", _("Addresses")),
    ("note", _("Notes and tasks")),
    ("timeline", _("Entries of the history")),
    ("consent", _("Consents")),
    ("vat_check", _("Checks of the VAT ID")),
    ("assignment", _("Words to colleagues it was given to")),
)
_SEARCHED: Final = {
    "note": "SELECT id FROM note WHERE contact_id = ?",
    "event": "SELECT id FROM timeline WHERE contact_id = ? AND entity = ''",
}
_BELOW: Final = (
    "contact_point",
    "address",
    "tax_key",
    "note",
    "timeline",
    "consent",
    "vat_check",
    "contact_tag",
    "assignment",
)


def erasure_key(contact_id: int, created_at: str) -> str:
    """What tells a contact from every other one that ever had its id, without telling who it was."""
    return hashlib.sha256(f"contact {contact_id} {created_at}".encode()).hexdigest()


def key_of(contact_id: int) -> str | None:
    """The key of a contact as it is stored; None where there is none with this id."""
    row = raw().execute("SELECT created_at FROM contact WHERE id = ?", (contact_id,)).fetchone()
    return None if row is None else erasure_key(contact_id, row[0])


@rights.needs("persons.export")
def count_personal(caller: Caller, contact_id: int) -> Forgotten:
    """What `forget_contact` would erase; NotFound."""
    get_contact(caller, contact_id)
    found = Forgotten()
    for table, words in _COUNTED:
        sql = f"SELECT id FROM {table} WHERE contact_id = ?"
        ids = [row[0] for row in raw().execute(sql, (contact_id,)).fetchall()]
        found.count(words, len(ids))
        found.rows[table] = ids
    found.rows["contact"] = [contact_id]
    files = raw().execute(
        "SELECT id, sha256 FROM attachment WHERE (entity = 'contact' AND entity_id = ?) OR"
        f" (contact_id = ? AND entity NOT IN {_OTHERS})",
        (contact_id, contact_id),
    ).fetchall()  # fmt: skip
    found.count(_("Files"), len(files))
    found.rows["attachment"] = [row[0] for row in files]
    found.blobs = {row[1] for row in files}
    return found


@rights.needs("persons.erase")
def forget_contact(caller: Caller, contact_id: int, *, keep: bool) -> Forgotten:
    """Erase the contact; `keep` leaves an empty row without a name, for papers that must stay. Needs a
    transaction, and that tickets, drafts and files of papers went before."""
    found = count_personal(caller, contact_id)
    view = get_contact(caller, contact_id)
    neighbours = [] if view.draft.kind == PERSON else [each.id for each in list_links(caller, contact_id)]
    forget_files(found.rows["attachment"])
    for entity, sql in _SEARCHED.items():
        for (record,) in raw().execute(sql, (contact_id,)).fetchall():
            search.remove(entity, record)
    search.remove("contact", contact_id)
    job = raw().execute("SELECT job_id, created_at FROM contact WHERE id = ?", (contact_id,)).fetchone()
    tags = raw().execute("SELECT tag_id FROM contact_tag WHERE contact_id = ?", (contact_id,)).fetchall()
    raw().execute("DELETE FROM contact_link WHERE person_id = ? OR company_id = ?", (contact_id, contact_id))
    for table in _BELOW:
        raw().execute(f"DELETE FROM {table} WHERE contact_id = ?", (contact_id,))
    for tag in tags:
        raw().execute("DELETE FROM tag WHERE id = ? AND NOT EXISTS"
                      " (SELECT 1 FROM contact_tag c WHERE c.tag_id = tag.id)", tag)  # fmt: skip
    if keep:
        raw().execute("UPDATE attachment SET contact_id = NULL WHERE contact_id = ?", (contact_id,))
        _empty(contact_id, view.draft.kind, translator_for(caller.language))
    else:
        raw().execute("DELETE FROM contact WHERE id = ?", (contact_id,))
    _forget_job(job[0], view.draft.name)
    for each in neighbours:
        index_contact(caller, each)
    return found


def forget_files(attachment_ids: list[int]) -> None:
    """Take files off their records for good; their bytes go with `blobs.purge_unused`. Needs a
    transaction."""
    for key in attachment_ids:
        search.remove("attachment", key)
        raw().execute("DELETE FROM timeline WHERE entity = 'attachment' AND entity_id = ?", (key,))
        raw().execute("DELETE FROM attachment WHERE id = ?", (key,))


def _empty(contact_id: int, kind: str, t: Translator) -> None:
    """The row without anything of the person; it keeps its id, its kind and the moment it was made."""
    name = t("Erased contact {id}", id=str(contact_id))
    kept = {"id", "kind", "created_at", "version"}
    empty: dict[str, object] = {
        field.column_name: None if field.null else ""
        for field in Contact._meta.sorted_fields
        if field.column_name not in kept
    }
    empty |= {
        "name": name, "folded": search.fold(name).strip(), "match_name": "", "category": "contact",
        "is_archived": True,
    }  # fmt: skip
    columns = ", ".join(f'"{column}" = ?' for column in empty)
    raw().execute(
        f"UPDATE contact SET {columns}, version = version + 1 WHERE id = ?", (*empty.values(), contact_id)
    )


def _forget_job(job_id: int | None, name: str) -> None:
    """An import of this person alone goes; of another one the file's name, where it is the person's."""
    if job_id is None:
        return
    others = raw().execute("SELECT 1 FROM contact WHERE job_id = ?", (job_id,)).fetchone()
    if others is None:
        raw().execute("DELETE FROM import_job WHERE id = ?", (job_id,))
        return
    (file,) = raw().execute("SELECT name FROM import_job WHERE id = ?", (job_id,)).fetchone()
    if any(len(word) > 2 and word in search.fold(file) for word in search.fold(name).split()):
        raw().execute("UPDATE import_job SET name = '' WHERE id = ?", (job_id,))


@rights.needs("persons.erase")
def note_erasure(caller: Caller, contact_id: int, key: str, kept: int) -> None:
    """Remember that somebody was forgotten, not who. Needs a transaction."""
    raw().execute(
        "INSERT INTO erasure (entity, entity_id, key, kept, erased_at, by, is_scrubbed)"
        " VALUES ('contact', ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        (contact_id, key, kept, stamp(utc_now()), caller.user, False),
    )


_IS_FORGOTTEN: Final = "SELECT 1 FROM erasure WHERE entity = 'contact' AND entity_id = ? AND key = ?"


def forget_shells(contact_ids: Iterable[int]) -> None:
    """Delete the empty rows of the forgotten that no paper needs any longer. Needs a transaction."""
    for contact_id in sorted(set(contact_ids)):
        key = key_of(contact_id)
        if key is None or _is_needed(contact_id):
            continue
        if raw().execute(_IS_FORGOTTEN, (contact_id, key)).fetchone() is not None:
            raw().execute("DELETE FROM contact WHERE id = ?", (contact_id,))


def _is_needed(contact_id: int) -> bool:
    """Whether a row that does not go with it refers to this contact, in whatever room."""
    return any(
        raw().execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (contact_id,)).fetchone()
        for table, column in sorted(
            (field.model._meta.table_name, field.column_name)
            for field in Contact._meta.backrefs
            if field.on_delete != "CASCADE"
        )
    )
