"""Which code to scan an account gives to invoices: the Swiss QR-bill, the EPC code, Pix, or none."""

from __future__ import annotations

from typing import Final, Literal

from desktop_crm.company.rules.identifiers import compact, iban_hint, is_iban
from desktop_crm.company.rules.profile import BankAccountDraft
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values.messages import Message, _

Code = Literal["", "qr_bill", "epc", "pix", "none"]
QR_BILL: Final = "qr_bill"
EPC: Final = "epc"
PIX: Final = "pix"
NO_CODE: Final = "none"

_SEPA = (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO "
    "PL PT RO RS SE SI SK SM VA"
)
SEPA: Final = frozenset(_SEPA.split())
"""The countries whose accounts take a SEPA credit transfer (EPC409-09)."""
SWISS: Final = frozenset({"CH", "LI"})
"""Where the accounts are kept that a QR-bill pays to."""
SWISS_CURRENCIES: Final = frozenset({"CHF", "EUR"})
_QR_IIDS: Final = range(30000, 32000)
"""Institutions' numbers that only QR-IBANs have (IG QR-bill 2.3, 2.5)."""


def is_swiss(account: str) -> bool:
    """Whether this is an IBAN of Switzerland or Liechtenstein that a QR-bill can pay to."""
    return compact(account)[:2] in SWISS and is_iban(account)


def is_qr_iban(account: str) -> bool:
    """Whether this is a QR-IBAN: it takes payments with a QR reference, and no others."""
    bare = compact(account)
    return is_swiss(bare) and bare[4:9].isdigit() and int(bare[4:9]) in _QR_IIDS


def code_of(account: BankAccountDraft) -> Code:
    """The code of invoices over this account in its currency."""
    if account.currency in SWISS_CURRENCIES and (is_qr_iban(account.qr_iban) or is_swiss(account.iban)):
        return QR_BILL
    if account.currency == "EUR" and compact(account.iban)[:2] in SEPA and is_iban(account.iban):
        return EPC
    return PIX if account.currency == "BRL" and account.pix_key.strip() else NO_CODE


def code_words(account: BankAccountDraft) -> Message:
    """What customers get to scan, for whoever looks at the account."""
    code = code_of(account)
    if code == QR_BILL:
        reference = is_qr_iban(account.qr_iban) or is_qr_iban(account.iban)
        return _("QR-bill with QR reference") if reference else _("QR-bill with creditor reference (RF)")
    words = {EPC: _("EPC code (SEPA transfer)"), PIX: _("Pix code")}
    return words.get(code, _("No code to scan"))


def qr_iban_hint(account: str, field: str = "qr_iban") -> Hint | None:
    """A doubt about a QR-IBAN."""
    doubt = iban_hint(account, field)
    if doubt is not None or not compact(account) or is_qr_iban(account):
        return doubt
    words = _("This is no QR-IBAN: its digits 5 to 9 lie between 30000 and 31999")
    return Hint(field, words)


def misplaced_hint(account: BankAccountDraft) -> Hint | None:
    """A doubt about an account that is told as one of another kind or another currency."""
    if is_qr_iban(account.iban):
        return Hint("iban", _("This is a QR-IBAN: it belongs into its own field, and the usual IBAN here"))
    if compact(account.qr_iban) and account.currency not in SWISS_CURRENCIES:
        return Hint("qr_iban", _("A QR-IBAN takes francs and euros only"))
    return None
