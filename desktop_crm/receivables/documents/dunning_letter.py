"""A dunning letter on the firm's paper: PDF/A-3a and PDF/UA-1, the same facts are the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from desktop_crm.billing.documents import letterhead, paper, slip, structure
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.closing import Part, paragraph
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.pages import Page, cut
from desktop_crm.billing.documents.payment import payment_part
from desktop_crm.billing.documents.setting import Pictures, Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.words import DOMAIN
from desktop_crm.billing.documents.wrapping import clean_line, wrap
from desktop_crm.billing.rules.facts import DocumentFacts, TotalFacts
from desktop_crm.company.rules.looks import MODERN
from desktop_crm.receivables.rules.dunning_facts import DunningFacts
from desktop_crm.values.messages import Translator, translator_for

_GAP: Final = 5.0
_ROW: Final = 5.4


@dataclass(frozen=True, slots=True)
class Sum:
    """One row of what is asked."""

    label: str
    amount: str
    is_total: bool = False


@dataclass(frozen=True)
class Letter(Setting):
    """The letter on its way to the page: head and foot are those of every paper of the firm."""

    dunning: DunningFacts

    @cached_property
    def title(self) -> str:
        return f"{title_words(self.dunning, self.t)} {clean_line(self.dunning.number)}"

    @cached_property
    def info(self) -> list[tuple[str, str, bool]]:
        facts, t = self.dunning, self.t
        day = t.formats.date
        rows = [
            (t("Number"), facts.number, True),
            (t("Date"), day(facts.issued_on), False),
            (t("For invoice"), facts.invoice, True),
            (t("Dated"), day(facts.invoiced_on), False),
            (t("Customer number"), facts.buyer.customer_number, False),
            (t("Contact person"), facts.seller.contact_name, False),
        ]
        return [row for row in rows if row[1]]

    @cached_property
    def key_figures(self) -> list[tuple[str, str]]:
        facts, t = self.dunning, self.t
        return [
            (t("To be paid in all"), self.money(facts.asked)),
            (t("Due date"), t.formats.date(facts.pay_by)),
        ]

    @cached_property
    def subtitles(self) -> list[str]:
        facts = self.dunning
        return [
            self.t("for invoice {number} of {date}", number=facts.invoice, date=facts.invoiced_on),
        ]


def render(facts: DunningFacts, pictures: Pictures | None = None) -> bytes:
    """The letter's PDF. Raises UserError at the field that cannot be printed."""
    letter = _letter(facts, pictures)
    paper.check_paper(letter.facts)
    canvas = _drawn(letter)
    return structure.finish(canvas, _properties(letter), None)


def title_words(facts: DunningFacts, t: Translator) -> str:
    """ "Payment reminder", "Second reminder", "Last reminder before further steps"."""
    if facts.is_last:
        return t("Last reminder")
    if facts.level == 1:
        return t("Payment reminder")
    return t("Reminder, level {level}", level=facts.level)


def _letter(facts: DunningFacts, pictures: Pictures | None) -> Letter:
    """What head, foot and payment block need is said as the facts of a paper over the sum that is asked."""
    head = DocumentFacts(
        kind="invoice",
        number=facts.number,
        language=facts.language,
        currency=facts.currency,
        issued_on=facts.issued_on,
        due_on=facts.pay_by,
        seller=facts.seller,
        buyer=facts.buyer,
        footer=facts.footer,
        bank=facts.bank,
        payment_reference=facts.reference or facts.invoice,
        payment_code=facts.payment_code,
        totals=TotalFacts(due=facts.asked, payable=facts.asked, gross=facts.asked),
        accent=facts.accent,
        design=facts.design,
        paper_size=facts.paper_size,
    )
    return Letter(head, pictures or Pictures(), translator_for(facts.language or "en", DOMAIN), facts)


def _properties(letter: Letter) -> structure.Properties:
    facts = letter.dunning
    return structure.Properties(
        title=letter.title,
        author=clean_line(facts.seller.name) or letter.title,
        subject=clean_line(letter.subtitles[0]),
        language=facts.language or "en",
        day=facts.issued_on,
    )


def _drawn(letter: Letter) -> TaggedCanvas:
    properties = _properties(letter)
    canvas = paper.canvas_of(letter, properties)
    letter, pages, bill = slip.arranged(letter, _pages)
    count = len(pages) + bill.pages
    for number, page in enumerate(pages, start=1):
        if number == 1:
            letterhead.draw_first(canvas, letter)
        else:
            canvas.next_page()
            letterhead.draw_running(canvas, letter)
        _draw(canvas, page)
        letterhead.draw_foot(canvas, letter, number, count, top=bill.top(is_last=page is pages[-1]))
    bill.draw(canvas, count, count)
    return canvas


def _pages(letter: Letter) -> list[Page]:
    return cut(letter.sheet, [], letterhead.body_top(letter) - 3.5, (), list(_parts(letter)))


def _draw(canvas: TaggedCanvas, page: Page) -> None:
    for y, draw_part in page.after:
        draw_part(canvas, y)


def _parts(letter: Letter) -> Iterator[Part]:
    yield from paragraph(letter.sheet, opening(letter))
    yield _table(letter)
    if interest := _interest_words(letter):
        yield from paragraph(letter.sheet, interest, letter.sheet.small, gap=2.5)
    payment = payment_part(letter)
    if payment is not None:
        yield Part(payment.height, payment.draw)
    yield from paragraph(
        letter.sheet,
        letter.t("If you have paid in the meantime, please disregard this letter."),
        gap=_GAP,
    )


def opening(letter: Letter) -> str:
    """The firm's own text of this level, else the usual one of its tone."""
    facts, t = letter.dunning, letter.t
    if facts.text:
        return facts.text
    values = {"number": facts.invoice, "date": facts.due_on, "until": facts.pay_by}
    if facts.is_last and facts.is_first:
        return t(
            "Invoice {number} was due on {date} and is still open. Pay by {until}; after that day we will"
            " take further steps without another letter.",
            **values,
        )
    if facts.is_last:
        return t(
            "In spite of our reminders invoice {number}, due on {date}, is still open. Pay by {until}; after"
            " that day we will take further steps without another letter.",
            **values,
        )
    if facts.level == 1 or facts.is_first:
        return t(
            "Invoice {number} was due on {date}, and we have not seen your payment yet. It may have slipped"
            " your attention: please pay by {until}.",
            **values,
        )
    return t(
        "Invoice {number}, due on {date}, is still open although we have reminded you. Please pay by"
        " {until}.",
        **values,
    )


def sums(letter: Letter) -> list[Sum]:
    """From what was billed to what is asked."""
    facts, t = letter.dunning, letter.t
    found = []
    if facts.settled:
        found += [
            Sum(t("Invoice total"), letter.amount(facts.billed)),
            Sum(t("Paid or credited since"), letter.amount(-facts.settled)),
        ]
    found.append(Sum(t("Open of invoice {number}", number=facts.invoice), letter.amount(facts.open)))
    found += [Sum(t("Fee of reminder {level}", level=level), letter.amount(fee)) for level, fee in facts.fees]
    if facts.lump_sum:
        found.append(Sum(t("Lump sum for costs of collection"), letter.amount(facts.lump_sum)))
    if facts.interest:
        found.append(Sum(t("Default interest"), letter.amount(facts.interest)))
    found.append(Sum(t("To be paid in all"), letter.money(facts.asked), is_total=True))
    return found


def _table(letter: Letter) -> Part:
    rows, sheet = sums(letter), letter.sheet
    height = _GAP + _ROW * len(rows) + 3.5

    def draw(canvas: TaggedCanvas, y: float) -> None:
        base = y + _GAP + 3.5
        is_modern = sheet.design == MODERN
        with canvas.group("Table", summary=letter.t("What is to be paid")):
            for row in rows:
                if row.is_total and is_modern:
                    canvas.box(sheet.left - 2, base - 3.4, sheet.width + 4, 8.6, letter.tint)
                elif row.is_total:
                    canvas.rule(sheet.left, base - 3.0, sheet.right, base - 3.0, 0.75, m.TEXT)
                if row.is_total:
                    base += 2.2 if is_modern else 1.6
                _draw_sum(canvas, sheet, row, base)
                base += _ROW
        if not is_modern:
            canvas.rule(sheet.left, base - _ROW + 1.8, sheet.right, base - _ROW + 1.8, 0.5, m.TEXT)

    return Part(height, draw)


def _draw_sum(canvas: TaggedCanvas, sheet: Sheet, row: Sum, base: float) -> None:
    size = sheet.total_size if row.is_total else sheet.body_size
    room = sheet.width - m.room(row.amount, size, bold=row.is_total) - 6
    label = wrap(clean_line(row.label), room * MM, size, row.is_total)[:1]
    with canvas.group("TR"):
        with canvas.mark("TH", scope="Row"):
            canvas.text(sheet.left, base, (label or ("",))[0] + " ", size, bold=row.is_total, color=m.TEXT)
        with canvas.mark("TD"):
            canvas.text(sheet.right, base, row.amount, size, bold=row.is_total, color=m.TEXT, align="right")


def _interest_words(letter: Letter) -> str:
    """How the interest came about: a line for each sum and rate."""
    return "\n".join(
        letter.t(
            "Interest from {first} to {last}: {base} at {rate} a year, {days}",
            first=_day(letter, each.first),
            last=_day(letter, each.last),
            base=letter.money(each.base),
            rate=letter.percent(each.rate),
            days=letter.t.plural("{n} day", "{n} days", (each.last - each.first).days + 1),
        )
        for each in letter.dunning.spans
    )


def _day(letter: Letter, day: date) -> str:
    return letter.t.formats.date(day)
