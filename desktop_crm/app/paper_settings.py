"""Settings, Privacy: until when issued papers are kept, and what happens then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.app.listed import listed
from desktop_crm.app.services import Services
from desktop_crm.billing import service
from desktop_crm.billing.queries import purging as papers
from desktop_crm.billing.queries.purging import FallsDue
from desktop_crm.company.rules.paper_times import USUAL, PaperTimes
from desktop_crm.company.ui.sections import Saved
from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, SectionHead, SettingRow
from desktop_crm.widgets.inputs import Choice, ChoiceInput, SwitchInput
from desktop_crm.widgets.labels import Hairline
from desktop_crm.workspace import paper_purging, purge_report

TITLES: tuple[Message, ...] = (
    _("Issued papers after their keep time"),
    _("Last month of the business year"),
    _("Keep papers as long as books"),
    _("Delete by itself each month"),
)
"""What the settings are found by."""
_LINES = 8


class PaperSettings(QWidget):
    """Cards below the times of what no law keeps."""

    def __init__(self, services: Services, saved: Saved) -> None:
        super().__init__()
        t = services.desk.t
        self._services, self._saved, self._times = services, saved, USUAL
        self.month = ChoiceInput(
            [Choice(n, t.formats.month_name(n)) for n in range(1, 13)],
            t.message(TITLES[1]),
        )
        self.month.setMinimumWidth(160)
        self.is_book, self.by_itself = SwitchInput(), SwitchInput()
        for name, control in (
            ("year_ends", self.month), ("is_book", self.is_book), ("by_itself", self.by_itself)
        ):  # fmt: skip
            control.changed.connect(partial(self._take, name, control))
        self._due = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(
            SectionHead(
                t("Issued papers"),
                note=t("The law says how long each must stay. After that Today reminds you, and you decide."),
            )
        )
        due = Card(gap=0, padding=16)
        due.add(self._due)
        layout.addWidget(due)
        layout.addWidget(Card(*self._rows(t), gap=0, padding=16))
        self._read()

    def _rows(self, t: Translator) -> list[QWidget]:
        acts = self._services.firm.papers
        pairs = (
            (t.message(TITLES[0]), t("Counts and sums by year, before anything happens"),
             Button(t("Look…"), acts.look, icon="hourglass")),
            (t("Record of what was deleted"), t("Which papers went by which rule, without any name"),
             Button(t("Save the record…"), acts.save_record, icon="download")),
            (t.message(TITLES[1]), t("Some laws count from its end"), self.month),
            (t.message(TITLES[2]),
             t("Where this program is your only book: the longer time of books counts"), self.is_book),
            (t.message(TITLES[3]),
             t("After the backup of the day, once a month, without asking; the record tells what went"),
             self.by_itself),
        )  # fmt: skip
        rows: list[QWidget] = []
        for title, effect, control in pairs:
            if rows:
                rows.append(Hairline())
            rows.append(SettingRow(title, effect, control))
        return rows

    def _read(self) -> None:
        caller = self._services.desk.caller

        def read() -> tuple[PaperTimes, list[FallsDue]]:
            return papers.paper_times(caller), papers.falls_due(caller)

        self._services.desk.tasks.run(self, read, lambda found: self._show(*found))

    def _show(self, times: PaperTimes, due: Sequence[FallsDue]) -> None:
        self._times = times
        self.month.set_value(times.year_ends)
        self.is_book.set_value(times.is_book)
        self.by_itself.set_value(times.by_itself)
        while (item := self._due.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        t = self._services.desk.t
        title = t("What falls due when") if due else t("No paper was issued yet")
        self._due.addWidget(listed(t, title, [_line(t, each) for each in due], _LINES))

    def _take(self, name: str, control: ChoiceInput | SwitchInput) -> None:
        desk = self._services.desk
        wanted: dict[str, Any] = {name: control.value()}
        self._times = times = replace(self._times, **wanted)
        caller = desk.caller

        def done(_nothing: object) -> None:
            paper_purging.look_again()
            self._saved()
            self._read()

        desk.tasks.run(self, lambda: service.set_paper_times(caller, times), done)


def _line(t: Translator, each: FallsDue) -> tuple[str, ...]:
    """ "31 Dec 2034", "2026: 12 invoices", "§ 14b Abs. 1 UStG, 8 years"."""
    return (
        t("until {day}", day=each.time.until),
        f"{each.year}: {t.message(purge_report.counted(each.kind, each.count))}",
        t.message(each.time.reason),
    )
