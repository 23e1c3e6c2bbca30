"""Sales with the eighteen columns of the French FEC. It is no FEC: that holds all books of a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_crm.accounting.rules.accounts import Chart
from desktop_crm.accounting.rules.bookings import Booking, lines_of
from desktop_crm.files.csv_writing import guarded
from desktop_crm.values import money

COLUMNS: Final = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
    "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
JOURNAL: Final = ("VE", "Ventes")
VAT_LABEL: Final = "TVA collectée"


def ventes(bookings: Sequence[Booking], chart: Chart) -> bytes:
    """One entry a paper, in the order of the journal, numbered from 1; tabs, decimal commas, UTF-8."""
    rows: list[Sequence[str]] = [COLUMNS]
    for number, booking in enumerate(bookings, 1):
        rows += _entry(number, booking, chart)
    return "".join("\t".join(row) + "\r\n" for row in rows).encode()


def _entry(number: int, booking: Booking, chart: Chart) -> list[list[str]]:
    day, foreign = f"{booking.issued_on:%Y%m%d}", booking.paper_currency != booking.currency
    found = []
    for line in lines_of(booking, chart, VAT_LABEL):
        found.append(
            [
                *JOURNAL,
                str(number),
                day,
                line.account,
                _text(line.label),
                booking.debtor if line.is_debtor else "",
                _text(booking.customer) if line.is_debtor else "",
                _text(booking.number),
                day,
                _text(f"{booking.number} {booking.customer}"),
                _amount(line.debit, booking.currency),
                _amount(line.credit, booking.currency),
                "",
                "",
                day,
                _amount(booking.paper_gross, booking.paper_currency) if foreign and line.is_debtor else "",
                booking.paper_currency if foreign and line.is_debtor else "",
            ]
        )
    return found


def _text(text: str) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return guarded(line)


def _amount(minor: int, currency: str) -> str:
    return money.plain(minor, currency).replace(".", ",")
