"""The firm and its account as papers name them."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.billing.rules.facts import BankFacts, PartyFacts
from desktop_crm.company.rules.identifiers import vat_id_with_prefix
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft


def seller_facts(firm: FirmDraft) -> PartyFacts:
    """The firm as papers name it."""
    address = firm.address if firm.address.country else replace(firm.address, country=firm.country)
    return PartyFacts(
        name=firm.full_name,
        address=address,
        vat_id=vat_id_with_prefix(firm.country, firm.vat_id) if firm.vat_id else "",
        tax_number=firm.tax_number,
        legal_id=firm.legal_id,
        contact_name=firm.contact_name,
        phone=firm.phone,
        email=firm.email,
        website=firm.website,
        endpoint=firm.endpoint,
    )


def bank_facts(firm: FirmDraft, account: BankAccountDraft) -> BankFacts:
    """The account as papers name it."""
    return BankFacts(
        holder=account.holder or firm.full_name,
        bank=account.bank,
        iban=account.iban,
        bic=account.bic,
        pix_key=account.pix_key,
        lines=account.lines,
        text=account.text,
    )
