"""How and when to pay: dates and amounts, the account, the QR code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop_crm.billing.documents import figures, pix, qr
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.postal import grouped
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean, clean_line, ellipsis, wrap
from desktop_crm.billing.rules import paying
from desktop_crm.billing.rules.facts import INVOICE
from desktop_crm.billing.rules.references import grouped as grouped_reference

_HEAD: Final = 9.0
_VALUE: Final = 55.0
_MOST_VALUE: Final = 80.0
_AMOUNT: Final = 50.0
"""The edge of the amounts, from the right margin."""
QR: Final = 25.0
"""Side of the code in millimetres."""
_CAPTION: Final = 5.0


@dataclass(frozen=True, slots=True)
class Term:
    """One way to pay in time: until when, how, how much."""

    when: str
    how: str
    amount: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One row about the account; the lines of its value."""

    label: str
    lines: tuple[str, ...]
    bold: bool


@dataclass(frozen=True, slots=True)
class Payment:
    height: float
    draw: Callable[[TaggedCanvas, float], None]


def payment_part(paper: Setting) -> Payment | None:
    """The block under the totals of an invoice that is still to be paid; None where there is nothing to
    say.
    """
    facts = paper.facts
    if facts.kind != INVOICE or facts.is_internal:
        return None
    if facts.totals.due <= 0:
        return _paid(paper)
    terms, account = [] if says_due_above(paper) else _terms(paper), account_rows(paper)
    sheet = paper.sheet
    left = _value_left(sheet, terms, account)
    rows = _laid(sheet, account, left)
    text = wrap(clean(facts.terms), (_code_left(sheet) - 8 - sheet.left) * MM, sheet.body_size)
    if not (terms or rows or text):
        return None
    payload = payload_of(paper)
    height = _HEAD + sheet.leading * (len(terms) + len(text)) + 2.4 * bool(rows) + _rows_height(sheet, rows)
    height += 1.0 * bool(terms and text)

    def draw(canvas: TaggedCanvas, y: float) -> None:
        y += _HEAD
        with canvas.mark("H2"):
            canvas.text(sheet.left, y, paper.t("Payment"), sheet.heading_size, bold=True, color=paper.accent)
        top = y - 2.6
        y = _draw_terms(canvas, paper, terms, left, y + 2.4)
        y = _draw_text(canvas, sheet, text, y + 1.0 * bool(terms and text))
        _draw_account(canvas, paper, rows, left, y + 2.4 * bool(rows))
        if payload is not None:
            draw_code(canvas, paper, payload, _code_left(sheet), top, 4.0)

    return Payment(max(height + 2.4, _HEAD + QR + _CAPTION if payload else 0), draw)


def is_asked(paper: Setting) -> bool:
    """Whether the paper asks for money that is still to be paid."""
    facts = paper.facts
    return facts.kind == INVOICE and not facts.is_internal and facts.totals.due > 0


def has_slip(paper: Setting) -> bool:
    """Whether the account stands in a QR-bill below, and nowhere else on the page."""
    return not paper.says_account and paying.bill_of(paper.facts) is not None


def says_due_above(paper: Setting) -> bool:
    """Whether the day stands in the head of the page only: a slip leaves little room to say it twice."""
    facts = paper.facts
    return has_slip(paper) and is_asked(paper) and facts.due_on is not None and facts.early_payment is None


def payload_of(paper: Setting) -> str | None:
    """What the code to scan says; None where no bank would understand it."""
    return qr.epc_payload(paper.facts) or pix.pix_payload(paper.facts)


def _code_left(sheet: Sheet) -> float:
    return sheet.right - QR


def _paid(paper: Setting) -> Payment:
    sheet = paper.sheet

    def draw(canvas: TaggedCanvas, y: float) -> None:
        with canvas.mark("P"):
            canvas.text(
                sheet.left,
                y + _HEAD,
                paper.t("Nothing is left to pay."),
                sheet.body_size,
                bold=True,
                color=m.TEXT,
            )

    return Payment(_HEAD + 2, draw)


def _terms(paper: Setting) -> list[Term]:
    """The date with the whole sum, and before it the earlier date with what a prompt payer takes off."""
    facts, t = paper.facts, paper.t
    terms = []
    early = facts.early_payment
    if early is not None:
        how = t(
            "less {percent} ({amount})",
            percent=paper.percent(early.percent),
            amount=paper.money(-early.discount),
        )
        terms.append(Term(t("until {date}", date=early.until), how, paper.money(early.pay), False))
    if facts.due_on is not None:
        how = t("in full") if early is not None else t("payable without deduction") if not facts.terms else ""
        terms.append(Term(t("until {date}", date=facts.due_on), how, paper.money(facts.totals.due), True))
    return terms


def account_rows(paper: Setting) -> list[tuple[str, str, bool]]:
    """(label, value, bold) of what the transfer needs; what a QR-bill at the foot says is not said twice."""
    facts, t, bank = paper.facts, paper.t, paper.facts.bank
    rows: list[tuple[str, str, bool]] = []
    if bank is not None and has_slip(paper):
        rows = [(clean_line(label), value, False) for label, value in bank.lines]
        return [row for row in (*rows, ("", bank.text, False)) if clean(row[1])]
    if bank is not None:
        rows.append((t("Payee"), bank.holder or facts.seller.name, False))
        rows.append(("IBAN", grouped(bank.iban), True))
        if bank.bic and bank.bank:
            rows.append((t("BIC · Bank"), f"{bank.bic} · {bank.bank}", False))
        else:
            rows.append(("BIC", bank.bic, False))
            rows.append((t("Bank"), bank.bank, False))
        rows.append((t("Pix key"), bank.pix_key, True))
        rows += [(clean_line(label), value, False) for label, value in bank.lines]
    if bank is not None or facts.payment_reference:
        rows.append(
            (t("Payment reference"), grouped_reference(facts.payment_reference or facts.number), True)
        )
    if bank is not None and bank.text:
        rows.append(("", bank.text, False))
    return [row for row in rows if clean(row[1])]


def _value_left(sheet: Sheet, terms: list[Term], account: list[tuple[str, str, bool]]) -> float:
    """Where the values begin: one edge for dates and account, right of the longest label of any language."""
    widths = [m.room(term.when, sheet.body_size, bold=term.bold) for term in terms]
    widths += [m.room(label, sheet.small) for label, _value, _bold in account]
    return min(max(_VALUE, sheet.left + max(widths, default=0) + 3), _MOST_VALUE)


def _laid(sheet: Sheet, account: list[tuple[str, str, bool]], left: float) -> list[Fact]:
    """Values wrapped before the QR code; a firm's own label that is wider than the column is cut."""
    room = (_code_left(sheet) - 6 - left) * MM
    return [
        Fact(
            ellipsis(label, (left - 2 - sheet.left) * MM, sheet.small),
            wrap(clean(value), room, sheet.body_size, bold)[:12],
            bold,
        )
        for label, value, bold in account
    ]


def _rows_height(sheet: Sheet, rows: list[Fact]) -> float:
    return sheet.leading * sum(len(row.lines) for row in rows)


def _draw_terms(canvas: TaggedCanvas, paper: Setting, terms: list[Term], left: float, y: float) -> float:
    if not terms:
        return y
    sheet = paper.sheet
    with canvas.group("Table", summary=paper.t("Dates and amounts of payment")):
        edge = sheet.right - _AMOUNT
        for term in terms:
            y += sheet.leading
            with canvas.group("TR"):
                with canvas.mark("TH", scope="Row"):
                    canvas.text(sheet.left, y, term.when, sheet.body_size, bold=term.bold, color=m.TEXT)
                if term.how:
                    with canvas.mark("TD"):
                        canvas.text(left, y, term.how, sheet.body_size, color=m.TEXT)
                else:
                    canvas.add("TD")
                with canvas.mark("TD"):
                    canvas.text(
                        edge, y, term.amount, sheet.body_size, bold=term.bold, color=m.TEXT, align="right"
                    )
    return y


def _draw_text(canvas: TaggedCanvas, sheet: Sheet, lines: tuple[str, ...], y: float) -> float:
    if not any(lines):
        return y
    with canvas.mark("P"):
        for line in lines:
            y += sheet.leading
            canvas.text(sheet.left, y, line + " " if line else "", sheet.body_size, color=m.TEXT)
    return y


def _draw_account(canvas: TaggedCanvas, paper: Setting, rows: list[Fact], left: float, y: float) -> None:
    if not rows:
        return
    sheet = paper.sheet
    with canvas.group("Table", summary=paper.t("Account to pay to")):
        for row in rows:
            with canvas.group("TR"):
                if row.label:
                    with canvas.mark("TH", scope="Row"):
                        canvas.text(sheet.left, y + sheet.leading, row.label, sheet.small, color=m.GREY)
                else:
                    canvas.add("TH", scope="Row")
                with canvas.mark("TD"):
                    for line in row.lines:
                        y += sheet.leading
                        canvas.text(
                            left, y, line + " " if line else "", sheet.body_size, bold=row.bold, color=m.TEXT
                        )


def draw_code(
    canvas: TaggedCanvas, paper: Setting, payload: str, left: float, top: float, caption: float
) -> None:
    """25 mm with the white border of four modules outside it; `caption` is the depth of the words below."""
    facts, t = paper.facts, paper.t
    code = qr.modules(payload)
    assert facts.bank is not None
    alt = t(
        "QR code for a bank transfer to {payee}, {amount}, reference {reference}",
        payee=clean_line(facts.bank.holder or facts.seller.name),
        amount=paper.money(facts.totals.due),
        reference=clean_line(facts.payment_reference or facts.number),
    )
    figures.modules(canvas, code.path, code.count, left, top, QR, alt)
    with canvas.mark("Caption"):
        below = top + QR + caption
        canvas.text(left + QR / 2, below, t("Scan to pay"), 7.5, color=m.GREY, align="center")
