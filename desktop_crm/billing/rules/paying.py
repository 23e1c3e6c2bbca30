"""How an invoice asks to be paid: the code to scan, the account that goes with it, the reference.

All of it is frozen with the paper: a reprint shows the code that the original had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from desktop_crm.billing.rules import qr_bill, references
from desktop_crm.billing.rules.facts import INVOICE, BankFacts, DocumentFacts
from desktop_crm.company.rules.identifiers import compact, is_iban
from desktop_crm.company.rules.payment_codes import (
    EPC,
    NO_CODE,
    QR_BILL,
    SEPA,
    SWISS,
    SWISS_CURRENCIES,
    is_qr_iban,
    is_swiss,
)
from desktop_crm.values.messages import Message, _

MOST_EPC: Final = 99_999_999_999


def with_code(facts: DocumentFacts, qr_iban: str = "") -> DocumentFacts:
    """The facts with the code that the paper gets. With a QR-bill the account is the QR-IBAN, where the firm
    has one.
    """
    bank = facts.bank
    if bank is None or not _asks(facts):
        return facts
    account = _slip_account(facts, bank, qr_iban)
    if account and not any(_missing(facts, account)):
        return replace(facts, payment_code=QR_BILL, bank=replace(bank, iban=compact(account)))
    if is_qr_iban(bank.iban):
        return replace(facts, payment_code=NO_CODE)
    return replace(facts, payment_code=EPC) if _is_epc(facts, bank) else facts


def numbered(facts: DocumentFacts, number: str) -> DocumentFacts:
    """The facts with their number, and with the reference that a payer quotes (BT-83)."""
    reference = _reference(facts, number) if facts.kind == INVOICE else facts.payment_reference
    return replace(facts, number=number, is_draft=False, payment_reference=reference)


def _reference(facts: DocumentFacts, number: str) -> str:
    """A structured one where the account is Swiss; else, or where the number has no digits, the number."""
    bank = facts.bank
    if bank is None or facts.currency not in SWISS_CURRENCIES or not is_swiss(bank.iban):
        return number
    if is_qr_iban(bank.iban):
        return references.qr_reference(number, facts.buyer.customer_number) or number
    return references.creditor_reference(number) or number


def doubts(facts: DocumentFacts, qr_iban: str = "") -> Iterator[tuple[str, Message]]:
    """Why an invoice that should have a QR-bill has none: (field, words)."""
    bank = facts.bank
    if bank is None or not _asks(facts):
        return
    account = _slip_account(facts, bank, qr_iban)
    if account:
        yield from _missing(facts, account)
    elif is_qr_iban(bank.iban) and facts.currency not in SWISS_CURRENCIES:
        yield "bank_account_id", _("A QR-IBAN takes francs and euros only")


def bill_of(facts: DocumentFacts, message: str = "") -> qr_bill.QrBill | None:
    """The QR-bill of these facts, `message` as its words; None where they have none."""
    bank = facts.bank
    if facts.payment_code != QR_BILL or bank is None or not _asks(facts):
        return None
    creditor = _creditor(facts, bank)
    if creditor is None:
        return None
    reference = facts.payment_reference
    return qr_bill.QrBill(
        account=bank.iban,
        creditor=creditor,
        currency=facts.currency,
        amount=facts.totals.due,
        debtor=qr_bill.debtor_of(facts.buyer),
        reference=compact(reference) if references.is_structured(reference) else "",
        message=qr_bill.permitted(message)[:140].strip(),
    )


def _asks(facts: DocumentFacts) -> bool:
    return facts.kind == INVOICE and not facts.is_internal and facts.totals.due > 0


def _slip_account(facts: DocumentFacts, bank: BankFacts, qr_iban: str) -> str:
    """The account of the QR-bill; "" where the customer pays another way.

    A bank abroad knows no QR-bill: euros from there go to the IBAN, by the EPC code.
    """
    if facts.currency not in SWISS_CURRENCIES:
        return ""
    is_abroad = facts.currency == "EUR" and facts.buyer.address.country not in ("", *SWISS)
    if is_abroad and not is_qr_iban(bank.iban) and is_iban(bank.iban):
        return ""
    for account in (qr_iban, bank.iban):
        if compact(account)[:2] in SWISS:
            return account
    return ""


def _missing(facts: DocumentFacts, account: str) -> Iterator[tuple[str, Message]]:
    if not is_swiss(account):
        words = _("No QR-bill: the IBAN {iban} is mistyped (Settings, Bank accounts)", iban=compact(account))
        yield "bank_account_id", words
    address = facts.seller.address
    if not (address.postal_code.strip() and address.city.strip() and address.country):
        words = _("No QR-bill: your postal code, town or country is missing (Settings, Company)")
        yield "seller.address", words
    elif facts.bank is not None and _creditor(facts, facts.bank) is None:
        words = _("No QR-bill: your name, postal code or town is in letters that it cannot show, or too long")
        yield "seller.address", words
    if facts.totals.due > qr_bill.MOST:
        yield "lines", _("No QR-bill: it goes up to 999 999 999.99")


def _creditor(facts: DocumentFacts, bank: BankFacts) -> qr_bill.BillParty | None:
    return qr_bill.party_of(bank.holder or facts.seller.name, facts.seller.address)


def _is_epc(facts: DocumentFacts, bank: BankFacts) -> bool:
    in_euros = facts.currency == "EUR" and facts.totals.due <= MOST_EPC
    return in_euros and compact(bank.iban)[:2] in SEPA and is_iban(bank.iban)
