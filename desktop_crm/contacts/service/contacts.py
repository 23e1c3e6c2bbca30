"""Create, save, archive and delete contacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from desktop_crm.company import queries as company
from desktop_crm.contacts.models import Address, Contact, ContactLink, ContactPoint, ContactTag, Tag, TaxKey
from desktop_crm.contacts.queries.reading import ContactView, get_contact, list_links
from desktop_crm.contacts.rules.checks import check_contact, tidy_contact
from desktop_crm.contacts.rules.drafts import PERSON, ContactDraft
from desktop_crm.contacts.service import rows
from desktop_crm.database import search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import IntegrityError, refuse_duplicate
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@rights.needs("contacts.change")
def create_contact(caller: Caller, draft: ContactDraft, *, key: str | None = None) -> int:
    """Save a new contact and return its id; with `key` the same click twice saves once.

    Raises UserError at the field that cannot be kept. Doubts (`rules.check_contact`) do not refuse.
    """
    draft = tidy_contact(draft)
    check_contact(draft)

    def work() -> int:
        _check_references(caller, draft)
        return _insert(caller, draft)

    with transaction(caller) as changed:
        contact_id = writes.once(key, work) if key else work()
        changed.add("contact")
    return contact_id


def _insert(caller: Caller, draft: ContactDraft) -> int:
    with _refuse_number():
        contact_id = writes.insert(Contact, created_at=utc_now(), **rows.contact_values(draft))
    _write_parts(contact_id, draft)
    write_links(contact_id, draft)
    index_contact(caller, contact_id)
    return contact_id


def _check_references(caller: Caller, draft: ContactDraft) -> None:
    """NotFound at "terms_id" or "bank_account_id" when the firm has none with this id."""
    if draft.terms_id is not None:
        company.get_terms(caller, draft.terms_id)
    if draft.bank_account_id is not None:
        company.get_bank_account(caller, draft.bank_account_id)


@rights.needs("contacts.change")
def save_contact(caller: Caller, contact_id: int, version: int, draft: ContactDraft) -> int:
    """Save a contact that was read as `version`; returns the new version.

    Raises UserError at a field, `StaleRow` (a Conflict) when somebody saved first, NotFound when it is gone.
    """
    draft = tidy_contact(draft)
    check_contact(draft)
    with transaction(caller) as changed:
        _check_references(caller, draft)
        before = get_contact(caller, contact_id)
        if draft.kind != before.draft.kind and before.draft.links:
            if draft.links == before.draft.links:
                raise UserError(
                    _("Remove the links first: a person links to companies, a company to people"), "kind"
                )
            _delete_links(contact_id, before.draft.kind)
        with _refuse_number():
            version = writes.update_versioned(Contact, contact_id, version, **rows.contact_values(draft))
        _replace_parts(before, draft)
        index_contact(caller, contact_id)
        if draft.name != before.draft.name and draft.kind != PERSON:
            for person in list_links(caller, contact_id):
                index_contact(caller, person.id)
        changed.add("contact")
    return version


def _refuse_number() -> AbstractContextManager[None]:
    return refuse_duplicate(
        "contact.customer_number", _("Another contact has this customer number"), field="customer_number"
    )


def _replace_parts(before: ContactView, draft: ContactDraft) -> None:
    """Write the parts that changed anew; the others keep their rows."""
    contact_id, old = before.id, before.draft
    if draft.points != old.points:
        _clear("contact_point", contact_id)
        writes.insert_many(ContactPoint, rows.point_rows(contact_id, draft))
    if draft.addresses != old.addresses:
        _clear("address", contact_id)
        writes.insert_many(Address, rows.address_rows(contact_id, draft))
    if (draft.vat_id, draft.tax_number) != (old.vat_id, old.tax_number):
        _clear("tax_key", contact_id)
        writes.insert_many(TaxKey, rows.tax_rows(contact_id, draft))
    if draft.tags != old.tags:
        _clear("contact_tag", contact_id)
        write_tags(contact_id, draft.tags)
    if draft.links != old.links or draft.kind != old.kind:
        _delete_links(contact_id, old.kind)
        write_links(contact_id, draft)


def _clear(table: str, contact_id: int) -> None:
    raw().execute(f"DELETE FROM {table} WHERE contact_id = ?", (contact_id,))


def _write_parts(contact_id: int, draft: ContactDraft) -> None:
    writes.insert_many(ContactPoint, rows.point_rows(contact_id, draft))
    writes.insert_many(Address, rows.address_rows(contact_id, draft))
    writes.insert_many(TaxKey, rows.tax_rows(contact_id, draft))
    write_tags(contact_id, draft.tags)


def write_tags(contact_id: int, tags: Sequence[str]) -> None:
    """Put tags on a contact, making those that are new. Needs a transaction."""
    known = {tag_id(name) for name in tags}
    writes.insert_many(ContactTag, [{"contact": contact_id, "tag": each} for each in sorted(known)])


def tag_id(name: str) -> int:
    """The tag of this name, compared folded; made when there is none. Needs a transaction."""
    folded = search.fold(name).strip() or name
    row = raw().execute("SELECT id FROM tag WHERE folded = ?", (folded,)).fetchone()
    return int(row[0]) if row else writes.insert(Tag, name=name, folded=folded)


def write_links(contact_id: int, draft: ContactDraft) -> None:
    """Link a person to its companies, or a company to its people. Needs a transaction."""
    own, other = ("person", "company") if draft.kind == PERSON else ("company", "person")
    for position, link in enumerate(draft.links):
        trail.touch(Contact, link.other_id)
        with _refuse_link(position + 1):
            writes.insert(
                ContactLink, **{own: contact_id, other: link.other_id}, role=link.role, position=position
            )


def _touch_linked(contact_id: int) -> None:
    """Whom it is linked to loses a link, which is told on their trail too."""
    for (other,) in raw().execute(_LINKED, (contact_id, contact_id)).fetchall():
        trail.touch(Contact, other)


_LINKED: Final = (
    "SELECT company_id FROM contact_link WHERE person_id = ?"
    " UNION SELECT person_id FROM contact_link WHERE company_id = ?"
)


def _delete_links(contact_id: int, kind: str) -> None:
    own = "person_id" if kind == PERSON else "company_id"
    _touch_linked(contact_id)
    raw().execute(f"DELETE FROM contact_link WHERE {own} = ?", (contact_id,))


@contextmanager
def _refuse_link(n: int) -> Iterator[None]:
    """A link to what is no contact, or to one of the same kind, is refused at its place."""
    try:
        yield
    except IntegrityError as error:
        message = _("People are linked to companies that exist, companies to people")
        raise UserError(message, f"links[{n}]") from error


def index_contact(caller: Caller, contact_id: int) -> None:
    """Make the contact findable as it is stored now. Needs a transaction."""
    view = get_contact(caller, contact_id)
    linked = [link.name for link in list_links(caller, contact_id)] if view.draft.kind == PERSON else []
    search.index(rows.search_entry(contact_id, view.draft, linked))


@rights.needs("contacts.change")
def archive_contacts(caller: Caller, ids: Sequence[int]) -> list[int]:
    """Put contacts away; returns those that were in use, for `restore_contacts` as undo."""
    return _set_archived(caller, ids, True)


@rights.needs("contacts.change")
def restore_contacts(caller: Caller, ids: Sequence[int]) -> list[int]:
    """Bring archived contacts back; returns those that were archived."""
    return _set_archived(caller, ids, False)


_OTHERWISE: Final = "SELECT 1 FROM contact WHERE id = ? AND is_archived <> ?"


def _set_archived(caller: Caller, ids: Sequence[int], archived: bool) -> list[int]:
    changed_ids: list[int] = []
    with transaction(caller) as changed:
        for contact_id in rows.distinct(ids):
            if raw().execute(_OTHERWISE, (contact_id, archived)).fetchone():
                changed_ids.append(contact_id)
                writes.update(Contact, contact_id, is_archived=archived)
        if changed_ids:
            changed.add("contact")
    return changed_ids


_SEARCHED: Final = {
    "note": "SELECT id FROM note WHERE contact_id = ?",
    "attachment": "SELECT id FROM attachment WHERE contact_id = ?",
    "event": "SELECT id FROM timeline WHERE contact_id = ? AND kind IN ('call', 'mail') AND entity = ''",
}
"""What goes with a contact and is found by itself."""


@rights.needs("contacts.delete")
def delete_contact(caller: Caller, contact_id: int) -> None:
    """Delete a contact with its notes, files and timeline for good.

    Raises UserError when a document, ticket or other record refers to it: it can be archived then.
    """
    with transaction(caller) as changed:
        get_contact(caller, contact_id)
        search.remove("contact", contact_id)
        for entity, sql in _SEARCHED.items():
            for (record,) in raw().execute(sql, (contact_id,)).fetchall():
                search.remove(entity, record)
        _touch_linked(contact_id)
        try:
            writes.delete(Contact, contact_id)
        except IntegrityError as error:
            raise UserError(
                _("Documents or tickets refer to this contact; it can be archived, not deleted")
            ) from error
        changed.add("contact")
