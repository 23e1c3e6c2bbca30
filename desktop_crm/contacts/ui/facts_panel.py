"""The facts at the left of a contact's page: ways to reach it, addresses in their country's form, terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.company.rules.addresses import address_lines
from desktop_crm.company.rules.look_words import DESIGN_WORDS, SIZE_WORDS
from desktop_crm.contacts.rules import ContactDraft, PointDraft, purpose_word
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.cards import FactGrid
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.painting import draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

_LINE, _MOST = 20, 3


class LinkText(QWidget):
    """A value that opens something: Enter or click acts; one too long for its line goes on in the next."""

    activated = Signal()

    def __init__(
        self, text: str, name: str, run: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = text
        self.setAccessibleName(name)
        tips.set_tip(self, text)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.activated.connect(lambda: run())

    def sizeHint(self) -> QSize:
        return QSize(round(fonts.metrics().horizontalAdvance(self._text)) + 2, _LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _LINE)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _LINE * len(self._lines(width))

    def _lines(self, width: float) -> list[str]:
        """Broken after a sign of a mail or web address where that fits, else at any letter."""
        measure, rest = fonts.metrics(), self._text
        lines: list[str] = []
        while rest and len(lines) < _MOST - 1 and measure.horizontalAdvance(rest) > width:
            fits = 1
            while fits < len(rest) and measure.horizontalAdvance(rest[: fits + 1]) <= width:
                fits += 1
            sign = max(rest.rfind(mark, 0, fits) for mark in "@./-_ ")
            cut = sign + (rest[sign] != "@") if sign > 0 else fits
            lines.append(rest[:cut])
            rest = rest[cut:]
        return [*lines, rest]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        lines = self._lines(rect.width()) if rect.height() >= 2 * _LINE else [self._text]
        for number, line in enumerate(lines):
            box = QRectF(0, number * _LINE, rect.width(), _LINE)
            draw_text(painter, box, line, colour=tokens().accent)
        if self.hasFocus():
            draw_focus(painter, rect.adjusted(-3, 0, 0, 0), 4)


class FactsPanel(QWidget):
    """`call(point)`, `write(point)` and `browse(point)` are what clicks on phones, mails, webs do."""

    def __init__(
        self,
        t: Translator,
        *,
        call: Callable[[PointDraft], object],
        write: Callable[[PointDraft], object],
        browse: Callable[[PointDraft], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.t = t
        self._acts = {"phone": call, "mail": write, "web": browse}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 16, 8, 16)
        self._layout.setSpacing(0)

    @keeps_focus
    def show_contact(self, draft: ContactDraft, *, terms: str, language: str) -> None:
        """All facts that there are; `terms` and `language` in words."""
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._reaching(draft)
        self._addresses(draft)
        self._paying(draft, terms, language)
        self._notes(draft)
        self._layout.addStretch(1)

    def _group(self, title: str, grid: QWidget) -> None:
        if self._layout.count():
            self._layout.addSpacing(12)
        head = Label(title, "strong")
        head.setMinimumHeight(26)
        self._layout.addWidget(head)
        self._layout.addWidget(grid)

    def _reaching(self, draft: ContactDraft) -> None:
        t, grid = self.t, FactGrid(label_width=76)
        words = {"phone": t("Phone"), "mail": t("Mail"), "web": t("Website")}
        for point in draft.points:
            act = partial(self._acts[point.kind], point)
            names = {
                "phone": t("Call {value}", value=point.value),
                "mail": t("Write to {value}", value=point.value),
                "web": t("Open {value}", value=point.value),
            }
            link = LinkText(point.value, names[point.kind], act)
            grid.add(point.label or words[point.kind], link)
        rows = [
            (t("Position"), draft.position),
            (t("Department"), draft.department),
            (t("Birthday"), t.formats.date_words(draft.birthday) if draft.birthday else ""),
        ]
        for label, value in rows:
            if value:
                grid.add(label, Label(value, wrap=True, selectable=True))
        if draft.points or any(value for _label, value in rows):
            self._group(t("Company") if draft.kind == "company" else t("Person"), grid)

    def _addresses(self, draft: ContactDraft) -> None:
        t = self.t
        for each in draft.addresses:
            country = each.address.country
            lines = address_lines(each.address, language=t.language, foreign=bool(country))
            text = Label("\n".join(lines), wrap=True, selectable=True)
            text.setAccessibleName(", ".join(lines))
            self._group(t.message(purpose_word(each.purpose)), text)

    def _paying(self, draft: ContactDraft, terms: str, language: str) -> None:
        t, grid = self.t, FactGrid(label_width=76)
        endpoint = " ".join(draft.endpoint) if draft.endpoint else ""
        rows = [
            (t("Number"), draft.customer_number),
            (t("Terms"), terms),
            (t("Currency"), draft.currency),
            (t("Language"), language),
            (t("VAT ID"), draft.vat_id),
            (t("Tax number"), draft.tax_number),
            (t("Register"), draft.legal_id),
            (t("IBAN"), draft.iban),
            (t("Order no."), draft.order_number),
            (t("Buyer ref."), draft.buyer_reference),
            (t("E-invoice"), " ".join(filter(None, (_format(draft.einvoice), endpoint)))),
            (t("Papers"), ", ".join(_look(draft, t))),
            (t("Prices"), draft.price_notes),
        ]
        grid.set_facts(rows)
        if any(value for _label, value in rows):
            self._group(t("Billing"), grid)

    def _notes(self, draft: ContactDraft) -> None:
        if draft.notes:
            self._group(self.t("Remarks"), Label(draft.notes, wrap=True, selectable=True))


def _look(draft: ContactDraft, t: Translator) -> Iterator[str]:
    """How its papers look, where that is not as ours do."""
    if draft.design in DESIGN_WORDS:
        yield t.message(DESIGN_WORDS[draft.design])
    if draft.paper_size in SIZE_WORDS:
        yield t.message(SIZE_WORDS[draft.paper_size])


def _format(key: str) -> str:
    return PROFILES[key].name if key in PROFILES else key
