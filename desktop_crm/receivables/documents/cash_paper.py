"""The cash book on the firm's paper: PDF/A-3a and PDF/UA-1, a page for as many days as it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from desktop_crm.billing.documents import letterhead, structure
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.setting import Pictures, Setting
from desktop_crm.billing.documents.tagged import MM, Align, Element, TaggedCanvas
from desktop_crm.billing.documents.words import DOMAIN
from desktop_crm.billing.documents.wrapping import clean_line, ellipsis
from desktop_crm.billing.rules.facts import DocumentFacts, PartyFacts
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.receivables.rules.cash import PAID_BACK, RECEIVED, CashDay
from desktop_crm.values.messages import Translator, translator_for

_SHEET: Final = m.sheet()
_ROW: Final = 5.2
_SIZE: Final = 8.8
_TOP: Final = _SHEET.table_next
_NUMBER, _DAY, _TEXT = _SHEET.left, 36.0, 57.0
_IN, _OUT = 146.0, 168.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the book as printed."""

    number: str
    day: str
    text: str
    came: str = ""
    went: str = ""
    balance: str = ""
    is_bold: bool = False


@dataclass(frozen=True)
class Book(Setting):
    """The book on its way to the page."""

    days: tuple[CashDay, ...]
    start: date
    end: date

    @cached_property
    def title(self) -> str:
        return self.t("Cash book, {start} to {end}", start=self.start, end=self.end)


def render(days: Sequence[CashDay], firm: FirmDraft, start: date, end: date, made_on: date) -> bytes:
    """The PDF in the firm's language."""
    language = firm.language or "en"
    facts = DocumentFacts(
        kind="invoice",
        number="",
        language=language,
        currency=firm.currency,
        issued_on=made_on,
        seller=PartyFacts(name=firm.name),
        buyer=PartyFacts(name=firm.name),
    )
    book = Book(facts, Pictures(), translator_for(language, DOMAIN), tuple(days), start, end)
    return structure.finish(_drawn(book), _properties(book), None)


def _properties(book: Book) -> structure.Properties:
    return structure.Properties(
        title=book.title,
        author=clean_line(book.facts.seller.name) or book.title,
        subject=clean_line(f"{book.facts.seller.name} {book.title}"),
        language=book.facts.language,
        day=book.facts.issued_on,
    )


def kind_words(t: Translator, kind: str) -> str:
    """What a movement is, in the language of the paper."""
    words = {
        "opening": t("Cash at the beginning"),
        "expense": t("Spent"),
        "withdrawal": t("Fetched from the bank"),
        "deposit": t("Brought to the bank"),
        "difference": t("Difference when counted"),
        "other": t("Other"),
        RECEIVED: t("Received"),
        PAID_BACK: t("Paid back"),
    }
    return words[kind]


def rows_of(book: Book) -> list[Row]:
    """A line a movement, and one for each day with what lies in the box at its end."""
    t, rows = book.t, []
    day_of = t.formats.date
    for day in book.days:
        for line in day.lines:
            moved = line.movement
            words = [kind_words(t, moved.kind), moved.text]
            if moved.on != day.day:
                words.append(t("(of {date})", date=moved.on))
            came = book.amount(moved.amount) if moved.amount > 0 else ""
            went = book.amount(-moved.amount) if moved.amount < 0 else ""
            text = clean_line(" ".join(filter(None, words)))
            rows.append(Row("", day_of(day.day), text, came, went, book.amount(line.balance)))
        state = t("Day closed") if day.is_closed else t("Day open")
        if day.counted is not None:
            state = t("Day closed, counted")
        number = str(day.number) if day.is_closed else ""
        rows.append(Row(number, day_of(day.day), state, balance=book.amount(day.closing), is_bold=True))
    return rows


def _drawn(book: Book) -> TaggedCanvas:
    properties = _properties(book)
    canvas = TaggedCanvas(properties.title, properties.author, properties.subject, properties.language)
    rows = rows_of(book)
    room = int((_SHEET.lowest - 3.0 - _TOP - _SHEET.head_height) / _ROW)
    pages = max(-(-len(rows) // room), 1)
    table, body = Element("Table", summary=book.title), Element("TBody")
    for number in range(1, pages + 1):
        if number == 1:
            _draw_title(canvas, book)
            canvas.attach(table)
        else:
            canvas.next_page()
            letterhead.draw_running(canvas, book)
        with canvas.group("Table", element=table):
            _draw_head(canvas, book.t, tagged=number == 1)
            if number == 1:
                canvas.attach(body)
            with canvas.group("TBody", element=body):
                y = _TOP + _SHEET.head_height
                for row in rows[(number - 1) * room : number * room]:
                    _draw_row(canvas, row, y)
                    y += _ROW
        canvas.rule(_SHEET.left, y + 0.6, _SHEET.right, y + 0.6, 0.5, m.TEXT)
        letterhead.draw_foot(canvas, book, number, pages)
    return canvas


def _draw_title(canvas: TaggedCanvas, book: Book) -> None:
    with canvas.mark("H1"):
        canvas.text(_SHEET.left, 24.5, book.title, _SHEET.title_sizes[0], bold=True, color=book.accent)
    with canvas.mark("P"):
        name = ellipsis(clean_line(book.facts.seller.name), _SHEET.width * MM, _SHEET.body_size)
        canvas.text(_SHEET.left, 31.5, f"{name}, {book.facts.currency} ", _SHEET.body_size, color=m.GREY)


def _heads(t: Translator) -> list[tuple[float, str, Align]]:
    return [
        (_NUMBER, t("No."), "left"),
        (_DAY, t("Day"), "left"),
        (_TEXT, t("Movement"), "left"),
        (_IN, t("In"), "right"),
        (_OUT, t("Out"), "right"),
        (_SHEET.right, t("In the box"), "right"),
    ]


def _draw_head(canvas: TaggedCanvas, t: Translator, *, tagged: bool) -> None:
    y = _TOP
    if tagged:
        with canvas.group("THead"), canvas.group("TR"):
            canvas.rule(_SHEET.left, y, _SHEET.right, y, 1.0, m.TEXT)
            for x, word, align in _heads(t):
                with canvas.mark("TH", scope="Column"):
                    canvas.text(x, y + 4.35, word, _SHEET.head_size, bold=True, color=m.TEXT, align=align)
            canvas.rule(
                _SHEET.left, y + _SHEET.head_height, _SHEET.right, y + _SHEET.head_height, 0.5, m.TEXT
            )
        return
    with canvas.artifact("Pagination", "Header"):
        canvas.rule(_SHEET.left, y, _SHEET.right, y, 1.0, m.TEXT)
        for x, word, align in _heads(t):
            canvas.text(x, y + 4.35, word, _SHEET.head_size, bold=True, color=m.TEXT, align=align)
        canvas.rule(_SHEET.left, y + _SHEET.head_height, _SHEET.right, y + _SHEET.head_height, 0.5, m.TEXT)


def _draw_row(canvas: TaggedCanvas, row: Row, y: float) -> None:
    base = y + 4.0
    text = ellipsis(row.text, (_IN - 20 - _TEXT) * MM, _SIZE, bold=row.is_bold)
    cells: tuple[tuple[float, str, Align], ...] = (
        (_NUMBER, row.number, "left"),
        (_DAY, row.day, "left"),
        (_TEXT, text, "left"),
        (_IN, row.came, "right"),
        (_OUT, row.went, "right"),
        (_SHEET.right, row.balance, "right"),
    )
    with canvas.group("TR"):
        for x, words, align in cells:
            if words:
                canvas.leaf("TD", x, base, words, _SIZE, bold=row.is_bold, color=m.TEXT, align=align)
            else:
                canvas.add("TD")
