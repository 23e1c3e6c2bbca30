"""Addresses on paper: six lines in the window, the sender's line above them, the firm's facts in the foot."""

from __future__ import annotations

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.tagged import MM
from desktop_crm.billing.documents.wrapping import clean_line, ellipsis, wrap
from desktop_crm.billing.rules.facts import DocumentFacts, PartyFacts
from desktop_crm.company.rules import addresses
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _


def address_lines(party: PartyFacts, language: str, *, foreign: bool) -> list[str]:
    """Name and address of a party, one line each, without blank lines."""
    rows = [party.name]
    if not party.address.is_empty or party.address.attention:
        rows += addresses.address_lines(party.address, language=language, foreign=foreign)
    return [line for line in map(clean_line, rows) if line]


def window(facts: DocumentFacts, sheet: Sheet) -> tuple[list[str], float]:
    """The lines in the address window and their size: smaller letters first, then longer texts take a
    second line.

    Raises UserError (field "customer") for a seventh line; a draft shows what fits.
    """
    foreign = facts.buyer.address.country not in ("", facts.seller.address.country)
    lines = address_lines(facts.buyer, facts.language, foreign=foreign)
    for size in sheet.address_sizes:
        if all(m.room(line, size) <= sheet.address_width for line in lines):
            break
    else:
        lines = [part for line in lines for part in wrap(line, sheet.address_width * MM, size)]
    if len(lines) > sheet.address_lines:
        if not facts.is_draft:
            raise UserError(
                _(
                    "The address takes {n} lines; {most} fit into the window of an envelope",
                    n=len(lines),
                    most=sheet.address_lines,
                ),
                "customer",
            )
        lines = [
            *lines[: sheet.address_lines - 1],
            ellipsis(" ".join(lines[sheet.address_lines - 1 :]) + "…", sheet.address_width * MM, size),
        ]
    return lines, size


def return_line(seller: PartyFacts, language: str) -> str:
    """Where an undelivered letter goes back to, in one line."""
    return " · ".join(address_lines(seller, language, foreign=False))


def footer(facts: DocumentFacts, t: Translator) -> tuple[tuple[str, ...], ...]:
    """The firm's own columns, or those that its facts make: address, ways to reach it, tax and register,
    bank.
    """
    if facts.footer:
        return facts.footer
    seller, bank = facts.seller, facts.bank
    reach = (t("Phone {number}", number=seller.phone) if seller.phone else "", seller.email, seller.website)
    law = (
        t("VAT ID {number}", number=seller.vat_id) if seller.vat_id else "",
        t("Tax number {number}", number=seller.tax_number) if seller.tax_number else "",
        t("Register {number}", number=seller.legal_id) if seller.legal_id else "",
    )
    account = (
        (bank.bank, f"IBAN {grouped(bank.iban)}" if bank.iban else "", f"BIC {bank.bic}" if bank.bic else "")
        if bank
        else ()
    )
    address = tuple(address_lines(seller, facts.language, foreign=bool(seller.address.country)))
    columns = (address[:4], reach, law, account)
    return tuple(kept for column in columns if (kept := tuple(line for line in column if line)))


def grouped(iban: str) -> str:
    """An IBAN in groups of four, as it is read and typed (ISO 13616)."""
    bare = iban.replace(" ", "")
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))
