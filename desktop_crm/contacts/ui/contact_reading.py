"""What a contact's page reads in one go, and the related lists it makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from desktop_crm.company import queries as company
from desktop_crm.contacts import queries
from desktop_crm.contacts.rules.consents import purpose_title
from desktop_crm.contacts.ui.contact_acts import ContactActs
from desktop_crm.contacts.ui.related_panel import Act, Listed
from desktop_crm.contacts.ui.words import days_ago, local_day
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.additions import Additions, RelatedRow
from desktop_crm.widgets.cards import Stat
from desktop_crm.widgets.desk import Desk


@dataclass(frozen=True)
class Read:
    """Everything the page shows besides the timeline."""

    page: queries.ContactPage
    events: dict[str, int]
    stats: tuple[Stat, ...]
    related: tuple[Sequence[RelatedRow], ...]
    terms: str
    consents: tuple[queries.ConsentRow, ...] = ()


def read_contact(caller: Caller, contact_id: int, additions: Additions) -> Read:
    """In the database's thread, in a fixed number of queries; NotFound when it is gone."""
    page = queries.get_page(caller, contact_id, limit=1)
    terms = page.contact.draft.terms_id
    return Read(
        page,
        queries.count_timeline(caller, contact_id),
        tuple(stat for load in additions.stats for stat in load(contact_id)),
        tuple(section.load(contact_id) for section in additions.sections),
        company.get_terms(caller, terms).draft.label if terms is not None else "",
        tuple(queries.list_consents(caller, contact_id)),
    )


def last_contact(desk: Desk, read: Read) -> Stat:
    """When there was a call, a mail or a paper last."""
    t, last = desk.t, read.page.contact.last_at
    if last is None:
        return Stat(t("Last contact"), t("never"), t("no call, mail or paper yet"))
    day = local_day(last)
    return Stat(t("Last contact"), t.formats.date_words(day), days_ago(t, day, desk.today()))


def sections(acts: ContactActs, additions: Additions, read: Read) -> list[Listed]:
    """Upper rooms' lists, then people or companies, then files."""
    added = [
        Listed(
            section.title,
            rows,
            partial(section.new, acts.contact_id) if section.new else None,
            section.new_name,
            section.most,
        )
        for section, rows in zip(additions.sections, read.related, strict=True)
    ]
    own = [_links(acts, read), _files(acts, read), _consents(acts, read)]
    if not acts.desk.may("contacts.change"):
        own = [replace(each, new=None, acts=(), hint="") for each in own]
    return [*added, *own]


def _consents(acts: ContactActs, read: Read) -> Listed:
    """The answer that counts for each purpose; a yes can be taken back."""
    t = acts.t
    latest: dict[str, queries.ConsentRow] = {}
    for each in read.consents:
        latest.setdefault(each.purpose, each)
    rows = [
        RelatedRow(
            t.message(purpose_title(each.purpose)),
            each.source,
            t("Yes") if each.is_given else t("No"),
            t.formats.date_words(each.decided_on),
            role="muted",
            kind="consent",
            what=each.purpose,
        )
        for each in latest.values()
    ]
    take_back = [
        Act("undo-2", t("Take back: {purpose}", purpose=purpose_title(each.purpose)),
            partial(acts.write_consent, each.purpose, is_given=False))
        if each.is_given
        else None
        for each in latest.values()
    ]  # fmt: skip
    hint = t("Without a yes nobody is written to for newsletters, offers and the like.")
    return Listed(
        t("Consents"), rows, acts.write_consent, t("Write down an answer"), hint=hint, acts=take_back
    )


def _links(acts: ContactActs, read: Read) -> Listed:
    t = acts.t
    person = read.page.contact.draft.kind == "person"
    rows = [
        RelatedRow(link.name, link.role or link.mail or link.phone, kind="contact", what=link.id)
        for link in read.page.links
    ]
    unlink = [
        Act("unlink", t("Take {name} off", name=link.name), partial(acts.unlink, link.id))
        for link in read.page.links
    ]
    title = t("Companies") if person else t("People")
    return Listed(title, rows, acts.link, t("Link a company") if person else t("Link a person"), acts=unlink)


def _files(acts: ContactActs, read: Read) -> Listed:
    t = acts.t
    rows = [
        RelatedRow(
            file.name, right=t.formats.date_words(local_day(file.added_at)), kind="attachment", what=file.id
        )
        for file in read.page.files
    ]
    remove = [
        Act("x", t("Remove {name}", name=file.name), partial(acts.ask_to_remove, file))
        for file in read.page.files
    ]
    hint = t("Drop files anywhere on this page.")
    return Listed(t("Files"), rows, acts.choose_files, t("Attach files"), hint=hint, acts=remove)
