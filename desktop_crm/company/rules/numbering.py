"""Number patterns: `{year}-{number:04}` makes 2026-0001."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.texts import check_line

SeriesKind = Literal[
    "quote", "order", "delivery", "pro_forma", "invoice", "deposit", "progress", "corrected", "credit_note",
    "receipt", "dunning_letter", "ticket", "contact",
]  # fmt: skip
Restarts = Literal["yearly", "never"]
PAPER_SERIES: Final[tuple[SeriesKind, ...]] = (
    "quote", "order", "delivery", "pro_forma", "invoice", "deposit", "progress", "corrected", "credit_note",
    "receipt",
)  # fmt: skip
"""Numbers of papers: without gaps, in the order of their dates."""
SERIES_KINDS: Final[tuple[SeriesKind, ...]] = (*PAPER_SERIES, "dunning_letter", "ticket", "contact")

DEFAULT_PATTERNS: Final = MappingProxyType(
    {
        "quote": "Q-{year}-{number:04}",
        "order": "OC-{year}-{number:04}",
        "delivery": "DN-{year}-{number:04}",
        "pro_forma": "PF-{year}-{number:04}",
        "invoice": "{year}-{number:04}",
        "deposit": "D-{year}-{number:04}",
        "progress": "P-{year}-{number:04}",
        "corrected": "C-{year}-{number:04}",
        "credit_note": "CN-{year}-{number:04}",
        "receipt": "R-{year}-{number:04}",
        "dunning_letter": "REM-{year}-{number:04}",
        "ticket": "T-{number}",
        "contact": "K{number:05}",
    }
)
PASSED_OVER: Final = "passed_over"
"""The setting that tells which numbers were never given here, and why."""
_MOST_PASSED_OVER: Final = 10_000
MAX_PATTERN: Final = 60
MAX_NUMBER: Final = 999_999_999
_LONGEST = 30  # what a journal's column (DATEV: 36) and a reference line carry without being cut
_PLACEHOLDER = re.compile(r"\{([a-z]*)(?::0?(\d))?\}")
_RUN = re.compile(r"(?:\{(?:year|yy|month)\}|\d)\{number\}|\{number\}(?:\d|\{)")
_ALLOWED = re.compile(r"[A-Za-z0-9 ._/\-#]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDraft:
    """How the documents of one kind are numbered. `next_number` belongs to `year` where `restarts` is
    "yearly".
    """

    kind: SeriesKind
    pattern: str
    next_number: int = 1
    restarts: Restarts = "yearly"


def default_series(kind: SeriesKind) -> SeriesDraft:
    """The series that a new firm begins with; a number never restarts where its pattern names no year."""
    pattern = DEFAULT_PATTERNS[kind]
    return SeriesDraft(kind=kind, pattern=pattern, restarts="yearly" if names_year(pattern) else "never")


def names_year(pattern: str) -> bool:
    return "{year}" in pattern or "{yy}" in pattern


def format_number(pattern: str, number: int, day: date) -> str:
    """The number as printed: `format_number("{yy}{month}-{number:03}", 7, date(2026, 3, 1))` is
    "2603-007"."""

    def filled(found: re.Match[str]) -> str:
        name, width = found[1], int(found[2] or 0)
        value = {"year": f"{day.year:04}", "yy": f"{day.year % 100:02}", "month": f"{day.month:02}"}.get(name)
        return value if value is not None else f"{number:0{width}}" if width else str(number)

    return _PLACEHOLDER.sub(filled, pattern)


def number_in(pattern: str, text: str) -> tuple[int, int | None] | None:
    """The number and, where the pattern names one, the year of a printed number; a bare number is one, too.

    `number_in("{year}-{number:04}", "2026-0042")` is (42, 2026), of "42" (42, None); None for other texts.
    """
    text = text.strip()
    bare = (int(text), None) if re.fullmatch(r"\d{1,9}", text) else None
    places, last = [], 0
    for found in _PLACEHOLDER.finditer(pattern):
        digits = {"year": r"(?P<year>\d{4})", "yy": r"(?P<yy>\d\d)", "month": r"\d\d"}.get(found[1])
        places += [re.escape(pattern[last : found.start()]), digits or r"(?P<number>\d{1,9})"]
        last = found.end()
    whole = re.fullmatch("".join(places) + re.escape(pattern[last:]), text, re.IGNORECASE)
    if whole is None:
        return bare
    parts = whole.groupdict()
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["yy"]) if parts.get("yy") else None
    return int(parts["number"]), year


def check_last_printed(pattern: str, following: int, year: int, restarts: str, text: str) -> tuple[int, int]:
    """Number and year of the series of the last printed number that somebody typed; UserError for a slip."""
    found = number_in(pattern, text)
    if found is None:
        raise UserError(
            _("“{text}” is no number of this series; they look like {example}", text=text.strip(),
              example=format_number(pattern, following, date(year, 12, 31)))
        )  # fmt: skip
    number, named = found
    printed_year = named if named is not None and restarts == "yearly" else year
    begin = following if printed_year == year else 1
    if printed_year > year + 1 or number - begin > _MOST_PASSED_OVER or number >= MAX_NUMBER:
        raise UserError(
            _(
                "“{text}” lies far behind the last number in the backup; that looks like a slip",
                text=text.strip(),
            )
        )
    return number, printed_year


def check_pattern(pattern: str, restarts: Restarts = "yearly", field: str = "pattern") -> None:
    """Raise UserError for a pattern that could print one number twice or that a file name cannot carry."""
    check_line(pattern, field, most=MAX_PATTERN, required=True)
    names = [found[1] for found in _PLACEHOLDER.finditer(pattern)]
    for name in names:
        if name not in ("year", "yy", "month", "number"):
            raise UserError(
                _("“{name}” is not known; use year, yy, month and number", name=f"{{{name}}}"), field
            )
    if names.count("number") != 1:
        raise UserError(_("The pattern must hold {number} once", number="{number}"), field)
    if re.search(r"\{(year|yy|month):", pattern):
        raise UserError(_("Only the number takes a width, as in {example}", example="{number:04}"), field)
    around = _PLACEHOLDER.sub("", pattern)
    if not _ALLOWED.fullmatch(around):
        raise UserError(_("Use letters without accents, digits, spaces and . _ / - # only"), field)
    if restarts == "yearly" and not names_year(pattern):
        raise UserError(
            _(
                "A number that restarts each year must name the year: add {year} or {yy}",
                year="{year}",
                yy="{yy}",
            ),
            field,
        )
    if _RUN.search(pattern):  # or 2026 + 11 and 20261 + 1 would print alike
        raise UserError(
            _(
                "Give the number a width where it touches other digits, as in {example}",
                example="{number:04}",
            ),
            field,
        )
    if len(format_number(pattern, MAX_NUMBER, date(2026, 12, 31))) > _LONGEST:
        raise UserError(_("Numbers of this pattern are longer than {most} characters", most=_LONGEST), field)


def check_series(draft: SeriesDraft) -> None:
    """Raise UserError naming "pattern" or "next_number"."""
    if draft.kind not in SERIES_KINDS:
        raise UserError(_("“{kind}” has no numbers", kind=draft.kind), "kind")
    check_pattern(draft.pattern, draft.restarts)
    if not 1 <= draft.next_number <= MAX_NUMBER:
        raise UserError(_("The next number lies between 1 and {most}", most=MAX_NUMBER), "next_number")
