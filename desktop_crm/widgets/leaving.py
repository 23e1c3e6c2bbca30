"""Leaving a page on which something is typed: it is stored first, and never lost without a word."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.dialogs import ConfirmDialog, confirm
from desktop_crm.widgets.drafting import Drafting
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.settling import Settling

PATIENCE: Final = 3.0
"""Seconds after which somebody who asks again need not wait for a save that does not end."""


class Leaving(QObject):
    """Answers `may_leave` and `when_ready` of a page that stores what is typed by itself."""

    def __init__(
        self,
        t: Translator,
        drafting: Drafting[Any],
        page: Page,
        settling: Callable[[], Settling[Any] | None] = lambda: None,
    ) -> None:
        super().__init__(page)
        self._t, self._drafting, self._page, self._settling = t, drafting, page, settling
        self._refused: Any = None
        self._why = ""
        self._asked_at = 0.0
        self._leaves_anyway = False
        self._question: ConfirmDialog | None = None
        drafting.refused.connect(self._note)
        drafting.conflicted.connect(lambda error: self._note(error) if settling() is None else None)

    def _note(self, error: UserError) -> None:
        self._refused, self._why = self._drafting.draft, self._t.message(error.message)

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; else it is being stored, or the person is asked."""
        drafting = self._drafting
        if self._leaves_anyway or not (drafting.dirty or drafting.is_saving):
            return True
        settling = self._settling()
        if drafting.held and settling is not None:
            settling.ask()
        elif drafting.is_saving:
            self._wait_or_ask()
        elif self._refused is not None and self._refused == drafting.draft:
            self._ask(self._why)
        else:
            self._asked_at = time.monotonic()
            drafting.flush()
        return not (drafting.dirty or drafting.is_saving or drafting.held)

    def when_ready(self, again: Callable[[], None]) -> None:
        """Do this once all is stored, or once the person has said that it may be lost."""
        if self._question is not None:
            self._question.confirmed.connect(again)
        elif self._drafting.is_saving:
            self._drafting.flush(again)

    def _wait_or_ask(self) -> None:
        if not self._asked_at:
            self._asked_at = time.monotonic()
        elif time.monotonic() - self._asked_at > PATIENCE:
            self._ask(self._t("The folder or the server does not answer."))

    def _ask(self, why: str) -> None:
        t = self._t
        sentence = t("{reason} What you typed here last would be lost.", reason=why.rstrip(". ") + ".")
        self._question = confirm(
            self._page, t, t("Leave without saving?"), sentence, t("Leave"), self._leave, danger=True
        )
        self._question.cancel_button.setFocus()  # Enter stays: what was typed is worth a second thought
        self._question.finished.connect(self._forget)

    def _leave(self) -> None:
        self._leaves_anyway = True

    def _forget(self) -> None:
        self._question = None
