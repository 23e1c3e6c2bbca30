"""What stands around a draft as of now: seller, buyer, terms, bank account, wordings of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from desktop_crm.billing.queries import following, noticing, treating
from desktop_crm.billing.queries.firm import FirmSide, firm_side
from desktop_crm.billing.rules import checks, exchanging, paying
from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import (
    CREDIT_NOTE,
    DELIVERY,
    DEPOSIT,
    INVOICE,
    QUOTE,
    RECEIPT,
    DocumentFacts,
    Kind,
    PartyFacts,
    Preceding,
)
from desktop_crm.billing.rules.freezing import Reasons, Surroundings, completed, freeze
from desktop_crm.billing.rules.kinds import BILLING, series_of, sort_of
from desktop_crm.billing.rules.parties import bank_facts, seller_facts
from desktop_crm.billing.rules.pricing import counts
from desktop_crm.billing.rules.treating import Proposal
from desktop_crm.company.queries import exchange, periods
from desktop_crm.company.rules import law, paper_texts
from desktop_crm.company.rules.footer_words import footer_labels
from desktop_crm.company.rules.identifiers import swiss_vat_id, vat_id_with_prefix
from desktop_crm.company.rules.periods import closed_words
from desktop_crm.company.rules.profile import (
    TAXED,
    BankAccountDraft,
    FirmDraft,
    TermsDraft,
    footer_columns,
)
from desktop_crm.company.rules.wordings import text_in
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import ContactDefaults
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _, translator_for

_PRECEDING: Final = "SELECT number_text, issued_on, kind FROM document WHERE id = ? AND state <> 'draft'"


@rights.needs("documents.read")
def surroundings_of(
    caller: Caller, draft: DocumentDraft, on: date, side: FirmSide | None = None
) -> Surroundings:
    """Everything beside the draft that its paper would say on this day; `side` where it was read before.

    Raises UserError at "contact_id" for a customer who does not exist, at "terms_id" for unknown terms.
    """
    side = side or firm_side(caller)
    firm = side.firm.draft
    buyer = None if draft.contact_id is None else contacts.get_defaults(caller, draft.contact_id)
    language = draft.language or (buyer.language if buyer else "") or firm.language or "en"
    account = side.account_for(draft.currency, draft.bank_account_id)
    reasons = treating.reasons_of(side, draft, language, on)
    buyer_is = treating.buyer_kind(draft, buyer)
    is_consumer = buyer_is == "consumer"
    is_internal = law.papers_elsewhere(firm.country, on, small_business=firm.small_business) is not None
    is_fiscal = not is_internal and law.prints_fiscal(firm, on, is_consumer=is_consumer)
    terms = _terms(side, draft, buyer)
    home = law.default_currency(firm.country) if firm.country else firm.currency
    more: tuple[str, ...] = ()
    if not is_fiscal:
        more = (law.paper_note(firm.country, language, on, internal=is_internal),)
    if draft.kind == INVOICE and is_fiscal and not is_consumer:
        discount = draft.early_percent or (terms.early_percent if terms else None)
        wordings = law.business_wordings(firm.country, on, has_discount=bool(discount))
        more = tuple(text_in(each, language) for each in wordings)
    if is_fiscal:
        more = (*treating.mentions(draft, firm, language, on), *more)
    return Surroundings(
        seller=seller_facts(firm),
        buyer=_buyer(caller, draft, buyer, language),
        language=language,
        footer=footer_facts(firm, account.draft if account else None, language, sort_of(draft)),
        letter_footer=footer_facts(firm, account.draft if account else None, language),
        terms=terms,
        bank=bank_facts(firm, account.draft) if account else None,
        qr_iban=account.draft.qr_iban if account else "",
        reasons=reasons,
        legal_texts=_legal_texts(firm, reasons, language, on, more),
        is_fiscal=is_fiscal,
        is_internal=is_internal,
        buyer_is=buyer_is,
        einvoice=buyer.einvoice if buyer else "",
        preceding=_preceding(draft),
        vat_proof=treating.vat_proof(caller, draft, buyer, on),
        home_currency=home,
        exchange=exchange.exchange_on(caller, draft.currency, home, _tax_point(draft, on), firm.country),
        order=following.order_of(draft),
        quote=following.quote_of(draft),
        deliveries=following.deliveries_of(draft),
        deducted=following.deducted_by(draft),
        received=following.received_by(draft),
        quote_valid_days=firm.quote_valid_days,
        design=(buyer.design if buyer else "") or firm.design,
        paper_size=(buyer.paper_size if buyer else "") or firm.paper_size,
        columns=firm.columns,
        accent=firm.accent,
        logo=firm.logo,
        signature=firm.signature,
    )


def _tax_point(draft: DocumentDraft, on: date) -> date:
    return exchanging.tax_point(draft.delivered_on, draft.period_to, on)


@lru_cache(maxsize=64)
def footer_facts(
    firm: FirmDraft, account: BankAccountDraft | None, language: str, sort: str = paper_texts.ALL
) -> tuple[tuple[str, ...], ...]:
    """The footer of a sort of paper in columns; that of letters by itself."""
    firm = paper_texts.firm_with_footer(firm, sort, language)
    return footer_columns(firm, account, footer_labels(translator_for(language, "documents")))


@rights.needs("documents.read")
def with_texts(caller: Caller, draft: DocumentDraft) -> DocumentDraft:
    """A draft with the texts that the firm's papers of its sort have, in the draft's language."""
    return with_texts_of(draft, firm_side(caller).firm.draft)


def with_texts_of(draft: DocumentDraft, firm: FirmDraft) -> DocumentDraft:
    """The same of a firm that was read."""
    sort, language = sort_of(draft), draft.language or firm.language
    return replace(
        draft,
        intro=paper_texts.text_for(firm, sort, "intro", language),
        notes=paper_texts.text_for(firm, sort, "notes", language),
        cover=paper_texts.text_for(firm, sort, "cover", language),
    )


@rights.needs("documents.read")
def preview_facts(caller: Caller, draft: DocumentDraft, today: date) -> DocumentFacts:
    """What the paper would say now, without a number and marked as a draft."""
    on = draft.issued_on or today
    around = surroundings_of(caller, draft, on)
    return freeze(completed(draft, around, on), around)


@rights.needs("documents.read")
def problems(caller: Caller, draft: DocumentDraft, today: date) -> tuple[Problem, ...]:
    """What keeps the draft from being issued today, then what one should know before."""
    try:
        checks.check_draft(draft)
        on = draft.issued_on or today
        side = firm_side(caller)
        around = surroundings_of(caller, draft, on, side)
        whole = completed(draft, around, on)
        facts = freeze(whole, around)
    except UserError as error:
        return (Problem(error.field or "", error.message),)
    firm = side.firm.draft
    case = legal_case(firm, whole, facts, around.buyer_is)
    found = list(checks.problems(whole, facts, demanded(case, facts), today=today))
    found += [*following.problems(caller, whole), *noticing.problems(caller, whole, on)]
    asked = {problem.field for problem in found}
    found += (
        each
        for each in exchanging.doubts(facts, around.home_currency, has_account=around.bank is not None)
        if each.field != "exchange_rate" or "tax_currency" not in asked  # the law asks for the same
    )
    refused = refusal(case)
    if refused is not None:
        found.insert(0, Problem("contact_id", refused))
    if case.small_business and case.kind == INVOICE and facts.totals.tax:
        message = _("As a small business you charge no VAT, but this invoice does")
        found.append(Problem("lines", message, is_warning=True))
    elsewhere = law.papers_elsewhere(firm.country, on, small_business=firm.small_business)
    if elsewhere is not None:
        found.append(Problem("kind", elsewhere, is_warning=True))
    found += _rates_out_of_force(side, whole, facts)
    proposal = treating.proposed(caller, whole, facts, firm, around.buyer_is)
    if proposal is not None and not proposal.fits and around.is_fiscal:
        found.append(Problem("lines", proposal.message, is_warning=True))
    if facts.kind in BILLING:
        filled = checks.filled_fields(whole, facts)
        found += [
            Problem(each.any_of[0], each.message, is_warning=True)
            for each in law.reminders(case)
            if facts.form != DEPOSIT and filled.isdisjoint(each.any_of)
        ]
    found += [Problem(*each, is_warning=True) for each in paying.doubts(facts, around.qr_iban)]
    closed = None if draft.is_sample else periods.closed_period_of(caller, on)
    if closed is not None:
        found.insert(0, Problem("issued_on", closed_words(closed)))
    last = None if draft.is_sample else _last_issued_on(series_of(draft))
    if last is not None and on < last:
        message = _("The last number was given on {date}: an earlier date is not possible", date=last)
        found.insert(0, Problem("issued_on", message))
    return tuple(found)


def _rates_out_of_force(side: FirmSide, draft: DocumentDraft, facts: DocumentFacts) -> list[Problem]:
    """Rates that the firm knows, but for other days than that of the supply, and those that neither it nor
    the law of either side knows; said once each."""
    day = facts.delivered_on or facts.period_to or facts.issued_on
    found: dict[tuple[str, Decimal], Problem] = {}
    goes_to = facts.delivery.address.country if facts.delivery is not None else ""
    lands = {side.firm.draft.country, facts.buyer.address.country, goes_to}
    by_law, is_taxed = [law.known_rates(each, day) for each in lands], facts.kind in BILLING
    for place, line in enumerate(draft.lines, 1):
        key = (line.category, line.rate)
        known = [row.draft for row in side.rates if (row.draft.category, row.draft.rate) == key]
        if not counts(line) or not line.rate or any(rate.is_valid_on(day) for rate in known):
            continue
        if known:
            message = _("VAT at {rate} % is not in force on {date}", rate=line.rate, date=day)
        elif is_taxed and line.category in TAXED and all(line.rate not in each for each in by_law):
            message = _("VAT at {rate} % is known neither in the settings nor by law", rate=line.rate)
        else:
            continue
        found.setdefault(key, Problem(f"lines[{place}].rate", message, is_warning=True))
    return list(found.values())


def legal_case(
    firm: FirmDraft, draft: DocumentDraft, facts: DocumentFacts, buyer: law.Buyer = "business"
) -> law.Case:
    """The draft as the law table sees it."""
    return law.Case(
        seller_country=firm.country or firm.address.country,
        day=facts.issued_on,
        buyer_country=facts.buyer.address.country,
        kind=facts.kind,
        categories=frozenset(line.category for line in draft.lines if counts(line)),
        gross=facts.totals.gross,
        currency=facts.currency,
        small_business=firm.small_business,
        is_consumer=buyer == "consumer",
        is_public=buyer == "public",
    )


def refusal(case: law.Case) -> Message | None:
    """Why this seller may not bill this buyer with this program; what was billed may always be credited."""
    if case.kind != INVOICE:
        return None
    return law.refusal(
        case.seller_country, case.day, is_consumer=case.is_consumer, small_business=case.small_business
    )


def demanded(case: law.Case, facts: DocumentFacts) -> list[tuple[tuple[str, ...], Message]]:
    """The demands of the law in the form the checks take. A deposit is billed before anything was supplied:
    its paper says so in place of a day."""
    home = law.default_currency(case.seller_country)
    asked = [(each.any_of, exchanging.demand_words(each, facts, home)) for each in law.demands(case)]
    if facts.form == DEPOSIT:
        return [each for each in asked if each[0][0] not in ("delivered_on", "period_from")]
    return asked


@rights.needs("documents.read")
def new_draft(caller: Caller, kind: Kind, contact_id: int | None, today: date) -> DocumentDraft:
    """A draft to begin with: the customer's defaults, else the firm's. The day of issue is left to the
    issuing."""
    side = firm_side(caller)
    firm = side.firm.draft
    buyer = None if contact_id is None else contacts.get_defaults(caller, contact_id)
    language = (buyer.language if buyer else "") or firm.language
    currency = (buyer.currency if buyer else "") or firm.currency
    draft = DocumentDraft(
        kind=kind,
        contact_id=contact_id,
        currency=currency,
        language=language,
        order_number=buyer.order_number if buyer else "",
        buyer_reference=buyer.buyer_reference if buyer else "",
        delivery=buyer.delivery if buyer else None,
        bank_account_id=side.usable_account(buyer.bank_account_id if buyer else None, currency),
    )
    draft = with_texts_of(draft, firm)
    if kind == QUOTE:
        return replace(draft, valid_until=today + timedelta(days=firm.quote_valid_days))
    if kind in (DELIVERY, RECEIPT):
        return draft
    default = side.default_terms
    terms_id = buyer.terms_id if buyer else None
    return replace(draft, terms_id=terms_id or (default.id if default else None))


def _last_issued_on(kind: str) -> date | None:
    row = raw().execute("SELECT last_issued_on FROM number_series WHERE kind = ?", (kind,)).fetchone()
    return date.fromisoformat(row[0]) if row and row[0] else None


def _buyer(caller: Caller, draft: DocumentDraft, buyer: ContactDefaults | None, language: str) -> PartyFacts:
    if buyer is None:
        return PartyFacts()
    address = draft.address if draft.address is not None and not draft.address.is_empty else buyer.address
    person = contacts.get_name(caller, draft.person_id) if draft.person_id is not None else ""
    if person and not address.attention:
        address = replace(address, attention=person)
    return PartyFacts(
        name=buyer.name,
        address=address,
        vat_id=swiss_vat_id(buyer.vat_id, language, is_registered=False)
        or (vat_id_with_prefix(address.country, buyer.vat_id) if buyer.vat_id else ""),
        tax_number=buyer.tax_number,
        legal_id=buyer.legal_id,
        contact_name=person,
        phone=buyer.phone,
        email=buyer.mail,
        endpoint=buyer.endpoint,
        customer_number=buyer.customer_number or "",
    )


def _terms(side: FirmSide, draft: DocumentDraft, buyer: ContactDefaults | None) -> TermsDraft | None:
    """The document's terms; where it names neither terms nor a due date the customer's, else the firm's
    default."""
    if draft.kind != INVOICE:
        return None
    if draft.terms_id is not None:
        chosen = side.terms_by_id(draft.terms_id)
        if chosen is None:
            raise UserError(_("There are no terms of payment {id}", id=str(draft.terms_id)), "terms_id")
        return chosen.draft
    if draft.due_on is not None:
        return None
    found = side.terms_by_id(buyer.terms_id) if buyer and buyer.terms_id is not None else None
    found = found or side.default_terms
    return found.draft if found else None


def _legal_texts(
    firm: FirmDraft, reasons: Reasons, language: str, on: date, more: tuple[str, ...]
) -> tuple[str, ...]:
    texts = list(more)
    if firm.small_business:
        texts.insert(0, law.small_business_wording(firm.country, language, on))
    said = {text for text, _code in reasons.values()}
    return tuple(text for text in dict.fromkeys(texts) if text and text not in said)


def _preceding(draft: DocumentDraft) -> Preceding | None:
    """BT-25 and BT-26: what a credit note takes back, or what a replacement stands for."""
    if draft.corrects_id is None or draft.kind not in (CREDIT_NOTE, INVOICE):
        return None
    row = raw().execute(_PRECEDING, (draft.corrects_id,)).fetchone()
    return None if row is None else Preceding(number=row[0], issued_on=date.fromisoformat(row[1]))


@rights.needs("documents.read")
def proposal(caller: Caller, draft: DocumentDraft, today: date) -> Proposal | None:
    """How the law proposes to tax this draft, or None while too little is known of it."""
    on = draft.issued_on or today
    side = firm_side(caller)
    try:
        around = surroundings_of(caller, draft, on, side)
        whole = completed(draft, around, on)
        facts = freeze(whole, around)
    except UserError:
        return None  # what is wrong stands at its field
    return treating.proposed(caller, whole, facts, side.firm.draft, around.buyer_is)
