"""The firm's profile while it is edited in several sections: one draft, stored after a pause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from desktop_crm.company import queries, service
from desktop_crm.company.queries import FirmRow
from desktop_crm.company.rules.addresses import address_lines
from desktop_crm.company.rules.paper_texts import ALL, ALL_WORD, PLACE_WORDS, SORT_WORDS
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.service.profile import tidied
from desktop_crm.company.ui.language_texts import OWN_NAMES
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.drafting import Drafting
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.settling import Manner, PutOff, Settling, tell_who_edits

Picture = Literal["logo", "signature"]


class FirmKeeper(QObject):
    """`shown(draft)` after reading and every edit; `refused(error)` names a field of the profile."""

    shown = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, saved: Callable[[], None], page: Page) -> None:
        super().__init__(page)
        self.desk = desk
        self._saved = saved
        self._forms: list[Form] = []
        self.drafting: Drafting[FirmDraft] = Drafting(
            desk, lambda draft, version: service.save_firm(desk.caller, draft, version), self
        )
        self.drafting.shown.connect(lambda draft, _before: self.shown.emit(draft))
        self.drafting.saved.connect(saved)
        self.drafting.refused.connect(self.refused)
        manner = Manner(self._stored, self._words, tidy=tidied)
        self.settling = Settling(desk, self.drafting, manner, {"firm"}, page)
        PutOff(self.settling, page)
        tell_who_edits(desk, self.drafting, lambda: ("firm", 1), page)
        self.read()

    def know(self, *forms: Form) -> None:
        """The forms of a section that was opened: their labels are the words of its fields."""
        self._forms.extend(forms)

    def _stored(self) -> tuple[FirmDraft, int] | None:
        row = queries.firm_or_none(self.desk.caller)
        return (row.draft, row.version) if row is not None else None

    def _words(self) -> FieldWords:
        t = self.desk.t

        def picture(_digest: str) -> str:
            return t("A picture")

        return FieldWords(
            t,
            *self._forms,
            labels={
                "address": t("Address"),
                "small_business": t("Small-business exemption"),
                "vat_basis": t("VAT owed on what was paid"),
                "footer": t("Footer, column"),
                "quote_intro": t("Above the lines of a quote"),
                "quote_notes": t("Below a quote"),
                "invoice_intro": t("Above the lines of an invoice"),
                "invoice_notes": t("Below an invoice"),
                "paper_texts": t("Texts of papers"),
                "endpoint": t("E-invoice address"),
            },
            words={
                "address": lambda address: ", ".join(address_lines(address)),
                "endpoint": " ".join,
                "logo": picture,
                "signature": picture,
            },
            languages={**OWN_NAMES, **_text_names(t)},
        )

    @property
    def draft(self) -> FirmDraft:
        """What stands on the screen."""
        return self.drafting.draft or FirmDraft()

    def read(self) -> None:
        """What is stored."""
        caller = self.desk.caller
        self.desk.tasks.run_latest(self, "firm", lambda: queries.firm_or_none(caller), self._show)

    def change(self, merge: str | None = None, /, **fields: Any) -> None:
        """Change fields; stored when nothing more is typed for a moment."""
        if self.drafting.draft is not None:
            self.drafting.change(replace(self.drafting.draft, **fields), merge)

    def set_picture(
        self, which: Picture, content: bytes | None, refused: Callable[[UserError], None]
    ) -> None:
        """Store or take off a picture at once, after what was typed before."""
        caller = self.desk.caller

        def store() -> None:
            version = self.drafting.version
            self.desk.tasks.run(
                self,
                lambda: service.set_picture(caller, which, content, version),
                lambda _version: self._pictured(),
                refused,
            )

        self.drafting.flush(store)

    def _pictured(self) -> None:
        self._saved()
        self.read()

    def picture(self, which: Picture, done: Callable[[bytes], None]) -> None:
        """The stored picture's bytes."""
        digest, caller = getattr(self.draft, which), self.desk.caller
        if digest:
            self.desk.tasks.run(self, lambda: queries.picture(caller, digest), done)

    def flush(self) -> None:
        """Store now what was typed."""
        if self.drafting.dirty:
            self.drafting.flush()

    def _show(self, row: FirmRow | None) -> None:
        if row is None:
            if self.drafting.draft is None:
                self.drafting.load(FirmDraft(), 0)
        elif self.drafting.draft is None or (
            not self.drafting.dirty and row.version != self.drafting.version
        ):
            self.drafting.load(row.draft, row.version)


def _text_names(t: Translator) -> dict[str, str]:
    """What a key of `FirmDraft.paper_texts` stands for: "Order confirmation, above the lines, Deutsch"."""
    return {
        f"{sort}.{place}.{language}": f"{t.message(sort_word)}, {t.message(place_word)}, {name}"
        for sort, sort_word in {ALL: ALL_WORD, **SORT_WORDS}.items()
        for place, place_word in PLACE_WORDS.items()
        for language, name in OWN_NAMES.items()
    }
