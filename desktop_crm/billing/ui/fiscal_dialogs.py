"""The fiscal document made elsewhere: the data for the portal to copy, and its number and files taken in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.documents.portal import Row, as_text
from desktop_crm.billing.queries.fiscal import FiscalRow
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.fiscal import MOST_BYTES, FiscalDraft, key_name
from desktop_crm.files import guards
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import DateInput, TextInput
from desktop_crm.widgets.labels import Label


class PortalDialog(ModalDialog):
    """Every field with a button that copies it."""

    def __init__(self, desk: Desk, rows: list[Row], *, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Data for the tax office\u2019s portal"),
            t("Copy field by field; then take in the number that the portal gives."),
            primary=t("Copy all"),
            width=560,
            parent=parent,
        )
        self.desk, self.rows = desk, rows
        block = QWidget()
        grid = QGridLayout(block)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for place, (label, value) in enumerate(rows):
            grid.addWidget(Label(label, "muted"), place, 0)
            grid.addWidget(Label(value, wrap=True, selectable=True), place, 1)
            copy = IconButton("copy", t("Copy: {label}", label=label), partial(self._copy, value))
            grid.addWidget(copy, place, 2)
        self.add(block)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.hint.setText(self.t("Copied"))

    def accept_primary(self) -> None:
        """All of it at once; the dialog stays open."""
        self._copy(as_text(self.rows))


class FiscalDialog(ModalDialog):
    """`taken()` once number, date, key and files are stored."""

    def __init__(
        self,
        desk: Desk,
        view: DocumentView,
        known: FiscalRow,
        country: str,
        taken: Callable[[], None],
        *,
        parent: QWidget,
    ) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Take in the fiscal document"),
            t("From now on lists, journal, payments and search show its number."),
            primary=t("Take in"),
            width=560,
            parent=parent,
        )
        self.desk, self.view, self.known, self._taken = desk, view, known, taken
        self.files: dict[str, Path] = {}
        self.form = Form(t, roomy=False)
        self.form.add("number", t("Number"), TextInput(longest=100), span=6)
        self.form.add("issued_on", t("Date"), DateInput(t, desk.today), span=6)
        self.form.add("access_key", t("{key} (optional)", key=key_name(country)), TextInput(longest=100))
        for name, label in (("pdf", t("PDF (optional)")), ("xml", t("XML (optional)"))):
            button = Button(t("Choose\u2026"), partial(self._choose, name), icon="file-up")
            self.form.add(name, label, _Chosen(button), span=6)
        self.form.set_values(
            number=known.number,
            issued_on=known.issued_on or view.row.issued_on,
            access_key=known.access_key,
        )
        self.add(self.form)

    def _choose(self, name: str) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, self.t("Choose the file"), "", f"*.{name}")
        if path:
            self.take_file(name, Path(path))

    def take_file(self, name: str, path: Path) -> None:
        """The file that goes with it."""
        self.files[name] = path
        self.form[name].button.setText(path.name)

    def accept_primary(self) -> None:
        """Read the files and store everything in one act."""
        self.form.clear_errors()
        try:
            number, key = self.form.value("number"), self.form.value("access_key")
            day = self.form.value("issued_on")
        except UserError as error:
            self.form.show_error(error)
            return
        caller, today, files = self.desk.caller, self.desk.today(), dict(self.files)
        document, version = self.view.row.id, self.known.version

        def store() -> int:
            read = {name: guards.read_limited(path, MOST_BYTES) for name, path in files.items()}
            draft = FiscalDraft(
                number=number,
                issued_on=day or today,
                access_key=key,
                pdf=read.get("pdf"),
                xml=read.get("xml"),
            )
            return service.take_in_fiscal(caller, document, draft, today, version)

        self.set_busy(True)
        self.desk.tasks.run(self, store, self._done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, _version: int) -> None:
        self.accept()
        self._taken()


class _Chosen(QWidget):
    """A button in the place of an input: which file was chosen."""

    def __init__(self, button: Button) -> None:
        super().__init__()
        self.button = button
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(button, 0, 0)
        layout.setColumnStretch(1, 1)
        self.setFocusProxy(button)

    def value(self) -> None:
        return None

    def set_error(self, text: str | None) -> None:
        self.button.setAccessibleDescription(text or "")
