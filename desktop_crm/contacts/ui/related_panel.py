"""The related lists at the right of a contact's page: upper rooms' sections, people or companies, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets.additions import RelatedRow
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.cards import LinkRow, SectionHead
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.labels import Hairline, Label
from desktop_crm.widgets.theme import tokens


@dataclass(frozen=True)
class Act:
    """A button at the end of a row."""

    icon: str
    name: str
    run: Callable[[], None]


@dataclass(frozen=True)
class Listed:
    """A section ready to be shown: its rows, what opens each, what its "+" does."""

    title: str
    rows: Sequence[RelatedRow] = ()
    new: Callable[[], None] | None = None
    new_name: str = ""
    most: int = 8
    hint: str = ""
    acts: Sequence[Act | None] = field(default_factory=tuple)
    """One for each row, when rows can be taken out."""


class _Line(QWidget):
    """A row with a button at its end: one rule under both."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRectF(0, self.height() - 1, self.width(), 1), tokens().hair)


class RelatedPanel(QWidget):
    """All sections one under the other; `open_row(row)` is what Enter on a row does."""

    def __init__(
        self, t: Translator, open_row: Callable[[RelatedRow], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.t, self._open = t, open_row
        self._all: set[str] = set()
        self._shown: tuple[Listed, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self.set_beside(True)

    def set_beside(self, beside: bool) -> None:
        """At the page's right, or under the facts at its left: level with what is there."""
        self._layout.setContentsMargins(16 if beside else 24, 12, 24 if beside else 16, 16)

    @keeps_focus
    def show_sections(self, sections: Sequence[Listed]) -> None:
        """Replace everything; what was unfolded stays so."""
        self._shown = tuple(sections)
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for section in sections:
            self._layout.addWidget(self._section(section))
            self._layout.addSpacing(12)
        self._layout.addStretch(1)

    def _section(self, section: Listed) -> QWidget:
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        new = None
        if section.new is not None:
            new = IconButton("plus", section.new_name or section.title, section.new, compact=True)
        head = SectionHead(section.title, count=len(section.rows) or None, action=new, small=True)
        head.setMinimumHeight(30)
        layout.addWidget(head)
        layout.addWidget(Hairline())
        few = section.rows if section.title in self._all else section.rows[: section.most]
        for number, row in enumerate(few):
            layout.addWidget(self._row(section, number, row))
        if len(few) < len(section.rows):
            words = self.t("Show all {n}", n=len(section.rows))
            layout.addWidget(Button(words, lambda: self._unfold(section.title), kind="link", compact=True))
        if not section.rows and section.hint:
            hint = Label(section.hint, "caption", wrap=True)
            hint.setContentsMargins(0, 6, 0, 0)
            layout.addWidget(hint)
        return box

    def _row(self, section: Listed, number: int, row: RelatedRow) -> QWidget:
        link = LinkRow(
            row.title,
            row.under,
            row.right,
            row.right_under,
            code=row.code,
            role=row.role,
            run=lambda: self._open(row),
        )
        act = section.acts[number] if number < len(section.acts) else None
        if act is None:
            return link
        line = _Line()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(link, 1)
        layout.addWidget(IconButton(act.icon, act.name, act.run, compact=True))
        return line

    def _unfold(self, title: str) -> None:
        self._all.add(title)
        self.show_sections(self._shown)
