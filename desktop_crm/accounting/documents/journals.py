"""The journal, VAT and VAT IDs as tables, out of the journal's entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from desktop_crm.accounting.rules.tables import Cell, Table, columns
from desktop_crm.billing.documents import journal
from desktop_crm.billing.rules.facts import UNTAXED_FOR_VAT_ID
from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.billing.rules.journal_entries import JournalEntry
from desktop_crm.values import money
from desktop_crm.values.messages import _

JOURNAL: Final = columns(
    ("kind", "text", _("Kind of paper")),
    ("number", "text", _("Number")),
    ("issued_on", "date", _("Date of issue")),
    ("due_on", "date", _("Due date")),
    ("customer", "text", _("Customer")),
    ("customer_number", "text", _("Customer number")),
    ("customer_vat_id", "text", _("The customer's VAT ID")),
    ("country", "text", _("The customer's country")),
    ("currency", "text", _("Currency")),
    ("category", "text", _("VAT category")),
    ("rate", "rate", _("VAT rate")),
    ("base", "amount", _("Net amount")),
    ("tax", "amount", _("VAT")),
    ("gross", "amount", _("Gross amount of the paper, in its first row")),
    ("preceding", "text", _("The paper that it corrects")),
    ("other_taxes", "amount", _("Other taxes, in its first row")),
    ("prepaid", "amount", _("Paid before, in its first row")),
    ("withheld", "amount", _("Withheld, in its first row")),
    ("rounding", "amount", _("Rounding, in its first row")),
    ("due", "amount", _("Amount due, in its first row")),
    ("tax_currency", "text", _("Currency of the tax office")),
    ("tax_in_tax_currency", "amount", _("VAT in that currency")),
    ("form", "text", _("Sort of invoice")),
    ("delivered_on", "date", _("Date of delivery")),
    ("home_currency", "text", _("Currency of the books")),
    ("exchange_rate", "rate", _("Exchange rate")),
    ("home_net", "amount", _("Net amount in the books' currency")),
    ("home_tax", "amount", _("VAT in the books' currency")),
    ("home_gross", "amount", _("Gross amount in the books' currency")),
)
VAT: Final = columns(
    ("currency", "text", _("Currency")),
    ("country", "text", _("The customer's country")),
    ("category", "text", _("VAT category")),
    ("rate", "rate", _("VAT rate")),
    ("base", "amount", _("Net amount")),
    ("tax", "amount", _("VAT")),
    ("papers", "number", _("Papers")),
    leading=4,
)
VAT_IDS: Final = columns(
    ("number", "text", _("Number")),
    ("customer", "text", _("Customer")),
    ("vat_id", "text", _("VAT ID")),
    ("checked_on", "date", _("Checked on")),
    ("result", "text", _("Result")),
    ("reference", "text", _("Reference of the check")),
    ("source", "text", _("Where it was checked")),
)


def real(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """Without samples, which are no papers of the firm."""
    return [entry for entry in entries if not entry.first.is_sample]


def journal_table(entries: Iterable[JournalEntry]) -> Table:
    """One row a paper and VAT rate."""
    rows = [row for entry in real(entries) for row in _journal_rows(entry)]
    return Table("journal", _("Sales journal"), JOURNAL, rows)


def _journal_rows(entry: JournalEntry) -> list[Sequence[Cell]]:
    found: list[Sequence[Cell]] = []
    for place, row in enumerate(entry.rows):
        home: tuple[Cell, ...] = ("", None, None, None, None)
        if entry.home is not None and not place:
            currency = entry.home.currency
            sums = (entry.home.net, entry.home.tax, entry.home.gross)
            home = (currency, entry.home.rate, *(money.major(each, currency) for each in sums))
        found.append((*journal.cells(row), entry.form, entry.delivered_on, *home))
    return found


def vat_table(entries: Iterable[JournalEntry]) -> Table:
    """Sums of the journal by currency, country, category and rate."""
    sums: dict[tuple[str, str, str, Decimal], list[int]] = {}
    papers: dict[tuple[str, str, str, Decimal], set[int]] = {}
    for entry in real(entries):
        for row in entry.rows:
            key = (row.currency, row.country, row.category, row.rate)
            found = sums.setdefault(key, [0, 0])
            found[0] += row.base
            found[1] += row.tax
            papers.setdefault(key, set()).add(entry.document_id)
    rows = [
        (*key, money.major(base, key[0]), money.major(tax, key[0]), len(papers[key]))
        for key, (base, tax) in sorted(sums.items())
    ]
    return Table("vat", _("VAT by country, category and rate"), VAT, rows)


def sums_of(rows: Iterable[JournalRow]) -> dict[str, tuple[int, int]]:
    """Net and VAT of the journal by currency."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        net, tax = found.get(row.currency, (0, 0))
        found[row.currency] = (net + row.base, tax + row.tax)
    return found


def vat_ids_table(entries: Iterable[JournalEntry], checks: Iterable[Sequence[Cell]]) -> Table:
    """How the VAT IDs of sales without VAT were checked, paper by paper; then the checks of the period."""
    rows: list[Sequence[Cell]] = []
    for entry in real(entries):
        proof, first = entry.vat_proof, entry.first
        if proof is not None:
            told = (proof.vat_id, proof.checked_on, proof.result, proof.reference, proof.source)
            rows.append((entry.number, first.customer, *told))
        elif entry.vat_unchecked or any(row.category in UNTAXED_FOR_VAT_ID for row in entry.rows):
            rows.append((entry.number, first.customer, first.customer_vat_id, None, "unchecked", "", ""))
    return Table("vat-ids", _("Checks of VAT IDs"), VAT_IDS, [*rows, *checks])
