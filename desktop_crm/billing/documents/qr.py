"""The EPC QR code (EPC069-12, version 2) as one path: what a banking app needs to fill in the transfer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules.facts import INVOICE, DocumentFacts
from desktop_crm.billing.rules.paying import MOST_EPC
from desktop_crm.billing.rules.references import is_creditor_reference
from desktop_crm.company.rules.identifiers import is_iban
from desktop_crm.company.rules.payment_codes import EPC, SEPA
from desktop_crm.values import money

_REFERENCE: Final = 140
_NAME: Final = 70


@dataclass(frozen=True, slots=True)
class Modules:
    """A QR code: modules a side (without the white border) and its dark ones as rectangles, path operators
    of PDF.
    """

    count: int
    path: str


def epc_payload(facts: DocumentFacts) -> str | None:
    """The code's text; None for papers that are paid another way or cannot be expressed.

    Euro, a valid IBAN of the SEPA area, an amount of 0.01 to 999,999,999.99, invoices only.
    """
    bank, amount = facts.bank, facts.totals.due
    if facts.kind != INVOICE or facts.is_draft or facts.currency != "EUR" or bank is None:
        return None
    iban = bank.iban.replace(" ", "").upper()
    if not 0 < amount <= MOST_EPC or iban[:2] not in SEPA or facts.payment_code not in ("", EPC):
        return None
    if not (is_iban(iban) if facts.payment_code else _was_iban(iban)):
        return None
    reference = clean_line(facts.payment_reference or facts.number)
    structured = reference.replace(" ", "") if is_creditor_reference(reference) else ""
    holder = clean_line(bank.holder or facts.seller.name)[:_NAME]
    if not holder:
        return None
    rows = [
        "BCD",
        "002",
        "1",
        "SCT",
        bank.bic.replace(" ", ""),
        holder,
        iban,
        f"EUR{money.plain(amount, 'EUR')}",
        "",
    ]
    rows += [structured, ""] if structured else ["", reference[:_REFERENCE]]
    return "\n".join(rows).rstrip("\n")


@lru_cache(maxsize=256)
def _was_iban(iban: str) -> bool:
    """As it was judged before papers recorded their code: by the country's table of banks too, which left out
    some that are right. What was printed without a code is reprinted without it.
    """
    from stdnum import iban as check

    return bool(check.is_valid(iban))


@lru_cache(maxsize=64)
def modules(payload: str) -> Modules:
    """The code at level M in UTF-8. One mask for all (any is valid, trying all eight costs five times as
    much).
    """
    import segno

    code = segno.make(
        payload, error="m", micro=False, boost_error=False, encoding="utf-8", mode="byte", mask=2
    )
    rows = [[bool(cell) for cell in row] for row in code.matrix]
    return Modules(len(rows), _path(rows))


def _path(rows: list[list[bool]]) -> str:
    """Dark modules as few rectangles: runs to the right, equal runs below joined, so that no seam shows in
    print.
    """
    open_runs: dict[tuple[int, int], int] = {}
    path: list[str] = []

    def close(runs: list[tuple[int, int]], bottom: int) -> None:
        for start, end in runs:
            top = open_runs.pop((start, end))
            path.append(f"{start} {top} {end - start} {bottom - top} re")

    for y, row in enumerate(rows):
        runs = set(_runs(row))
        close([run for run in open_runs if run not in runs], y)
        for run in runs:
            open_runs.setdefault(run, y)
    close(list(open_runs), len(rows))
    return " ".join(sorted(path))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    runs, start = [], -1
    for x, dark in enumerate([*row, False]):
        if dark and start < 0:
            start = x
        elif not dark and start >= 0:
            runs.append((start, x))
            start = -1
    return runs
