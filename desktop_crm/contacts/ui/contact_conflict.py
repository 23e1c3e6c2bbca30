"""Two edits of one contact met: what goes together, and how each value is called in the editor's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from desktop_crm.contacts import queries
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, LinkDraft, PointDraft, tidy_contact
from desktop_crm.contacts.ui.contact_form import MoneyForm, WhoForm
from desktop_crm.values.merging import Plan
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.drafting import Drafting
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.settling import Manner

PLAN: Final = Plan(
    sets=frozenset({"tags"}),
    together=(("name", "given_name", "family_name"),),
    whole=frozenset({"links"}),
)


def contact_manner(
    desk: Desk,
    who: WhoForm,
    money: MoneyForm,
    drafting: Drafting[ContactDraft],
    contact_id: Callable[[], int | None],
    names: dict[int, str],
) -> Manner[ContactDraft]:
    """How the editor of a contact settles; `contact_id()` is None while nothing is stored."""
    t = desk.t

    def read() -> tuple[ContactDraft, int] | None:
        """In the database's thread: as it is stored now, with the names of the companies of all sides."""
        caller, key = desk.caller, contact_id()
        if key is None:
            return None
        found = queries.get_contact(caller, key)
        for draft in (found.draft, drafting.draft, drafting.stored):
            for link in draft.links if draft is not None else ():
                if link.other_id not in names:
                    names[link.other_id] = queries.get_name(caller, link.other_id)
        return found.draft, found.version

    def title() -> str:
        name = drafting.draft.name if drafting.draft is not None else ""
        return t("{name} was changed elsewhere too", name=name)

    def record() -> tuple[str, int] | None:
        key = contact_id()
        return None if key is None else ("contact", key)

    words = partial(contact_words, t, who, money, names)
    return Manner(read, words, lambda *_drafts: PLAN, tidy_contact, title, record)


def contact_words(t: Translator, who: WhoForm, money: MoneyForm, names: Mapping[int, str]) -> FieldWords:
    """`names` of the companies that a link may name."""

    def address(each: AddressDraft) -> str:
        a = each.address
        place = " ".join(part for part in (a.postal_code, a.city) if part)
        return ", ".join(part for part in (a.attention, a.street, place, a.region) if part)

    def links(value: tuple[LinkDraft, ...]) -> str:
        return ", ".join(
            " \u00b7 ".join(part for part in (names.get(each.other_id, "?"), each.role) if part)
            for each in value
        )

    def point(each: PointDraft) -> str:
        return " \u00b7 ".join(part for part in (each.value, each.label) if part)

    return FieldWords(
        t,
        who,
        money,
        labels={
            "points": t("Phones, mails, websites"),
            "addresses": t("Addresses"),
            "links": t("Company"),
            "endpoint": t("E-invoice address"),
        },
        words={
            "name": lambda parts: parts["name"],
            "points": point,
            "addresses": address,
            "links": links,
            "endpoint": " ".join,
        },
    )
