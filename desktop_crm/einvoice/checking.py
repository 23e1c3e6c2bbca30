"""An invoice held against the rules that it says it follows, or against those of a profile."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from desktop_crm.einvoice.findings import Finding, sorted_findings
from desktop_crm.einvoice.model import Invoice
from desktop_crm.einvoice.opening import EMPTY, Opened
from desktop_crm.einvoice.profiles import (
    FACTUR_X,
    WITHOUT_LINES,
    Profile,
    is_german,
    is_german_since_3,
    is_peppol,
)
from desktop_crm.einvoice.rules.categories import check_categories
from desktop_crm.einvoice.rules.code_lists import check_codes
from desktop_crm.einvoice.rules.german import check_german
from desktop_crm.einvoice.rules.mandatory import check_mandatory
from desktop_crm.einvoice.rules.peppol import check_peppol, check_shared
from desktop_crm.einvoice.rules.sums import check_sums
from desktop_crm.values.messages import _

_ADVICE: Final = frozenset(("PEPPOL-EN16931-R040", "PEPPOL-EN16931-R046", EMPTY))
"""What the norm itself does not ask for: of other files merely doubtful."""


def check(invoice: Invoice, profile: Profile | None = None) -> tuple[Finding, ...]:
    """Every broken rule, errors first. Without a profile the file's own specification (BT-24) decides."""
    return _judged(invoice, (), profile)


def check_opened(opened: Opened) -> tuple[Finding, ...]:
    """The same of a file that came in, with what could not be read in it."""
    return _judged(opened.invoice, opened.findings, None)


def _judged(invoice: Invoice, noted: tuple[Finding, ...], profile: Profile | None) -> tuple[Finding, ...]:
    german = profile.is_german if profile else is_german(invoice.specification)
    peppol = profile.is_peppol if profile else is_peppol(invoice.specification)
    found: list[Finding] = list(noted)
    if FACTUR_X.get(invoice.specification) in WITHOUT_LINES:
        message = _(
            "A file of this profile carries no lines: to the norm it is no invoice, only its paper is"
        )
        found.append(Finding("BR-16", "BG-25", message))
    for rules in (check_mandatory, check_sums, check_categories, check_codes):
        found += rules(invoice)
    if german:
        found += check_german(invoice)
        if profile or is_german_since_3(invoice.specification):
            found += check_shared(invoice)
    if peppol:
        found += check_peppol(invoice)
    if not (german or peppol):
        found = [replace(each, is_warning=True) if each.rule in _ADVICE else each for each in found]
    return sorted_findings(tuple(found))
