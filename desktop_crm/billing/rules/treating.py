"""How a draft is taxed: what its lines say, what the law proposes, and the draft with the proposal taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.pricing import counts
from desktop_crm.company.rules import law
from desktop_crm.company.rules.profile import TAXED, FirmDraft
from desktop_crm.values.messages import Message, _

_TIMES: Final = frozenset({"HUR", "DAY", "MON", "ANN", "WEE", "MIN", "SEC", "E49"})
"""Units of time (UN/ECE Rec. 20): who charges them does something, and delivers nothing."""
_NOT_HERE: Final = frozenset({"K", "G"})
"""Never within one's own country; reverse charge and exemptions are, for some goods and trades."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the law proposes for a draft. `fits`: its lines are taxed so, or in a way that may as well be
    right.
    """

    treatment: law.Treatment
    supply: law.Supply
    fits: bool

    @property
    def message(self) -> Message:
        """The reason with its article, and what the lines should say."""
        return _(
            "{why}: VAT category {code} ({source})",
            why=self.treatment.why,
            code=self.treatment.category,
            source=self.treatment.source,
        )


def supply_of(draft: DocumentDraft, products: Mapping[int, str]) -> law.Supply:
    """Goods or services: as chosen, else as most of what is charged says (`products`: kind by id)."""
    if draft.supply:
        return draft.supply
    goods = services = Decimal(0)
    for line in draft.lines:
        if not counts(line):
            continue
        worth = abs(line.price * line.qty / (line.base_qty or 1))
        kind = products.get(line.product_id or 0) or ("service" if line.unit in _TIMES else "")
        if kind == "service":
            services += worth
        elif kind:
            goods += worth
    return "goods" if goods > services else "services"


def sale_of(
    draft: DocumentDraft,
    facts: DocumentFacts,
    firm: FirmDraft,
    supply: law.Supply,
    buyer: law.Buyer,
) -> law.Sale:
    """The draft as the tax sees it: goods are taxed where they go, services where the customer is."""
    goes_to = facts.delivery if supply == "goods" and facts.delivery is not None else facts.buyer
    return law.Sale(
        seller_country=firm.country or firm.address.country,
        place=goes_to.address.country,
        supply=supply,
        buyer=buyer,
        has_vat_id=bool(facts.buyer.vat_id),
        day=facts.delivered_on or facts.period_to or facts.issued_on,
        small_business=firm.small_business,
    )


def proposal(draft: DocumentDraft, sale: law.Sale) -> Proposal | None:
    """What the law table proposes for this sale, or None where it knows nothing of it."""
    found = law.proposed_treatment(sale)
    if found is None or not any(counts(line) for line in draft.lines):
        return None
    fits = all(_fits(line, found) for line in draft.lines if counts(line))
    return Proposal(found, sale.supply, fits)


def _fits(line: LineDraft, found: law.Treatment) -> bool:
    """Whether a line may be taxed so; what is exempt by its nature is exempt everywhere."""
    if line.category in (found.category, "E"):
        return found.category != "S" or line.category in (*TAXED, "E")
    if found.category == "S":
        return line.category not in _NOT_HERE if found.id == "home" else line.category in (*TAXED, "Z")
    return found.is_doubtful


def treated(
    draft: DocumentDraft, category: str, usual: tuple[str, Decimal], special: str = ""
) -> DocumentDraft:
    """The draft with every charged line in this category; taxed lines keep their rate where it is taxed,
    untaxed ones take `usual` (category and rate).
    """
    lines = tuple(_treated(line, category, usual) if line.kind == "item" else line for line in draft.lines)
    adjustments = tuple(
        replace(each, category="", rate=None) if each.category else each for each in draft.adjustments
    )
    return replace(draft, lines=lines, adjustments=adjustments, treatment=special)


def _treated(line: LineDraft, category: str, usual: tuple[str, Decimal]) -> LineDraft:
    if category not in TAXED:
        return replace(line, category=category, rate=Decimal(0))
    if line.category in TAXED or line.category == "Z":
        return line
    return replace(line, category=usual[0], rate=usual[1])
