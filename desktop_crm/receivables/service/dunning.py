"""Reminding: a run prepares letters, a person sends, skips or puts them off; or writes one by hand.

Neither touches the invoice: a letter is a paper of its own about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop_crm.billing.queries import surroundings as around
from desktop_crm.billing.queries.firm import firm_side
from desktop_crm.billing.rules import references
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.freezing import Surroundings
from desktop_crm.billing.service import records
from desktop_crm.billing.service.records import Stored
from desktop_crm.company import service as company_service
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.wordings import text_in
from desktop_crm.database import blobs, writes
from desktop_crm.database.connection import transaction
from desktop_crm.receivables.models import DunningLetter
from desktop_crm.receivables.queries import base_rates
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.dunning import LetterRow
from desktop_crm.receivables.rules import dunning as rules
from desktop_crm.receivables.rules.dunning import Claim, Debt, Level, Parties
from desktop_crm.receivables.rules.dunning_facts import DunningFacts, InterestFacts
from desktop_crm.receivables.service import letter_numbers
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import Message, _


@rights.needs("settings.change")
def set_dunning_levels(caller: Caller, levels: Sequence[Level]) -> None:
    """Keep the firm's ladder. Raises UserError at "levels[2].days" and the like."""
    rules.check_levels(levels)
    company_service.set_setting(caller, queries.LEVELS, [rules.level_to_json(level) for level in levels])


@rights.needs("settings.change")
def set_dunning_by_rule(caller: Caller, is_by_rule: bool) -> None:
    """Whether the program itself looks each day what is due; letters wait in the tray all the same."""
    company_service.set_setting(caller, queries.BY_RULE, True if is_by_rule else None)


@rights.needs("documents.read")
def doubts_of_levels(caller: Caller, levels: Sequence[Level], today: date) -> list[tuple[str, Message]]:
    """What is unusual about a ladder (field, message), for buyers of either kind; each doubt once."""
    firm = firm_side(caller).firm.draft
    found = [
        doubt
        for is_consumer in (False, True)
        for doubt in rules.doubts(
            levels, Parties(country=firm.country, currency=firm.currency, is_consumer=is_consumer), today
        )
    ]
    return list(dict.fromkeys(found))


class NotReckoned(UserError):
    """What is known does not say how much a letter asks for; nothing failed, and others can be reckoned."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An overdue invoice whose letter could not be reckoned, and why."""

    invoice: str
    why: Message


@dataclass(frozen=True, slots=True)
class Run:
    """What a run made: the ids of letters that are new or went up a level, and where it could not."""

    prepared: tuple[int, ...] = ()
    refused: tuple[Refused, ...] = ()


@rights.needs("dunning.write")
def run_dunning(caller: Caller, today: date) -> Run:
    """Prepare the letters that are due by the rule on this day. A second run on the same day finds nothing
    new to do. One invoice that cannot be reckoned does not stop the others: it is told.

    Raises UserError at "today" when an earlier run was on a later day: the clock was set back.
    """
    with transaction(caller) as changed:
        last = queries.last_run()
        if last is not None and today < last:
            raise UserError(
                _("The last run was on {day}: the clock of this computer seems to be set back", day=last),
                "today",
            )
        levels = queries.levels(caller)
        made: list[int] = []
        refused: list[Refused] = []
        for late in queries.late_invoices(today):
            try:
                letter = _prepare(caller, late, levels, today)
            except NotReckoned as error:  # it reckons before it writes: nothing of it is half there
                refused.append(Refused(late.invoice, error.message))
            else:
                made += [] if letter is None else [letter]
        if made:
            changed.add("dunning_letter")
        return Run(tuple(made), tuple(refused))


def refused_words(refused: Sequence[Refused]) -> Message:
    """What could not be prepared, as a screen says it: the first with its reason, and how many more."""
    first, more = refused[0], len(refused) - 1
    if not more:
        return _("No reminder of {number}: {why}", number=first.invoice, why=first.why)
    return _("No reminder of {number} and {more} more: {why}", number=first.invoice, more=more, why=first.why)


def _prepare(caller: Caller, late: queries.Late, levels: Sequence[Level], today: date) -> int | None:
    done = queries.done_levels(late.document_id)
    level = rules.next_level(levels, (today - late.counts_from).days, done, late.pay_by, today)
    if level is None:
        return None
    waiting = None if late.waiting_id is None else queries.get_letter(caller, late.waiting_id)
    if waiting is not None and waiting.level >= level:
        return None
    stored = records.read(late.document_id)
    claim = _claim(caller, stored, levels, level, today, done)[0]
    columns = _sums(claim) | {"level": level, "prepared_on": today, "later_until": None}
    if waiting is not None:
        writes.update_versioned(DunningLetter, waiting.id, waiting.version, **columns)
        return waiting.id
    return writes.insert(
        DunningLetter,
        document=late.document_id,
        state=rules.PREPARED,
        currency=stored.currency,
        by=caller.user,
        **columns,
    )


@rights.needs("dunning.write")
def send_letter(caller: Caller, letter_id: int, version: int, today: date) -> LetterRow:
    """Write a letter that waits in the tray, as of today. Conflict when another answered it first."""
    with transaction(caller) as changed:
        row = _waiting(caller, letter_id, version)
        changed.update(("dunning_letter", "timeline"))
        return _write(caller, row.document_id, row.level, today, row)


@rights.needs("dunning.write")
def write_letter(
    caller: Caller,
    document_id: int,
    today: date,
    level: int | None = None,
    on: date | None = None,
    key: str | None = None,
) -> LetterRow:
    """Write a letter by hand, dated `on` (today if not given; no later). Without a `level` it is the one that
    the days have reached.

    It asks what the letter of the rule asks on that day. With a `key` used before, the first answer comes
    back.
    """
    day = on or today
    if day > today:
        raise UserError(_("A letter is not written ahead: {day} is yet to come", day=day), "on")

    def work() -> int:
        debt, _left = queries.debt_of(document_id)
        days = (day - debt.due_on).days
        if days <= 0:
            raise UserError(_("This invoice is not overdue on {day}", day=day), "on")
        done = queries.done_levels(document_id)
        levels = queries.levels(caller)
        number = rules.level_by_hand(levels, days, done) if level is None else level
        if not 1 <= number <= len(levels):
            raise UserError(_("There are levels 1 to {last}", last=len(levels)), "level")
        if done.get(number) == rules.ISSUED:
            raise UserError(_("The letter of level {level} was written already", level=number), "level")
        return _write(caller, document_id, number, day, _row_for(caller, document_id, number)).id

    with transaction(caller) as changed:
        changed.update(("dunning_letter", "timeline"))
        letter = work() if key is None else writes.once(f"dunning:{key}", work)
        return queries.get_letter(caller, letter)


def _row_for(caller: Caller, document_id: int, level: int) -> LetterRow | None:
    """The row that a letter by hand takes up: the level's own, else the one that waits."""
    rows = queries.letters_of(caller, document_id)
    own = next((row for row in rows if row.level == level), None)
    return own or next((row for row in rows if row.state == rules.PREPARED), None)


@rights.needs("dunning.write")
def skip_letter(caller: Caller, letter_id: int, version: int) -> int:
    """Leave this level out: neither its letter nor its fee comes. Returns the new version."""
    with transaction(caller) as changed:
        _waiting(caller, letter_id, version)
        changed.add("dunning_letter")
        return writes.update_versioned(DunningLetter, letter_id, version, state=rules.SKIPPED)


@rights.needs("dunning.write")
def put_off_letter(caller: Caller, letter_id: int, version: int, until: date, today: date) -> int:
    """Take a letter out of the tray until a day after today. Returns the new version."""
    if not today < until <= today + timedelta(days=365):
        raise UserError(_("Choose a day within a year from tomorrow"), "until")
    with transaction(caller) as changed:
        _waiting(caller, letter_id, version)
        changed.add("dunning_letter")
        return writes.update_versioned(DunningLetter, letter_id, version, later_until=until)


def _waiting(caller: Caller, letter_id: int, version: int) -> LetterRow:
    row = queries.get_letter(caller, letter_id)
    if row.state != rules.PREPARED or row.version != version:
        raise Conflict(_("Somebody else answered this letter in the meantime."))
    return row


# -------------------------------------------------------------------------------------------------- writing


def _write(caller: Caller, document_id: int, level: int, on: date, row: LetterRow | None) -> LetterRow:
    """Number, paper and row of a letter, inside the running transaction."""
    from desktop_crm.receivables.documents import dunning_letter

    stored = records.read(document_id)
    _need_owed(stored)
    periods.need_open(caller, on, "on")
    levels = queries.levels(caller)
    before = [each.issued_on for each in queries.letters_of(caller, document_id) if each.issued_on]
    if before and on < max(before):
        raise UserError(_("The letter before it is of {day}", day=max(before)), "on")
    done = queries.done_levels(document_id)
    claim, debt, now = _claim(caller, stored, levels, level, on, done)
    year, number, text = letter_numbers.draw(caller, on)
    facts = _facts(stored, debt, claim, levels, level, on, text, now, not before)
    pdf = blobs.put(dunning_letter.render(facts, _pictures(facts)))
    columns: dict[str, Any] = _sums(claim) | {
        "level": level,
        "state": rules.ISSUED,
        "later_until": None,
        "year": year,
        "number": number,
        "number_text": facts.number,
        "issued_on": on,
        "pay_by": facts.pay_by,
        "facts": canonical.dump(facts).decode(),
        "pdf": pdf,
        "by": caller.user,
    }
    if row is None:
        key = writes.insert(DunningLetter, document=document_id, currency=stored.currency, **columns)
    else:
        key = row.id
        writes.update_versioned(DunningLetter, key, row.version, **columns)
    letter_numbers.index(key, facts.number, stored)
    what = _("Reminder {number} for {invoice}", number=facts.number, invoice=stored.number)
    records.write_timeline(caller, stored, "invoice", what, amount=claim.asked)
    return queries.get_letter(caller, key)


def _need_owed(stored: Stored) -> None:
    if stored.kind != "invoice" or stored.state == "draft":
        raise UserError(_("Only an issued invoice is reminded of"), "id")
    if stored.is_sample:
        raise UserError(_("Nobody is reminded of a sample"), "id")
    if stored.state != "issued" or stored.open <= 0:
        raise UserError(_("Nothing is open of {number}", number=stored.number), "id")


def _claim(
    caller: Caller, stored: Stored, levels: Sequence[Level], level: int, on: date, done: dict[int, str]
) -> tuple[Claim, Debt, Surroundings]:
    debt, left = queries.debt_of(stored.id)
    now = around.surroundings_of(caller, stored.draft, on)
    firm = firm_side(caller).firm.draft
    is_consumer = now.buyer_is == "consumer"
    parties = Parties(
        country=firm.country,
        currency=firm.currency,
        is_consumer=is_consumer,
        base_rates=base_rates.base_rates(caller),
    )
    skipped = [place for place, state in done.items() if state == rules.SKIPPED and place != level]
    try:
        return rules.claim_of(debt, left, levels, level, on, parties, skipped), debt, now
    except UserError as error:
        raise NotReckoned(error.message, error.field) from error


def _sums(claim: Claim) -> dict[str, Any]:
    return {
        "open": claim.open,
        "fee": claim.fee,
        "lump_sum": claim.lump_sum,
        "interest": claim.interest,
        "asked": claim.asked,
    }


def _facts(
    stored: Stored,
    debt: Debt,
    claim: Claim,
    levels: Sequence[Level],
    level: int,
    on: date,
    number: str,
    now: Surroundings,
    is_first: bool,
) -> DunningFacts:
    asked = canonical.load(DocumentFacts, stored.facts) if stored.facts else None
    quoted = asked is not None and references.is_structured(asked.payment_reference)
    return DunningFacts(
        number=number,
        level=level,
        is_last=level == len(levels) and level > 1,
        is_first=is_first,
        language=now.language,
        currency=stored.currency,
        issued_on=on,
        pay_by=on + timedelta(days=levels[level - 1].pay_within),
        seller=now.seller,
        buyer=now.buyer,
        footer=now.letter_footer,
        bank=asked.bank if asked is not None and quoted else now.bank,
        invoice=stored.number,
        reference=asked.payment_reference if asked is not None and quoted else "",
        payment_code=asked.payment_code if asked is not None else "",
        invoiced_on=stored.issued_on or debt.due_on,
        due_on=debt.due_on,
        billed=debt.due,
        settled=debt.due - claim.open,
        open=claim.open,
        fees=claim.fees,
        lump_sum=claim.lump_sum,
        interest=claim.interest,
        spans=tuple(
            InterestFacts(first=each.first, last=each.last, base=each.base, rate=each.rate)
            for each in claim.spans
        ),
        asked=claim.asked,
        text=text_in(levels[level - 1].texts, now.language),
        design=now.design,
        paper_size=now.paper_size,
        accent=now.accent,
        logo=now.logo,
        signature=now.signature,
    )


def _pictures(facts: DunningFacts) -> Any:
    from desktop_crm.billing.documents.setting import Pictures

    return Pictures(
        logo=blobs.get(facts.logo) if facts.logo else None,
        signature=blobs.get(facts.signature) if facts.signature else None,
    )


@rights.needs("persons.erase")
def files_of_letters(caller: Caller, document_ids: Sequence[int]) -> list[str]:
    """The hashes of the letters about papers whose keep time is over; the letters go with the papers."""
    return [row.pdf_sha for key in document_ids for row in queries.letters_of(caller, key) if row.pdf_sha]
