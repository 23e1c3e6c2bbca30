"""From plans to documents: the surroundings of a paper are read once for each kind of customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import CREDIT_NOTE
from desktop_crm.billing.rules.freezing import Surroundings, completed, freeze
from desktop_crm.billing.rules.pricing import Pricing, price
from desktop_crm.billing.service import NewDocument
from desktop_crm.database.connection import transaction
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _
from desktop_crm.values.progress import Progress
from desktop_crm.workspace.generating.papers import Plan, credit_draft, draft_of

_CHUNK: Final = 10_000
_Key = tuple[str, str, str, int, frozenset[str]]
"""Kind, language, regime, terms and VAT categories of a paper."""


class Writer:
    """Makes the facts of plans and hands them to billing, chunk by chunk."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._around: dict[_Key, Surroundings] = {}
        self._priced: dict[tuple[str, str, int, int], Pricing] = {}

    def write(self, plans: Sequence[Plan], progress: Progress) -> None:
        """Write all in the order of their issue, each chunk in a transaction of its own."""
        for start in range(0, len(plans), _CHUNK):
            progress.step(start, len(plans), _("Writing documents"))
            some = plans[start : start + _CHUNK]
            with transaction():
                billing_service.insert_documents(self._caller, list(self._documents(some)))

    def _documents(self, plans: Sequence[Plan]) -> Iterator[NewDocument]:
        for plan in plans:
            yield self._credit_note(plan) if plan.kind == CREDIT_NOTE else self._sale(plan)

    def _sale(self, plan: Plan) -> NewDocument:
        draft = draft_of(plan)
        around = replace(self._surroundings(plan, draft), buyer=plan.customer.facts)
        draft = completed(draft, around, plan.on)
        return NewDocument(
            plan.id,
            draft,
            freeze(draft, around, pricing=self._pricing(plan, draft)),
            state=plan.state,
            answered_on=plan.answered_on,
            answer=plan.answer,
            credited=plan.credited,
            payments=plan.payments,
        )

    def _credit_note(self, plan: Plan) -> NewDocument:
        draft, places = credit_draft(plan)
        around = replace(self._surroundings(plan, draft), buyer=plan.customer.facts)
        draft = completed(draft, around, plan.on)
        return NewDocument(plan.id, draft, freeze(draft, around), credited_lines=places)

    def _surroundings(self, plan: Plan, draft: DocumentDraft) -> Surroundings:
        categories = frozenset(line.category for line in draft.lines)
        key = (plan.kind, plan.customer.language, plan.customer.regime, plan.terms, categories)
        if key not in self._around:
            self._around[key] = billing.surroundings_of(self._caller, draft, plan.on)
        return self._around[key]

    def _pricing(self, plan: Plan, draft: DocumentDraft) -> Pricing:
        key = (plan.kind, plan.customer.regime, plan.basket.place, plan.terms)
        if key not in self._priced:
            self._priced[key] = price(draft)
        return self._priced[key]
