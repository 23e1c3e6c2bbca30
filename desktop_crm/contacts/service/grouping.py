"""Categories, tags, links and customer numbers of contacts that stay as they are otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from desktop_crm.contacts.models import Contact, ContactLink
from desktop_crm.contacts.queries.reading import get_contact
from desktop_crm.contacts.rules.checks import LONGEST_TAG
from desktop_crm.contacts.rules.drafts import CATEGORIES, Category
from desktop_crm.contacts.service.contacts import index_contact, tag_id
from desktop_crm.contacts.service.rows import distinct
from desktop_crm.database import search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import IntegrityError, refuse_duplicate
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.texts import check_line, tidy_line

_OTHERWISE: Final = "SELECT 1 FROM contact WHERE id = ? AND category <> ?"


@rights.needs("contacts.change")
def set_category(caller: Caller, ids: Sequence[int], category: Category) -> list[int]:
    """Put contacts into a category; returns those that were in another."""
    if category not in CATEGORIES:
        known = ", ".join(CATEGORIES)
        raise UserError(_("“{value}” is none of {known}", value=category, known=known), "category")
    if not (others := _others(ids, category)):
        return []  # as with nearly every invoice: no change is begun for it
    with transaction(caller) as changed:
        moved = _others(others, category)
        for contact_id in moved:
            writes.update(Contact, contact_id, category=category)
        if moved:
            changed.add("contact")
    return moved


def _others(ids: Sequence[int], category: Category) -> list[int]:
    """Those of the contacts that are in another category."""
    return [each for each in distinct(ids) if raw().execute(_OTHERWISE, (each, category)).fetchone()]


@rights.needs("contacts.change")
def change_tags(
    caller: Caller, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> None:
    """Put tags on contacts and take others off; a tag that nobody carries any more is forgotten."""
    wanted = [name for name in map(tidy_line, add) if name]
    for n, name in enumerate(wanted, start=1):
        check_line(name, f"tags[{n}]", most=LONGEST_TAG, required=True)
    gone = [search.fold(name) for name in remove]
    with transaction(caller) as changed:
        added = [tag_id(name) for name in wanted]
        for contact_id in distinct(ids):
            trail.touch(Contact, contact_id)
            for tag in added:
                raw().execute(
                    "INSERT INTO contact_tag (contact_id, tag_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    (contact_id, tag),
                )
            for folded in gone:
                raw().execute(
                    "DELETE FROM contact_tag WHERE contact_id = ? AND tag_id IN"
                    " (SELECT id FROM tag WHERE folded = ?)",
                    (contact_id, folded),
                )
            renew(caller, contact_id)
        raw().execute("DELETE FROM tag WHERE id NOT IN (SELECT tag_id FROM contact_tag)")
        changed.add("contact")


@rights.needs("contacts.change")
def link_contacts(caller: Caller, person_id: int, company_id: int, role: str = "") -> None:
    """Link a person to a company, or change the role there."""
    role = tidy_line(role)
    check_line(role, "role")
    with transaction(caller) as changed:
        trail.touch(Contact, person_id)
        trail.touch(Contact, company_id)
        found = raw().execute(
            "UPDATE contact_link SET role = ? WHERE person_id = ? AND company_id = ? RETURNING id",
            (role, person_id, company_id),
        ).fetchall()  # fmt: skip
        if not found:
            try:
                writes.insert(ContactLink, person=person_id, company=company_id, role=role, position=99)
            except IntegrityError as error:
                raise UserError(
                    _("People are linked to companies that exist, companies to people")
                ) from error
        renew(caller, person_id)
        renew(caller, company_id)
        changed.add("contact")


@rights.needs("contacts.change")
def unlink_contacts(caller: Caller, person_id: int, company_id: int) -> None:
    """Take a person out of a company; nothing happens when it is in none."""
    with transaction(caller) as changed:
        trail.touch(Contact, person_id)
        trail.touch(Contact, company_id)
        raw().execute(
            "DELETE FROM contact_link WHERE person_id = ? AND company_id = ?", (person_id, company_id)
        )
        renew(caller, person_id)
        renew(caller, company_id)
        changed.add("contact")


def renew(caller: Caller, contact_id: int) -> None:
    """A new version of a contact whose parts changed, and its words in the search. Needs a transaction."""
    if raw().execute("SELECT 1 FROM contact WHERE id = ?", (contact_id,)).fetchone():
        writes.update(Contact, contact_id)
        index_contact(caller, contact_id)


@rights.needs("contacts.change")
def assign_customer_number(caller: Caller, contact_id: int, number: str) -> str:
    """Give the contact this customer number unless it has one; returns the one it has now.

    Joins the caller's transaction: billing draws the number and issues the document in one.
    """
    with transaction(caller) as changed:
        existing = get_contact(caller, contact_id).draft.customer_number
        if existing:
            return existing
        with refuse_duplicate(
            "contact.customer_number", _("Another contact has this customer number"), field="customer_number"
        ):
            writes.update(Contact, contact_id, customer_number=tidy_line(number) or None)
        index_contact(caller, contact_id)
        changed.add("contact")
    return number
