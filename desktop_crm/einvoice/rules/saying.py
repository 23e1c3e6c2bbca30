"""The sentences that most rules need."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.terms import term
from desktop_crm.values.messages import Message, _

Findings = Iterator[Finding]


def missing(rule: str, number: str, line: int = 0, *, is_warning: bool = False) -> Finding:
    """A term that should be there."""
    return Finding(rule, number, _("Missing: {what}", what=term(number)), line, is_warning)


def unknown(rule: str, number: str, code: str, line: int = 0) -> Finding:
    """A code that its list does not have."""
    return Finding(
        rule, number, _("“{code}” is no known code for {what}", code=code[:60], what=term(number)), line
    )


def differs(
    rule: str,
    number: str,
    said: Decimal,
    reckoned: Decimal,
    line: int = 0,
    *,
    is_warning: bool = False,
) -> Finding:
    """A sum that does not follow from what it is made of."""
    message: Message = _(
        "Wrong: {what}. The file says {said}, its own figures give {reckoned}",
        what=term(number),
        said=said,
        reckoned=reckoned,
    )
    return Finding(rule, number, message, line, is_warning)
