"""The look and the language of the program on this computer."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from desktop_crm.company.ui.language_texts import OWN_NAMES
from desktop_crm.company.ui.sections import SectionBody
from desktop_crm.values.caller import account_name
from desktop_crm.values.messages import LANGUAGES, PROGRAM
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import Choice, ChoiceInput, SwitchInput, TextInput
from desktop_crm.widgets.labels import Hairline
from desktop_crm.widgets.local_settings import LANGUAGE, SYSTEM_FONT, THEME_SCHEME, YOUR_NAME
from desktop_crm.widgets.theme import THEME, Scheme


class YourselfSection(SectionBody):
    """How the person at this computer is called."""

    def __init__(self, desk: Desk, saved: Callable[[], None]) -> None:
        t = desk.t
        super().__init__(t("Yourself"), t("For this computer only."))
        self._desk, self._saved = desk, saved
        self.name = TextInput(placeholder=account_name(), longest=100)
        self.name.setMinimumWidth(280)
        self.name.set_value(desk.local.get(YOUR_NAME))
        self.name.editingFinished.connect(self._take)
        effect = t("Stands beside your notes, replies and payments and signs your mails.")
        self.add(Card(SettingRow(t("Your name"), effect, self.name), padding=16, gap=0))

    def _take(self) -> None:
        name = " ".join(self.name.value().split())
        if name != self._desk.local.get(YOUR_NAME):
            self._desk.local.set(YOUR_NAME, name)
            self._saved()


class AppearanceSection(SectionBody):
    """Light or dark at once; the font with the next window."""

    def __init__(
        self, desk: Desk, saved: Callable[[], None], rebuild: Callable[[], None] | None = None
    ) -> None:
        t = desk.t
        super().__init__(t("Appearance"), t("For this computer only."))
        self._desk, self._saved, self._rebuild = desk, saved, rebuild
        self.scheme = Segments(
            [("system", t("As the system")), ("light", t("Light")), ("dark", t("Dark"))], t("Light or dark")
        )
        self.scheme.setMinimumWidth(320)
        self.scheme.set_value(desk.local.get(THEME_SCHEME))
        self.scheme.changed.connect(self._choose_scheme)
        self.font_switch = SwitchInput(t("Font of the system"), desk.local.get(SYSTEM_FONT))
        self.font_switch.changed.connect(self._choose_font)
        later = "" if rebuild else " " + t("From the next start.")
        self.add(
            Card(
                SettingRow(t("Light or dark"), t("Papers are always white."), self.scheme),
                Hairline(),
                SettingRow(
                    t("Font of the system"), t("Instead of the program\u2019s own.") + later, self.font_switch
                ),
                padding=16,
                gap=0,
            )
        )

    def _choose_scheme(self) -> None:
        scheme = cast(Scheme, self.scheme.value())
        self._desk.local.set(THEME_SCHEME, scheme)
        THEME.choose(scheme)
        self._saved()

    def _choose_font(self) -> None:
        self._desk.local.set(SYSTEM_FONT, self.font_switch.value())
        self._saved()
        if self._rebuild:
            self._rebuild()


class LanguageSection(SectionBody):
    """The program's language; papers follow the customer."""

    def __init__(
        self, desk: Desk, saved: Callable[[], None], rebuild: Callable[[], None] | None = None
    ) -> None:
        t = desk.t
        super().__init__(
            t("Language"), t("For this computer only. Papers are written in the customer\u2019s language.")
        )
        self._desk, self._saved, self._rebuild = desk, saved, rebuild
        own = [Choice(code, OWN_NAMES[code]) for code in LANGUAGES[PROGRAM]]
        self.choice = ChoiceInput([Choice("", t("As the system")), *own], t("Language of the program"))
        self.choice.setMinimumWidth(240)
        self.choice.set_value(desk.local.get(LANGUAGE))
        self.choice.changed.connect(self._choose)
        effect = t("The window is built anew.") if rebuild else t("From the next start.")
        self.add(Card(SettingRow(t("Language of the program"), effect, self.choice), padding=16, gap=0))

    def _choose(self) -> None:
        self._desk.local.set(LANGUAGE, str(self.choice.value() or ""))
        self._saved()
        if self._rebuild:
            self._rebuild()
