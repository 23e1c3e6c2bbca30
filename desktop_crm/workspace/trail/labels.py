"""What tables, columns and acts are called on the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_crm.values.messages import Message, _

KINDS: Final[Mapping[str, Message]] = {
    "contact": _("Contact"),
    "quote": _("Quote"),
    "invoice": _("Invoice"),
    "credit_note": _("Credit note"),
    "document": _("Paper"),
    "product": _("Product or service"),
    "ticket": _("Ticket"),
    "received_invoice": _("Invoice received"),
    "firm": _("Settings"),
    "bank_account": _("Bank account"),
    "number_series": _("Numbering"),
    "tax_rate": _("Tax rate"),
    "payment_terms": _("Payment terms"),
    "closed_period": _("Closed period"),
    "setting": _("Setting"),
    "import_job": _("Import"),
    "colleague": _("Colleague"),
    "purge_run": _("Papers deleted after their keep time"),
}
"""What kind of record an entry belongs to."""

INSIDE: Final[Mapping[str, Message]] = {
    "note": _("Note"),
    "timeline": _("Call or mail"),
    "attachment": _("File"),
    "payment": _("Payment"),
    "fiscal_document": _("Fiscal document"),
    "ticket_message": _("Message"),
    "consent": _("Consent"),
    "vat_check": _("Check of the VAT ID"),
    "assignment": _("Given to a colleague"),
    "paper_hold": _("Kept longer"),
}
"""Records that are told on the page of another one."""

ACTS: Final[Mapping[str, Message]] = {
    "created": _("Created"),
    "changed": _("Changed"),
    "deleted": _("Deleted"),
    "archived": _("Archived"),
    "restored": _("Restored"),
    "issued": _("Issued"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "invoiced": _("Invoiced"),
    "written_off": _("Written off"),
    "paid": _("Paid"),
    "credited": _("Credited"),
    "sent": _("Sent"),
    "closed": _("Closed"),
    "reopened": _("Reopened"),
    "done": _("Done"),
    "imported": _("Imported"),
    "import_undone": _("Import taken back"),
}

OWN_SETTINGS: Final[Mapping[str, Message]] = {
    "sample": _("Sample data"),
    "demo": _("Sample data"),
    "generated": _("Sample data"),
}
"""Notes of the program to itself, by key: told by name, their value means nothing to a person."""

_PARTY: Final[Mapping[str, Message]] = {
    "name": _("Name"),
    "label": _("Name"),
    "kind": _("Kind"),
    "category": _("Category"),
    "language": _("Language"),
    "currency": _("Currency"),
    "vat_id": _("VAT ID"),
    "tax_number": _("Tax number"),
    "legal_id": _("Register number"),
    "iban": _("IBAN"),
    "endpoint": _("E-invoice address"),
    "einvoice": _("E-invoice format"),
    "notes": _("Remarks"),
    "address": _("Address"),
    "country": _("Country"),
    "phone": _("Phone"),
    "email": _("Mail"),
    "website": _("Website"),
    "version": _("Version"),
    "is_archived": _("Archived"),
    "is_default": _("Default"),
    "state": _("Status"),
    "status": _("Status"),
    "text": _("Text"),
}
_CONTACT: Final[Mapping[str, Message]] = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "title": _("Title"),
    "position": _("Position"),
    "department": _("Department"),
    "terms_id": _("Payment terms"),
    "bank_account_id": _("Bank account"),
    "customer_number": _("Customer number"),
    "order_number": _("Order number"),
    "buyer_reference": _("Buyer reference"),
    "price_notes": _("Agreed prices"),
    "birthday": _("Birthday"),
    "tags": _("Tags"),
    "points": _("Phones, mails, websites"),
    "addresses": _("Addresses"),
    "companies": _("Companies"),
    "people": _("People"),
    "follow_up_on": _("Follow-up"),
    "done_at": _("Done"),
    "subject": _("Subject"),
    "summary": _("Text"),
    "size": _("Size"),
    "purpose": _("Purpose"),
    "is_given": _("Given"),
    "decided_on": _("Day"),
    "source": _("Source"),
    "checked_on": _("Checked on"),
    "result": _("Result"),
}
_FIRM: Final[Mapping[str, Message]] = {
    "legal_form": _("Legal form"),
    "trading_name": _("Trading name"),
    "register_court": _("Register court"),
    "managers": _("Managers"),
    "contact_name": _("Contact person"),
    "small_business": _("Small-business exemption"),
    "vat_basis": _("VAT is owed"),
    "fiscal_elsewhere": _("Fiscal document made elsewhere"),
    "logo": _("Logo"),
    "signature": _("Signature or stamp"),
    "accent": _("Accent colour"),
    "footer": _("Footer of letters"),
    "file_name_pattern": _("File name of PDFs"),
    "quote_intro": _("Above the lines of a quote"),
    "quote_notes": _("Below a quote"),
    "invoice_intro": _("Above the lines of an invoice"),
    "invoice_notes": _("Below an invoice"),
    "quote_valid_days": _("Quotes are valid for days"),
    "holder": _("Account holder"),
    "bank": _("Bank"),
    "bic": _("BIC"),
    "pix_key": _("Pix key"),
    "lines": _("Account without IBAN"),
    "pattern": _("Pattern"),
    "next_number": _("Next number"),
    "year": _("Year"),
    "restarts": _("Restarts"),
    "rate": _("Rate"),
    "valid_from": _("From"),
    "valid_to": _("Last day"),
    "reason": _("Reason"),
    "reason_code": _("Code of the reason (VATEX)"),
    "extra_code": _("Tax on top"),
    "extra_rate": _("Its rate"),
    "days": _("Days to pay"),
    "end_of_month": _("to the end of the month"),
    "early_percent": _("Less for paying early"),
    "early_days": _("Within days"),
    "texts": _("Words on the invoice"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "closed_by": _("Closed by"),
    "reopened_by": _("Reopened by"),
    "key": _("Setting"),
    "value": _("Value"),
}
_SOLD: Final[Mapping[str, Message]] = {
    "code": _("Code"),
    "description": _("Description"),
    "unit": _("Unit"),
    "price": _("Price"),
    "price_mode": _("Net or gross"),
    "tax_rate_id": _("Tax rate"),
}
_PAPER: Final[Mapping[str, Message]] = {
    "number_text": _("Number"),
    "number": _("Number"),
    "access_key": _("Access key"),
    "pdf_sha": _("PDF"),
    "xml_sha": _("XML"),
    "customer": _("Customer"),
    "gross": _("Total"),
    "paid": _("Paid"),
    "credited": _("Credited"),
    "sent_at": _("Sent"),
    "answered_on": _("Answered on"),
    "answer": _("Reason"),
    "internal_notes": _("Internal notes"),
    "amount": _("Amount"),
    "paid_on": _("Paid on"),
    "method": _("Way of paying"),
    "reference": _("Reference"),
    "reverses_id": _("Reverses payment"),
    "contact_id": _("Customer"),
    "person_id": _("Attention"),
    "issued_on": _("Issue date"),
    "due_on": _("Due"),
    "valid_until": _("Valid until"),
    "delivered_on": _("Date of supply"),
    "period_from": _("Supplied from"),
    "period_to": _("Supplied until"),
    "project": _("Project"),
    "contract": _("Contract"),
    "delivery": _("Place of delivery"),
    "adjustments": _("Discounts and charges"),
    "prepaid": _("Paid in advance"),
    "round_due_to": _("Smallest coin"),
    "rounding_amount": _("Rounding"),
    "withholdings": _("Tax withheld by the customer"),
    "extra_taxes": _("Another tax on top"),
    "tax_currency": _("VAT in another currency"),
    "exchange_rate": _("Exchange rate"),
    "exchange_source": _("Source of the exchange rate"),
    "exchange_day": _("Day of the exchange rate"),
    "tax_rounding": _("Rounding of VAT"),
    "treatment": _("Why no VAT is charged"),
    "supply": _("Goods or services"),
    "buyer_is": _("The customer is"),
    "vat_unchecked": _("Issued without a check of the VAT ID"),
    "self_billed": _("Written by the customer"),
    "moved": _("Rounding"),
    "corrects_id": _("Corrects"),
    "from_id": _("Quote"),
    "intro": _("Text above the lines"),
    "is_sample": _("Sample"),
}
_TICKET: Final[Mapping[str, Message]] = {
    "priority": _("Priority"),
    "assignee": _("Assigned to"),
    "document_id": _("Document"),
    "line": _("Line"),
    "author": _("Author"),
}
_PEOPLE: Final[Mapping[str, Message]] = {
    "role": _("Role"),
    "password": _("Password"),
    "recovery": _("Recovery code"),
    "initials": _("Initials"),
    "since": _("Since"),
    "left_on": _("Left on"),
    "note": _("What is to be done"),
    "done_on": _("Day"),
    "by_itself": _("By itself each month"),
}
_ALL: Final = {**_PARTY, **_CONTACT, **_FIRM, **_SOLD, **_PAPER, **_TICKET, **_PEOPLE}
_OTHERWISE: Final[Mapping[tuple[str, str], Message]] = {
    ("import_job", "added"): _("Contacts added"),
    ("document", "draft.lines"): _("Lines"),
    ("document", "draft.notes"): _("Text below the lines"),
    ("document", "draft.address"): _("Invoice address"),
    ("document", "draft.bank_account_id"): _("Bank account"),
    ("ticket", "contact_id"): _("Customer"),
    ("assignment", "person_id"): _("Given to"),
    ("received_invoice", "contact_id"): _("Supplier"),
    ("received_invoice", "name"): _("File"),
    ("received_invoice", "number"): _("Number"),
    ("received_invoice", "seller"): _("Supplier's name"),
}
"""Where the same column is called otherwise."""


_FIRST: Final = ("name", "number_text", "subject", "customer", "gross", "amount", "text")
_PLACES: Final = {name: at for at, name in enumerate(dict.fromkeys((*_FIRST, *_ALL)))}


def place(column: str) -> tuple[int, str]:
    """Where a column stands among others: what names the record comes first."""
    name = column.rpartition(".")[2]
    return _PLACES.get(name, len(_PLACES)), column


def label(table: str, column: str) -> Message | None:
    """What a column is called; None for one that no screen shows."""
    return _OTHERWISE.get((table, column)) or _ALL.get(column.rpartition(".")[2])
