"""The page that an accountant opens first: what lies in the package, what it comes to, what changed."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from desktop_crm.accounting.rules.changes import KINDS, WHAT, Change
from desktop_crm.accounting.rules.layouts import LAYOUTS
from desktop_crm.accounting.rules.spans import span_words
from desktop_crm.accounting.rules.tables import Table
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.values.messages import Message, Translator, _

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1c1f23; max-width: 56rem; margin: 2rem auto;
  padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin-bottom: .25rem; } h2 { font-size: 1.15rem; margin-top: 2.25rem; }
p.lead { color: #555c66; max-width: 46rem; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid #dfe3e8; overflow-wrap: anywhere; }
th { font-weight: 600; color: #555c66; } .number { text-align: right; white-space: nowrap; }
code { font-size: .8rem; }
@media (prefers-color-scheme: dark) {
  body { background: #16181b; color: #e6e8eb; } a { color: #8ab4f8; }
  p.lead, th { color: #a4abb5; } th, td { border-color: #33383f; } }
@media print { body { margin: 0; max-width: none; } }
"""
_MOST_CHANGES: Final = 200
_NUMBER: Final = ' class="number"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page says."""

    firm: str
    span: PeriodDraft
    tables: Sequence[Table]
    sums: Mapping[str, tuple[int, int]]
    layouts: Sequence[str]
    changes: Sequence[Change]
    heads: Mapping[str, str]
    folders: Mapping[str, int]
    today: date
    notes: Sequence[Message] = ()


FOLDERS: Final[dict[str, Message]] = {
    "documents": _("Invoices and credit notes, as PDF and e-invoice"),
    "other-papers": _("Quotes, order confirmations, delivery notes, receipts"),
    "received": _("Invoices received, as they came"),
    "expenses": _("Expenses with their receipts"),
    "bank": _("Bank statements, as they came"),
    "reminders": _("Reminders"),
}


def first_page(told: Told, t: Translator) -> bytes:
    """HTML without scripts and without anything from elsewhere."""
    title = t.message(_("{firm}: package for the accountant", firm=told.firm))
    lead = t.message(_("{days}. Made on {day}.", days=t.message(span_words(told.span)), day=told.today))
    parts = [_notes(told, t), _sums(told, t), _contents(told, t), _changes(told, t), _proof(told, t)]
    body = "\n".join(part for part in parts if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{t.language.replace("_", "-")}">\n<head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_safe(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        f'<h1>{_safe(title)}</h1>\n<p class="lead">{_safe(lead)}</p>\n{body}\n</body></html>\n'
    ).encode()


def _notes(told: Told, t: Translator) -> str:
    """What is not whole in these days, before anything else."""
    if not told.notes:
        return ""
    lines = "".join(f"<li>{_safe(t.message(each))}</li>" for each in told.notes)
    return f"<h2>{_safe(t.message(_('To be known first')))}</h2>\n<ul>{lines}</ul>"


def _sums(told: Told, t: Translator) -> str:
    if not told.sums:
        return f"<p>{_safe(t.message(_('Nothing was invoiced in these days.')))}</p>"
    rows = [
        [currency, *(t.formats.money(each, currency) for each in (net, tax, net + tax))]
        for currency, (net, tax) in sorted(told.sums.items())
    ]
    head = [t.message(_("Currency")), t.message(_("Net amount")), t.message(_("VAT")), t.message(_("In all"))]
    return _table(t.message(_("What was invoiced")), head, rows, numbers={1, 2, 3})


def _contents(told: Told, t: Translator) -> str:
    rows = [
        [_link("tables", f"{table.name}.xlsx"), _safe(t.message(table.title)), str(len(table.rows))]
        for table in told.tables
    ]
    rows += [
        [_safe(f"{folder}/"), _safe(t.message(FOLDERS[folder])), str(count)]
        for folder, count in told.folders.items()
        if count and folder in FOLDERS
    ]
    rows += [[_safe(f"{each}/"), _safe(t.message(LAYOUTS[each].hint)), ""] for each in told.layouts]
    head = [t.message(_("Where")), t.message(_("What")), t.message(_("Entries"))]
    return _table(t.message(_("What lies in it")), head, rows, numbers={2}, is_safe=True)


def _changes(told: Told, t: Translator) -> str:
    if not told.changes:
        return ""
    rows = [
        [
            t.message(WHAT[each.what]),
            t.message(KINDS.get(each.kind, _("{what}", what=each.kind))),
            each.name,
            t.formats.date(each.day),
        ]
        for each in told.changes[:_MOST_CHANGES]
    ]
    head = [
        t.message(_("What became of it")),
        t.message(_("Kind")),
        t.message(_("Number")),
        t.message(_("Day")),
    ]
    shown = _table(t.message(_("Changed since the packages before")), head, rows)
    more = len(told.changes) - len(rows)
    if more > 0:
        words = _("The table holds {n} more", n=more)
        shown += f"\n<p>{_safe(t.message(words))}</p>"
    return shown


def _proof(told: Told, t: Translator) -> str:
    words = t.message(
        _(
            "The manifest names each file with its SHA-256. “desktop-crm verify PACKAGE” checks all of it "
            "and names the first file that was changed."
        )
    )
    rows = [[kind, f"<code>{_safe(seal)}</code>"] for kind, seal in sorted(told.heads.items())]
    head = [t.message(_("Number series")), t.message(_("Last seal"))]
    table = (
        _table(t.message(_("Proof")), head, rows, is_safe=True)
        if rows
        else f"<h2>{_safe(t.message(_('Proof')))}</h2>"
    )
    return f"{table}\n<p>{_safe(words)}</p>"


def _table(
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: set[int] | None = None,
    is_safe: bool = False,
) -> str:
    def cells(tag: str, row: Sequence[str], safe: bool) -> str:
        return "".join(
            f"<{tag}{_NUMBER if place in (numbers or ()) else ''}>{each if safe else _safe(each)}</{tag}>"
            for place, each in enumerate(row)
        )

    body = "\n".join(f"<tr>{cells('td', row, is_safe)}</tr>" for row in rows)
    return (
        f"<h2>{_safe(title)}</h2>\n<table><thead><tr>{cells('th', head, False)}</tr></thead>\n"
        f"<tbody>{body}</tbody></table>"
    )


def _link(folder: str, name: str) -> str:
    return f'<a href="{quote(f"{folder}/{name}")}">{_safe(name)}</a>'


def _safe(text: str) -> str:
    return html.escape(text)
