"""What is billed again and again: begun from an invoice, changed for the bills to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.recurring_rows import RecurringView
from desktop_crm.billing.queries.rows import DocumentRow, DocumentView
from desktop_crm.billing.rules import rhythms
from desktop_crm.billing.rules.copying import filled
from desktop_crm.billing.rules.pricing import numbered
from desktop_crm.billing.rules.recurring import (
    COVERS,
    Bill,
    PriceStep,
    RecurringDraft,
    billing_like,
    next_bill,
    paper_of,
    with_step,
    words_of,
)
from desktop_crm.billing.rules.rhythms import check_rule
from desktop_crm.billing.ui.words import day_words, name_of
from desktop_crm.values import dates
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import (
    Choice,
    ChoiceInput,
    DateInput,
    DecimalInput,
    IntegerInput,
    SwitchInput,
)
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.strips import Strip

RHYTHMS: dict[str, Message] = {
    rhythms.PLAIN["weekly"]: _("Every week"),
    rhythms.PLAIN["monthly"]: _("Every month"),
    rhythms.PLAIN["quarterly"]: _("Every quarter"),
    rhythms.PLAIN["half-yearly"]: _("Every half-year"),
    rhythms.PLAIN["yearly"]: _("Every year"),
}
_NAMED: Final = 4
"""Lines of the next bill that are shown."""
_PLACES = {"steps[1].line": "line", "steps[1].price": "price"}


class RecurringDialog(ModalDialog):
    """The rhythm, its end and what becomes of each bill. `done(id)` hears of what was kept, `bill`
    frees one that stands still, `papers` are invoices of the customer whose lines it may take over."""

    def __init__(
        self,
        desk: Desk,
        draft: RecurringDraft,
        done: Callable[[int], None],
        *,
        stored: RecurringView | None = None,
        bill: Callable[[], None] = lambda: None,
        papers: Sequence[DocumentRow] = (),
        language: str = "",
        parent: QWidget,
    ) -> None:
        t = desk.t
        self.desk, self.before, self._done, self.stored = desk, draft, done, stored
        self._bill, self._papers = bill, papers
        self._key = uuid4().hex
        self.language = stored.language if stored is not None else language or draft.document.language or "en"
        super().__init__(
            t,
            t("Bill again and again") if stored is None else t("Recurring invoice"),
            t("{word} in a line becomes the month or the days that a bill covers.", word="{period}"),
            primary=t("Start") if stored is None else t("Save"),
            parent=parent,
        )
        if stored is not None and stored.row.problem:
            self.add(Strip("bad", stored.row.problem, action=t("Bill it today"), clicked=self._bill_today))
        self.form = Form(t, roomy=False)
        self.words = Strip("info")
        self._build()
        self.add(self.form)
        self.add(self.words)
        self.form.changed.connect(lambda _name: self._say_next())
        self._say_next()

    def _build(self) -> None:
        t, form, draft = self.desk.t, self.form, self.before
        known: dict[str, Message | str] = dict(RHYTHMS)
        known.setdefault(draft.rule, draft.rule)
        rhythm = [Choice(rule, t.message(words)) for rule, words in known.items()]
        form.add("rule", t("Rhythm"), ChoiceInput(rhythm), span=6)
        form.add("starts_on", t("First day"), DateInput(t, self.desk.today), span=6)
        covers = [Choice(key, t.message(words)) for key, words in COVERS.items()]
        form.add("covers", t("A bill covers"), ChoiceInput(covers), span=6)
        form.add("service_from", t("Supplied from (a first part)"), DateInput(t, self.desk.today), span=6)
        form.add("times", t("Ends after bills"), IntegerInput(t), span=6)
        form.add("last_on", t("or on"), DateInput(t, self.desk.today), span=6)
        form.add("renews_months", t("Renews itself every months"), IntegerInput(t), span=6)
        form.add("remind_days", t("Reminder days before"), IntegerInput(t), span=6)
        lines = [Choice(n, self._worded(line.name, draft)) for n, line in numbered(draft.document).items()]
        form.add("line", t("New price of"), ChoiceInput(lines), span=4)
        form.add("price", t("Price"), DecimalInput(t, least=2), span=4)
        form.add("valid_from", t("from"), DateInput(t, self.desk.today), span=4)
        if draft.steps:
            self._add_steps()
        if self._papers:
            lines_of = [Choice(row.id, name_of(t, row), *self._about(row)) for row in self._papers]
            lines_of.insert(0, Choice(0, t("As they are")))
            form.add("like", t("Lines as on"), ChoiceInput(lines_of))
            form.set_values(like=0)
        if self.desk.may("documents.issue"):
            form.add("issues", t("Issue each bill at once"), SwitchInput())
        shown = ("rule", "starts_on", "covers", "service_from", "times", "last_on", "renews_months",
                 "remind_days", "issues")  # fmt: skip
        form.set_values(**{name: getattr(draft, name) for name in shown if name in form.names})
        form.set_values(line=1)

    def _about(self, row: DocumentRow) -> tuple[str, str]:
        """Its day and what it is about, and its sum."""
        words = "  \u00b7  ".join(part for part in (day_words(self.t, row.issued_on), row.title) if part)
        return words, self.t.formats.money(row.net, row.currency)

    def _add_steps(self) -> None:
        """The new prices that are agreed already."""
        t, currency = self.t, self.before.document.currency
        items = numbered(self.before.document)
        words = [
            t(
                "{line}: {price} from {date}",
                line=self._worded(items[step.line].name, self.before),
                price=t.formats.price(step.price, currency),
                date=t.formats.date(step.valid_from),
            )
            for step in self.before.steps
        ]
        self.form.place(Label("\n".join((t("New prices agreed:"), *words)), "caption", wrap=True))

    def _bill_today(self) -> None:
        self.reject()
        self._bill()

    def _next(self, draft: RecurringDraft) -> Bill | None:
        """The next paper of what is typed; None where there is none, or it cannot be told yet."""
        runs, made = (self.stored.runs, self.stored.row.made) if self.stored is not None else ((), 0)
        try:
            return next_bill(replace(draft, rule=check_rule(draft.rule)), runs[0].on if runs else None, made)
        except UserError:
            return None

    def _worded(self, text: str, draft: RecurringDraft) -> str:
        bill = self._next(draft) if "{" in text else None
        return text if bill is None else filled(text, paper_of(draft, bill), self.language, bill.on)

    def _say_next(self) -> None:
        """The day of the next bill and what its lines say, in the customer's language."""
        t = self.desk.t
        try:
            draft = self.draft(complete=False)
        except UserError:
            draft = None
        like = self.form.value("like") if "like" in self.form.names else 0
        bill = None if draft is None or like else self._next(draft)
        self.words.setVisible(bill is not None)
        if draft is None or bill is None:
            return
        lines = words_of(draft, bill, self.language)
        names = [line.partition("\n")[0] for line in lines if line.strip()]
        left = len(names) - _NAMED
        more = [t.plural("and {n} more", "and {n} more", left)] if left > 0 else []
        day = t.formats.date_words(bill.on)
        self.words.set_text("\n".join([*names[:_NAMED], *more]), f"{t('Next bill')}: {day}")

    def draft(self, *, complete: bool = True) -> RecurringDraft:
        """What is typed; not `complete` leaves a new price out. UserError names the form's field."""
        values: dict[str, Any] = dict(self.form.values())
        line, price, valid_from = values.pop("line"), values.pop("price"), values.pop("valid_from")
        if values["starts_on"] is None:
            raise UserError(_("Say on which day it begins"), "starts_on")
        values["remind_days"] = values["remind_days"] or 0
        like = values.pop("like", 0)
        before = self.before
        if complete and (price is not None or valid_from is not None):
            if like:
                raise UserError(_("Take over the lines first, then set a new price of one"), "price")
            if price is None:
                raise UserError(_("Write the new price"), "price")
            if valid_from is None:
                raise UserError(_("Say from which day on"), "valid_from")
            before = with_step(before, PriceStep(valid_from=valid_from, line=line, price=price))
        return replace(before, **values)

    def accept_primary(self) -> None:
        """Keep it."""
        self.form.clear_errors()
        try:
            draft = self.draft()
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today, stored, key = self.desk.caller, self.desk.today(), self.stored, self._key
        like = self.form.value("like") if "like" in self.form.names else 0

        def work() -> int:
            if stored is None:
                return service.create_recurring(caller, draft, today, key).id
            changed = draft
            if like:
                changed = billing_like(draft, queries.get_document(caller, like, today).draft)
            service.save_recurring(caller, stored.row.id, stored.row.version, changed, today)
            return stored.row.id

        self.desk.tasks.run(self, work, self._kept, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(UserError(error.message, _PLACES.get(error.field or "", error.field)))

    def _kept(self, recurring_id: int) -> None:
        self.accept()
        self._done(recurring_id)


def begun_from(view: DocumentView, today: date) -> RecurringDraft:
    """Every month like this invoice, from the month after it."""
    draft = view.draft
    day = draft.issued_on or today
    following = dates.add_months(day, 1, keep_month_end=True)
    return RecurringDraft(document=draft, starts_on=max(following, today))
