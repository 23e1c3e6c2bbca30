"""Contacts written to a file that the person chose: CSV, Excel or vCard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.contacts import queries
from desktop_crm.contacts.queries import ExportedContact
from desktop_crm.files.saving import save_file
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator
from desktop_crm.values.paging import ListView
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.desk import Desk


def ask_and_save(
    desk: Desk, parent: QWidget, *, view: ListView | None = None, ids: list[int] | None = None
) -> None:
    """All fields of a view's contacts, or of some; the file's ending says the format."""
    t = desk.t
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kinds = ";;".join((t("CSV (*.csv)"), t("Excel workbook (*.xlsx)"), t("vCard (*.vcf)")))
    chosen, chosen_kind = QFileDialog.getSaveFileName(
        parent, t("Export contacts"), str(Path(folder) / "contacts.csv"), kinds
    )
    if chosen:
        save(desk, parent, _ending(Path(chosen), chosen_kind), view=view, ids=ids)


def _ending(path: Path, kind: str) -> Path:
    """The path with the ending of the kind that was chosen, when none of ours was typed."""
    wanted = next((end for end in (".csv", ".xlsx", ".vcf") if end in kind), ".csv")
    return path if path.suffix.lower() in (".csv", ".xlsx", ".vcf") else path.with_name(path.name + wanted)


def save(
    desk: Desk, parent: QWidget, path: Path, *, view: ListView | None = None, ids: list[int] | None = None
) -> None:
    """Write in a job; says so when the file is there."""

    def work(progress: Progress) -> int:
        found = _Counted(_contacts(desk.caller, view or ListView(), ids), progress)
        save_file(path, _bytes(path, found, desk.t))
        return found.count

    desk.tasks.start(
        parent,
        desk.t("Export contacts"),
        work,
        lambda count: desk.notices.done(
            desk.t.plural(
                "{n} contact saved in {file}", "{n} contacts saved in {file}", count, file=path.name
            )
        ),
    )


class _Counted:
    """Contacts on their way to the file, counted for the progress."""

    def __init__(self, contacts: Iterator[ExportedContact], progress: Progress) -> None:
        self._contacts, self._progress, self.count = contacts, progress, 0

    def __iter__(self) -> Iterator[ExportedContact]:
        for contact in self._contacts:
            self.count += 1
            if self.count % 100 == 0:
                self._progress.step(self.count, None)
            yield contact


def _contacts(caller: Caller, view: ListView, ids: list[int] | None) -> Iterator[ExportedContact]:
    if ids is None:
        yield from queries.drafts_of(caller, view)
        return
    for contact_id in ids:
        contact = queries.get_contact(caller, contact_id)
        companies = tuple(
            (link.name, link.role)
            for link in queries.list_links(caller, contact_id)
            if contact.draft.kind == "person"
        )
        yield ExportedContact(contact_id, contact.draft, companies)


def _bytes(path: Path, contacts: Iterable[ExportedContact], t: Translator) -> bytes:
    from desktop_crm.contacts.documents import exporting, vcard_writing

    if path.suffix.lower() == ".vcf":
        return vcard_writing.contacts_vcard(contacts)
    if path.suffix.lower() == ".xlsx":
        return exporting.contacts_xlsx(contacts, t)
    return exporting.contacts_csv(contacts, t)
