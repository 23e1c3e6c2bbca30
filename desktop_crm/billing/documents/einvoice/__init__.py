"""The structured invoice of EN 16931 in the CII syntax (UN/CEFACT D22B), as Factur-X and ZUGFeRD carry it."""

from desktop_crm.billing.documents.einvoice.cii import cii
from desktop_crm.billing.documents.einvoice.scope import has_xml, why_no_xml
from desktop_crm.billing.documents.einvoice.sums import check_xml_sums

__all__ = ["check_xml_sums", "cii", "has_xml", "why_no_xml"]
