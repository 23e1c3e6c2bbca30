"""The rates that lines choose from, with the days they apply to and the reason where none is charged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop_crm.company import queries, service
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.company.rules import law
from desktop_crm.company.rules.profile import CATEGORIES, REASONED, TAXED, TaxRateDraft
from desktop_crm.company.rules.wordings import texts_of
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.language_texts import LanguageTexts
from desktop_crm.company.ui.record_dialog import RecordDialog
from desktop_crm.company.ui.record_list import RecordSection, Shown
from desktop_crm.values.merging import Plan
from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput, DateInput, PercentInput, TextInput

CATEGORY_WORDS: Final[dict[str, Message]] = {
    "S": _("Standard or reduced rate"),
    "Z": _("Zero rate"),
    "E": _("Exempt"),
    "AE": _("Reverse charge"),
    "K": _("Within the EU, exempt"),
    "G": _("Export, exempt"),
    "O": _("Outside the scope of VAT"),
    "L": _("Canary Islands (IGIC)"),
    "M": _("Ceuta and Melilla (IPSI)"),
}
assert set(CATEGORY_WORDS) == set(CATEGORIES)


class TaxesSection(RecordSection):
    """All tax rates."""

    def __init__(self, desk: Desk, firm: FirmKeeper, saved: Callable[[], None]) -> None:
        t = desk.t

        def edit(row: TaxRateRow | None, parent: QWidget) -> None:
            TaxDialog(desk, row, firm.draft.country, saved, parent=parent).open()

        def line(row: TaxRateRow) -> Shown:
            draft = row.draft
            days = _days(t, draft)
            default = t("Default") if draft.is_default else ""
            under = "  \u00b7  ".join(
                part for part in (t.message(CATEGORY_WORDS[draft.category]), days) if part
            )
            return Shown(draft.label, under, t.formats.percent(draft.rate), default, row)

        super().__init__(
            desk,
            t("Taxes"),
            t("Issued papers keep the rate that they were issued with."),
            t("New rate"),
            nothing=t("No rate yet. Lines then carry no tax."),
            read=lambda archived: queries.list_tax_rates(desk.caller, archived=archived),
            line=line,
            edit=edit,
        )


def _days(t: Translator, draft: TaxRateDraft) -> str:
    if draft.valid_from and draft.valid_to:
        return t("from {start} to {end}", start=draft.valid_from, end=draft.valid_to)
    if draft.valid_from:
        return t("from {start}", start=draft.valid_from)
    return t("until {end}", end=draft.valid_to) if draft.valid_to else ""


class TaxDialog(RecordDialog):
    """One rate: category, percentage, validity, reason."""

    row: TaxRateRow | None
    plan = Plan(
        together=(
            ("category", "rate", "reason_code"),
            ("valid_from", "valid_to"),
            ("extra_code", "extra_rate"),
        ),
        ignored=frozenset({"country"}),
    )

    def __init__(
        self,
        desk: Desk,
        row: TaxRateRow | None,
        country: str,
        saved: Callable[[], None],
        *,
        parent: QWidget,
    ) -> None:
        t = desk.t
        self._country = row.draft.country if row else country
        title, verb = (t("New rate"), t("Add rate")) if row is None else (t("Tax rate"), t("Save rate"))
        super().__init__(desk, row, title, "", verb, saved, parent=parent)

    def build(self) -> None:
        t, form, today = self.t, self.form, self.desk.today
        choices = [Choice(code, t.message(word), "", code) for code, word in CATEGORY_WORDS.items()]
        form.add("label", t("Name"), TextInput(longest=120), span=8)
        form.add("rate", t("Rate"), PercentInput(t), span=4)
        form.add("category", t("Category"), ChoiceInput(choices))
        form.add("valid_from", t("From (optional)"), DateInput(t, today), span=6)
        form.add("valid_to", t("Last day (optional)"), DateInput(t, today), span=6)
        form.add("reason", t("Reason, printed on the paper"), LanguageTexts(t, lines=2))
        form.add("reason_code", t("Code of the reason (VATEX)"), TextInput(), span=6)
        form.end_row()
        form.add("extra_code", t("Tax on top (optional)"), TextInput(placeholder="RE"), span=6)
        form.add("extra_rate", t("Its rate"), PercentInput(t), span=6)
        form.add("is_default", "", CheckInput(t("Default for new lines")))
        form["category"].changed.connect(self._follow_category)

    def blank(self) -> TaxRateDraft:
        return TaxRateDraft()

    def show_draft(self, draft: TaxRateDraft) -> None:
        self.form.set_values(
            label=draft.label,
            rate=draft.rate if self.row else None,
            category=draft.category,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            reason=dict(draft.reason),
            reason_code=draft.reason_code,
            extra_code=draft.extra_code,
            extra_rate=draft.extra_rate,
            is_default=draft.is_default,
        )
        self._show_rows()

    def _show_rows(self) -> None:
        """Only what the category needs."""
        category = self.form["category"].value()
        taxed, reasoned = category in TAXED, category in REASONED
        for name in ("reason", "reason_code"):
            self.form.field(name).setVisible(reasoned)
        for name in ("rate", "extra_code", "extra_rate"):
            self.form.field(name).setVisible(taxed)

    def _follow_category(self) -> None:
        """The law's own wording of the reason, where there is one."""
        category, today = self.form["category"].value(), self.desk.today()
        self._show_rows()
        if category in REASONED and not self.form["reason"].value():
            self.form.set_values(
                reason=dict(law.reason_texts(category, self._country, today)),
                reason_code=law.reason_code(category, self._country, today),
            )

    def rows(self) -> Sequence[TaxRateRow]:
        return queries.list_tax_rates(self.desk.caller, archived=True)

    def collect(self) -> TaxRateDraft:
        values = self.form.values()
        category = values["category"]
        taxed = category in TAXED
        values["rate"] = (values["rate"] if taxed else None) or Decimal(0)
        values["reason"] = texts_of(values["reason"]) if category in REASONED else ()
        if category not in REASONED:
            values["reason_code"] = ""
        if not taxed:
            values["extra_code"], values["extra_rate"] = "", None
        return TaxRateDraft(**values, country=self._country)

    def store(self, draft: TaxRateDraft) -> int:
        row = self.row
        return service.save_tax_rate(
            self.desk.caller, draft, row.id if row else None, row.version if row else 0
        )

    def archive(self, archived: bool) -> int:
        assert self.row is not None
        return service.archive_tax_rate(self.desk.caller, self.row.id, self.row.version, archived=archived)
