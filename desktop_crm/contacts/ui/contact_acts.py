"""What can be done with one contact: call, write, archive, delete, link, attach and open files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.queries import AttachmentFile, AttachmentRow, ConsentRow, ContactView, LinkRow
from desktop_crm.contacts.rules import PointDraft
from desktop_crm.contacts.rules.points import call_link, mail_link, web_link
from desktop_crm.contacts.ui.composer import Act, Composer
from desktop_crm.contacts.ui.link_dialog import LinkDialog
from desktop_crm.contacts.ui.saving import ask_and_save
from desktop_crm.widgets.additions import RecordVerb, RelatedRow
from desktop_crm.widgets.buttons import MenuItem, MenuItems
from desktop_crm.widgets.composing import KeptTyping
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.history import history_items
from desktop_crm.widgets.opening import open_copy, open_link


class ContactActs:
    """The verbs behind a contact's page. `contact` is set by the page whenever it has read anew."""

    def __init__(self, desk: Desk, page: QWidget, contact_id: int, composer: Composer) -> None:
        self.desk, self.t, self.page = desk, desk.t, page
        self.contact_id, self.composer = contact_id, composer
        self.contact: ContactView | None = None
        self.links: Sequence[LinkRow] = ()
        self.consents: Sequence[ConsentRow] = ()
        self.further: Sequence[RecordVerb] = ()
        """What upper rooms add to the menu."""
        if desk.may("notes.change"):
            KeptTyping(composer, desk.half_typed, "contact", contact_id)

    def show(self, contact: ContactView, links: Sequence[LinkRow], consents: Sequence[ConsentRow]) -> None:
        """What the page has read."""
        self.contact, self.links, self.consents = contact, links, consents

    def open_row(self, row: RelatedRow) -> bool:
        """Open what lies on the contact itself, a file or a consent; False for anything else."""
        if row.kind == "attachment" and isinstance(row.what, int):
            self.open_file(row.what)
        elif row.kind == "consent" and isinstance(row.what, str):
            self.write_consent(row.what)
        else:
            return False
        return True

    def _run(self, work: Callable[[], object], done: Callable[[], None] = lambda: None) -> None:
        self.desk.tasks.run(self.page, work, lambda _result: done())

    # reaching it

    def call_main(self) -> None:
        """The main phone."""
        for point in self._points("phone")[:1]:
            self.call(point)

    def write_main(self) -> None:
        """The main mail address."""
        for point in self._points("mail")[:1]:
            self.write_mail(point)

    def _points(self, kind: str) -> list[PointDraft]:
        if self.contact is None:
            return []
        found = [point for point in self.contact.draft.points if point.kind == kind]
        return sorted(found, key=lambda point: not point.is_main)

    def call(self, point: PointDraft) -> None:
        """Dial, and open the composer to write down what was said."""
        country = self.contact.draft.country if self.contact else ""
        link = call_link(point.value, country)
        self._open_link(link, self.t("There is no program for calls on this computer."))
        self.begin("call", number=point.value)

    def write_mail(self, point: PointDraft) -> None:
        """Open the mail program, and the composer to log the mail."""
        self._open_link(mail_link(point.value), self.t("There is no mail program on this computer."))
        self.begin("mail")

    def begin(self, act: Act, number: str = "") -> None:
        """Write it down, for who may."""
        if self.desk.may("notes.change"):
            self.composer.begin(act, number=number)

    def browse(self, point: PointDraft) -> None:
        """Open a website."""
        self._open_link(web_link(point.value), self.t("There is no browser on this computer."))

    def _open_link(self, url: str, otherwise: str) -> None:
        if not open_link(url):
            self.desk.notices.refused(otherwise)

    # the record itself

    def edit(self) -> None:
        """The editor."""
        self.desk.go("contact:edit", self.contact_id)

    def menu(self) -> MenuItems:
        """The entries behind the three dots."""
        t = self.t
        archived = self.contact is not None and self.contact.is_archived
        ids = [self.contact_id]
        name = self.contact.draft.name if self.contact is not None else ""
        items: list[MenuItem | None] = [
            MenuItem(t("Edit"), self.edit, icon="pencil", right="contacts.change"),
            MenuItem(t("Attach files…"), self.choose_files, icon="paperclip", right="files.change"),
            MenuItem(
                t("Export…"),
                lambda: ask_and_save(self.desk, self.page, ids=ids),
                icon="download",
                right="exports.read",
            ),
            *history_items(self.desk, "contact", self.contact_id, name),
            None,
            MenuItem(
                t("Take out of the archive"), self.restore, icon="archive-restore", right="contacts.change"
            )
            if archived
            else MenuItem(t("Archive"), self.archive, icon="archive", right="contacts.change"),
            MenuItem(t("Delete…"), self.ask_to_delete, icon="trash-2", right="contacts.delete"),
        ]
        if self.further:
            items.append(None)
            items += [
                MenuItem(v.text, partial(v.run, self.contact_id), icon=v.icon, right=v.right)
                for v in self.further
            ]
        return self.desk.permitted(items)

    def archive(self) -> None:
        """Out of the lists; Undo brings it back."""
        caller, ids = self.desk.caller, [self.contact_id]
        self._run(
            lambda: service.archive_contacts(caller, ids),
            lambda: self.desk.notices.undo(self.t("Contact archived"), self.restore),
        )

    def restore(self) -> None:
        """Back in the lists."""
        caller, ids = self.desk.caller, [self.contact_id]
        self._run(lambda: service.restore_contacts(caller, ids))

    def ask_to_delete(self) -> None:
        """For good, which works only while no paper and no ticket names it."""
        t, caller, who = self.t, self.desk.caller, self.contact_id
        name = self.contact.draft.name if self.contact else ""
        confirm(
            self.page,
            t,
            t("Delete {name}?", name=name),
            t("Its notes, calls and files go too. To keep them, archive the contact instead."),
            t("Delete contact"),
            lambda: self._run(
                lambda: service.delete_contact(caller, who), lambda: self.desk.go("contacts", None)
            ),
            danger=True,
        )

    # links

    def link(self) -> None:
        """Choose a company or a person to link with."""
        if self.contact is not None:
            LinkDialog(self.desk, self.contact, self.page).open()

    def unlink(self, other_id: int) -> None:
        """Take a link away, with Undo."""
        if self.contact is None:
            return
        caller, me = self.desk.caller, self.contact_id
        person, company = (me, other_id) if self.contact.draft.kind == "person" else (other_id, me)
        role = next((link.role for link in self.links if link.id == other_id), "")

        def again() -> None:
            self._run(lambda: service.link_contacts(caller, person, company, role))

        self._run(
            lambda: service.unlink_contacts(caller, person, company),
            lambda: self.desk.notices.undo(self.t("Link taken away"), again),
        )

    # consent

    def write_consent(self, purpose: str = "", *, is_given: bool = True) -> None:
        """Write an answer down, with those so far below it."""
        from desktop_crm.contacts.ui.consent_dialog import ConsentDialog

        if self.contact is not None:
            ConsentDialog(
                self.desk, self.contact, self.consents, self.page, purpose=purpose, is_given=is_given
            ).open()

    # files

    def choose_files(self) -> None:
        """Ask for files to attach."""
        paths, _kind = QFileDialog.getOpenFileNames(self.page, self.t("Attach files"))
        self.attach([Path(path) for path in paths])

    def attach(self, paths: Sequence[Path]) -> None:
        """Keep copies of files with this contact."""
        from desktop_crm.files.guards import ATTACHMENT_LIMIT, read_limited

        caller, who = self.desk.caller, self.contact_id

        def work() -> None:
            for path in paths:
                service.attach_file(caller, "contact", who, path.name, read_limited(path, ATTACHMENT_LIMIT))

        words = self.t.plural("{n} file attached", "{n} files attached", len(paths))
        if paths:
            self._run(work, lambda: self.desk.notices.done(words))

    def open_file(self, attachment_id: int) -> None:
        """A copy, in the program the system has for it."""

        def opened(file: AttachmentFile) -> None:
            open_copy(self.desk, file.name, file.content)

        caller = self.desk.caller
        self.desk.tasks.run(self.page, lambda: queries.get_attachment(caller, attachment_id), opened)

    def ask_to_remove(self, file: AttachmentRow) -> None:
        """Files go for good."""
        t, caller = self.t, self.desk.caller
        confirm(
            self.page,
            t,
            t("Remove {name}?", name=file.name),
            t("The file is taken off this contact for good."),
            t("Remove file"),
            lambda: self._run(lambda: service.detach_file(caller, file.id)),
            danger=True,
        )
