"""When customers pay: days, end of month, less for paying early, and the words on the invoice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_crm.company import queries, service
from desktop_crm.company.queries import TermsRow
from desktop_crm.company.rules.profile import TermsDraft
from desktop_crm.company.rules.terms import PLACEHOLDERS, template_of
from desktop_crm.company.rules.wordings import texts_of
from desktop_crm.company.ui.language_texts import LanguageTexts
from desktop_crm.company.ui.record_dialog import RecordDialog
from desktop_crm.company.ui.record_list import RecordSection, Shown
from desktop_crm.values.merging import Plan
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import CheckInput, IntegerInput, PercentInput, TextInput


class TermsSection(RecordSection):
    """All terms of payment."""

    def __init__(self, desk: Desk, saved: Callable[[], None]) -> None:
        t = desk.t

        def edit(row: TermsRow | None, parent: QWidget) -> None:
            TermsDialog(desk, row, saved, parent=parent).open()

        def line(row: TermsRow) -> Shown:
            default = t("Default") if row.draft.is_default else ""
            return Shown(row.draft.label, _early(t, row.draft), _days(t, row.draft), default, row)

        super().__init__(
            desk,
            t("Payment terms"),
            t("A customer or an invoice may have others than the default ones."),
            t("New terms"),
            nothing=t("No terms yet."),
            read=lambda archived: queries.list_terms(desk.caller, archived=archived),
            line=line,
            edit=edit,
        )


def _days(t: Translator, draft: TermsDraft) -> str:
    if not draft.days:
        return t("at once")
    days = t.plural("{n} day", "{n} days", draft.days)
    return t("{days}, end of month", days=days) if draft.end_of_month else days


def _early(t: Translator, draft: TermsDraft) -> str:
    if draft.early_percent is None or draft.early_days is None:
        return ""
    return t.plural(
        "{percent} less within {n} day", "{percent} less within {n} days", draft.early_days,
        percent=t.formats.percent(draft.early_percent),
    )  # fmt: skip


class TermsDialog(RecordDialog):
    """One kind of terms."""

    row: TermsRow | None
    plan = Plan(together=(("early_percent", "early_days"), ("days", "end_of_month")))

    def __init__(
        self, desk: Desk, row: TermsRow | None, saved: Callable[[], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        title, verb = (
            (t("New terms"), t("Add terms")) if row is None else (t("Payment terms"), t("Save terms"))
        )
        super().__init__(desk, row, title, "", verb, saved, parent=parent)

    def build(self) -> None:
        t, form = self.t, self.form
        form.add("label", t("Name"), TextInput())
        form.add("days", t("Days to pay"), IntegerInput(t), span=6)
        form.add("end_of_month", t("Then"), CheckInput(t("to the end of the month")), span=6)
        form.add("early_percent", t("Less for paying early (optional)"), PercentInput(t), span=6)
        form.add("early_days", t("Within days"), IntegerInput(t), span=6)
        form.add("texts", t("Words on the invoice"), LanguageTexts(t, lines=3))
        form.add("is_default", "", CheckInput(t("Default")))

    def blank(self) -> TermsDraft:
        return TermsDraft()

    def show_draft(self, draft: TermsDraft) -> None:
        self.form.set_values(
            label=draft.label,
            days=draft.days,
            end_of_month=draft.end_of_month,
            early_percent=draft.early_percent,
            early_days=draft.early_days,
            texts=dict(draft.texts),
            is_default=draft.is_default,
        )

    def rows(self) -> Sequence[TermsRow]:
        return queries.list_terms(self.desk.caller, archived=True)

    def collect(self) -> TermsDraft:
        values = self.form.values()
        values["days"] = values["days"] or 0
        values["texts"] = texts_of(values["texts"])
        return TermsDraft(**values)

    def helps(self) -> dict[str, str]:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        box = self.form["texts"]
        box.set_placeholder(template_of(TermsDraft(), box.language))
        return {"texts": self.t("Parts: {known}", known=known)}

    def store(self, draft: TermsDraft) -> int:
        row = self.row
        return service.save_terms(self.desk.caller, draft, row.id if row else None, row.version if row else 0)

    def archive(self, archived: bool) -> int:
        assert self.row is not None
        return service.archive_terms(self.desk.caller, self.row.id, self.row.version, archived=archived)
