"""E-invoices of what was issued as files: in which format, one by one in a folder or in one ZIP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.service import Batch
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput

_MOST_NAMED: Final = 3


class EInvoiceDialog(ModalDialog):
    """Asks for format and place; the work runs as a job that can be cancelled."""

    def __init__(self, desk: Desk, ids: Sequence[int], *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.ids, self.owner = desk, tuple(ids), parent
        super().__init__(
            t,
            t("Export e-invoices"),
            t.plural("{n} paper", "{n} papers", len(ids)),
            primary=t("Choose a place\u2026"),
            parent=parent,
        )
        formats = [
            Choice("", t("As each customer wants it")),
            Choice("pdf", t("PDF with the e-invoice inside")),
            *(Choice(each.key, each.name) for each in PROFILES.values()),
        ]
        self.form = Form(t, roomy=False)
        self.form.add("format", t("Format"), ChoiceInput(formats))
        kinds = [Choice("zip", t("One ZIP file")), Choice("folder", t("Files in a folder"))]
        self.form.add("as", t("As"), ChoiceInput(kinds))
        self.form.set_values(**{"format": "", "as": "zip" if len(ids) > 1 else "folder"})
        self.add(self.form)

    def accept_primary(self) -> None:
        """Ask for the place."""
        if self.form.value("as") == "zip":
            name = f"{self.t('E-invoices')}.zip"
            path, _kind = QFileDialog.getSaveFileName(self, self.t("Save as\u2026"), name, "*.zip")
        else:
            path = QFileDialog.getExistingDirectory(self, self.t("Folder for the e-invoices"))
        if path:
            self.write(Path(path))

    def write(self, target: Path) -> None:
        """Write them there."""
        desk, key, ids = self.desk, str(self.form.value("format") or ""), self.ids
        if self.form.value("as") == "zip" and target.suffix.lower() != ".zip":
            target = target.with_name(f"{target.name}.zip")
        caller, t = desk.caller, self.t
        self.accept()
        desk.tasks.start(
            self.owner,
            t("Export e-invoices"),
            lambda progress: service.export_einvoices(caller, ids, target, key, progress=progress),
            lambda made: desk.notices.done(written_words(t, made)),
        )


def written_words(t: Translator, made: Batch) -> str:
    """How many were written, which have none, and which no receiver of this format takes."""
    count = len(made.files)
    said = t.plural(
        "{n} e-invoice saved in {name}", "{n} e-invoices saved in {name}", count, name=made.path.name
    )
    if made.incomplete:
        numbers = _named([number for number, _lacks in made.incomplete])
        said = f"{said}. {t('Something that the format demands is missing in {numbers}', numbers=numbers)}"
    if made.left_out:
        numbers = _named([number for number, _why in made.left_out])
        said = f"{said}. {t('Without: {numbers}', numbers=numbers)}"
    return said


def _named(numbers: list[str]) -> str:
    return ", ".join(numbers[:_MOST_NAMED]) + ("\u2026" if len(numbers) > _MOST_NAMED else "")
