"""The facts of a paper as the bytes of an e-invoice, in the format asked for."""

from __future__ import annotations

from desktop_crm.billing.documents.einvoice.invoice import invoice_of
from desktop_crm.billing.documents.einvoice.scope import check_scope
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.profiles import CII, PROFILES, XRECHNUNG_CII, Profile
from desktop_crm.einvoice.ubl_writing import write_ubl
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def profile_of(key: str) -> Profile:
    """The profile of a word ("peppol"); "" is Factur-X. UserError for another word."""
    try:
        return PROFILES[key] if key else CII
    except KeyError:
        raise UserError(_("Write one of {choices}", choices=", ".join(PROFILES)), "--format") from None


def write(facts: DocumentFacts, profile: Profile) -> bytes:
    """The XML, UTF-8. Raises UserError with the field for what EN 16931 cannot express."""
    check_scope(facts)
    invoice = invoice_of(facts, profile)
    return write_cii(invoice) if profile.syntax == "cii" else write_ubl(invoice)


def cii(facts: DocumentFacts) -> bytes:
    """As Factur-X carries it, profile EN 16931."""
    return write(facts, CII)


def embedded(profile: Profile) -> Profile:
    """What the PDF carries beside a file of this profile: always CII, the German one where it is asked."""
    return XRECHNUNG_CII if profile.is_german else CII


def suits(facts: DocumentFacts, profile: Profile) -> bool:
    """Whether the bytes stored at issue are those of this profile."""
    return profile_of(facts.einvoice) == profile
