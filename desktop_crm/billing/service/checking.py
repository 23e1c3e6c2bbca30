"""Everything that keeps a draft from being issued, the demands of its customer's e-invoice included."""

from __future__ import annotations

from datetime import date

from desktop_crm.billing import queries
from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError


@rights.needs("documents.read")
def problems(caller: Caller, draft: DocumentDraft, today: date) -> tuple[Problem, ...]:
    """What keeps the draft from being issued today, then what one should know before.

    A demand of the e-invoice at a field of which something else is said already is not said again.
    """
    from desktop_crm.billing.documents import einvoice

    found = queries.problems(caller, draft, today)
    try:
        facts = queries.preview_facts(caller, draft, today)
    except UserError:
        return found  # what keeps the facts from being made is said by `found`
    said = {problem.field for problem in found}
    if not facts.lines:
        return found
    more = [problem for problem in einvoice.demands(facts) if problem.field not in said]
    return tuple(sorted([*found, *more], key=lambda problem: problem.is_warning))


@rights.needs("documents.read")
def promised_format(caller: Caller, facts: DocumentFacts) -> str:
    """What the e-invoice of a draft will be called; "" where it will have none."""
    from desktop_crm.billing.documents import einvoice

    if any(problem.field for problem in einvoice.demands(facts)) and not facts.einvoice:
        return ""
    return einvoice.profile_of(facts.einvoice).name if einvoice.is_invoice(facts) else ""
