"""Copies of a document: a duplicate to begin from, the same again a month later, a replacement of a wrong
one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import Kind
from desktop_crm.billing.rules.months import month_words, move_text
from desktop_crm.billing.rules.staging import ordered_lines
from desktop_crm.values import dates

_TOKEN = re.compile(r"\{(period|month|year|next_month)\}")


def bare(draft: DocumentDraft) -> DocumentDraft:
    """A draft that hangs on no paper before it; what took off earlier ones goes."""
    return replace(
        draft.without_rate(),
        form="",
        is_corrected=False,
        corrects_id=None,
        from_id=None,
        deliveries=(),
        settles=(),
        is_full=False,
        share=None,
        payment_id=None,
        prepaid=0,
        rounding_amount=0,
        moved=(),
        lines=tuple(
            line if line.of is None else replace(line, of=None)
            for line in draft.lines
            if line.deducts is None
        ),
        is_sample=False,
    )


def duplicate(draft: DocumentDraft, kind: Kind | None = None) -> DocumentDraft:
    """The same paper to begin a new one from: without its dates, without links to others."""
    draft = bare(draft)
    return replace(
        draft,
        kind=kind or draft.kind,
        issued_on=None,
        due_on=None,
        valid_until=None,
        delivered_on=None,
        period_from=None,
        period_to=None,
        lines=tuple(_without_period(line) for line in draft.lines),
    )


def _without_period(line: LineDraft) -> LineDraft:
    return replace(line, period_from=None, period_to=None) if line.period_from or line.period_to else line


def to_invoice(quote: DocumentDraft, quote_id: int) -> DocumentDraft:
    """The invoice a quote becomes: everything agreed stays, options that were not taken go, dates begin
    anew, and so do the letter before it and what is appended."""
    return replace(
        quote.without_rate(),
        kind="invoice",
        issued_on=None,
        due_on=None,
        valid_until=None,
        from_id=quote_id,
        cover="",
        appended=(),
        lines=ordered_lines(quote, quote_id),
    )


def replacement(invoice: DocumentDraft, invoice_id: int) -> DocumentDraft:
    """The draft that takes the place of a corrected invoice: all the same, with a date of its own."""
    return replace(invoice, issued_on=None, due_on=None, corrects_id=invoice_id, is_sample=False)


def as_next_month(draft: DocumentDraft, language: str) -> DocumentDraft:
    """The same again: dates, periods and months named in the texts move on, in the words of `language`.

    Everything moves by the length of the document's period where that is whole months, else by one month.
    A last day of a month stays one in periods.
    """
    months = _step(draft)
    source = (draft.period_from or draft.delivered_on or draft.issued_on or date.min).month
    known = any((draft.period_from, draft.delivered_on, draft.issued_on))

    def moved(text: str) -> str:
        return move_text(text, language, months, source if known else None)

    period_from, period_to = _next_period(draft.period_from, draft.period_to, months)
    issued_on = _later(draft.issued_on, months)
    draft = bare(draft)
    return replace(
        draft,
        issued_on=issued_on,
        due_on=_due_again(draft, issued_on),
        valid_until=_later(draft.valid_until, months),
        delivered_on=_later(draft.delivered_on, months, keep_month_end=True),
        period_from=period_from,
        period_to=period_to,
        intro=moved(draft.intro),
        notes=moved(draft.notes),
        cover=moved(draft.cover),
        lines=tuple(_line_again(line, moved(line.description), months) for line in draft.lines),
    )


def _step(draft: DocumentDraft) -> int:
    start, end = draft.period_from, draft.period_to
    if start is None or end is None:
        return 1
    following, _end = dates.next_period(start, end)
    return (following.year - start.year) * 12 + following.month - start.month


def _later(day: date | None, months: int, *, keep_month_end: bool = False) -> date | None:
    return None if day is None else dates.add_months(day, months, keep_month_end=keep_month_end)


def _next_period(start: date | None, end: date | None, months: int) -> tuple[date | None, date | None]:
    if start is not None and end is not None:
        return dates.next_period(start, end)
    return _later(start, months), _later(end, months, keep_month_end=True)


def _due_again(draft: DocumentDraft, issued_on: date | None) -> date | None:
    """Terms of payment decide anew; without them the number of days stays."""
    if draft.terms_id is not None or draft.due_on is None or issued_on is None or draft.issued_on is None:
        return None
    return issued_on + timedelta(days=(draft.due_on - draft.issued_on).days)


def _line_again(line: LineDraft, description: str, months: int) -> LineDraft:
    period_from, period_to = _next_period(line.period_from, line.period_to, months)
    return replace(line, description=description, period_from=period_from, period_to=period_to)


def title_of(draft: DocumentDraft, language: str, day: date) -> str:
    """What a list says the paper is about, its words filled in; `day` is that of a paper without one."""
    return filled(draft.title, draft, language, draft.issued_on or day)[:200]


def filled(text: str, draft: DocumentDraft, language: str, issued_on: date) -> str:
    """The text with its {period}, {month}, {year} and {next_month} words filled in."""
    if "{" not in text:
        return text
    start, end = draft.period_from or draft.delivered_on or issued_on, draft.period_to
    formats = month_words(language).formats

    def word(found: re.Match[str]) -> str:
        match found[1]:
            case "month":
                return formats.month(start)
            case "next_month":
                return formats.month(dates.add_months(start, 1))
            case "year":
                return f"{start.year}"
        if end is None or (start.day == 1 and end == dates.month_end(start)):
            return formats.month(start)
        return formats.period(start, end)

    return _TOKEN.sub(word, text)
