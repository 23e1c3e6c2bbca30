"""The sheet one writes on: head, lines, discounts, note, sums, files. It shows a draft and tells edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.billing import queries
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.pricing import Pricing, price
from desktop_crm.billing.rules.treating import Proposal
from desktop_crm.billing.ui.adjustments import AdjustmentDialog
from desktop_crm.billing.ui.figures import FiguresBox, sum_figures
from desktop_crm.billing.ui.files_box import FilesBox
from desktop_crm.billing.ui.further import Further, FurtherRows
from desktop_crm.billing.ui.head_form import HeadForm
from desktop_crm.billing.ui.line_columns import LineWords
from desktop_crm.billing.ui.product_dialog import ProductDialog
from desktop_crm.billing.ui.treatment import TreatmentStrip
from desktop_crm.values.errors import UserError
from desktop_crm.widgets import tips
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Field
from desktop_crm.widgets.inputs import AreaInput
from desktop_crm.widgets.line_grid import LineGrid


class DocumentSheet(QWidget):
    """`edited(merge, changes)`: fields of the draft with their new values."""

    edited = Signal(object, object)

    def __init__(self, desk: Desk, kind: str, document_id: int | None) -> None:
        super().__init__()
        self.desk, self.t = desk, desk.t
        self.draft = DocumentDraft()
        self.pricing: Pricing | None = None
        self.words = LineWords(desk)
        self.head = HeadForm(desk, kind)
        self.treatment = TreatmentStrip(desk.t)
        self.grid = self._line_grid(kind)
        self.further = Further(desk, kind, lambda: self.draft, lambda: self.words.rates, self)
        self.further_rows = FurtherRows(desk.t)
        self._add_further_menu()
        self.notes = AreaInput(desk.t("Note to the customer"), lines=4)
        self.figures = FiguresBox()
        self.files = FilesBox(desk, kind, document_id)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.head)
        column.addWidget(self.treatment)
        column.addWidget(self.grid, 1)
        column.addWidget(self.further_rows)
        column.addLayout(self._foot())
        column.addWidget(self.files)
        self._wire()

    def _line_grid(self, kind: str) -> LineGrid[LineDraft]:
        t, words = self.t, self.words
        grid: LineGrid[LineDraft] = LineGrid(
            self.desk,
            words.columns(quote=kind == "quote"),
            new_line=words.new_line,
            is_section=lambda line: line.kind == "section",
            new_section=lambda: LineDraft(kind="section"),
            section_sum=words.section_sum,
            search=words.suggest,
            take=words.take,
            new_item=lambda typed: t("New item \u201c{name}\u201d", name=typed) if typed else "",
            name=kind,
        )
        grid.setMinimumHeight(230)
        grid.add_button_after(
            Button(t("Discount or charge"), self.add_adjustment, kind="quiet", icon="percent", compact=True)
        )
        return grid

    def _add_further_menu(self) -> None:
        more = Button(self.t("Add more"), kind="quiet", icon="circle-plus", compact=True)
        tips.set_tip(
            more,
            self.t("Taxes, money paid before, rounding, other addresses, a letter before it, files after it"),
        )
        more.set_menu(self.further.menu)
        self.grid.add_button_after(more)
        self.more_button = more

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(Field(self.t("Note to the customer"), self.notes, roomy=False), 1)
        figures = QVBoxLayout()
        figures.addSpacing(20)
        figures.addWidget(self.figures)
        figures.addStretch(1)
        foot.addLayout(figures)
        return foot

    def _wire(self) -> None:
        self.head.edited.connect(self.edited)
        self.treatment.taken.connect(lambda changes: self.edited.emit(None, changes))
        self.grid.changed.connect(lambda lines, merge: self.edited.emit(merge, {"lines": tuple(lines)}))
        self.grid.new_item_asked.connect(self._ask_new_item)
        self.notes.changed.connect(lambda: self.edited.emit("notes", {"notes": self.notes.value()}))
        self.further_rows.chosen.connect(self._change_further)
        self.further.edited.connect(lambda changes: self.edited.emit(None, changes))

    # showing

    def show_draft(self, draft: DocumentDraft) -> None:
        """The draft in all its parts, the sums calculated as the service does it."""
        self.draft = draft
        try:
            self.pricing = price(draft)
        except UserError:
            self.pricing = None  # the check on saving says why
        self.words.show(draft, self.pricing)
        self.head.show_draft(draft)
        self.grid.set_lines(draft.lines)
        self.grid.view.viewport().update()
        if self.notes.value() != draft.notes:
            self.notes.set_value(draft.notes)
        self.further_rows.show_draft(draft, self.pricing)
        if self.pricing is not None:
            p = self.pricing
            abroad = p.totals.tax_in_tax_currency
            self.figures.set_figures(
                sum_figures(
                    self.t, draft.currency, p.sums, p.taxes, p.adjustments, p.extra_taxes, p.withholdings,
                    None if abroad is None else (draft.tax_currency, abroad),
                )
            )  # fmt: skip

    def ask_proposal(self) -> None:
        """Ask in the database's thread how the law would tax what stands here."""
        caller, draft, today = self.desk.caller, self.draft, self.desk.today()
        self.desk.tasks.run_latest(
            self, "proposal", lambda: queries.proposal(caller, draft, today), self.show_proposal
        )

    def show_proposal(self, proposal: Proposal | None) -> None:
        """How the law would tax it, where the lines say otherwise."""
        self.treatment.show_proposal(proposal, self.draft, self.words.rates)

    def commit(self) -> bool:
        """Take what is still being typed in a cell or a field that tells only when it is left; False when a
        cell holds what is no value.
        """
        self.head.commit()
        return self.grid.finish_edit()

    def show_error(self, error: UserError) -> bool:
        """Mark and focus what the error names; False when that is nothing on this sheet."""
        field = error.field or ""
        if field.startswith("lines"):
            self.grid.show_error(error)
            return True
        return self.further_rows.show_error(error) or self.head.show_error(error)

    def clear_errors(self) -> None:
        """Take away all marks."""
        self.head.clear_errors()
        self.grid.clear_errors()

    # lines, discounts

    def _ask_new_item(self, row: int, typed: str) -> None:
        ProductDialog(
            self.desk,
            typed,
            self.draft.currency,
            self.words.rates,
            lambda product: self.grid.take_item(row, self.words.product_choice(product)),
            parent=self,
        ).open()

    def add_adjustment(self) -> None:
        """A discount or charge on the whole document."""
        self._adjustment_dialog(None, lambda made: self._put_adjustment(len(self.draft.adjustments), made))

    def _change_further(self, what: str, place: int | None) -> None:
        if what == "adjustments" and place is not None:
            self.change_adjustment(place)
        else:
            self.further.open(what, place)

    def change_adjustment(self, place: int) -> None:
        """Change or remove one."""
        self._adjustment_dialog(self.draft.adjustments[place], lambda made: self._put_adjustment(place, made))

    def _adjustment_dialog(
        self, present: AdjustmentDraft | None, taken: Callable[[AdjustmentDraft | None], Any]
    ) -> None:
        vat = self.words.vat_choices()
        AdjustmentDialog(self.t, self.draft.currency, vat, present, taken, parent=self).open()

    def _put_adjustment(self, place: int, made: AdjustmentDraft | None) -> None:
        rest = self.draft.adjustments
        changed = (*rest[:place], *((made,) if made else ()), *rest[place + 1 :])
        self.edited.emit(None, {"adjustments": changed})
