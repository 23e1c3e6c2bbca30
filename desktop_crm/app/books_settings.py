"""Settings, Accounts of sales: the accountant's chart row by row, with rows of the firm's own."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog

from desktop_crm.accounting import service
from desktop_crm.accounting.rules.accounts import AccountRule, Books, books_from_json, books_to_json
from desktop_crm.accounting.rules.own_accounts import Line, lines_of
from desktop_crm.app.account_dialog import AccountDialog, condition_words
from desktop_crm.app.services import Services
from desktop_crm.company.ui.sections import Saved, Section, SectionBody
from desktop_crm.files.guards import read_limited
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, side_by_side
from desktop_crm.widgets.cards import Card, LinkRow
from desktop_crm.widgets.desk import watch
from desktop_crm.widgets.focus_keeping import keeping_focus
from desktop_crm.widgets.strips import Strip

MOST_BYTES: Final = 1_000_000


def books_section(services: Services) -> Section:
    """The section that app adds to the settings page."""
    t = services.desk.t
    return Section(
        key="sales-accounts",
        group=t("Firm"),
        title=t("Accounts of sales"),
        icon="table-2",
        make=lambda saved: BooksSettings(services, saved),
        settings=(t("Chart of accounts"), t("Tax key"), "DATEV", "SKR 03", "SKR 04"),
        right="settings.change",
    )


class BooksSettings(SectionBody):
    """A line a row of the chart, in grey as it came; Enter changes it."""

    def __init__(self, services: Services, saved: Saved) -> None:
        t = services.desk.t
        self.new_button = Button(
            t("New account"), lambda: self.edit(None), icon="plus", shortcut=keys.NEW.first
        )
        super().__init__(
            t("Accounts of sales"),
            t("To which account a sale is booked for your accountant. The first row that fits counts."),
            self.new_button,
        )
        self._services, self._saved, self.books = services, saved, Books()
        self.strip = Strip("warn")
        self.strip.hide()
        self.add(self.strip)
        self.card = Card(padding=16, gap=0)
        self.add(self.card)
        self.rows: list[LinkRow] = []
        self.import_button = Button(t("Import…"), self._choose, icon="file-up")
        self.export_button = Button(t("Export…"), self._ask_path, icon="file-down")
        self.add(side_by_side(self.import_button, self.export_button, is_left=True))
        watch(services.desk.changes, self, {"firm"}, self.reload)
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        desk = self._services.desk
        desk.tasks.run_latest(self, "books", lambda: service.books_of(desk.caller), self._show)

    def _show(self, books: Books) -> None:
        self.books = books
        with keeping_focus(self.card):
            while (item := self.card.body.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            self.rows = [self._row(line) for line in lines_of(books)]
            for row in self.rows:
                self.card.add(row)

    def _row(self, line: Line) -> LinkRow:
        t, rule = self._services.desk.t, line.rule
        conditions = condition_words(t, rule)
        said = _tax_words(t, rule)
        if line.is_own:
            old = line.standard
            whose = t("yours") if old is None else t("instead of {account}", account=old.account)
            said = "  \u00b7  ".join(part for part in (whose, said) if part)
        label = rule.label or (line.standard.label if line.standard else "")
        return LinkRow(
            label or conditions,
            conditions if label else "",
            rule.account,
            said,
            role="info" if line.is_own else None,
            is_muted=not line.is_own,
            run=partial(self.edit, line),
        )

    def new(self) -> None:
        """A row of the firm's own."""
        self.edit(None)

    def edit(self, line: Line | None) -> None:
        """Ask about one row; None for a new one."""
        AccountDialog(self._services.desk, self.books, line, self._stored, parent=self).open()

    def _stored(self) -> None:
        self.strip.hide()
        self._saved()
        self.reload()

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, self._services.desk.t("File of accounts"), "", "*.json"
        )
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """The books as a file tells them, all or nothing; what is refused is said with its place."""
        desk = self._services.desk

        def work() -> None:
            service.set_books(desk.caller, _told(read_limited(path, MOST_BYTES)))

        desk.tasks.run(self, work, lambda _none: self._stored(), self._refused)

    def _ask_path(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, self._services.desk.t("Export"), "accounts.json", "*.json"
        )
        if path:
            self.write_file(Path(path))

    def write_file(self, path: Path) -> None:
        """The same file that the import and the command line read."""
        desk, text = self._services.desk, json.dumps(books_to_json(self.books), ensure_ascii=False, indent=2)
        done = desk.t("Written: {name}", name=path.name)
        data = f"{text}\n".encode()
        desk.tasks.run(
            self, lambda: save_file(path, data), lambda _path: desk.notices.done(done), self._refused
        )

    def _refused(self, error: UserError) -> None:
        t = self._services.desk.t
        where = f"{error.field}: " if error.field and error.field != "FILE" else ""
        self.strip.set_text(f"{where}{t.message(error.message)}")
        self.strip.show()


def _told(data: bytes) -> Books:
    try:
        return books_from_json(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise UserError(_("This is no JSON file"), "FILE") from error


def _tax_words(t: Translator, rule: AccountRule) -> str:
    """What becomes of the VAT."""
    if rule.key:
        return t("tax key {key}", key=rule.key)
    if rule.automatic:
        return t("finds the VAT itself")
    return t("VAT to {account}", account=rule.vat) if rule.vat else ""
