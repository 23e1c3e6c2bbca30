"""The wizard's card: the rail of steps at the left, the page, Skip, Back and Continue."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.app.sizes import fitting
from desktop_crm.app.wizard import steps
from desktop_crm.app.wizard.answers import Answers, SetupChoice
from desktop_crm.company.rules.addresses import country_name
from desktop_crm.company.rules.numbering import default_series, format_number
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.labels import Hairline, Label
from desktop_crm.widgets.page import Scroll
from desktop_crm.widgets.painting import draw_box, draw_shadow, draw_text
from desktop_crm.widgets.theme import THEME, tokens
from desktop_crm.workspace import places

WIDE, HIGH, RAIL = 912, 632, 248


@dataclass(frozen=True)
class _Entry:
    title: str
    note: str
    heading: str
    sentence: str


class _Rail(QWidget):
    """Steps with their state: done, now, to come."""

    def __init__(self, t: Translator) -> None:
        super().__init__()
        self.t = t
        self.entries: list[_Entry] = []
        self.now = 0
        self.setFixedWidth(RAIL)

    def show_step(self, entries: list[_Entry], now: int) -> None:
        """Light up step `now`."""
        self.entries, self.now = entries, now
        self.setAccessibleName(self.t("Step {n} of {total}", n=now + 1, total=len(entries)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, c = QPainter(self), tokens()
        box = QRectF(24, 24, 32, 32)
        draw_box(painter, box, fill=c.text, radius=6)
        draw_text(painter, box, "C", size=fonts.SECTION, weight=fonts.BOLD, colour=c.bg, align="center")
        title = self.t("Set up")
        draw_text(painter, QRectF(68, 24, 170, 32), title, size=fonts.SECTION, weight=fonts.BOLD)
        for index, entry in enumerate(self.entries):
            self._paint_entry(painter, index, entry)
        paint_icon(painter, 24, self.height() - 40, "wifi-off", c.muted)
        words = QRectF(46, self.height() - 42, RAIL - 60, 20)
        draw_text(painter, words, self.t("Works without a network"), size=fonts.CAPTION, colour=c.muted)

    def _paint_entry(self, painter: QPainter, index: int, entry: _Entry) -> None:
        c, top = tokens(), 88 + index * 56
        disc = QRectF(24, top, 22, 22)
        if index + 1 < len(self.entries):
            painter.fillRect(QRectF(34.5, top + 26, 1, 26), c.border)
        if index < self.now:
            draw_box(painter, disc, fill=c.ok_bg, radius=11)
            paint_icon(painter, 28, top + 4, "check", c.ok, 14)
        else:
            here = index == self.now
            draw_box(
                painter, disc, fill=c.text if here else None, border=None if here else c.strong, radius=11
            )
            ink = c.bg if here else c.muted
            number = self.t.formats.number(index + 1)
            draw_text(painter, disc, number, size=fonts.CODE, weight=fonts.BOLD, colour=ink, align="center")
        weight = fonts.BOLD if index == self.now else fonts.REGULAR
        draw_text(painter, QRectF(60, top - 6, RAIL - 72, 20), entry.title, weight=weight)
        note = QRectF(60, top + 12, RAIL - 72, 18)
        draw_text(painter, note, entry.note, size=fonts.CAPTION, colour=c.muted)


def _money_words(answers: Answers, today: date) -> str:
    """What was answered about money: "EUR, 2026-0001"."""
    number = format_number(default_series("invoice").pattern, answers.next_invoice, today)
    return f"{answers.currency}, {number}"


class Wizard(QWidget):
    """Asks, then calls `finished` with the choice. Enter goes on, Escape one page back."""

    def __init__(
        self,
        t: Translator,
        country: str,
        today: date,
        finished: Callable[[SetupChoice], None],
        language_chosen: Callable[[str], None] = lambda _language: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._finished, self._language_chosen = today, finished, language_chosen
        self.answers = Answers(language=t.language).of_country(country)
        self.now = 0
        self.resize(fitting(self, 1100, 720))
        self.setMinimumSize(920, 480)
        self._build(t)
        self._show()
        THEME.changed.connect(self.update)

    def _build(self, t: Translator) -> None:
        """Everything in one language; built anew when page one chooses another."""
        self.t = t
        if (old := self.layout()) is not None:
            QWidget().setLayout(old)
        self.setWindowTitle(t("Set up \u2013 Desktop CRM"))
        self.steps = [
            step(t, self._today)
            for step in (
                steps.LanguageStep,
                steps.CompanyStep,
                steps.MoneyStep,
                steps.PlaceStep,
                steps.StartStep,
            )
        ]
        self.steps[0].changed.connect(self._language_may_change)
        self.rail = _Rail(t)
        self.count = Label("", "caption")
        self.heading = Label("", "title")
        self.sentence = Label("", "muted", wrap=True)
        self.stack = QStackedWidget()
        for page in self.steps:
            self.stack.addWidget(Scroll(page))
        self._lay_out()

    def _lay_out(self) -> None:
        t = self.t
        self.skip = Button(t("Skip this page"), self.skip_page)
        self.back_button = Button(t("Back"), self.back)
        self.next = Button(t("Continue"), self.go_on, kind="primary")
        page = QVBoxLayout()
        page.setContentsMargins(32, 28, 32, 0)
        page.setSpacing(2)
        for label in (self.count, self.heading, self.sentence):
            page.addWidget(label)
        page.addSpacing(16)
        page.addWidget(self.stack, 1)
        footer = QHBoxLayout()
        footer.setContentsMargins(32, 16, 32, 16)
        footer.setSpacing(8)
        footer.addWidget(self.skip)
        footer.addStretch(1)
        footer.addWidget(self.back_button)
        footer.addWidget(self.next)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(page, 1)
        right.addWidget(Hairline(strong=True))
        right.addLayout(footer)
        self.card = QWidget()
        self._fit()
        card = QHBoxLayout(self.card)
        card.setContentsMargins(0, 0, 0, 0)
        card.setSpacing(0)
        card.addWidget(self.rail)
        card.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(4, 4, 4, 4)
        outer.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)

    def _entries(self) -> list[_Entry]:
        t, a = self.t, self.answers
        country = country_name(a.country, t.language) if a.country else t("no country yet")
        return [
            _Entry(
                t("Language and country"),
                f"{steps.OWN_NAMES[a.language]}, {country}",
                t("Language and country"),
                t("The country decides taxes, the form of addresses and what the law wants on an invoice."),
            ),
            _Entry(
                t("Your company"),
                a.name or t("Name, tax id, logo"),
                t("Your company"),
                t("Printed at the head of every quote and invoice. All of it can change later."),
            ),
            _Entry(
                t("Money and numbers"),
                _money_words(a, self._today) if self.now > 2 else t("Currency, taxes, numbering"),
                t("Money and numbers"),
                t("Your invoices show where to pay; their numbers follow on without gaps."),
            ),
            _Entry(
                t("Where data lives"),
                t("One file on this computer"),
                t("Where your data lives"),
                t("You can move the file and open it again at any time."),
            ),
            _Entry(
                t("Start"),
                t("Empty, sample or import"),
                t("Ready to start"),
                t("You can do the others later."),
            ),
        ]

    def _show(self) -> None:
        t, step = self.t, self.steps[self.now]
        if self.now >= 3 and self.answers.path is None:
            self.answers = replace(self.answers, path=places.database_for(self.answers.name))
        step.show_answers(self.answers)
        entries = self._entries()
        self.rail.show_step(entries, self.now)
        self.count.setText(t("Step {n} of {total}", n=self.now + 1, total=len(entries)))
        self.heading.setText(entries[self.now].heading)
        self.sentence.setText(entries[self.now].sentence)
        self.stack.setCurrentIndex(self.now)
        self.back_button.setVisible(self.now > 0)
        last = self.now == len(self.steps) - 1
        self.next.setText(t("Start") if last else t("Continue"))
        self.skip.setVisible(not last)
        if (target := step.first()) is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _language_may_change(self) -> None:
        chosen = self.steps[0].form["language"].value()
        self.answers = self.steps[0].collect(self.answers)
        if chosen and chosen != self.t.language:
            # the box that chose is still in its key event: it must not be deleted under it
            QTimer.singleShot(0, self, lambda: self._speak(chosen))
        else:
            self.rail.show_step(self._entries(), self.now)

    def _speak(self, language: str) -> None:
        if language != self.t.language:
            self._language_chosen(language)
            self._build(translator_for(language))
            self._show()

    def go_on(self) -> None:
        """Take the page's answers and show the next, or finish."""
        step = self.steps[self.now]
        try:
            self.answers = step.collect(self.answers)
        except UserError as error:
            step.form.show_error(error)
            return
        self._advance()

    def skip_page(self) -> None:
        """Leave the page's answers as they were."""
        self._advance()

    def _advance(self) -> None:
        if self.now + 1 < len(self.steps):
            self.now += 1
            self._show()
            return
        path = self.answers.path or places.database_for(self.answers.name)
        a = self.answers
        choice = SetupChoice(a.language, path, a.setup(), a.start, a.person)
        self.next.setEnabled(False)
        self._finished(choice)

    def refuse(self, error: UserError) -> None:
        """The firm could not be made: show the page and the field that is to blame."""
        self.next.setEnabled(True)
        field = (error.field or "").rpartition(".")[2]
        pages = {"name": 1, "vat_id": 1, "logo": 1, "iban": 2, "invoice": 2, "currency": 2, "database": 3}
        self.now = pages.get(field, 3)
        self._show()
        names = {"invoice": "next_invoice", "database": "path"}
        self.steps[self.now].form.show_error(UserError(error.message, names.get(field, field)))

    def back(self) -> None:
        """One page back; what was typed is kept, unless it is nonsense."""
        if self.now:
            with suppress(UserError):
                self.answers = self.steps[self.now].collect(self.answers)
            self.now -= 1
            self._show()

    def _fit(self) -> None:
        """In a low window the card is lower, and its page scrolls."""
        self.card.setFixedSize(min(WIDE, self.width() - 8), min(HIGH, self.height() - 8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, c = QPainter(self), tokens()
        painter.fillRect(self.rect(), c.bg)
        box = QRectF(self.card.geometry())
        if not c.dark:
            draw_shadow(painter, box, radius=12, blur=24, offset=8)
        draw_box(painter, box, fill=c.surface, border=c.border, radius=12)
        painter.save()
        painter.setClipRect(QRectF(box.left(), box.top(), RAIL, box.height()))
        draw_box(painter, box, fill=c.bg, border=c.border, radius=12)
        painter.restore()
        painter.fillRect(QRectF(box.left() + RAIL, box.top() + 1, 1, box.height() - 2), c.border)
