"""The Swiss QR-bill at the foot of an invoice: the receipt and, right of it, the payment part with its code.

Every measure is one of the norm (IG QR-bill 2.3, 3.4 to 3.6; Style Guide QR-bill): 210 by 105 millimetres at
the lower edge of A4, in black Liberation Sans. `x` and `y` count from the slip's own top left corner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeVar

from desktop_crm.billing.documents import faces, figures, letterhead, qr
from desktop_crm.billing.documents.pages import Page
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.slip_words import SlipWords, slip_words
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line, wrap
from desktop_crm.billing.rules import paying, qr_bill, references
from desktop_crm.billing.rules.qr_bill import BillParty, QrBill
from desktop_crm.company.rules.identifiers import grouped_iban
from desktop_crm.company.rules.looks import A4
from desktop_crm.values import money

HEIGHT: Final = 105.0
WIDTH: Final = 210.0
TOP: Final = 297.0 - HEIGHT
"""Where it begins on A4, in millimetres from the page's upper edge."""
_POINT: Final = 1 / MM
_CUT: Final = 62.0
_TITLE: Final = 11.0
_CODE: Final = 46.0
_ASCENT: Final = 0.79
"""Of the letters, as a part of their size."""
_BOX: Final = (65.0, 25.0)
_BOX_RECEIPT: Final = (52.0, 20.0)
_WHITE: Final = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Area:
    """One column of headings and values: where it stands, how much it takes, its letters from the largest.

    `sizes` are (heading, value, leading) in points.
    """

    x: float
    y: float
    width: float
    height: float
    sizes: tuple[tuple[float, float, float], ...]
    box: tuple[float, float]


PAYMENT: Final = Area(118.0, 5.0, 87.0, 85.0, ((8, 10, 11), (7, 9, 10), (6, 8, 9), (6, 7, 8)), _BOX)
RECEIPT: Final = Area(5.0, 12.0, 52.0, 56.0, ((6, 8, 9),), _BOX_RECEIPT)
SMALL_RECEIPT: Final = replace(RECEIPT, sizes=((6, 8, 9), (6, 7, 8), (6, 6, 7)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading with its value; no lines are a field to write in."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """Entries in letters that fit."""

    entries: tuple[Entry, ...]
    heading: float
    value: float
    leading: float
    gap: float
    fits: bool


@dataclass(frozen=True)
class Slip:
    """The slip of one invoice; `paper` is that invoice on A4."""

    paper: Setting
    bill: QrBill

    @cached_property
    def words(self) -> SlipWords:
        return slip_words(self.paper.facts.language)

    def fits(self, page: Page, number: int) -> bool:
        """Whether it finds room below what stands on this page."""
        sheet = page.sheet
        room = sheet.lowest - letterhead.foot_lift(self.paper, number, TOP)
        return not sheet.is_letter and page.bottom <= room

    def draw(self, canvas: TaggedCanvas) -> None:
        """On the page that is open; white lies under it, so that no mark of the page runs through."""
        with canvas.artifact("Layout"):
            canvas.box(0, TOP, WIDTH, HEIGHT, _WHITE)
        self._lines(canvas)
        with canvas.group("Sect") as part:
            part.language = self._language
            self._title(canvas, self.words.receipt, RECEIPT.x)
            self._draw_receipt(canvas)
        with canvas.group("Sect") as part:
            part.language = self._language
            self._title(canvas, self.words.payment_part, _CUT + 5)
            self._draw_code(canvas)
            laid = laid_out(PAYMENT, list(self._entries()))
            self._amount(canvas, _CUT + 5, (laid.heading, laid.value), 15.0, (76.8, 73.5, 40.0, 15.0))
            self._draw_area(canvas, PAYMENT, laid)

    @property
    def _language(self) -> str:
        own = self.paper.facts.language.partition("_")[0]
        return "" if self.words.language == own else self.words.language

    # ------------------------------------------------------------------------------------------------- parts

    def _title(self, canvas: TaggedCanvas, words: str, x: float) -> None:
        with canvas.mark("H2"):
            self._text(canvas, x, 5 + _TITLE * _ASCENT * _POINT, words, _TITLE, bold=True)

    def _draw_receipt(self, canvas: TaggedCanvas) -> None:
        """The streets go first where it is tight (3.6.2), then the letters get smaller."""
        for streets in ("both", "creditor", "none"):
            laid = laid_out(RECEIPT, list(self._entries(is_receipt=True, streets=streets)))
            if laid.fits:
                break
        else:
            laid = laid_out(SMALL_RECEIPT, list(self._entries(is_receipt=True, streets="none")))
        self._draw_area(canvas, RECEIPT, laid)
        self._amount(canvas, RECEIPT.x, (6, 8), 12.0, (27.0, 68.0, 30.0, 10.0))
        with canvas.mark("P"):
            words = self.words.acceptance_point
            self._text(canvas, 57, 82 + 6 * _ASCENT * _POINT, words, 6, bold=True, align="right")

    def _entries(self, *, is_receipt: bool = False, streets: str = "both") -> Iterator[Entry]:
        bill, words = self.bill, self.words
        account = grouped_iban(bill.account)
        creditor = _party_lines(bill.creditor, with_street=streets != "none")
        yield Entry(words.account, (account, *creditor))
        if bill.reference:
            yield Entry(words.reference, (references.grouped(bill.reference),))
        if bill.message and not is_receipt:
            yield Entry(words.information, (bill.message,))
        if bill.debtor is None:
            yield Entry(words.payable_by_whom, ())
        else:
            yield Entry(words.payable_by, _party_lines(bill.debtor, with_street=streets == "both"))

    def _draw_area(self, canvas: TaggedCanvas, area: Area, laid: Laid) -> None:
        y = area.y + laid.heading * _ASCENT * _POINT
        with canvas.group("Table", summary=self.paper.t("Account to pay to")):
            for entry in laid.entries:
                with canvas.group("TR"):
                    with canvas.mark("TH", scope="Row"):
                        self._text(canvas, area.x, y, entry.heading + " ", laid.heading, bold=True)
                    y += laid.leading
                    if entry.lines:
                        with canvas.mark("TD"):
                            for line in entry.lines:
                                self._text(canvas, area.x, y, line + " ", laid.value)
                                y += laid.leading
                    else:
                        canvas.add("TD")
                        top = y - laid.value * _ASCENT * _POINT
                        self._corners(canvas, area.x, top, *area.box)
                        y += area.box[1]
                y += laid.gap

    def _amount(
        self,
        canvas: TaggedCanvas,
        x: float,
        sizes: tuple[float, float],
        column: float,
        box: tuple[float, float, float, float],
    ) -> None:
        """Currency and amount beside each other, or (`box`) the field to write the amount in."""
        heading, value = sizes
        bill, words = self.bill, self.words
        y = 68 + heading * _ASCENT * _POINT
        below = y + (value + 3) * _POINT
        with canvas.group("Table", summary=self.paper.t("Totals")):
            with canvas.group("TR"):
                for place, word in ((x, words.currency), (x + column, words.amount)):
                    with canvas.mark("TH", scope="Column"):
                        self._text(canvas, place, y, word + " ", heading, bold=True)
            with canvas.group("TR"):
                with canvas.mark("TD"):
                    self._text(canvas, x, below, bill.currency + " ", value)
                if bill.amount is None:
                    canvas.add("TD")
                    self._corners(canvas, *box)
                else:
                    with canvas.mark("TD"):
                        self._text(canvas, x + column, below, shown_amount(bill), value)

    def _draw_code(self, canvas: TaggedCanvas) -> None:
        """The code with the cross in its middle; a draft has a frame in its place: nobody may pay it."""
        left, top = _CUT + 5, 17.0
        if self.paper.facts.is_draft:
            self._corners(canvas, left, top, _CODE, _CODE)
            with canvas.mark("P"):
                words = self.paper.t("Draft")
                self._text(canvas, left + _CODE / 2, top + _CODE / 2, words, _TITLE, align="center")
            return
        code = qr.modules(qr_bill.payload(self.bill))
        alt = self.paper.t(
            "QR code for a bank transfer to {payee}, {amount}, reference {reference}",
            payee=self.bill.creditor.name,
            amount=self.paper.money(self.paper.facts.totals.due),
            reference=clean_line(references.grouped(self.paper.facts.payment_reference)),
        )
        figures.modules(canvas, code.path, code.count, left, TOP + top, _CODE, alt, over=_cross(_CODE))

    # ------------------------------------------------------------------------------------------------- marks

    def _text(
        self,
        canvas: TaggedCanvas,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        align: figures.Align = "left",
    ) -> None:
        canvas.text(x, TOP + y, words, size, bold=bold, align=align, family=faces.SLIP)

    def _corners(self, canvas: TaggedCanvas, x: float, y: float, width: float, height: float) -> None:
        """The marks of a field to write in (0.75 pt, 3.5.3)."""
        with canvas.artifact("Layout"):
            for corner, across in ((x, 3.0), (x + width, -3.0)):
                for edge, down in ((y, 3.0), (y + height, -3.0)):
                    canvas.rule(corner, TOP + edge, corner + across, TOP + edge, 0.75, (0, 0, 0))
                    canvas.rule(corner, TOP + edge, corner, TOP + edge + down, 0.75, (0, 0, 0))

    def _lines(self, canvas: TaggedCanvas) -> None:
        """Where to cut: from the invoice, and the receipt from the payment part, each with its scissors."""
        with canvas.artifact("Layout"):
            high = canvas.height - TOP * MM
            canvas.raw(
                f"q 0 0 0 RG 0.5 w [2 2] 0 d 0 {high:.2f} m {WIDTH * MM:.2f} {high:.2f} l S "
                f"{_CUT * MM:.2f} {high:.2f} m {_CUT * MM:.2f} 0 l S Q"
            )
            canvas.raw(figures.scissors(5.0, TOP, canvas.height))
            canvas.raw(figures.scissors(_CUT, TOP + 5.0, canvas.height, is_down=True))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the slip of a paper stands: on its last page, or on one more; a paper without one has none."""

    slip: Slip | None = None
    has_own_page: bool = False

    @property
    def pages(self) -> int:
        """How many it adds."""
        return int(self.has_own_page)

    def top(self, *, is_last: bool) -> float | None:
        """Where a page of the paper ends early because the slip stands on it."""
        return TOP if is_last and self.slip is not None and not self.has_own_page else None

    def draw(self, canvas: TaggedCanvas, number: int, count: int) -> None:
        """After the last page, which is still open. A page of its own is A4, whatever the others are: the
        slip is cut off at its edges.
        """
        if self.slip is None:
            return
        if self.has_own_page:
            paper = self.slip.paper
            canvas.next_page((paper.sheet.page_width, paper.sheet.page_height))
            letterhead.draw_running(canvas, paper)
            letterhead.draw_foot(canvas, paper, number, count, top=TOP)
        self.slip.draw(canvas)


S = TypeVar("S", bound=Setting)


def arranged(paper: S, plan: Callable[[S], list[Page]], before: int = 0) -> tuple[S, list[Page], Placed]:
    """The pages that `plan` cuts, with the slip below the last of them where it finds room; `before` stand in
    front of them. Where it needs a page of its own, theirs say the account, too.
    """
    pages = plan(paper)
    found = _placed(paper, pages[-1], before + len(pages))
    if found.has_own_page:
        paper = replace(paper, says_account=True)
        pages = plan(paper)
        found = _placed(paper, pages[-1], before + len(pages))
    return paper, pages, found


def _placed(paper: Setting, last: Page, number: int) -> Placed:
    found = slip_of(paper)
    return Placed(found, found is not None and not found.fits(last, number))


def slip_of(paper: Setting) -> Slip | None:
    """The slip of an invoice that is paid by QR-bill."""
    bill = paying.bill_of(paper.facts, paper.title)
    if bill is None:
        return None
    on_a4 = paper if not paper.sheet.is_letter else replace(paper, facts=replace(paper.facts, paper_size=A4))
    return Slip(on_a4, bill)


def laid_out(area: Area, entries: list[Entry]) -> Laid:
    """The entries in the largest letters that fit into the area, with up to a line between them."""
    for heading, value, points in area.sizes:
        leading = points * _POINT
        wrapped = tuple(
            Entry(
                entry.heading,
                tuple(
                    part
                    for line in entry.lines
                    for part in wrap(line, area.width * MM, value, family=faces.SLIP)
                ),
            )
            for entry in entries
        )
        used = sum(leading * (1 + len(each.lines)) + (0 if each.lines else area.box[1]) for each in wrapped)
        gap = min((area.height - used) / max(len(wrapped) - 1, 1), leading)
        if gap >= leading * 0.5:
            return Laid(wrapped, heading, value, leading, gap, True)
    return Laid(wrapped, heading, value, leading, max(gap, 0.0), False)


def shown_amount(bill: QrBill) -> str:
    """ "1 590.00": a space for the thousands and a point, in every language (3.5.3)."""
    whole, point, part = money.plain(bill.amount or 0, bill.currency).partition(".")
    return f"{int(whole):,}".replace(",", " ") + point + part


def _party_lines(party: BillParty, *, with_street: bool) -> tuple[str, ...]:
    street = (party.street_line,) if with_street and party.street_line else ()
    return (party.name, *street, party.town_line)


def _cross(side: float) -> str:
    """The Swiss cross in the middle: 7 mm with its white edge, 6 mm black, arms of 35/9 by 7/6 mm."""
    middle, long, thin = side / 2, 35 / 9, 7 / 6
    return (
        f"1 1 1 rg {middle - 3.5:.4f} {middle - 3.5:.4f} 7 7 re f "
        f"0 0 0 rg {middle - 3:.4f} {middle - 3:.4f} 6 6 re f "
        f"1 1 1 rg {middle - long / 2:.4f} {middle - thin / 2:.4f} {long:.4f} {thin:.4f} re f "
        f"{middle - thin / 2:.4f} {middle - long / 2:.4f} {thin:.4f} {long:.4f} re f"
    )
