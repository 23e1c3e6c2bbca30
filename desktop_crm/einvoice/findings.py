"""What is wrong with an e-invoice, in plain words with the number of the rule and of the term."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.values.messages import Message


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule (BR-CO-15, PEPPOL-EN16931-R120, or FORMAT for what cannot be read as what it is).

    `term` is the business term that is missing or wrong (BT-112), `line` the invoice's line, counted from 1.
    A warning is what the rules only advise.
    """

    rule: str
    term: str
    message: Message
    line: int = 0
    is_warning: bool = False


def sorted_findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Errors first, each said once, otherwise in the order in which they were found."""
    unique: dict[tuple[str, str, int, str], Finding] = {}
    for each in findings:
        unique.setdefault((each.rule, each.term, each.line, str(each.message)), each)
    return tuple(sorted(unique.values(), key=lambda each: each.is_warning))
