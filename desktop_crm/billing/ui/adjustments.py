"""Discounts and charges on the whole document: the dialog that makes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_crm.billing.rules.drafts import AdjustmentDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, MoneyInput, PercentInput, TextInput


class AdjustmentDialog(ModalDialog):
    """A discount or charge in percent or as an amount; `taken(draft)` gets it, None removes it."""

    def __init__(
        self,
        t: Translator,
        currency: str,
        vat: Sequence[Choice],
        present: AdjustmentDraft | None,
        taken: Callable[[AdjustmentDraft | None], None],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(
            t,
            t("Discount or charge"),
            t("On the sum of all lines, before VAT."),
            primary=t("Apply"),
            parent=parent,
        )
        self.present, self._taken = present, taken
        self.form = form = Form(t, roomy=False)
        form.add("kind", t("Kind"), Segments([(False, t("Discount")), (True, t("Charge"))]), span=6)
        form.add("how", t("Given as"), Segments([("percent", t("Percent")), ("amount", t("Amount"))]), span=6)
        form.end_row()
        form.add("percent", t("Percent"), PercentInput(t), span=6)
        form.add("amount", t("Amount"), MoneyInput(t, currency), span=6)
        form.end_row()
        form.add(
            "reason", t("Reason"), TextInput(placeholder=t("Loyal customer, freight, \u2026"), longest=200)
        )
        form.add("vat", t("VAT"), ChoiceInput([Choice(None, t("Shared over all rates")), *vat]))
        self.add(form)
        if present is not None:
            self.add_side_act(Button(t("Remove"), self._remove, kind="quiet", icon="trash-2"))
        self._fill(present or AdjustmentDraft())
        form.changed.connect(lambda _name: self._fit())
        self._fit()

    def _fill(self, draft: AdjustmentDraft) -> None:
        vat = (draft.category, draft.rate) if draft.category else None
        self.form.set_values(
            kind=draft.is_charge,
            how="amount" if draft.amount is not None else "percent",
            percent=draft.percent,
            amount=draft.amount,
            reason=draft.reason,
            vat=vat,
        )

    def _fit(self) -> None:
        percent = self.form["how"].value() == "percent"
        self.form.field("percent").setVisible(percent)
        self.form.field("amount").setVisible(not percent)

    def first_focus(self) -> QWidget:
        """The number."""
        field: QWidget = self.form[str(self.form["how"].value())]
        return field

    def _remove(self) -> None:
        self.accept()
        self._taken(None)

    def draft(self) -> AdjustmentDraft:
        """What is typed. Raises UserError naming the field."""
        values = self.form.values()
        how = values["how"]
        if not values[how]:
            raise UserError(_("Give a number above zero"), how)
        category, rate = values["vat"] or ("", None)
        return replace(
            self.present or AdjustmentDraft(),
            is_charge=bool(values["kind"]),
            percent=values["percent"] if how == "percent" else None,
            amount=values["amount"] if how == "amount" else None,
            category=category,
            rate=rate,
            reason=values["reason"],
        )

    def accept_primary(self) -> None:
        """Hand over what is typed."""
        try:
            made = self.draft()
        except UserError as error:
            self.form.show_error(error)
            return
        self.accept()
        self._taken(made)
