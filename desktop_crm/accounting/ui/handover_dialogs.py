"""Dialogs of the accountant's page: which days, what changed since, what was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from desktop_crm.accounting import service
from desktop_crm.accounting.queries.handovers import HandoverRow
from desktop_crm.accounting.rules.changes import Change
from desktop_crm.accounting.rules.layouts import GENERIC, LAYOUTS, package_name, usual_layouts
from desktop_crm.accounting.rules.spans import check_span
from desktop_crm.accounting.service import Begun, Preview, Wanted
from desktop_crm.accounting.ui.handover_words import (
    CONTENTS,
    change_cells,
    layout_words,
)
from desktop_crm.accounting.ui.span_picker import span_words
from desktop_crm.company.rules.periods import PeriodDraft, ended_periods, month_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import FactGrid
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput, DateInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.strips import Strip

_SHOWN = 40


class HandoverDialog(ModalDialog):
    """A month, quarter or year, or other days; the layouts beside the tables; what would lie in it."""

    def __init__(
        self,
        desk: Desk,
        begun: Begun,
        known: Sequence[PeriodDraft],
        make: Callable[[Wanted, Path], None],
        parent: QWidget,
    ) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Hand over to the accountant"),
            t("One sealed file with everything of these days. Samples are left out."),
            primary=t("Make the package…"),
            width=560,
            parent=parent,
        )
        self.desk, self._begun, self._make = desk, begun, make
        today = desk.today()
        running, ended = month_of(today), list(ended_periods(today))
        # On its last day the month that runs is the one to hand over.
        periods = [running, *ended] if running.ends_on == today else [*ended, running]
        choices = [Choice(each, span_words(t, each)) for each in periods]
        self.form = Form(t, roomy=False)
        self.form.add(
            "period", t("Period"), ChoiceInput([*choices, Choice(None, t("Other days"))], t("Period"))
        )
        self.form.add("start", t("First day"), DateInput(t, desk.today), span=6)
        self.form.add("end", t("Last day"), DateInput(t, desk.today), span=6)
        first = next((each for each in periods if each not in known), periods[0])
        self.form.set_values(period=first, start=first.starts_on, end=first.ends_on)
        self.add(self.form)
        self.add(self._layouts())
        self.contents = Label("", "muted", wrap=True)
        self.contents.setAccessibleName(t("What lies in it"))
        self.add(self.contents)
        for name in ("period", "start", "end"):
            self.form[name].changed.connect(self._days_changed)
        self._days_changed()

    def _layouts(self) -> QWidget:
        t, usual = self.t, usual_layouts(self._begun.country)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(t("Beside the tables (CSV and Excel)"), "caption"))
        self.ticks: dict[str, CheckInput] = {}
        for name, layout in LAYOUTS.items():
            if name == GENERIC:
                continue
            words = f"{t.message(layout.title)}: {t.message(layout.hint)}"
            self.ticks[name] = CheckInput(words, name in usual)
            column.addWidget(self.ticks[name])
        return box

    def _days_changed(self) -> None:
        period = self.form["period"].value()
        for name in ("start", "end"):
            self.form.field(name).setVisible(period is None)
        if period is not None:
            self.form.set_values(start=period.starts_on, end=period.ends_on)
        self.form.clear_errors()
        self.contents.setText("")
        try:
            span = self._span()
        except UserError:
            return
        caller = self.desk.caller
        self.desk.tasks.run_latest(
            self, "contents", lambda: service.preview(caller, span), self._show_contents, lambda _error: None
        )

    def _show_contents(self, found: Preview) -> None:
        t = self.t
        words = [
            f"{t.message(CONTENTS[kind])}: {t.formats.number(count)}"
            for kind, count in found.counts.items()
            if kind in CONTENTS
        ]
        lines = [", ".join(words) if words else t("Nothing happened in these days.")]
        if found.changes:
            lines.append(
                t.plural(
                    "Changed since in days that were handed over: {n}",
                    "Changed since in days that were handed over: {n}",
                    found.changes,
                )
            )
        if found.state != "closed":
            lines.append(
                t("These days are not closed yet: what is written into them later is told next time.")
            )
        self.contents.setText("\n".join(lines))

    def _span(self) -> PeriodDraft:
        start, end = self.form.value("start"), self.form.value("end")
        for name, day in (("start", start), ("end", end)):
            if day is None:
                raise UserError(_("Choose a day"), name)
        span = PeriodDraft(start, end)
        check_span(span)
        return span

    def wanted(self) -> Wanted:
        """What was chosen; UserError at a field."""
        layouts = tuple(name for name, tick in self.ticks.items() if tick.value())
        return Wanted(span=self._span(), layouts=layouts)

    def accept_primary(self) -> None:
        """Ask where to write it; the work goes on below the page."""
        self.form.clear_errors()
        try:
            wanted = self.wanted()
        except UserError as error:
            self.refuse(self.form, error)
            return
        folder = Path.home() / "Documents"
        name = package_name(self._begun.firm, wanted.span)
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            self.t("Hand over to the accountant"),
            str((folder if folder.is_dir() else Path.home()) / name),
            self.t("ZIP files (*.zip)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.make(wanted, Path(chosen))

    def make(self, wanted: Wanted, target: Path) -> None:
        """Begin, and leave the window free."""
        target = target if target.suffix.lower() == ".zip" else target.with_name(f"{target.name}.zip")
        self.accept()
        self._make(wanted, target)


def _grouped(seal: str) -> str:
    """In parts that a line can break between and a person can compare."""
    return " ".join(seal[start : start + 16] for start in range(0, len(seal), 16))


class ChangesDialog(ModalDialog):
    """What was added, changed or gone since in days that were handed over."""

    def __init__(self, desk: Desk, changes: Sequence[Change], parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Changed since the packages before"),
            t("Your accountant has these days already. The next package tells them, once."),
            primary=t("Close"),
            width=768,
            parent=parent,
        )
        self.cancel_button.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        for line, change in enumerate(changes[:_SHOWN]):
            for place, cell in enumerate(change_cells(t, change)):
                grid.addWidget(Label(cell, "strong" if place == 0 else "body"), line, place)
        grid.setColumnStretch(2, 1)
        self.add(grid)
        if len(changes) > _SHOWN:
            more = len(changes) - _SHOWN
            self.add(Label(t.plural("and {n} more in the list", "and {n} more in the list", more), "muted"))
        self.blocks.addStretch(1)


class MadeDialog(ModalDialog):
    """One package: its file, its seal, what lies in it."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        seal: str,
        counts: Mapping[str, int],
        parent: QWidget,
        row: HandoverRow | None = None,
        *,
        notes: Sequence[Message] = (),
    ) -> None:
        t = desk.t
        title = t("The package is ready") if row is None else span_words(t, row.span)
        sentence = t("Give the file to your accountant. The seal shows whether anything in it was changed.")
        super().__init__(t, title, sentence, primary=t("Close"), width=560, parent=parent)
        self.cancel_button.hide()
        self._seal, self._desk = seal, desk
        facts = [(t("File"), name), (t("Seal"), _grouped(seal))]
        if row is not None:
            by = t("{day}, by {who}", day=row.made_on, who=row.by or t("somebody"))
            facts += [
                (t("Made on"), by),
                (t("Layouts"), layout_words(t, row.layouts)),
                (t("Changes told"), t.formats.number(row.changes)),
            ]
        facts.append((t("Papers"), t.formats.number(counts.get("papers", 0))))
        for key, words in (("payments", t("Payments")), ("received", t("Invoices received"))):
            if counts.get(key):
                facts.append((words, t.formats.number(counts[key])))
        self.facts = FactGrid(facts, label_width=120)
        self.add(self.facts)
        self.notes = Strip("warn", "\n".join(t.message(each) for each in notes))
        self.notes.setVisible(bool(notes))
        self.add(self.notes)
        self.add(
            Label(
                t("“desktop-crm verify PACKAGE --seal SEAL” checks it on any computer, without your data."),
                "caption",
                wrap=True,
            )
        )
        self.copy_button = Button(t("Copy the seal"), self.copy, icon="copy")
        self.add_side_act(self.copy_button)
        self.blocks.addStretch(1)

    def first_focus(self) -> QWidget:
        """Close: Enter is done with it."""
        return self.primary

    def copy(self) -> None:
        """The seal, for a mail to the accountant."""
        QGuiApplication.clipboard().setText(self._seal)
        self._desk.notices.done(self.t("Copied"))
