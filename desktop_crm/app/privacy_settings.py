"""Settings, Privacy: how long the firm keeps what no law makes it keep, and papers after their keep time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_crm.app.paper_settings import TITLES as PAPER_TITLES
from desktop_crm.app.paper_settings import PaperSettings
from desktop_crm.app.services import Services
from desktop_crm.company.rules.keep_times import KINDS, NEVER, TITLES, KeepTimes
from desktop_crm.company.ui.sections import Saved, Section, SectionBody
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.inputs import Choice, ChoiceInput
from desktop_crm.widgets.labels import Hairline
from desktop_crm.workspace import purging

_YEARS = (1, 2, 3, 4, 5, 6, 8, 10, 15)


def privacy_section(services: Services) -> Section:
    """The section that app adds to the settings page."""
    t = services.desk.t
    return Section(
        key="privacy",
        group=t("Program"),
        title=t("Privacy"),
        icon="shield-check",
        make=lambda saved: PrivacySettings(services, saved),
        settings=tuple(t.message(each) for each in (*(TITLES[kind] for kind in KINDS), *PAPER_TITLES)),
        right="persons.erase",
    )


class PrivacySettings(SectionBody):
    """A time a kind; nothing goes by itself."""

    def __init__(self, services: Services, saved: Saved) -> None:
        t = services.desk.t
        super().__init__(
            t("Privacy"),
            t(
                "What is older than this is proposed on Today and goes by one act of yours. "
                "Issued papers always stay as long as the law keeps them."
            ),
        )
        self._services, self._saved = services, saved
        self._times = NEVER
        self.choices = {kind: self._choice(t, kind) for kind in KINDS}
        effects = {
            "contacts": t("No paper, ticket, call, note or file since"),
            "tickets": t("With their messages, mails and files, since they were closed"),
            "notes": t("Those that nobody has to come back to"),
            "mails": t("That were logged in the history; what papers and tickets tell stays"),
        }
        rows: list[QWidget] = []
        for kind in KINDS:
            if rows:
                rows.append(Hairline())
            rows.append(SettingRow(t.message(TITLES[kind]), effects[kind], self.choices[kind]))
        self.add(Card(*rows, gap=0, padding=16))
        look = Button(t("Look…"), services.firm.purge, icon="hourglass")
        self.add(
            Card(
                SettingRow(t("Kept long enough"), t("What would go today, before anything happens"), look),
                gap=0,
                padding=16,
            )
        )
        self.papers = PaperSettings(services, saved)
        self.add(self.papers)
        caller = services.desk.caller
        services.desk.tasks.run(self, lambda: purging.get_times(caller), self._show)

    def _choice(self, t: Translator, kind: str) -> ChoiceInput:
        years = [Choice(n, t.plural("{n} year", "{n} years", n)) for n in _YEARS]
        choice = ChoiceInput([Choice(None, t("For ever")), *years], t.message(TITLES[kind]))
        choice.setMinimumWidth(160)
        choice.changed.connect(partial(self._take, kind))
        return choice

    def _show(self, times: KeepTimes) -> None:
        self._times = times
        for kind, choice in self.choices.items():
            years = getattr(times, kind)
            if years is not None and years not in _YEARS:
                words = self._services.desk.t.plural("{n} year", "{n} years", years)
                choice.set_choices([*choice.choices, Choice(years, words)])
            choice.set_value(years)

    def _take(self, kind: str) -> None:
        caller = self._services.desk.caller
        self._times = times = replace(self._times, **{kind: self.choices[kind].value()})
        self._services.desk.tasks.run(
            self, lambda: purging.set_times(caller, times), lambda _nothing: self._saved()
        )
