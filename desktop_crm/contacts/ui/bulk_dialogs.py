"""Tags and categories for many contacts at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_crm.contacts import service
from desktop_crm.contacts.queries import ContactRow
from desktop_crm.contacts.rules import CATEGORIES, Category
from desktop_crm.contacts.ui.tags_input import TagsInput
from desktop_crm.contacts.ui.words import category_text
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput


class TagsDialog(ModalDialog):
    """Tags to put on all of them, tags to take off."""

    def __init__(
        self, desk: Desk, rows: Sequence[ContactRow], known: Sequence[str], parent: QWidget | None = None
    ) -> None:
        t = desk.t
        names = ", ".join(row.name for row in rows[:3]) + ("…" if len(rows) > 3 else "")
        super().__init__(
            t,
            t.plural("Tags of {n} contact", "Tags of {n} contacts", len(rows)),
            names,
            primary=t("Change tags"),
            parent=parent,
        )
        self._desk, self._rows = desk, rows
        self.form = Form(t, roomy=False)
        self.form.add("add", t("Put on"), TagsInput(known, placeholder=t("Type a tag, then Enter")))
        carried = sorted({tag for row in rows for tag in row.tags}, key=str.casefold)
        if carried:
            self.form.add("remove", t("Take off"), TagsInput(carried, only_known=True))
        self.add(self.form)

    def accept_primary(self) -> None:
        """One transaction; the toast offers Undo."""
        values = self.form.values()
        add, remove = values["add"], values.get("remove", ())
        if not add and not remove:
            self.form.field("add").set_error(self.t("No tag yet"))
            return
        caller, rows = self._desk.caller, self._rows
        self.set_busy(True)
        ids = [row.id for row in rows]
        self._desk.tasks.run(
            self,
            lambda: service.change_tags(caller, ids, add=add, remove=remove),
            lambda _nothing: self._done(add, remove),
            self._refused,
        )

    def _refused(self, error) -> None:  # type: ignore[no-untyped-def]
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        desk, rows = self._desk, self._rows

        def take_back() -> None:
            for tag in add:
                bare = [row.id for row in rows if tag.casefold() not in map(str.casefold, row.tags)]
                if bare:
                    service.change_tags(desk.caller, bare, remove=[tag])
            for tag in remove:
                carriers = [row.id for row in rows if tag in row.tags]
                if carriers:
                    service.change_tags(desk.caller, carriers, add=[tag])

        owner = self.parentWidget() or desk.notices
        words = self.t.plural("Tags of {n} contact changed", "Tags of {n} contacts changed", len(rows))
        desk.notices.undo(words, lambda: desk.tasks.run(owner, take_back, lambda _nothing: None))
        self.accept()


class CategoryDialog(ModalDialog):
    """One category for all of them."""

    def __init__(self, desk: Desk, rows: Sequence[ContactRow], parent: QWidget | None = None) -> None:
        t = desk.t
        super().__init__(
            t,
            t.plural("Category of {n} contact", "Category of {n} contacts", len(rows)),
            primary=t("Change category"),
            parent=parent,
        )
        self._desk, self._rows = desk, rows
        self.form = Form(t, roomy=False)
        self.form.add(
            "category",
            t("Category"),
            ChoiceInput([Choice(each, category_text(t, each)) for each in CATEGORIES]),
        )
        self.form.set_values(category=rows[0].category if rows else CATEGORIES[0])
        self.add(self.form)

    def accept_primary(self) -> None:
        """One transaction; the toast offers Undo."""
        category: Category = self.form.value("category")
        caller, ids = self._desk.caller, [row.id for row in self._rows]
        self.set_busy(True)
        self._desk.tasks.run(
            self, lambda: service.set_category(caller, ids, category), self._done, self.show_error
        )

    def _done(self, moved: list[int]) -> None:
        desk, before = self._desk, {row.id: row.category for row in self._rows}

        def take_back() -> None:
            for category in CATEGORIES:
                back = [contact_id for contact_id in moved if before[contact_id] == category]
                if back:
                    service.set_category(desk.caller, back, category)

        owner = self.parentWidget() or desk.notices
        words = self.t.plural("{n} contact moved", "{n} contacts moved", len(moved))
        desk.notices.undo(words, lambda: desk.tasks.run(owner, take_back, lambda _nothing: None))
        self.accept()
