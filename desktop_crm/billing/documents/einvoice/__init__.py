"""From what a paper says to the structured invoice of EN 16931 that says the same."""

from desktop_crm.billing.documents.einvoice.demands import check_einvoice, demands
from desktop_crm.billing.documents.einvoice.invoice import invoice_of
from desktop_crm.billing.documents.einvoice.scope import has_xml, is_invoice, why_no_xml
from desktop_crm.billing.documents.einvoice.sums import check_xml_sums
from desktop_crm.billing.documents.einvoice.writing import (
    cii,
    embedded,
    profile_of,
    suits,
    write,
)

__all__ = [
    "check_einvoice",
    "check_xml_sums",
    "cii",
    "demands",
    "embedded",
    "has_xml",
    "invoice_of",
    "is_invoice",
    "profile_of",
    "suits",
    "why_no_xml",
    "write",
]
