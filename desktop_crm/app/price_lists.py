"""Settings, Price lists: made, named, taken out of use; prices come in from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.app.services import Services
from desktop_crm.catalog import service
from desktop_crm.catalog.documents import price_tables
from desktop_crm.catalog.queries import prices as queries
from desktop_crm.catalog.queries.prices import ListRow
from desktop_crm.catalog.rules.prices import PriceListDraft
from desktop_crm.catalog.rules.products import PRICE_MODE_WORDS
from desktop_crm.catalog.service import PriceImport
from desktop_crm.company.ui.record_dialog import RecordDialog
from desktop_crm.company.ui.record_list import RecordSection, Shown
from desktop_crm.company.ui.sections import Saved, Section
from desktop_crm.files.guards import read_limited
from desktop_crm.values.money import DIGITS
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.inputs import Choice, ChoiceInput, TextInput


def price_lists_section(services: Services) -> Section:
    """The section that app adds to the settings page."""
    t = services.desk.t
    return Section(
        key="prices",
        group=t("Firm"),
        title=t("Price lists"),
        icon="package",
        make=lambda saved: PriceListsSection(services.desk, saved),
        settings=(t("Price lists"), t("Take prices in")),
        right="catalogue.change",
    )


class PriceListsSection(RecordSection):
    """All price lists, with how much is in them."""

    def __init__(self, desk: Desk, saved: Saved) -> None:
        t = desk.t

        def edit(row: ListRow | None, parent: QWidget) -> None:
            PriceListDialog(desk, row, saved, parent=parent).open()

        def line(row: ListRow) -> Shown:
            counts = "  \u00b7  ".join(
                (
                    t.plural("{n} price", "{n} prices", row.prices),
                    t.plural("{n} customer", "{n} customers", row.customers),
                )
            )
            mode = t.message(PRICE_MODE_WORDS[row.draft.price_mode])
            return Shown(row.draft.name, counts, row.draft.currency, mode, row)

        super().__init__(
            desk,
            t("Price lists"),
            t("Customers are given a list on their page; its prices are written on the products' pages."),
            t("New list"),
            nothing=t("No price list yet: everybody pays the prices of the catalogue."),
            read=lambda archived: queries.list_price_lists(desk.caller, archived=archived),
            line=line,
            edit=edit,
        )
        self.import_button = Button(t("Take prices in…"), self.ask_file, icon="upload")
        self.add(self.import_button)
        watch(desk.changes, self, {"price"}, self.reload)

    def ask_file(self) -> None:
        """Which file."""
        t = self.desk.t
        path, _kind = QFileDialog.getOpenFileName(self, t("Take prices in"), "", "*.csv *.xlsx *.txt")
        if path:
            self.take_in(Path(path))

    def take_in(self, path: Path) -> None:
        """A job that can be cancelled; rows that cannot be read are named."""
        desk, caller, t = self.desk, self.desk.caller, self.desk.t

        def work(progress: Progress) -> PriceImport:
            plan = price_tables.plan_prices(read_limited(path), path.name, t=t)
            return service.import_prices(caller, plan, progress=progress)

        def done(made: PriceImport) -> None:
            words = t.plural("{n} price taken in", "{n} prices taken in", made.added + made.changed)
            if made.rejects:
                first = made.rejects[0]
                why = t("Line {line}: {why}", line=first.line, why=t.message(first.reason))
                left = t.plural("{n} row left out", "{n} rows left out", len(made.rejects))
                desk.notices.refused(f"{words}. {left}. {why}")
            else:
                desk.notices.done(words)

        desk.tasks.start(self, t("Take prices in"), work, done, desk.notices.refused)


class PriceListDialog(RecordDialog):
    """Name, currency, net or gross."""

    row: ListRow | None

    def __init__(
        self, desk: Desk, row: ListRow | None, saved: Callable[[], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        title, verb = (t("New list"), t("Add list")) if row is None else (t("Price list"), t("Save list"))
        super().__init__(desk, row, title, "", verb, saved, parent=parent)

    def build(self) -> None:
        t, form = self.t, self.form
        form.add("name", t("Name"), TextInput(longest=60))
        currencies = [Choice(code, code) for code in sorted(DIGITS)]
        form.add("currency", t("Currency"), ChoiceInput(currencies), span=6)
        modes = [(key, t.message(word)) for key, word in PRICE_MODE_WORDS.items()]
        form.add("price_mode", t("Its prices are"), Segments(modes), span=6)

    def blank(self) -> PriceListDraft:
        return PriceListDraft()

    def show_draft(self, draft: PriceListDraft) -> None:
        self.form.set_values(name=draft.name, currency=draft.currency, price_mode=draft.price_mode)

    def rows(self) -> Sequence[ListRow]:
        return queries.list_price_lists(self.desk.caller, archived=True)

    def collect(self) -> PriceListDraft:
        return PriceListDraft(**self.form.values())

    def store(self, draft: PriceListDraft) -> int:
        row = self.row
        version = row.version if row else 0
        return service.save_price_list(self.desk.caller, draft, row.id if row else None, version)

    def archive(self, archived: bool) -> int:
        assert self.row is not None
        return service.archive_price_list(self.desk.caller, self.row.id, self.row.version, archived=archived)
