"""MT940 as banks write it: SWIFT's fields, the German and Dutch ways to fill field 86, pages and wrappers.

Source: SWIFT Standards MT940; DFÜ-Abkommen Anlage 3 (subfields ?00 to ?63, purposes EREF+, SVWZ+...).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.receivables.rules.statements import Statement, StatementLine, tidy
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_TAG: Final = re.compile(r":(\d\d[A-Z]?):(.*)", re.DOTALL)
_BALANCE: Final = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,15}),?(\d*)\s*")
_MOVEMENT: Final = re.compile(
    r"(?P<day>\d{6})(?P<entry>\d{4})?(?P<mark>RC|RD|EC|ED|C|D)[A-Z]?(?P<whole>\d{1,15}),?(?P<part>\d{0,4})"
    r"(?P<kind>[A-Z][A-Z0-9]{3})(?P<rest>.*)",
    re.DOTALL,
)
_SUBFIELDS: Final = re.compile(r"\s*\d{3}(?P<mark>[?>])\d\d")
_PURPOSE: Final = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)\+")
_WORDS: Final = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|MARF|CSID|ISDT|PREF|RTRN|ID|ADDR|USTD|STRD|CDTRREF)/"
)
_WRAP: Final = 65
"""A line of field 86 that is this long goes on in the next one within a word."""
_SINGLE: Final = frozenset({"20", "25", "28", "28C", "60F", "60M", "62F", "62M"})


@dataclass(slots=True)
class _Page:
    """A statement while it is read."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    lines: list[StatementLine] = field(default_factory=list)


def looks_like(text: str) -> bool:
    """Whether this can only be MT940."""
    return re.search(r"^:60[FM]:", text, re.MULTILINE) is not None and ":20:" in text


def read_mt940(text: str, name: str) -> list[Statement]:
    """Statements in the order of the file. UserError names the file and the line."""
    statements: list[Statement] = []
    page: _Page | None = None
    for number, tag, value in _fields(text):
        if tag == "20":
            if page is not None:
                statements.append(_closed(page, name))
            page = _Page(number)
        if page is None:
            continue
        if tag in _SINGLE:
            base = tag[:2]
            if any(each[:2] == base for each in page.fields) or (page.lines and base in ("25", "28", "60")):
                raise _broken(name, number, _("field {tag} does not belong here", tag=f":{tag}:"))
            page.fields[tag] = value.strip()
        elif tag == "61":
            page.lines.append(_movement(value, _currency(page, name, number), name, number))
        elif tag == "86" and page.lines and not _has(page, "62"):
            page.lines[-1] = _told(page.lines[-1], value)
    if page is None:
        raise UserError(_("{name} holds no statement", name=name), "FILE")
    statements.append(_closed(page, name))
    return statements


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, tag, value); a value goes on over the lines that begin with no tag."""
    current: tuple[int, str, list[str]] | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = re.sub(r"^\{[^{}]*\{?4:|^\{[1-5]:.*?\}$", "", line)
        found = _TAG.match(line)
        if found or line.strip() in ("-", "-}"):
            if current is not None:
                yield current[0], current[1], "\n".join(current[2])
            current = (number, found[1], [found[2]]) if found else None
        elif current is not None:
            current[2].append(line)
    if current is not None:
        yield current[0], current[1], "\n".join(current[2])


def _has(page: _Page, base: str) -> bool:
    return any(each[:2] == base for each in page.fields)


def _closed(page: _Page, name: str) -> Statement:
    opening = next((page.fields[each] for each in ("60F", "60M") if each in page.fields), None)
    closing = next((page.fields[each] for each in ("62F", "62M") if each in page.fields), None)
    if opening is None or closing is None or "25" not in page.fields:
        raise _broken(name, page.line, _("the statement that begins here is cut off"))
    currency, first, from_day = _balance(opening, name, page.line)
    other, last, to_day = _balance(closing, name, page.line)
    if currency != other:
        raise _broken(name, page.line, _("the balances are in two currencies"))
    return Statement(
        account=tidy(page.fields["25"]),
        currency=currency,
        number=tidy(page.fields.get("28C") or page.fields.get("28") or ""),
        opening=first,
        closing=last,
        from_day=from_day,
        to_day=to_day,
        lines=tuple(page.lines),
    )


def _balance(text: str, name: str, line: int) -> tuple[str, int, date]:
    found = _BALANCE.fullmatch(text)
    if found is None:
        raise _broken(name, line, _("“{text}” is no balance", text=text[:40]))
    amount = _amount(found[4], found[5], found[3], name, line)
    return found[3], amount if found[1] == "C" else -amount, _day(found[2], name, line)


def _currency(page: _Page, name: str, line: int) -> str:
    opening = page.fields.get("60F") or page.fields.get("60M")
    if opening is None:
        raise _broken(name, line, _("a movement comes before the opening balance"))
    return _balance(opening, name, line)[0]


def _movement(value: str, currency: str, name: str, line: int) -> StatementLine:
    found = _MOVEMENT.fullmatch(value.strip())
    if found is None:
        raise _broken(name, line, _("“{text}” is no movement", text=tidy(value)[:40]))
    valued_on = _day(found["day"], name, line)
    first, _newline, more = found["rest"].partition("\n")
    reference, _slashes, bank_id = first.partition("//")
    amount = _amount(found["whole"], found["part"], currency, name, line)
    comes_in = found["mark"] in ("C", "RD", "EC")
    return StatementLine(
        booked_on=_entry_day(found["entry"], valued_on, name, line),
        amount=amount if comes_in else -amount,
        currency=currency,
        end_to_end="" if reference.strip() in ("NONREF", "EREF", "KREF+", "MSGID") else tidy(reference),
        text=tidy(more),
        bank_id="" if bank_id.strip() == "NONREF" else tidy(bank_id),
    )


def _entry_day(text: str | None, valued_on: date, name: str, line: int) -> date:
    """The day of booking has no year: the one nearest to the value date."""
    if not text:
        return valued_on
    days = []
    for year in (valued_on.year - 1, valued_on.year, valued_on.year + 1):
        try:
            days.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    if not days:
        raise _broken(name, line, _("“{text}” is no day", text=text))
    return min(days, key=lambda day: abs((day - valued_on).days))


def _told(line: StatementLine, value: str) -> StatementLine:
    """The movement with what field 86 says of it."""
    if found := _SUBFIELDS.match(value):
        return _subfields(line, value, found["mark"])
    rows = value.split("\n")
    text = "".join(row if len(row) >= _WRAP else f"{row} " for row in rows)
    parts = _WORDS.split(text)
    if len(parts) > 2:
        said = {
            key: tidy(word) for key, word in zip(parts[1::2], parts[2::2], strict=True) if word.strip("/ ")
        }
        return replace(
            line,
            name=said.get("NAME", line.name),
            account=said.get("IBAN", line.account),
            reference=said.get("CDTRREF", line.reference),
            end_to_end=said.get("EREF", line.end_to_end),
            text=said.get("REMI") or said.get("USTD") or tidy(text),
        )
    return replace(line, text=tidy(f"{line.text} {text}"))


def _subfields(line: StatementLine, value: str, mark: str) -> StatementLine:
    parts: dict[str, str] = {}
    for each in value.replace("\n", "").split(mark)[1:]:
        parts[each[:2]] = parts.get(each[:2], "") + each[2:]
    purpose = "".join(parts.get(str(key), "") for key in (*range(20, 30), *range(60, 64)))
    marked = _PURPOSE.split(purpose)
    said = {key: tidy(word) for key, word in zip(marked[1::2], marked[2::2], strict=True)}
    return replace(
        line,
        name=tidy(parts.get("32", "") + parts.get("33", "")) or said.get("ABWA", ""),
        account=tidy(parts.get("31", "")) or said.get("IBAN", ""),
        end_to_end=said.get("EREF") or line.end_to_end,
        text=said.get("SVWZ") or tidy(purpose) or line.text,
    )


def _day(text: str, name: str, line: int) -> date:
    try:
        year = int(text[:2])
        return date((2000 if year < 80 else 1900) + year, int(text[2:4]), int(text[4:]))
    except ValueError:
        raise _broken(name, line, _("“{text}” is no day", text=text)) from None


def _amount(whole: str, part: str, currency: str, name: str, line: int) -> int:
    try:
        return money.minor(Decimal(f"{whole}.{part or 0}"), _known(currency))
    except UserError as error:
        raise _broken(name, line, error.message) from None


def _known(currency: str) -> str:
    """Currencies that went into the euro have two digits, too; their old statements are still read."""
    return currency if money.is_currency(currency) else "EUR"


def _broken(name: str, line: int, reason: Message | str) -> UserError:
    return UserError(_("{name}, line {line}: {reason}", name=name, line=str(line), reason=reason), "FILE")
