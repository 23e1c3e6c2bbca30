"""What follows the totals: legal wordings, how and when to pay, signature, notes, and on a quote the box
to accept it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from desktop_crm.billing.documents import figures, pictures, postal, sorts
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.payment import payment_part
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean, clean_line, ellipsis, wrap
from desktop_crm.billing.rules.facts import DELIVERY, QUOTE

_CHUNK: Final = 10
_SIGNATURE: Final = 16.0
_MOST_TICKS: Final = 14


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the page that is never split: its height, and how to draw it with its top edge at y.

    `with_totals`: stays on the page of the totals where there is room. `at_foot`: stands at the lowest place.
    """

    height: float
    draw: Callable[[TaggedCanvas, float], None]
    with_totals: bool = False
    at_foot: bool = False


def paragraph(
    sheet: Sheet,
    text: str,
    size: float = 0.0,
    *,
    gap: float = 0.0,
    bold: bool = False,
    with_totals: bool = False,
) -> Iterator[Part]:
    """A text over the page's whole width, in parts of ten lines; `gap` stands above the first."""
    size = size or sheet.body_size
    lines = wrap(clean(text), sheet.width * MM, size, bold)
    for start in range(0, len(lines), _CHUNK):
        above = gap if start == 0 else 0.0
        yield _lines_part(sheet, lines[start : start + _CHUNK], size, above, bold, with_totals)


def _lines_part(
    sheet: Sheet, lines: tuple[str, ...], size: float, above: float, bold: bool, with_totals: bool
) -> Part:
    def draw(canvas: TaggedCanvas, y: float) -> None:
        if not any(lines):
            return
        with canvas.mark("P"):
            for index, line in enumerate(lines):
                canvas.text(
                    sheet.left,
                    y + above + 3.5 + index * sheet.leading,
                    line + " " if line else "",
                    size,
                    bold=bold,
                    color=m.TEXT,
                )

    return Part(above + sheet.leading * len(lines), draw, with_totals)


def closing_parts(paper: Setting, *, is_paid_beside: bool = False) -> list[Part]:
    """Everything after the totals, in the order in which it is read."""
    facts, t, sheet = paper.facts, paper.t, paper.sheet
    parts: list[Part] = []
    for index, text in enumerate(_statements(paper)):
        parts += paragraph(sheet, text, gap=5.0 if index == 0 else 1.5, with_totals=True)
    payment = None if is_paid_beside else payment_part(paper)
    if payment is not None:
        parts.append(Part(payment.height, payment.draw, with_totals=True))
    elif facts.terms:
        parts += paragraph(sheet, facts.terms, gap=5.0, with_totals=True)
    if facts.is_internal:
        return [*parts, *paragraph(sheet, facts.notes, gap=5.0)]
    for place, text in enumerate(sorts.closing_words(facts, t)):
        parts += paragraph(sheet, text, gap=1.5 if place else 5.0, with_totals=True)
    if facts.kind == QUOTE and facts.valid_until is not None:
        parts += paragraph(
            sheet, t("This quote is valid until {date}.", date=facts.valid_until), gap=5.0, with_totals=True
        )
    parts += paragraph(sheet, facts.notes, gap=5.0)
    if not has_letter(paper):  # a letter before the paper bears it
        parts += signature_parts(paper)
    if facts.kind == DELIVERY:
        parts.append(_taken_in(paper))
    if facts.kind == QUOTE and facts.is_fiscal:
        parts.append(_acceptance(paper))
    return parts


def _statements(paper: Setting) -> tuple[str, ...]:
    """What the law wants said: why no VAT is charged (2006/112/EC art. 226(11), (11a)), the seller's own
    wordings, and where the goods went if not to the buyer's address.
    """
    facts = paper.facts
    texts = [*(tax.reason for tax in facts.taxes), *facts.legal_texts]
    if facts.delivery is not None and facts.delivery.address != facts.buyer.address:
        foreign = facts.delivery.address.country not in ("", facts.seller.address.country)
        lines = postal.address_lines(facts.delivery, facts.language, foreign=foreign)
        texts.append(paper.t("Delivery to: {address}", address=", ".join(lines)))
    return tuple(text for text in dict.fromkeys(texts) if text)


def has_letter(paper: Setting) -> bool:
    """Whether there is something to see of a letter before the paper."""
    return bool(clean(paper.facts.cover).strip())


def signature_parts(paper: Setting) -> list[Part]:
    """The signature or stamp, where the firm has one."""
    picture = paper.pictures.signature
    return [] if picture is None else [_signature(paper, picture)]


def _signature(paper: Setting, picture: bytes) -> Part:
    sheet, kept = paper.sheet, pictures.keep(picture)
    scale = min(_SIGNATURE / kept.height, 60 / kept.width)
    width, height = kept.width * scale, kept.height * scale
    name = clean_line(paper.facts.seller.contact_name or paper.facts.seller.name)

    def draw(canvas: TaggedCanvas, y: float) -> None:
        alt = paper.t("Signature or stamp of {name}", name=clean_line(paper.facts.seller.name))
        figures.picture(canvas, kept, sheet.left, y + 5, width, height, alt)
        canvas.rule(sheet.left, y + 6 + _SIGNATURE, sheet.left + 62, y + 6 + _SIGNATURE, 0.35, m.MARK)
        with canvas.mark("P"):
            canvas.text(
                sheet.left,
                y + 9.6 + _SIGNATURE,
                ellipsis(name, 62 * MM, sheet.small),
                sheet.small,
                color=m.GREY,
            )

    return Part(_SIGNATURE + 11, draw)


def _acceptance(paper: Setting) -> Part:
    """The box in which the customer accepts the quote: a tick for each optional line, place, name,
    signature.
    """
    optional = [line for line in paper.facts.lines if line.is_optional][:_MOST_TICKS]
    height = 25.5 + 6.2 * len(optional)
    sheet = paper.sheet

    def draw(canvas: TaggedCanvas, y: float) -> None:
        y += 4
        canvas.box(sheet.left, y, sheet.width, height, paper.accent, stroke=0.6)
        with canvas.mark("H2"):
            canvas.text(
                sheet.left + 4,
                y + 6.4,
                paper.t("We accept this quote"),
                sheet.heading_size,
                bold=True,
                color=paper.accent,
            )
        base = y + 6.4
        for line in optional:
            base += 6.2
            canvas.box(sheet.left + 4, base - 2.9, 3.4, 3.4, m.TEXT, stroke=0.6)
            text = ellipsis(
                f"{clean_line(line.name)} ({paper.money(line.shown)})", 140 * MM, sheet.table_size
            )
            with canvas.mark("P"):
                canvas.text(sheet.left + 10, base, text, sheet.table_size, color=m.TEXT)
        _sign_here(canvas, paper, y + height - 2.6)

    return Part(height + 4, draw, at_foot=True)


def _taken_in(paper: Setting) -> Part:
    """Where whoever takes in the goods signs."""
    sheet = paper.sheet

    def draw(canvas: TaggedCanvas, y: float) -> None:
        with canvas.mark("P"):
            text = paper.t("Received in full and in good order:")
            canvas.text(sheet.left, y + 5.0, text, sheet.body_size, color=m.TEXT)
        _sign_here(canvas, paper, y + 26.0)

    return Part(29.0, draw, at_foot=True)


def _sign_here(canvas: TaggedCanvas, paper: Setting, y: float) -> None:
    t = paper.t
    labels = (t("Place, date"), t("Name, position"), t("Stamp and signature"))
    for left, width, label in zip((29.0, 80.0, 136.0), (45.0, 50.0, 50.0), labels, strict=True):
        canvas.rule(left, y - 3.6, left + width, y - 3.6, 0.5, m.TEXT)
        with canvas.mark("P"):
            canvas.text(left, y, label, 7.5, color=m.GREY)
