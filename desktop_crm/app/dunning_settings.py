"""Settings, Reminders: the firm's levels, and whether the program itself looks what is due."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from desktop_crm.app.base_rate_dialog import BaseRateDialog
from desktop_crm.app.level_dialog import LevelDialog
from desktop_crm.app.services import Services
from desktop_crm.company import queries as company
from desktop_crm.company.ui.sections import Saved, Section, SectionBody
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.base_rates import TypedRate, typed_rates
from desktop_crm.receivables.rules import dunning as rules
from desktop_crm.receivables.rules.dunning import MOST_LEVELS, Level
from desktop_crm.receivables.service import dunning as service
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, LinkRow, SettingRow
from desktop_crm.widgets.desk import watch
from desktop_crm.widgets.focus_keeping import keeping_focus
from desktop_crm.widgets.inputs.switch import SwitchInput
from desktop_crm.widgets.strips import Strip


@dataclass(frozen=True, slots=True)
class Kept:
    """How the firm reminds."""

    levels: tuple[Level, ...]
    is_by_rule: bool
    currency: str
    doubts: tuple[Message, ...]
    rates: tuple[TypedRate, ...] = ()


def dunning_section(services: Services) -> Section:
    """The section that app adds to the settings page."""
    t = services.desk.t
    return Section(
        key="reminders",
        group=t("Firm"),
        title=t("Reminders"),
        icon="bell",
        make=lambda saved: DunningSettings(services, saved),
        settings=(
            t("Levels"),
            t("Fee"),
            t("Interest"),
            t("Look each day what is due"),
            t("Statutory base rates"),
        ),
        right="settings.change",
    )


class DunningSettings(SectionBody):
    """A line a level; Enter changes it."""

    def __init__(self, services: Services, saved: Saved) -> None:
        t = services.desk.t
        self.new_button = Button(t("New level"), self.new, icon="plus", shortcut=keys.NEW.first)
        super().__init__(
            t("Reminders"),
            t("Letters about overdue invoices. Each waits for your answer before it is written."),
            self.new_button,
        )
        self._services, self._saved = services, saved
        self.kept = Kept((), False, "EUR", ())
        self.by_rule = SwitchInput(t("Look each day what is due"))
        self.by_rule.changed.connect(self._switch)
        why = t("What is due is prepared by itself; nothing goes out without you.")
        self.add(Card(SettingRow(t("Look each day what is due"), why, self.by_rule), gap=0, padding=16))
        self.add_heading(t("Levels"))
        self.card = Card(padding=16, gap=0)
        self.add(self.card)
        self.strip = Strip("warn")
        self.strip.hide()
        self.add(self.strip)
        self.add_heading(t("Statutory base rates"))
        self.rates_card = Card(padding=16, gap=0)
        self.add(self.rates_card)
        self.rows: list[LinkRow] = []
        watch(services.desk.changes, self, {"firm"}, self.reload)
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        desk = self._services.desk
        caller, today = desk.caller, desk.today()

        def read(caller: Caller) -> Kept:
            levels = queries.levels(caller)
            firm = company.firm_or_none(caller)
            found = service.doubts_of_levels(caller, levels, today) if firm else []
            unit = (firm.draft.currency if firm else "") or "EUR"
            rates = typed_rates(caller)
            doubts = tuple(why for _at, why in found)
            return Kept(levels, queries.is_by_rule(caller), unit, doubts, rates)

        desk.tasks.run_latest(self, "levels", lambda: read(caller), self._show)

    def _show(self, kept: Kept) -> None:
        self.kept = kept
        self.by_rule.set_value(kept.is_by_rule)
        with keeping_focus(self.card):
            while (item := self.card.body.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            self.rows = [self._row(place, level) for place, level in enumerate(kept.levels, start=1)]
            for row in self.rows:
                self.card.add(row)
        self._show_rates(kept.rates)
        t = self._services.desk.t
        self.strip.set_text("\n".join(dict.fromkeys(t.message(each) for each in kept.doubts)))
        self.strip.setVisible(bool(kept.doubts))
        self.new_button.setEnabled(len(kept.levels) < MOST_LEVELS)

    def _show_rates(self, rates: tuple[TypedRate, ...]) -> None:
        t = self._services.desk.t
        with keeping_focus(self.rates_card):
            while (item := self.rates_card.body.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            for each in rates:
                days = t("{first} to {last}", first=each.rate.first, last=each.rate.last)
                under = t("{by}, {day}", by=each.by, day=each.on) if each.by else t.formats.date(each.on)
                edit = partial(self.edit_rate, each)
                self.rates_card.add(LinkRow(days, under, t.formats.percent(each.rate.rate), run=edit))
            self.rates_card.add(LinkRow(t("Enter a base rate\u2026"), is_ruled=False, run=self.new_rate))

    def new_rate(self) -> None:
        """Ask for the base rate from a day on."""
        BaseRateDialog(self._services.desk, self._stored, parent=self).open()

    def edit_rate(self, typed: TypedRate) -> None:
        """Ask for one that was mistyped again."""
        BaseRateDialog(self._services.desk, self._stored, typed.rate, parent=self).open()

    def _row(self, place: int, level: Level) -> LinkRow:
        t, unit = self._services.desk.t, self.kept.currency
        days = t.plural("{n} day after the due date", "{n} days after the due date", level.days)
        more = []
        if level.by_law:
            more.append(t("interest by law"))
        elif level.interest:
            more.append(t("{rate} interest a year", rate=t.formats.percent(level.interest)))
        if level.lump_sum:
            more.append(t("lump sum by law"))
        if level.texts:
            more.append(t("own text"))
        fee = rules.fee_minor(level.fee, unit)
        return LinkRow(
            t("Level {level}", level=place),
            ", ".join([days, *more]),
            t.formats.amount(fee, unit) if fee else t("no fee"),
            t.plural("{n} day to pay", "{n} days to pay", level.pay_within),
            code=unit if fee else "",
            run=partial(self.edit, place),
        )

    def new(self) -> None:
        """One more at the end."""
        self.edit(len(self.kept.levels) + 1)

    def edit(self, place: int) -> None:
        """Ask about a level."""
        desk, kept = self._services.desk, self.kept
        LevelDialog(desk, kept.levels, place, kept.currency, self._stored, parent=self).open()

    def _stored(self) -> None:
        self._saved()
        self.reload()

    def _switch(self) -> None:
        caller, on = self._services.desk.caller, bool(self.by_rule.value())
        self._services.desk.tasks.run(
            self, lambda: service.set_dunning_by_rule(caller, on), lambda _nothing: self._saved()
        )
