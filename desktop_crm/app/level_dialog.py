"""One level of reminding: after how many days, what it costs, what it says; unusual things are warned of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desktop_crm.company.rules.wordings import texts_of
from desktop_crm.company.ui.language_texts import LanguageTexts
from desktop_crm.receivables.rules import dunning as rules
from desktop_crm.receivables.rules.dunning import Level
from desktop_crm.receivables.service import dunning as service
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, IntegerInput, MoneyInput, PercentInput

NONE, RATE, LAW = "none", "rate", "law"


class LevelDialog(ModalDialog):
    """`place` from 1; one more than there are levels is a new one at the end."""

    def __init__(
        self,
        desk: Desk,
        levels: Sequence[Level],
        place: int,
        currency: str,
        stored: Callable[[], None],
        *,
        parent: QWidget,
    ) -> None:
        t = desk.t
        self.desk, self.levels, self.place, self.currency = desk, tuple(levels), place, currency
        self._stored = stored
        is_new = place > len(self.levels)
        super().__init__(
            t,
            t("New level") if is_new else t("Level {level}", level=place),
            t("A letter asks for what is open, the fees up to its level, and interest to its day."),
            primary=t("Add level") if is_new else t("Save"),
            width=560,
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self._build()
        self.add(self.form)
        self._show(self._next() if is_new else self.levels[place - 1])
        self.form.changed.connect(lambda _name: self._edited())
        if not is_new and len(self.levels) > 1:
            self.remove_button = Button(t("Remove"), self.remove, kind="quiet", icon="trash-2")
            self.add_side_act(self.remove_button)
        self._edited()

    def _build(self) -> None:
        t, form = self.t, self.form
        form.add("days", t("Days after the due date"), IntegerInput(t), span=6)
        form.add("pay_within", t("Days to pay"), IntegerInput(t), span=6)
        form.add("fee", t("Fee"), MoneyInput(t, self.currency), span=6)
        form.end_row()
        kinds = [(NONE, t("None")), (RATE, t("This rate")), (LAW, t("By law"))]
        form.add("how", t("Interest"), Segments(kinds, t("Interest")), span=7)
        form.add("interest", t("Rate a year"), PercentInput(t), span=5)
        self.lump_sum = CheckInput(t("The lump sum that the law gives for costs of collection"))
        form.add("lump_sum", "", self.lump_sum)
        form.add("texts", t("Own text instead of the usual letter (optional)"), LanguageTexts(t, lines=4))

    def _next(self) -> Level:
        """A new one two weeks after the last."""
        last = self.levels[-1] if self.levels else Level(days=0)
        return Level(days=last.days + 14, fee=last.fee)

    def _show(self, level: Level) -> None:
        fee = rules.fee_minor(level.fee, self.currency)
        self.form.set_values(
            days=level.days,
            pay_within=level.pay_within,
            fee=fee or None,
            how=LAW if level.by_law else RATE if level.interest else NONE,
            interest=level.interest or None,
            lump_sum=level.lump_sum,
            texts=dict(level.texts),
        )

    def level(self) -> Level:
        """What is typed. Raises UserError naming the field."""
        values = self.form.values()
        for name in ("days", "pay_within"):
            if values[name] is None:
                raise UserError(_("Give the days"), name)
        if values["how"] == RATE and not values["interest"]:
            raise UserError(_("Give the rate"), "interest")
        return Level(
            days=values["days"],
            pay_within=values["pay_within"],
            fee=rules.fee_major(values["fee"] or 0, self.currency),
            interest=values["interest"] if values["how"] == RATE else Decimal(0),
            by_law=values["how"] == LAW,
            lump_sum=bool(values["lump_sum"]),
            texts=texts_of(values["texts"]),
        )

    def _all(self, level: Level | None) -> tuple[Level, ...]:
        mine = () if level is None else (level,)
        return (*self.levels[: self.place - 1], *mine, *self.levels[self.place :])

    def _edited(self) -> None:
        self.form.field("interest").setVisible(self.form["how"].value() == RATE)
        try:
            levels = self._all(self.level())
        except UserError:
            return
        caller, today = self.desk.caller, self.desk.today()
        self.desk.tasks.run_latest(
            self, "doubts", lambda: service.doubts_of_levels(caller, levels, today), self._doubt
        )

    def _doubt(self, doubts: list[tuple[str, Message]]) -> None:
        mine = f"levels[{self.place}]."
        found = {where.removeprefix(mine): why for where, why in doubts if where.startswith(mine)}
        for name in ("fee", "interest", "lump_sum"):
            self.form.field(name).set_help(self.t.message(found[name]) if name in found else "")

    def accept_primary(self) -> None:
        """Keep it."""
        self.form.clear_errors()
        try:
            levels = self._all(self.level())
        except UserError as error:
            self.form.show_error(error)
            return
        self._keep(levels)

    def remove(self) -> None:
        """Without this level."""
        self._keep(self._all(None))

    def _keep(self, levels: tuple[Level, ...]) -> None:
        self.set_busy(True)
        caller = self.desk.caller
        self.desk.tasks.run(
            self, lambda: service.set_dunning_levels(caller, levels), self._done, self._refused
        )

    def _refused(self, error: UserError) -> None:
        where, _dot, name = (error.field or "").partition(".")
        if where == f"levels[{self.place + 1}]":
            error = UserError(_("The next level comes before this day"), "days")
        else:
            error = UserError(error.message, name.partition(".")[0])
        self.refuse(self.form, error)

    def _done(self, _nothing: object) -> None:
        self.accept()
        self._stored()
