"""A statement of account on the firm's paper: PDF/A-3a and PDF/UA-1, the same facts are the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from desktop_crm.billing.documents import letterhead, paper, structure
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.closing import Part, paragraph
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.setting import Pictures, Setting
from desktop_crm.billing.documents.tagged import MM, Align, Element, TaggedCanvas
from desktop_crm.billing.documents.words import DOMAIN
from desktop_crm.billing.documents.wrapping import clean_line, ellipsis
from desktop_crm.billing.rules.facts import DocumentFacts, TotalFacts
from desktop_crm.company.rules.looks import MODERN
from desktop_crm.receivables.rules.account_facts import AccountFacts
from desktop_crm.receivables.rules.accounts import (
    AGES,
    CREDIT,
    CREDIT_NOTE,
    DISCOUNT,
    INVOICE,
    PAYMENT,
    REFUND,
    REPLACED,
    USED,
    WRITE_OFF,
    AccountLine,
)
from desktop_crm.values.messages import Translator, translator_for

_ROW: Final = 5.2
_SIZE: Final = 8.8
_FOOT: Final = 3.0
_DAY, _TEXT, _DUE = 25.0, 46.0, 106.0
_BILLED, _SETTLED = 147.0, 168.0
"""Left edges of the words, right edges of the sums; the balance stands at the right margin."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table as printed."""

    day: str
    text: str
    due: str = ""
    billed: str = ""
    settled: str = ""
    balance: str = ""
    is_bold: bool = False


@dataclass(frozen=True)
class Statement(Setting):
    """The statement on its way to the page: head and foot are those of every paper of the firm."""

    said: AccountFacts

    @cached_property
    def title(self) -> str:
        return self.t("Statement of account")

    @cached_property
    def info(self) -> list[tuple[str, str, bool]]:
        t, said = self.t, self.said
        rows = [
            (t("Date"), t.formats.date(said.made_on), False),
            (t("Customer number"), said.buyer.customer_number, False),
            (t("Currency"), said.account.currency, False),
            (t("Contact person"), said.seller.contact_name, False),
        ]
        return [row for row in rows if row[1]]

    @cached_property
    def key_figures(self) -> list[tuple[str, str]]:
        return [(self.t("Balance"), self.money(self.said.account.closing))]

    @cached_property
    def subtitles(self) -> list[str]:
        account = self.said.account
        return [self.t("from {start} to {end}", start=account.start, end=account.end)]


def render(said: AccountFacts, pictures: Pictures | None = None) -> bytes:
    """The statement's PDF. Raises UserError at the field that cannot be printed."""
    statement = _statement(said, pictures)
    paper.check_paper(statement.facts)
    canvas = _drawn(statement)
    return structure.finish(canvas, _properties(statement), None)


def _statement(said: AccountFacts, pictures: Pictures | None) -> Statement:
    account = said.account
    head = DocumentFacts(
        kind="invoice",
        number="",
        language=said.language,
        currency=account.currency,
        issued_on=said.made_on,
        seller=said.seller,
        buyer=said.buyer,
        footer=said.footer,
        bank=said.bank,
        totals=TotalFacts(due=account.closing, payable=account.closing, gross=account.closing),
        accent=said.accent,
        design=said.design,
        paper_size=said.paper_size,
    )
    return Statement(head, pictures or Pictures(), translator_for(said.language or "en", DOMAIN), said)


def _properties(statement: Statement) -> structure.Properties:
    said = statement.said
    return structure.Properties(
        title=statement.title,
        author=clean_line(said.seller.name) or statement.title,
        subject=clean_line(f"{said.buyer.name} {statement.subtitles[0]}"),
        language=said.language or "en",
        day=said.made_on,
    )


# ---------------------------------------------------------------------------------------------------- words


def kind_words(t: Translator, kind: str) -> str:
    """What a line is, in the customer's language."""
    words = {
        REPLACED: t("Replaced"),
        INVOICE: t("Invoice"),
        CREDIT_NOTE: t("Credit note"),
        PAYMENT: t("Payment"),
        DISCOUNT: t("Early-payment discount"),
        WRITE_OFF: t("Written off"),
        CREDIT: t("Payment on account"),
        USED: t("Credit used"),
        REFUND: t("Paid back"),
    }
    return words[kind]


def rows_of(statement: Statement) -> list[Row]:
    """From the balance before to the balance after."""
    account, t = statement.said.account, statement.t
    day = t.formats.date
    first = Row(
        day(account.start), t("Balance before"), balance=statement.amount(account.opening), is_bold=True
    )
    last = Row(
        day(account.end),
        t("Balance"),
        billed=statement.amount(account.billed),
        settled=statement.amount(account.settled),
        balance=statement.amount(account.closing),
        is_bold=True,
    )
    return [first, *(_row(statement, each) for each in account.lines), last]


def _row(statement: Statement, line: AccountLine) -> Row:
    entry, t = line.entry, statement.t
    words = [kind_words(t, entry.kind), entry.number, entry.text if entry.kind == PAYMENT else ""]
    is_more = entry.amount > 0 or entry.kind == REPLACED
    return Row(
        t.formats.date(entry.on),
        clean_line(" ".join(filter(None, words))),
        t.formats.date(entry.due_on) if entry.due_on else "",
        statement.amount(entry.amount) if is_more else "",
        "" if is_more else statement.amount(-entry.amount),
        statement.amount(line.balance),
    )


def closing_words(statement: Statement) -> str:
    """Who owes whom."""
    account, t = statement.said.account, statement.t
    amount = statement.money(abs(account.closing))
    if account.closing > 0 and account.overdue > 0:
        late = statement.money(account.overdue)
        return t(
            "Open on {date}: {amount}, of which {late} is overdue.",
            date=account.end,
            amount=amount,
            late=late,
        )
    if account.closing > 0:
        return t("Open on {date}: {amount}.", date=account.end, amount=amount)
    if account.closing < 0:
        return t("In your favour on {date}: {amount}.", date=account.end, amount=amount)
    return t("Nothing is open on {date}.", date=account.end)


def age_rows(statement: Statement) -> list[tuple[str, str]]:
    """How old what is open is; what is to the customer's credit; their difference."""
    account, t = statement.said.account, statement.t
    labels = [t("Not due yet")]
    labels += [
        t("{first} to {last} days late", first=before + 1, last=last) for before, last in pairwise(AGES)
    ]
    labels.append(t("More than {n} days late", n=AGES[-1]))
    rows = [
        (label, statement.amount(amount))
        for label, amount in zip(labels, account.ages, strict=True)
        if amount
    ]
    if account.credit:
        rows.append((t("In your favour"), statement.amount(-account.credit)))
    return rows


# -------------------------------------------------------------------------------------------------- drawing


def _drawn(statement: Statement) -> TaggedCanvas:
    properties = _properties(statement)
    canvas, sheet = paper.canvas_of(statement, properties), statement.sheet
    rows, after = rows_of(statement), list(_after(statement))
    top = letterhead.body_top(statement) + 1.0
    pages = _cut(sheet, len(rows), top, sum(each.height for each in after))
    table, body = Element("Table", summary=statement.title), Element("TBody")
    start = 0
    for number, count in enumerate(pages, start=1):
        if number == 1:
            letterhead.draw_first(canvas, statement)
        else:
            canvas.next_page()
            letterhead.draw_running(canvas, statement)
        y = top if number == 1 else sheet.table_next
        if count:
            y = _draw_piece(
                canvas, statement, rows[start : start + count], y, (table, body), is_first=start == 0
            )
            start += count
        if number == len(pages):
            for part in after:
                part.draw(canvas, y)
                y += part.height
        letterhead.draw_foot(canvas, statement, number, len(pages))
    return canvas


def _cut(sheet: Sheet, count: int, top: float, after: float) -> list[int]:
    """How many rows stand on each page; what follows the table keeps two rows with it."""
    pages: list[int] = []
    left, y, last = count, top, sheet.lowest - _FOOT
    while True:
        room = max(int((last - y - sheet.head_height) / _ROW), 1)
        if left * _ROW + sheet.head_height + after <= last - y:
            pages.append(left)
            return pages
        taken = min(room, max(left - 2, 1)) if left > 1 else left
        pages.append(taken)
        left -= taken
        y = sheet.table_next
        if left <= 0:
            pages.append(0)
            return pages


def _draw_piece(
    canvas: TaggedCanvas,
    statement: Statement,
    rows: list[Row],
    y: float,
    branches: tuple[Element, Element],
    *,
    is_first: bool,
) -> float:
    """This page's piece of the one table; where it ends."""
    table, body = branches
    sheet = statement.sheet
    if is_first:
        canvas.attach(table)
    with canvas.group("Table", element=table):
        _draw_head(canvas, statement, y, tagged=is_first)
        y += sheet.head_height
        if is_first:
            canvas.attach(body)
        with canvas.group("TBody", element=body):
            for row in rows:
                _draw_row(canvas, sheet, row, y)
                y += _ROW
    color = statement.accent if sheet.design == MODERN else m.TEXT
    canvas.rule(sheet.left, y + 0.6, sheet.right, y + 0.6, 0.5, color)
    return y + 0.6


def _heads(sheet: Sheet, t: Translator) -> list[tuple[float, str, Align]]:
    words = (t("Date"), t("Paper"), t("Due"), t("Billed"), t("Settled"), t("Balance"))
    aligns: tuple[Align, ...] = ("left", "left", "left", "right", "right", "right")
    places = (_DAY, _TEXT, _DUE, _BILLED, _SETTLED, sheet.right)
    return list(zip(places, words, aligns, strict=True))


def _draw_head(canvas: TaggedCanvas, statement: Statement, y: float, *, tagged: bool) -> None:
    sheet = statement.sheet
    heads = _heads(sheet, statement.t)
    color = statement.accent if sheet.design == MODERN else m.TEXT
    if tagged:
        with canvas.group("THead"), canvas.group("TR"):
            canvas.rule(sheet.left, y, sheet.right, y, 1.0, color)
            for x, word, align in heads:
                with canvas.mark("TH", scope="Column"):
                    canvas.text(x, y + 4.35, word, sheet.head_size, bold=True, color=color, align=align)
            canvas.rule(sheet.left, y + sheet.head_height, sheet.right, y + sheet.head_height, 0.5, color)
        return
    with canvas.artifact("Pagination", "Header"):
        canvas.rule(sheet.left, y, sheet.right, y, 1.0, color)
        for x, word, align in heads:
            canvas.text(x, y + 4.35, word, sheet.head_size, bold=True, color=color, align=align)
        canvas.rule(sheet.left, y + sheet.head_height, sheet.right, y + sheet.head_height, 0.5, color)


def _draw_row(canvas: TaggedCanvas, sheet: Sheet, row: Row, y: float) -> None:
    base = y + 4.0
    text = ellipsis(row.text, (_DUE - _TEXT - 2) * MM, _SIZE, bold=row.is_bold)
    cells: tuple[tuple[float, str, Align], ...] = (
        (_DAY, row.day, "left"),
        (_TEXT, text, "left"),
        (_DUE, row.due, "left"),
        (_BILLED, row.billed, "right"),
        (_SETTLED, row.settled, "right"),
        (sheet.right, row.balance, "right"),
    )
    with canvas.group("TR"):
        for x, words, align in cells:
            if words:
                canvas.leaf("TD", x, base, words, _SIZE, bold=row.is_bold, color=m.TEXT, align=align)
            else:
                canvas.add("TD")


def _after(statement: Statement) -> Iterator[Part]:
    yield from paragraph(statement.sheet, closing_words(statement), gap=5.0, bold=True)
    rows = age_rows(statement)
    if rows and statement.said.account.closing:
        yield _ages_part(statement, rows)
    bank, account = statement.said.bank, statement.said.account
    if bank is not None and bank.iban and account.closing > 0:
        words = statement.t(
            "Please pay to {holder}, {iban}. What has crossed with this statement stands in the next one.",
            holder=bank.holder or statement.said.seller.name,
            iban=bank.iban,
        )
        yield from paragraph(statement.sheet, words, gap=4.0)


def _ages_part(statement: Statement, rows: list[tuple[str, str]]) -> Part:
    height, sheet = 4.0 + _ROW * len(rows), statement.sheet

    def draw(canvas: TaggedCanvas, y: float) -> None:
        base = y + 7.5
        with canvas.group("Table", summary=statement.t("How old it is")):
            for label, amount in rows:
                with canvas.group("TR"):
                    with canvas.mark("TH", scope="Row"):
                        canvas.text(sheet.left, base, label + " ", _SIZE, color=m.GREY)
                    with canvas.mark("TD"):
                        canvas.text(_DUE, base, amount, _SIZE, color=m.TEXT, align="right")
                base += _ROW

    return Part(height, draw)
