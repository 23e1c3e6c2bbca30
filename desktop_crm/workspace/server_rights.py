"""What each right needs on a server: the tables behind it, for reading and for writing.

`values.rights` says which role has which right; this says what a right is made of. Together they are the
GRANTs that hold for every program that connects, psql included.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop_crm.values.rights import RIGHTS, ROLES

Privileges = Mapping[str, str]
"""Table to privileges: "S" to read, "I" to add, "U" to change, "D" to delete, "u" to change the columns that
daily work moves (`granting.MOVING`)."""


def _each(privileges: str, tables: str) -> dict[str, str]:
    return dict.fromkeys(tables.split(), privileges)


READING: Final[Mapping[str, Privileges]] = MappingProxyType(
    {
        "firm.read": _each(
            "S",
            "about compatibility relocation firm bank_account number_series tax_rate payment_terms setting"
            " closed_period exchange_rate blob done change_count lease search_entry",
        ),
        "people.read": _each("S", "colleague"),
        "contacts.read": _each(
            "S",
            "contact contact_point tax_key address contact_link tag contact_tag consent import_job assignment"
            " vat_check erasure timeline attachment",
        ),
        "notes.read": _each("S", "note"),
        "trail.read": _each("S", "change_log"),
        "tickets.read": _each("S", "ticket ticket_message"),
        "catalogue.read": _each("S", "product price_list product_price customer_price_list"),
        "documents.read": _each(
            "S",
            "document document_line document_tax document_link payment record_seal paper_hold purge_run"
            " purged_paper fiscal_document"
            " dunning_letter recurring recurring_run outgoing_mail outgoing_file enclosure handover",
        ),
        "accounts.read": _each(
            "S",
            "bank_statement bank_line learned_payer statement_layout cash_entry cash_day cash_line remittance"
            " allocation customer_credit",
        ),
        "received.read": _each("S", "received_invoice"),
        "expenses.read": _each(
            "S", "expense expense_vat expense_file recurring_expense recurring_expense_run"
        ),
    }
)

_CONTACT: Final = {
    **_each("IU", "contact search_entry"),
    **_each("IUD", "contact_point tax_key address contact_link contact_tag tag"),
    **_each("I", "done timeline consent vat_check"),
}
_SEALING: Final = {
    **_each("I", "document_line document_tax document_link record_seal done blob timeline"),
    **_each("IU", "document search_entry"),
    "contact": "U",
    "number_series": "Iu",  # the first paper of a kind begins its series
    "fiscal_document": "IU",
}

WRITING: Final[Mapping[str, Privileges]] = MappingProxyType(
    {
        "contacts.change": {**_CONTACT, "blob": "I"},
        "contacts.delete": _each(
            "D", "contact timeline note attachment consent vat_check assignment search_entry contact_point"
        ),
        "notes.change": {**_each("IUD", "note timeline search_entry"), "contact": "U"},
        "files.change": {**_each("ID", "attachment"), **_each("IUD", "timeline search_entry"), "blob": "I"},
        "records.give": {"assignment": "IU", "timeline": "I"},
        "tickets.change": {
            **_each("IU", "ticket search_entry"),
            **_each("I", "ticket_message timeline attachment blob done"),
            "contact": "U",
            "number_series": "u",
        },
        "catalogue.change": {
            **_each("IU", "product search_entry price_list"),
            **_each("IUD", "product_price customer_price_list"),
            **_each("I", "done import_job"),
        },
        "documents.draft": {
            **_CONTACT,
            **_each("IUD", "document"),
            "search_entry": "IUD",
            "recurring": "IU",
            "recurring_run": "I",
            "exchange_rate": "IU",
            "enclosure": "ID",
            "blob": "I",
        },
        "documents.send": {
            **_each("U", "document contact"),
            **_each("I", "timeline outgoing_file blob"),
            "outgoing_mail": "IU",
        },
        "quotes.answer": {"document": "U", "contact": "U", "timeline": "I"},
        "documents.issue": _SEALING,
        "documents.credit": _SEALING,
        "quotes.send": _SEALING,
        "received.take_in": {**_each("IU", "received_invoice search_entry"), "blob": "I"},
        "received.remove": _each("D", "received_invoice search_entry"),
        "expenses.change": {
            **_each("IUD", "expense expense_vat expense_file search_entry"),
            **_each("I", "blob done recurring_expense_run cash_entry"),
            "recurring_expense": "IU",
        },
        "payments.record": {
            **_SEALING,
            **_each("I", "payment allocation customer_credit bank_statement cash_entry cash_day cash_line"),
            **_each("IU", "remittance bank_line learned_payer statement_layout"),
        },
        "packages.make": {"handover": "I"},
        "periods.close": {"closed_period": "I"},
        "periods.reopen": {"closed_period": "U"},
        "dunning.write": {
            **_each("I", "blob done timeline"),
            **_each("IU", "dunning_letter search_entry"),
            "contact": "U",
            "number_series": "Iu",
        },
        "data.import": {
            **_CONTACT,
            **_each("IU", "import_job document product"),
            **_each("I", "record_seal blob"),
            **_each("D", "contact timeline note attachment consent vat_check assignment"),
            "product": "IUD",
            "search_entry": "IUD",
        },
        "settings.change": {
            **_each("IU", "firm bank_account number_series tax_rate payment_terms document"),
            "outgoing_mail": "U",
            **_each("IUD", "setting product ticket ticket_message"),
            **_each(
                "D",
                "document document_line document_tax document_link record_seal payment search_entry timeline",
            ),
            "blob": "ID",
        },
        "people.manage": {"colleague": "SIU", "assignment": "IU", "ticket": "U", "timeline": "I"},
        "persons.erase": {
            **_each(
                "IUD",
                "erasure contact contact_point consent timeline note attachment ticket_message",
            ),
            **_each("D", "vat_check fiscal_document"),
            **_each("U", "document ticket payment change_log setting"),
            **_each("ID", "blob setting"),
            **_each("D", "change_log document search_entry ticket contact_link contact_tag tax_key address"),
            **_each(
                "D", "document_line document_tax document_link record_seal assignment recurring recurring_run"
            ),
            "payment": "UD",
            "purged_paper": "I",
            "purge_run": "IU",
            "paper_hold": "ID",
            **_each("D", "outgoing_mail outgoing_file product_price customer_price_list"),
        },
    }
)

EVERY_WRITER: Final[Privileges] = MappingProxyType({"change_count": "IU", "change_log": "I", "lease": "IUD"})
"""What each of their changes writes as well."""


def privileges_of(role: str) -> dict[str, str]:
    """The privileges of a role by table, in the order SIUD; made from the rights it has."""
    found: dict[str, set[str]] = {}
    writes = False
    for right, declared in RIGHTS.items():
        if role not in declared.roles:
            continue
        for table, letters in {**READING.get(right, {})}.items():
            found.setdefault(table, set()).update(letters)
        for table, letters in WRITING.get(right, {}).items():
            found.setdefault(table, set()).update(letters)
            writes = True
    if writes:
        for table, letters in EVERY_WRITER.items():
            found.setdefault(table, set()).update(letters)
    return {table: "".join(each for each in "SIUuD" if each in letters) for table, letters in found.items()}


def matrix() -> dict[str, dict[str, str]]:
    """`privileges_of` each role."""
    return {role: privileges_of(role) for role in ROLES}
