"""What is kept about a person as one page of HTML: no scripts, nothing from elsewhere, printable."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from desktop_crm.values.messages import Message, Translator
from desktop_crm.values.personal import Amount, Cell, PersonalFile, Section

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1c1f23; max-width: 72rem; margin: 2rem auto;
  padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin-bottom: .25rem; } h2 { font-size: 1.15rem; margin-top: 2.25rem; }
p.lead { color: #555c66; max-width: 46rem; } nav a { margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid #dfe3e8; }
th { font-weight: 600; color: #555c66; } td { white-space: pre-line; overflow-wrap: anywhere; }
td.number { text-align: right; white-space: nowrap; } p.none { color: #555c66; }
@media (prefers-color-scheme: dark) {
  body { background: #16181b; color: #e6e8eb; } a { color: #8ab4f8; }
  p.lead, p.none, th { color: #a4abb5; } th, td { border-color: #33383f; } }
@media print { body { margin: 0; max-width: none; } }
"""


def person_page(
    name: str,
    firm: str,
    sections: Sequence[Section],
    today: date,
    t: Translator,
    names: Mapping[int, str],
) -> str:
    """The page as text; `names` says under which name each file lies beside it, by the file's identity."""
    lead = (
        t("This is everything that {firm} keeps about you, as of {day}.", firm=firm, day=today)
        if firm
        else t("This is everything that is kept about you, as of {day}.", day=today)
    )
    links = "\n".join(
        f'<a href="#{section.name}">{_escaped(t.message(section.title))} ({len(section.rows)})</a>'
        for section in sections
    )
    parts = "\n".join(_section(section, t, names) for section in sections)
    more = t("The same as data for programs (JSON) lies in the folder “data”.")
    return (
        f'<!DOCTYPE html>\n<html lang="{t.language.replace("_", "-")}">\n<head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_escaped(name)}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        f'<h1>{_escaped(name)}</h1>\n<p class="lead">{_escaped(lead)} {_escaped(more)}</p>\n'
        f"<nav>{links}</nav>\n{parts}\n</body></html>\n"
    )


def _section(section: Section, t: Translator, names: Mapping[int, str]) -> str:
    title = f'<h2 id="{section.name}">{_escaped(t.message(section.title))}</h2>'
    if not section.rows:
        return f'{title}\n<p class="none">{_escaped(t("Nothing is kept."))}</p>'
    head = "".join(f'<th scope="col">{_escaped(t.message(column))}</th>' for column in section.columns)
    rows = "\n".join(
        "<tr>" + "".join(_cell(cell, t, names) for cell in row) + "</tr>" for row in section.rows
    )
    return f"{title}\n<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>"


def _cell(cell: Cell, t: Translator, names: Mapping[int, str]) -> str:
    if isinstance(cell, Amount):
        return f'<td class="number">{_escaped(t.formats.money(cell.minor, cell.currency))}</td>'
    if isinstance(cell, tuple):
        links = [_link(each, names) for each in cell if isinstance(each, PersonalFile)]
        return f"<td>{'<br>'.join(links)}</td>"
    return f"<td>{_escaped(_words(cell, t))}</td>"


def _words(cell: str | Message | date | datetime | None, t: Translator) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return t.formats.moment(cell)
    if isinstance(cell, date):
        return t.formats.date_words(cell)
    return t.message(cell)


def _link(each: PersonalFile, names: Mapping[int, str]) -> str:
    name = names[id(each)]
    return f'<a href="{quote(name)}">{_escaped(name.rpartition("/")[2])}</a>'


def _escaped(text: str) -> str:
    """Safe between tags and in quotes; what no page can show becomes a sign that says so."""
    shown = "".join(char if char in "\n\t" or char.isprintable() else "\ufffd" for char in text)
    return html.escape(shown)
