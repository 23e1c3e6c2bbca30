"""A card of stored records (accounts, rates, terms): a line each, Enter opens it; archived ones on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.company.ui.sections import SectionBody
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, LinkRow
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.focus_keeping import keeping_focus
from desktop_crm.widgets.labels import Label


@dataclass(frozen=True)
class Shown:
    """One record as a line: `row` is what the dialog gets."""

    title: str
    under: str
    right: str
    right_under: str
    row: Any


class RecordSection(SectionBody):
    """`read(archived)` runs in the database's thread, `line(row)` words a record, `edit` opens it."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        sentence: str,
        new: str,
        *,
        nothing: str,
        read: Callable[[bool], Sequence[Any]],
        line: Callable[[Any], Shown],
        edit: Callable[[Any, QWidget], None],
        archived: tuple[str, str, str] | None = None,
    ) -> None:
        """`archived` are the words to show and to hide those out of use, and for each of them."""
        t = desk.t
        self.new_button = Button(new, lambda: edit(None, self), icon="plus", shortcut=keys.NEW.first)
        super().__init__(title, sentence, self.new_button)
        self.desk, self._nothing, self._read, self._line, self._edit = desk, nothing, read, line, edit
        self._words = archived or (t("Show archived"), t("Hide archived"), t("Archived"))
        self._archived = False
        self.card = Card(padding=16, gap=0)
        self.add(self.card)
        self.archived_button = Button(self._words[0], self._toggle, kind="link")
        self.add(self.archived_button)
        self.rows: list[LinkRow] = []
        watch(desk.changes, self, {"firm"}, self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the records again."""
        self.desk.tasks.run_latest(self, "records", lambda: list(self._read(True)), self._show)

    def _toggle(self) -> None:
        self._archived = not self._archived
        self.archived_button.setText(self._words[1] if self._archived else self._words[0])
        self.reload()

    def _show(self, found: list[Any]) -> None:
        with keeping_focus(self.card):
            self._fill(found)

    def _fill(self, found: list[Any]) -> None:
        while (item := self.card.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows = []
        for row in found:
            if row.is_archived and not self._archived:
                continue
            shown = self._line(row)
            under = shown.under
            if row.is_archived:
                under = "  \u00b7  ".join(part for part in (self._words[2], under) if part)
            link = LinkRow(
                shown.title,
                under,
                shown.right,
                shown.right_under,
                run=partial(self._edit, shown.row, self),
            )
            self.rows.append(link)
            self.card.add(link)
        if not self.rows:
            self.card.add(Label(self._nothing, "muted", wrap=True))
        self.archived_button.setVisible(any(row.is_archived for row in found))
