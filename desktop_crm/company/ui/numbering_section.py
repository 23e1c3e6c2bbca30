"""How papers are numbered: pattern, next number, restart; the counter is locked once a number was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_crm.company import queries, service
from desktop_crm.company.queries import SeriesRow
from desktop_crm.company.rules.numbering import (
    SERIES_KINDS,
    SeriesDraft,
    SeriesKind,
    check_series,
    default_series,
    format_number,
)
from desktop_crm.company.ui.sections import SectionBody
from desktop_crm.values.errors import UserError
from desktop_crm.widgets import tips
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.inputs import Choice, ChoiceInput, IntegerInput, TextInput
from desktop_crm.widgets.labels import ElidedLabel, Hairline, IconMark, Label
from desktop_crm.widgets.settling import Manner, Storing

_ICONS: Final[dict[SeriesKind, str]] = {
    "invoice": "receipt-text",
    "quote": "file-pen",
    "credit_note": "undo-2",
    "order": "clipboard-check",
    "delivery": "truck",
    "pro_forma": "file-text",
    "deposit": "percent",
    "progress": "layers",
    "corrected": "file-check",
    "receipt": "receipt",
    "dunning_letter": "bell",
    "ticket": "life-buoy",
    "contact": "users",
}
_ORDER: Final[tuple[SeriesKind, ...]] = (
    "quote", "order", "delivery", "pro_forma", "invoice", "deposit", "progress", "corrected", "credit_note",
    "receipt", "dunning_letter", "contact", "ticket",
)  # fmt: skip
ROOM_FOR_MARKS = 720
assert set(_ORDER) == set(SERIES_KINDS)


class _Row:
    """The inputs of one series. `edited()` is called once a field is left or chosen."""

    def __init__(self, section: NumberingSection, kind: SeriesKind, name: str) -> None:
        t = section.t
        self.kind, self.name = kind, name
        self.stored: SeriesRow | None = None
        self.pattern = TextInput(t("Pattern of {kind}", kind=name), longest=60)
        self.next_will_be = ElidedLabel("")
        self.counter = IntegerInput(t, t("Next number of {kind}", kind=name))
        self.locked = ElidedLabel("", "muted", right=True)
        self.lock = IconMark("lock")
        tips.set_tip(self.lock, t("Numbers were given already: the next one follows by itself"))
        self.lock.setAccessibleName(self.lock.toolTip())
        self.restarts = ChoiceInput(
            [Choice("yearly", t("Every year")), Choice("never", t("Never"))], t("{kind} restart", kind=name)
        )
        self.error = Label("", "caption", wrap=True, role="bad")
        self.error.hide()

    def draft(self) -> SeriesDraft:
        """What stands there. UserError while the counter is nonsense."""
        base = self.stored.draft if self.stored else default_series(self.kind)
        typed = base.next_number if self._is_locked else self.counter.value()
        number = typed if isinstance(typed, int) else 1
        return replace(base, pattern=self.pattern.value(), next_number=number, restarts=self.restarts.value())

    @property
    def _is_locked(self) -> bool:
        return self.stored is not None and self.stored.has_issued

    @property
    def is_typed_in(self) -> bool:
        """Somebody is in the middle of it."""
        if not (self.pattern.hasFocus() or self.counter.hasFocus()):
            return False
        try:
            return self.draft() != (self.stored.draft if self.stored else default_series(self.kind))
        except UserError:
            return True

    def show(self, row: SeriesRow | None) -> None:
        self.stored = row
        draft = row.draft if row else default_series(self.kind)
        self.pattern.set_value(draft.pattern)
        self.counter.set_value(draft.next_number)
        self.locked.set_text(str(draft.next_number))
        self.restarts.set_value(draft.restarts)
        self.counter.setVisible(not self._is_locked)
        self.locked.setVisible(self._is_locked)
        self.lock.setVisible(self._is_locked)
        self.say(None)

    def say(self, why: str | None) -> None:
        self.error.setText(why or "")
        self.error.setVisible(bool(why))
        self.pattern.set_error(why)


class NumberingSection(SectionBody):
    """One series for each kind of paper."""

    def __init__(self, desk: Desk, saved: Callable[[], None]) -> None:
        t = desk.t
        super().__init__(
            t("Numbering"),
            t("One series for each kind. Once a number was given, the next one follows by itself."),
        )
        self.desk, self.t, self._saved = desk, t, saved
        names: dict[SeriesKind, str] = {
            "invoice": t("Invoices"),
            "quote": t("Quotes"),
            "credit_note": t("Credit notes"),
            "order": t("Order confirmations"),
            "delivery": t("Delivery notes"),
            "pro_forma": t("Pro formas"),
            "deposit": t("Deposit invoices"),
            "progress": t("Progress invoices"),
            "corrected": t("Corrected invoices"),
            "receipt": t("Receipts"),
            "dunning_letter": t("Reminders"),
            "contact": t("Customers"),
            "ticket": t("Tickets"),
        }
        self.rows = {kind: _Row(self, kind, names[kind]) for kind in _ORDER}
        self._marks: list[QWidget] = []
        card = Card(padding=16, gap=8)
        card.add(self._grid())
        parts = Label(
            t("Parts: {parts}. {example} gives four digits.",
              parts="{year}, {yy}, {month}, {number}", example="{number:04}"), "caption", wrap=True,
        )  # fmt: skip
        card.add(parts)
        self.add(card)
        self.add_heading(t("Rules"))
        self.add(self._rules())
        papers = {"quote", "order", "delivery", "pro_forma", "invoice", "credit_note", "receipt"}
        watch(desk.changes, self, {"firm", "ticket", "dunning_letter", *papers}, self.reload)
        self.reload()

    def _grid(self) -> QWidget:
        t, holder = self.t, QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        titles = (t("Series"), t("Pattern"), t("Next will be"), t("Counter"), t("Restarts"))
        for column, title in enumerate(titles):
            grid.addWidget(ElidedLabel(title, "caption", right=column == 3), 0, column)
            grid.setColumnStretch(column, (4, 6, 5, 3, 4)[column])
            grid.setColumnMinimumWidth(column, (110, 124, 104, 70, 120)[column])
        for number, row in enumerate(self.rows.values()):
            line = number * 3 + 2
            grid.addWidget(Hairline(), line - 1, 0, 1, 5)
            head = QHBoxLayout()
            head.setSpacing(8)
            mark = IconMark(_ICONS[row.kind])
            self._marks.append(mark)
            head.addWidget(mark)
            head.addWidget(Label(row.name, wrap=True), 1)
            grid.addLayout(head, line, 0)
            grid.addWidget(row.pattern, line, 1)
            grid.addWidget(row.next_will_be, line, 2)
            cell = QHBoxLayout()
            cell.setSpacing(8)
            cell.addWidget(row.counter, 1)
            cell.addWidget(row.locked, 1)
            cell.addWidget(row.lock, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addLayout(cell, line, 3)
            grid.addWidget(row.restarts, line, 4)
            grid.addWidget(row.error, line + 1, 1, 1, 4)
            row.pattern.textChanged.connect(partial(self._preview, row))
            row.counter.textChanged.connect(partial(self._preview, row))
            row.pattern.editingFinished.connect(partial(self.store, row))
            row.counter.editingFinished.connect(partial(self.store, row))
            row.restarts.changed.connect(partial(self.store, row))
        return holder

    def _rules(self) -> Card:
        t = self.t
        order = SettingRow(
            t("No date before the last one"),
            t("Numbers and dates of invoices, quotes and credit notes stay in the same order."),
            _locked(t("Always")),
        )
        gaps = SettingRow(
            t("No gaps"),
            t("A number is given when a paper is issued or sent; a deleted draft leaves none behind."),
            _locked(t("Always")),
        )
        return Card(order, Hairline(), gaps, padding=16, gap=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window needs the room of the pictures for the patterns."""
        super().resizeEvent(event)
        for mark in self._marks:
            mark.setVisible(event.size().width() >= ROOM_FOR_MARKS)

    def reload(self) -> None:
        """Read all series again; a field that is being typed in stays."""
        caller = self.desk.caller
        self.desk.tasks.run_latest(self, "series", lambda: queries.list_series(caller), self._show)

    def _show(self, found: list[SeriesRow]) -> None:
        stored = {row.draft.kind: row for row in found}
        for kind, row in self.rows.items():
            if not row.is_typed_in:  # what is typed meets the other version when it is stored
                row.show(stored.get(kind))
            self._preview(row)

    def _preview(self, row: _Row, *_: Any) -> None:
        try:
            draft = row.draft()
            check_series(draft)
        except UserError as error:
            row.say(self.t.message(error.message))
            row.next_will_be.set_text("")
            return
        row.say(None)
        today = self.desk.today()
        number = draft.next_number
        if row.stored is not None and row.stored.has_issued:
            number = row.stored.number_on(today)
        row.next_will_be.set_text(format_number(draft.pattern, number, today))

    def store(self, row: _Row) -> None:
        """Keep a series once a field is left."""
        try:
            draft = row.draft()
            check_series(draft)
        except UserError as error:
            row.say(self.t.message(error.message))
            return
        if draft == (row.stored.draft if row.stored else default_series(row.kind)):
            return
        before, version = (
            (row.stored.draft, row.stored.version) if row.stored else (default_series(row.kind), 0)
        )
        self._storing(row).store(before, version, draft)

    def _storing(self, row: _Row) -> Storing[SeriesDraft]:
        caller, today, t = self.desk.caller, self.desk.today(), self.t

        def stored() -> tuple[SeriesDraft, int] | None:
            found = next((each for each in queries.list_series(caller) if each.draft.kind == row.kind), None)
            return (found.draft, found.version) if found is not None else None

        def words() -> FieldWords:
            return FieldWords(
                t,
                labels={"pattern": t("Pattern"), "next_number": t("Counter"), "restarts": t("Restarts")},
                words={"restarts": lambda value: _choice_text(row.restarts, value)},
            )

        return Storing(
            self.desk,
            Manner(
                stored,
                words,
                title=lambda: t("{name}: the numbering was changed elsewhere too", name=row.name),
            ),
            lambda draft, version: service.save_series(caller, draft, version, today),
            lambda _version: self._stored(row),
            lambda error: row.say(t.message(error.message)),
            self,
        )

    def _stored(self, row: _Row) -> None:
        """The row is shown as it is stored, also where the cursor is in it."""
        self._saved()
        caller = self.desk.caller

        def show(found: list[SeriesRow]) -> None:
            row.show(next((each for each in found if each.draft.kind == row.kind), None))
            self._show(found)

        self.desk.tasks.run_latest(self, "series", lambda: queries.list_series(caller), show)


def _choice_text(control: ChoiceInput, value: object) -> str:
    return next((choice.text for choice in control.choices if choice.value == value), str(value))


def _locked(text: str) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    line.addWidget(Label(text, "muted"))
    line.addWidget(IconMark("lock"))
    return holder
