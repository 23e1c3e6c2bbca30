"""Which code an account gives, and what is doubted about a QR-IBAN."""

from __future__ import annotations

import pytest

from desktop_crm.company.rules import payment_codes
from desktop_crm.company.rules.checks import bank_account_hints, check_bank_account
from desktop_crm.company.rules.profile import BankAccountDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator

QR, SWISS, GERMAN = "CH44 3199 9123 0008 8901 2", "CH58 0079 1123 0008 8901 2", "DE89370400440532013000"
LIECHTENSTEIN = "LI21 0881 0000 2324 013A A"


@pytest.mark.parametrize(
    ("account", "is_qr"),
    [
        (QR, True), ("ch4431999123000889012", True), (SWISS, False), (GERMAN, False), ("", False),
        ("CH4431999123000889013", False),  # mistyped
        ("CH44 3199 9123 0008 8901", False),
        ("LI21 0881 0000 2324 013A A", False), ("CH", False), ("QR", False),
    ],
)  # fmt: skip
def test_a_qr_iban_has_a_number_of_its_institution_from_30000_to_31999(account: str, is_qr: bool) -> None:
    assert payment_codes.is_qr_iban(account) is is_qr


@pytest.mark.parametrize(
    ("account", "code", "words"),
    [
        ({"currency": "CHF", "iban": SWISS}, "qr_bill", "QR-bill with creditor reference (RF)"),
        ({"currency": "CHF", "iban": SWISS, "qr_iban": QR}, "qr_bill", "QR-bill with QR reference"),
        ({"currency": "EUR", "qr_iban": QR}, "qr_bill", "QR-bill with QR reference"),
        (
            {"currency": "EUR", "iban": "LI21088100002324013AA"},
            "qr_bill",
            "QR-bill with creditor reference (RF)",
        ),
        ({"currency": "EUR", "iban": GERMAN}, "epc", "EPC code (SEPA transfer)"),
        ({"currency": "EUR", "iban": "BE68 5390 0754 7034"}, "epc", "EPC code (SEPA transfer)"),
        ({"currency": "BRL", "pix_key": "a@b.example"}, "pix", "Pix code"),
        ({"currency": "CHF", "iban": GERMAN}, "none", "No code to scan"),
        ({"currency": "USD", "iban": SWISS, "qr_iban": QR}, "none", "No code to scan"),
        ({"currency": "EUR", "iban": "DE89370400440532013001"}, "none", "No code to scan"),
        ({"currency": "EUR", "pix_key": "a@b.example"}, "none", "No code to scan"),
        ({"currency": "EUR", "iban": "BR1500000000000010932840814P2"}, "none", "No code to scan"),
    ],
    ids=str,
)
def test_an_account_says_which_code_its_invoices_get(account: dict[str, str], code: str, words: str) -> None:
    draft = BankAccountDraft(**account)  # type: ignore[arg-type]
    assert payment_codes.code_of(draft) == code
    assert Translator("en").message(payment_codes.code_words(draft)) == words


@pytest.mark.parametrize(
    ("account", "fields"),
    [
        ({"currency": "CHF", "iban": SWISS, "qr_iban": QR}, []),
        ({"currency": "CHF", "iban": QR}, ["iban"]),
        ({"currency": "CHF", "iban": SWISS, "qr_iban": SWISS}, ["qr_iban"]),
        ({"currency": "CHF", "iban": SWISS, "qr_iban": GERMAN}, ["qr_iban"]),
        ({"currency": "CHF", "qr_iban": "CH4431999123000889013"}, ["qr_iban"]),
        ({"currency": "USD", "qr_iban": QR}, ["qr_iban"]),
        ({"currency": "CHF", "qr_iban": "hello"}, ["qr_iban"]),
    ],
    ids=str,
)
def test_a_wrong_or_misplaced_qr_iban_is_doubted(account: dict[str, str], fields: list[str]) -> None:
    hints = bank_account_hints(BankAccountDraft(**account))  # type: ignore[arg-type]
    assert [hint.field for hint in hints] == fields


def test_a_qr_iban_alone_is_an_account_and_a_line_break_in_it_is_refused() -> None:
    check_bank_account(BankAccountDraft(currency="CHF", qr_iban=QR))
    with pytest.raises(UserError) as refusal:
        check_bank_account(BankAccountDraft(currency="CHF", qr_iban="CH44\n3199"))
    assert refusal.value.field == "qr_iban"
