"""The settings: sections at the left, one open; everything is applied at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_crm.company.ui import section_list
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.navigation import Navigation
from desktop_crm.company.ui.sections import Section
from desktop_crm.company.ui.texts_section import SamplePaper
from desktop_crm.values import rights
from desktop_crm.values.dates import utc_now
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.editor import SavedWord
from desktop_crm.widgets.leaving import Leaving
from desktop_crm.widgets.page import Page, Scroll

WIDEST = 940


class SettingsPage(Page):
    """`extra_sections` are handed in by the app (data and backup): they join the groups with their words.
    `firm_sections` makes those that edit the firm's profile beside this page's own.

    `sample_paper` draws a paper for the section of texts. `rebuild` builds the window anew after another
    language or font; without it they wait for the next start.
    """

    def __init__(
        self,
        desk: Desk,
        extra_sections: Sequence[Section] = (),
        rebuild: Callable[[], None] | None = None,
        firm_sections: Callable[[FirmKeeper], Sequence[Section]] = lambda _firm: (),
        sample_paper: SamplePaper | None = None,
    ) -> None:
        super().__init__(desk.t("Settings"))
        self.desk, self.t = desk, desk.t
        open_history = Button(desk.t("History"), self.history, kind="quiet", icon="history")
        self.header.add_verb(open_history)
        open_history.setHidden(not rights.may(desk.caller, "trail.read"))
        self.saved_word = SavedWord()
        self.header.add_verb(self.saved_word)
        self.saved_word.say("check", self.t("Applied at once"))
        self.firm = FirmKeeper(desk, self.say_saved, self)
        self._leaving = Leaving(desk.t, self.firm.drafting, self, lambda: self.firm.settling)
        self.sections = {
            section.key: section
            for section in [
                *section_list.sections(desk, self.firm, rebuild, sample_paper),
                *firm_sections(self.firm),
                *extra_sections,
            ]
            if not section.right or desk.may(section.right)
        }
        self._made: dict[str, QWidget] = {}
        self._scrolls: dict[str, Scroll] = {}
        self.navigation = Navigation(self.t, list(self.sections.values()))
        self.navigation.chosen.connect(self._open)
        self.stack = QStackedWidget()
        body = QHBoxLayout()
        body.setSpacing(24)
        body.addWidget(self.navigation)
        body.addWidget(self.stack, 1)
        self.set_body(body)
        self.show_section(next(iter(self.sections)))

    def show_part(self, what: Mapping[str, object]) -> None:
        """Open at "section"."""
        if (key := str(what.get("section", ""))) in self.sections:
            self.show_section(key)

    def show_section(self, key: str) -> None:
        """Open a section: "company", "accounts", "numbering", "taxes", "terms", "texts", "appearance"..."""
        self.navigation.choose(key)

    @property
    def current(self) -> QWidget:
        """The body of the section that is open."""
        return self._made[self.navigation.current]

    def first_focus(self) -> QWidget:
        """The search."""
        return self.navigation.search

    def history(self) -> None:
        """Who changed the firm's settings."""
        self.desk.go("history", {"shown": "firm"})

    def may_leave(self) -> bool:
        """What was typed last is stored on leaving."""
        return self._leaving.may_leave()

    def when_ready(self, again: Callable[[], None]) -> None:
        """Once it is stored."""
        self._leaving.when_ready(again)

    def say_saved(self) -> None:
        """ "Saved 09:41"."""
        self.saved_word.say("check", self.t("Saved {time}", time=self.t.formats.time(utc_now())))

    def _open(self, key: str) -> None:
        if key not in self._made:
            body = self.sections[key].make(self.say_saved)
            body.setMaximumWidth(WIDEST)
            self._made[key] = body
            inner = QWidget()
            line = QHBoxLayout(inner)
            line.setContentsMargins(0, 0, 8, 0)
            line.addWidget(body, 1, Qt.AlignmentFlag.AlignTop)
            line.addStretch(0)
            self._scrolls[key] = Scroll(inner)
            self.stack.addWidget(self._scrolls[key])
        self.stack.setCurrentWidget(self._scrolls[key])
