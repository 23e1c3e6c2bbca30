"""The editor of a contact. A new one is made by Save; from then on every change is kept by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.company import queries as company
from desktop_crm.company.queries import BankAccountRow, TermsRow
from desktop_crm.contacts import queries, service
from desktop_crm.contacts.queries import ContactView
from desktop_crm.contacts.rules import ContactDraft, LinkDraft, PointDraft, check_contact, tidy_contact
from desktop_crm.contacts.ui.addresses_box import AddressesBox
from desktop_crm.contacts.ui.contact_conflict import contact_manner
from desktop_crm.contacts.ui.contact_form import MoneyForm, WhoForm, change_of, field_name
from desktop_crm.contacts.ui.known_strip import KnownStrip
from desktop_crm.contacts.ui.points_box import PointsBox
from desktop_crm.values.errors import UserError
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, SectionHead
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.editor import Editor
from desktop_crm.widgets.inputs import Choice
from desktop_crm.widgets.page import Scroll, column

WIDE = 868
_ASKED = ("name", "vat_id", "tax_number", "iban", "endpoint", "points", "addresses")
"""Fields whose edits may be doubtful, or reveal that the contact is known already."""


@dataclass(frozen=True)
class _Loaded:
    """What the editor needs beside the draft."""

    contact: ContactView | None
    terms: list[TermsRow]
    accounts: list[BankAccountRow]
    tags: list[str]
    home: str
    company: Choice | None


def blank_draft(given: Mapping[str, object], at: Choice | None) -> ContactDraft:
    """An empty draft with a place for a phone and a mail, filled from what is given."""
    kind: Any = "company" if given.get("kind") == "company" else "person"
    return ContactDraft(
        kind=kind,
        name=str(given.get("name") or ""),
        points=(
            PointDraft("phone", str(given.get("phone") or "")),
            PointDraft("mail", str(given.get("mail") or "")),
        ),
        links=(LinkDraft(at.value),) if at is not None else (),
    )


class ContactEditor(Editor[ContactDraft]):
    """`preset` of a new contact: name, kind, mail, phone, company (id), then (called with the new id)."""

    def __init__(
        self, desk: Desk, contact_id: int | None = None, preset: Mapping[str, object] | None = None
    ) -> None:
        t = desk.t
        super().__init__(desk, t("New contact") if contact_id is None else t("Contact"), self._store)
        self.contact_id, self._preset = contact_id, dict(preset or {})
        self.drafting.autosave = contact_id is not None
        self._blank = ContactDraft()
        self._names: dict[int, str] = {}  # of the companies that a link may name
        self.header.set_crumb((t("Contacts"), lambda: desk.go("contacts", None)), (self.title, None))
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=350)
        self._soon.timeout.connect(self.look_again)
        self.drafting.saved.connect(self._saved)
        manner = contact_manner(
            desk, self.who, self.money, self.drafting, lambda: self.contact_id, self._names
        )
        self.settle_with(manner, {"contact"})
        desk.tasks.run(self, self._read, self._begin, self.desk.notices.refused)

    # building

    def _build(self) -> None:
        t = self.t
        new = self.contact_id is None
        self.discard = Button(t("Discard") if new else t("Back"), self.leave, shortcut=keys.CANCEL.first)
        self.primary = Button(
            t("Save contact") if new else t("Done"), self.finish, kind="primary", shortcut=keys.PRIMARY.first
        )
        self.header.add_verb(self.discard)
        self.header.add_verb(self.primary)
        self.discard.setVisible(new)
        self.who, self.money = WhoForm(self.desk), MoneyForm(self.desk)
        self.points, self.addresses = PointsBox(t), AddressesBox(t)
        self.known = KnownStrip(t)
        self.known.open_asked.connect(self.open_known)
        cards = column(
            Card(self.who, self.known),
            Card(SectionHead(t("Phones, mails, websites"), small=True), self.points),
            Card(SectionHead(t("Addresses"), small=True), self.addresses),
            Card(
                SectionHead(t("Billing"), small=True, note=t("Empty fields take what the firm uses.")),
                self.money,
            ),
            margins=(0, 0, 8, 0),
        )
        cards.setMaximumWidth(WIDE)
        host = QWidget()
        beside = QHBoxLayout(host)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(cards, 1)
        beside.addStretch(0)
        self.set_body(Scroll(host))
        for form in (self.who, self.money):
            form.changed.connect(lambda name, form=form: self._edited(form, name))
        self.who.company_wanted.connect(self._make_company)
        self.points.changed.connect(lambda: self.replace("points", points=self.points.value()))
        self.addresses.changed.connect(lambda: self.replace("addresses", addresses=self.addresses.value()))
        save = QShortcut(QKeySequence(keys.PRIMARY.keys[1]), self)
        save.activated.connect(self.finish)

    def first_focus(self) -> QWidget:
        """The name."""
        name: QWidget = self.who["name"]
        return name

    # reading

    def _read(self) -> _Loaded:
        caller = self.desk.caller
        contact = queries.get_contact(caller, self.contact_id) if self.contact_id is not None else None
        firm = company.firm_or_none(caller)
        wanted = self._preset.get("company")
        if contact is not None and contact.draft.kind == "person" and contact.draft.links:
            wanted = contact.draft.links[0].other_id
        choice = Choice(wanted, queries.get_name(caller, wanted)) if isinstance(wanted, int) else None
        tags = [name for name, _count in queries.list_tags(caller)]
        terms, accounts = company.list_terms(caller), company.list_bank_accounts(caller)
        return _Loaded(contact, terms, accounts, tags, firm.draft.country if firm else "", choice)

    def _begin(self, loaded: _Loaded) -> None:
        self.money.set_terms(loaded.terms)
        self.money.set_accounts(loaded.accounts)
        self.who["tags"].set_known(loaded.tags)
        self.addresses.home = loaded.home
        self.who.show_company(loaded.company)
        if loaded.company is not None:
            self._names[loaded.company.value] = loaded.company.text
        if loaded.contact is not None:
            self._call_it(loaded.contact.draft.name)
            self.load(loaded.contact.draft, loaded.contact.version)
            return
        self._blank = blank_draft(self._preset, loaded.company)
        self.load(self._blank, 0)
        self.look_again()

    def _call_it(self, name: str) -> None:
        t = self.t
        self.set_title(name or t("New contact"))
        self.header.set_crumb((t("Contacts"), lambda: self.desk.go("contacts", None)), (name, None))

    # editing

    def show_draft(self, draft: ContactDraft, before: ContactDraft | None) -> None:
        """Everything shows the draft; nothing tells while it does."""
        self.who.show_draft(draft)
        self.money.show_draft(draft)
        self.points.set_value(draft.points)
        self.addresses.set_value(draft.addresses)
        first = draft.links[0].other_id if draft.links else None
        if (
            draft.kind == "person"
            and self.who["company"].value() != first
            and (first is None or first in self._names)
        ):
            self.who.show_company(None if first is None else Choice(first, self._names[first]))
        if before is None or any(getattr(before, name) != getattr(draft, name) for name in _ASKED):
            self._soon.start()

    def _edited(self, form: WhoForm | MoneyForm, name: str) -> None:
        if name == "company":
            self._take_company(form["company"].value())
        elif self.loaded and (changes := change_of(form, name, self.draft)):
            self.replace(name, **changes)

    def _take_company(self, company_id: int | None) -> None:
        """The first link follows the picker; others stay."""
        rest = self.draft.links[1:] if self.draft.links else ()
        role = self.draft.links[0].role if self.draft.links else ""
        first = (LinkDraft(company_id, role),) if company_id is not None else ()
        self.replace(None, links=(*first, *rest))

    def _make_company(self, typed: str) -> None:
        caller = self.desk.caller
        draft = ContactDraft(kind="company", name=typed)

        def made(new_id: int) -> None:
            self._names[int(new_id)] = typed
            self.who.show_company(Choice(int(new_id), typed))
            self._take_company(int(new_id))

        self.desk.tasks.run(self, lambda: service.create_contact(caller, draft), made, self.refused)

    # doubts

    def look_again(self) -> None:
        """What is doubtful, and who is probably the same."""
        if not self.loaded:
            return
        draft = tidy_contact(self.draft)
        try:
            hints = check_contact(replace(draft, name=draft.name or "?"))
        except UserError:
            hints = []
        self.money.show_hints(hints)
        self.points.show_hints(hints)
        self.addresses.show_hints(hints)
        caller, mine = self.desk.caller, self.contact_id
        self.desk.tasks.run_latest(
            self, "duplicates", lambda: queries.duplicates_of(caller, draft, mine), self.known.propose
        )

    def open_known(self, contact_id: int) -> None:
        """The contact that is there already; a new one that was begun is given up for it."""
        if self.contact_id is None:
            self.load(self._blank, 0)
        self.desk.go("contact", contact_id)

    # keeping

    def _store(self, draft: ContactDraft, version: int) -> int:
        """In the database's thread."""
        if self.contact_id is None:
            self.contact_id = int(service.create_contact(self.desk.caller, draft))
            return queries.get_contact(self.desk.caller, self.contact_id).version
        return service.save_contact(self.desk.caller, self.contact_id, version, draft)

    def _saved(self) -> None:
        self.drafting.autosave = True
        self._call_it(self.draft.name)

    def finish(self) -> None:
        """Save what is not saved, then show the contact."""
        if self.loaded and self.contact_id is None and not tidy_contact(self.draft).name:
            self.who.field("name").set_error(self.t("A name is needed"))
            self.who["name"].setFocus()
            return
        if self.contact_id is None and not self.drafting.dirty:
            self._first_save()
            return
        self.flush(self._go_on)

    def _first_save(self) -> None:
        """A new contact that is exactly its preset has nothing dirty, and is wanted all the same."""
        draft = self.draft

        def stored(version: int) -> None:
            self.load(draft, version)
            self._saved()
            self._go_on()

        self.desk.tasks.run(self, lambda: self._store(draft, 0), stored, self.refused)

    def _go_on(self) -> None:
        then = self._preset.get("then")
        if callable(then):
            run: Callable[[int], None] = then
            run(self.contact_id or 0)
        elif self.contact_id is not None:
            self.desk.go("contact", self.contact_id)

    def leave(self) -> None:
        """Give a new contact up; nothing was kept yet."""
        self.load(self._blank, 0)
        self.desk.go("contacts", None)

    def may_leave(self) -> bool:
        """A begun contact with a name is kept; one without is nothing yet."""
        if self.contact_id is None:
            if not self.loaded or not self.drafting.dirty or not tidy_contact(self.draft).name:
                return True
            name = self.draft.name
            self.flush(lambda: self.desk.notices.done(self.t("{name} is saved", name=name)))
        return super().may_leave()

    # refusals

    def refused(self, error: UserError) -> None:
        """Beside the field that the error names."""
        field, text = error.field or "", self.t.message(error.message)
        if field.startswith("points["):
            self.points.show_error(field, text)
        elif field.startswith("addresses["):
            self.addresses.show_error(error)
        else:
            form = self.money if field_name(field).partition("[")[0] in self.money.names else self.who
            form.show_error(UserError(error.message, field_name(field)))
