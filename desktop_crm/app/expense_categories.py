"""Settings, Categories of expenses: named, added, taken out of use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_crm.app.services import Services
from desktop_crm.company.ui.record_dialog import RecordDialog
from desktop_crm.company.ui.record_list import RecordSection, Shown
from desktop_crm.company.ui.sections import Saved, Section
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.rules.categories import ALWAYS, Category
from desktop_crm.expenses.rules.expenses import CATEGORIES
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import TextInput


@dataclass(frozen=True, slots=True)
class _Named:
    """What is typed."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A category as the dialog of records takes one."""

    category: Category
    draft: _Named
    version: int = 1

    @property
    def id(self) -> str:
        return self.category.key

    @property
    def is_archived(self) -> bool:
        return self.category.is_archived


def expense_categories_section(services: Services) -> Section:
    """The section that app adds to the settings page."""
    t = services.desk.t
    return Section(
        key="expense_categories",
        group=t("Firm"),
        title=t("Categories of expenses"),
        icon="wallet",
        make=lambda saved: ExpenseCategoriesSection(services.desk, saved),
        settings=(t("Categories of expenses"), t("New category")),
        right="settings.change",
    )


def _rows(desk: Desk) -> list[_Row]:
    t = desk.t
    return [
        _Row(each, _Named(t.message(each.word))) for each in queries.expense_categories(desk.caller).all()
    ]


class ExpenseCategoriesSection(RecordSection):
    """All categories; the program's own can be named otherwise, too."""

    def __init__(self, desk: Desk, saved: Saved) -> None:
        t = desk.t

        def edit(row: _Row | None, parent: QWidget) -> None:
            CategoryDialog(desk, row, saved, parent=parent).open()

        super().__init__(
            desk,
            t("Categories of expenses"),
            t("What you spend money on. A new name holds for what was spent before, too."),
            t("New category"),
            nothing="",
            read=lambda _archived: _rows(desk),
            line=lambda row: Shown(row.draft.name, "", _usual(t, row.category), "", row),
            edit=edit,
            archived=(t("Show those out of use"), t("Hide those out of use"), t("Out of use")),
        )


def _usual(t: Translator, category: Category) -> str:
    """Whose it is, where it is not the program's under its usual name."""
    if category.key not in CATEGORIES:
        return t("Your own")
    return t("instead of {name}", name=t.message(CATEGORIES[category.key])) if category.name else ""


class CategoryDialog(RecordDialog):
    """Its name."""

    row: _Row | None

    def __init__(self, desk: Desk, row: _Row | None, saved: Callable[[], None], *, parent: QWidget) -> None:
        t = desk.t
        title, verb = (
            (t("New category"), t("Add category")) if row is None else (t("Category"), t("Save category"))
        )
        super().__init__(desk, row, title, "", verb, saved, parent=parent)
        if row is not None:
            self.archive_button.setHidden(row.category.key == ALWAYS)

    def build(self) -> None:
        self.form.add("name", self.t("Name"), TextInput(longest=60))

    def blank(self) -> _Named:
        return _Named()

    def show_draft(self, draft: _Named) -> None:
        self.form.set_values(name=draft.name)

    def rows(self) -> Sequence[_Row]:
        return _rows(self.desk)

    def collect(self) -> _Named:
        return _Named(self.form.value("name"))

    def store(self, draft: _Named) -> object:
        caller = self.desk.caller
        if self.row is None:
            return service.add_category(caller, draft.name)
        return service.rename_category(caller, self.row.category.key, draft.name)

    def archive(self, archived: bool) -> object:
        assert self.row is not None
        return service.archive_category(self.desk.caller, self.row.category.key, archived=archived)
