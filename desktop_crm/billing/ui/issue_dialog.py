"""The last look before a number is drawn: what freezes, what was checked, what one should know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.kinds import series_of, sort_of
from desktop_crm.billing.service import DocumentRef, Issued
from desktop_crm.billing.ui.period_input import span_words
from desktop_crm.billing.ui.words import KIND_WORDS, day_words
from desktop_crm.company.rules.identifiers import vat_id_hint
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs import CheckInput
from desktop_crm.widgets.labels import ElidedLabel, IconMark, Label
from desktop_crm.widgets.local_settings import Setting
from desktop_crm.widgets.painting import draw_box, draw_text
from desktop_crm.widgets.strips import Strip
from desktop_crm.widgets.theme import tokens

MAIL_AFTER = Setting("mail_after_issuing", False)
"""Whether the mail opens after issuing: as this computer's user left the tick last."""


@dataclass(frozen=True)
class Readiness:
    """A stored draft with what its paper would say now, the number it would get, and every problem."""

    ref: DocumentRef
    facts: DocumentFacts
    number: str
    problems: tuple[Problem, ...]
    format: str  # of the e-invoice, "" for none
    contact_id: int | None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_warning)


def readiness(caller: Caller, ref: DocumentRef, draft: DocumentDraft, today: date) -> Readiness:
    """Read all that the dialog says; runs in the database's thread."""
    found = service.problems(caller, draft, today)
    facts = queries.preview_facts(caller, draft, today)
    number = queries.expected_number(caller, series_of(draft), facts.issued_on, is_sample=draft.is_sample)
    return Readiness(ref, facts, number, found, service.promised_format(caller, facts), draft.contact_id)


class NumberBox(QWidget):
    """72 high: the number to be drawn left; customer, sum and due date right."""

    def __init__(self, label: str, number: str, customer: str, what: str) -> None:
        super().__init__()
        self._texts = (label, number, customer, what)
        self.setFixedHeight(72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(self._texts))

    def sizeHint(self) -> QSize:
        return QSize(400, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        label, number, customer, what = self._texts
        draw_box(painter, rect, fill=c.bg, border=c.border)
        inner = rect.adjusted(16, 0, -16, 0)
        wide = fonts.metrics(fonts.FIGURE, fonts.BOLD).horizontalAdvance(number) + 32
        left = QRectF(inner.left(), 11, max(wide, inner.width() * 0.4), 20)
        draw_text(painter, left, label, size=fonts.CAPTION, colour=c.muted)
        draw_text(painter, QRectF(inner.left(), 31, wide, 30), number, size=fonts.FIGURE, weight=fonts.BOLD)
        right = QRectF(left.right(), 10, inner.right() - left.right(), 22)
        draw_text(painter, right, customer, align="right")
        right = QRectF(inner.left() + wide, 36, inner.right() - inner.left() - wide, 24)
        draw_text(painter, right, what, weight=fonts.BOLD, align="right")


def check_rows(icon: str, role: str | None, texts: list[str]) -> QVBoxLayout:
    """Rows of 24 with an icon before each."""
    rows = QVBoxLayout()
    rows.setSpacing(3)
    for text in texts:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(IconMark(icon, role))
        line.addWidget(ElidedLabel(text), 1)
        rows.addLayout(line)
    return rows


def checked_facts(t: Translator, facts: DocumentFacts) -> list[str]:
    """What is in order, in words; what is not stands among the warnings or kept the dialog from opening."""
    seller, buyer = facts.seller, facts.buyer
    said = []
    if seller.name and not seller.address.is_empty:
        tax = seller.vat_id or seller.tax_number
        said.append(t("Your name, address and tax ID") if tax else t("Your name and address"))
    if not buyer.address.is_empty:
        well = bool(buyer.vat_id) and vat_id_hint(buyer.address.country, buyer.vat_id) is None
        said.append(
            t("Customer\u2019s address and VAT ID, well formed") if well else t("Customer\u2019s address")
        )
    supplied = span_words((facts.period_from or facts.delivered_on, facts.period_to or facts.delivered_on), t)
    references = [
        t("order number {number}", number=facts.order_number) if facts.order_number else "",
        t("supplied {dates}", dates=supplied) if supplied else "",
    ]
    if any(references):
        words = ", ".join(part for part in references if part)
        said.append(words[:1].upper() + words[1:])
    rates = [t.formats.percent(tax.rate) for tax in facts.taxes if tax.tax]
    if rates:
        said.append(t("VAT {rates} adds up to the cent", rates=", ".join(rates)))
    return said


def _question(t: Translator, facts: DocumentFacts) -> str:
    if facts.kind == "invoice" and sort_of(facts) == "invoice":
        return t("Issue this invoice?")
    return t("Issue this? {kind}", kind=KIND_WORDS[sort_of(facts)])


def _hint(t: Translator, facts: DocumentFacts) -> str:
    if facts.kind == "quote":
        return t("Change it later by a new quote")
    return (
        t("Correct later with a credit note") if facts.kind == "invoice" else t("It can be cancelled later")
    )


class IssueDialog(ModalDialog):
    """Issues (or sends) with a key of its own: pressed twice, or after a lost answer, one number is drawn."""

    def __init__(
        self,
        desk: Desk,
        found: Readiness,
        issued: Callable[[Issued, bool], None],
        refused: Callable[[UserError], None],
        *,
        parent: QWidget,
    ) -> None:
        t, facts = desk.t, found.facts
        self.desk, self.found = desk, found
        self._issued, self._refused = issued, refused
        self._key = uuid4().hex
        quote = facts.kind == "quote"
        super().__init__(
            t,
            t("Send this quote?") if quote else _question(t, facts),
            t("It cannot be edited or deleted afterwards."),
            primary=t("Send {number}", number=found.number)
            if quote
            else t("Issue {number}", number=found.number),
            hint=_hint(t, facts),
            width=560,
            parent=parent,
        )
        self.add(self._number_box())
        self.add(self._block(t("What can no longer change"), "lock", "muted", self._frozen()))
        checks = t("E-invoice check  \u00b7  {format}", format=found.format) if found.format else t("Checked")
        if ticks := checked_facts(t, facts):
            self.add(self._block(checks, "circle-check", "ok", ticks))
        for problem in found.warnings:
            self.add(self._warning(problem))
        mail = facts.buyer.email
        self.mail = CheckInput(t("Then open the mail to {address}", address=mail), desk.local.get(MAIL_AFTER))
        self.mail.changed.connect(lambda: desk.local.set(MAIL_AFTER, self.mail.value()))
        self.add(self.mail)
        self.mail.setVisible(bool(mail) and not facts.is_internal)

    def _number_box(self) -> NumberBox:
        t, facts = self.t, self.found.facts
        what = t.formats.money(facts.totals.gross, facts.currency)
        last = facts.valid_until if facts.kind == "quote" else facts.due_on
        if last is not None:
            day = day_words(t, last)
            words = t("valid until {date}", date=day) if facts.kind == "quote" else t("due {date}", date=day)
            what = f"{what}  \u00b7  {words}"
        return NumberBox(t("Number to be drawn"), self.found.number, facts.buyer.name, what)

    def _block(self, title: str, icon: str, role: str | None, texts: list[str]) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(title, "strong"))
        column.addLayout(check_rows(icon, role, texts))
        block.setAccessibleName(title)
        return block

    def _frozen(self) -> list[str]:
        t, number = self.t, self.found.number
        inside = t("The PDF and the e-invoice inside it") if self.found.format else t("The PDF")
        return [
            t("Number, date, customer, lines, prices and tax"),
            inside,
            t("Its place in the series: no gap, no second {number}", number=number),
        ]

    def _warning(self, problem: Problem) -> Strip:
        field, text = problem.field, self.t.message(problem.message)
        if field == "kind":
            return Strip("info", text)
        if field.startswith(("buyer", "delivery")):
            verb, run = self.t("Open contact"), lambda: self._leave_to("contact", self.found.contact_id)
        elif field == "settles" and problem.about is not None:
            verb, run = self.t("Final invoice instead"), partial(self._final_instead, problem.about)
        elif field.startswith("seller"):
            verb, run = self.t("Open settings"), lambda: self._leave_to("settings", None)
        else:
            verb, run = self.t("Go there"), lambda: self._show(problem)
        return Strip("warn", text, action=verb, clicked=run)

    def _final_instead(self, order_id: int) -> None:
        """The final invoice of the order as a draft; this one stays, for whoever typed something in it."""
        self.set_busy(True)
        caller, today = self.desk.caller, self.desk.today()

        def begun(ref: DocumentRef) -> None:
            self._leave_to("invoice", ref.id)
            self.desk.notices.done(self.t("Final invoice begun; the other draft stays"))

        self.desk.tasks.run(self, lambda: service.final_invoice(caller, order_id, today), begun, self._failed)

    def _leave_to(self, kind: str, what: object) -> None:
        self.reject()
        self.desk.go(kind, what)

    def _show(self, problem: Problem) -> None:
        self.reject()
        self._refused(UserError(problem.message, problem.field))

    def first_focus(self) -> QWidget | None:
        """The primary: Enter issues."""
        return self.primary

    def accept_primary(self) -> None:
        """Draw the number."""
        self.set_busy(True)
        caller, today, ref, key = self.desk.caller, self.desk.today(), self.found.ref, self._key
        acts = {"quote": service.send_quote, "invoice": service.issue_invoice}
        act = acts.get(self.found.facts.kind, service.issue_paper)
        self.desk.tasks.run(
            self, lambda: act(caller, ref.id, ref.version, today=today, key=key), self._done, self._failed
        )

    def _done(self, issued: Issued) -> None:
        self.accept()
        self._issued(issued, self.mail.isVisibleTo(self) and self.mail.value())

    def _failed(self, error: UserError) -> None:
        self.reject()
        self._refused(error)
