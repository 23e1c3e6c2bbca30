"""OFX 1 (SGML, where leaves need no end) and 2 (XML): statements of bank accounts and cards.

Source: OFX 1.0.3 and 2.2, chapter 11.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.receivables.rules.statements import Statement, StatementLine, tidy
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_TOKEN: Final = re.compile(r"<(/?)([A-Za-z0-9_.]+)\s*/?>([^<]*(?:<!\[CDATA\[.*?\]\]>[^<]*)?)", re.DOTALL)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,5})?")
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS"})


@dataclass(slots=True)
class _Raw:
    """A statement while it is read: what stands in it by tag, and in each of its movements."""

    said: dict[str, str] = field(default_factory=dict)
    movements: list[dict[str, str]] = field(default_factory=list)


def looks_like(text: str) -> bool:
    return re.search(r"<OFX\b", text[:20_000], re.IGNORECASE) is not None


def read_ofx(text: str, name: str) -> list[Statement]:
    """Statements in the order of the file. UserError names the file and the movement."""
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise UserError(
            _("{name} holds a document type, which no bank sends: it is not read", name=name), "FILE"
        )
    if not re.search(r"</OFX\s*>\s*\Z", text, re.IGNORECASE):
        raise UserError(_("{name} is cut off: its end is missing", name=name), "FILE")
    found = [_statement(each, name) for each in _raw(text)]
    if not found:
        raise UserError(_("{name} holds no statement", name=name), "FILE")
    return found


def _raw(text: str) -> list[_Raw]:
    found: list[_Raw] = []
    movement: dict[str, str] | None = None
    prefix = ""
    for closing, tag, value in _TOKEN.findall(text[re.search(r"<OFX\b", text, re.IGNORECASE).start() :]):  # type: ignore[union-attr]
        tag = tag.upper()
        if closing:
            if tag == "STMTTRN":
                movement = None
            elif tag in ("LEDGERBAL", "AVAILBAL", "ORIGCURRENCY"):
                prefix = ""
            continue
        if tag in _STATEMENTS:
            found.append(_Raw())
        elif not found:
            continue
        elif tag == "STMTTRN":
            movement = {}
            found[-1].movements.append(movement)
        elif tag in ("LEDGERBAL", "AVAILBAL", "ORIGCURRENCY"):
            prefix = f"{tag}."
        elif word := html.unescape(_CDATA.sub(r"\1", value)).strip():
            (found[-1].said if movement is None else movement).setdefault(prefix + tag, word)
    return found


def _statement(raw: _Raw, name: str) -> Statement:
    said = raw.said
    own = next((each["CURSYM"] for each in raw.movements if "CURSYM" in each), "")
    currency = (said.get("CURDEF") or own).upper()
    if not money.is_currency(currency):
        raise UserError(
            _("{name} names no currency that is known: “{code}”", name=name, code=currency[:9]), "FILE"
        )
    if not said.get("ACCTID"):
        raise UserError(_("{name}: {reason}", name=name, reason=_("the statement names no account")), "FILE")
    closing, on = said.get("LEDGERBAL.BALAMT"), said.get("LEDGERBAL.DTASOF")
    place = _("the balance")
    return Statement(
        account=tidy(said["ACCTID"]),
        currency=currency,
        closing=_amount(closing, currency, name, place) if closing else None,
        from_day=_day(said["DTSTART"], name, place) if "DTSTART" in said else None,
        to_day=_day(on, name, place) if on else None,
        lines=tuple(_line(each, currency, name, at) for at, each in enumerate(raw.movements, 1)),
    )


def _line(said: dict[str, str], currency: str, name: str, number: int) -> StatementLine:
    place = _("movement {n}", n=number)
    unit = said.get("CURSYM", currency).upper()
    return StatementLine(
        booked_on=_day(said.get("DTPOSTED", ""), name, place),
        amount=_amount(said.get("TRNAMT", ""), unit, name, place),
        currency=unit,
        name=tidy(said.get("NAME", "")),
        account=tidy(said.get("ACCTID", "")),
        reference=tidy(said.get("REFNUM", "")),
        text=tidy(said.get("MEMO", "")),
        bank_id=tidy(said.get("FITID", "")),
    )


def _day(text: str, name: str, place: Message) -> date:
    try:
        if not re.match(r"\d{8}", text):
            raise ValueError
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise _broken(name, place, _("“{text}” is no day", text=text[:40])) from None


def _amount(text: str, currency: str, name: str, place: Message) -> int:
    if not _NUMBER.fullmatch(text):
        raise _broken(name, place, _("“{text}” is no amount", text=text[:40]))
    try:
        return money.minor(Decimal(text.replace(",", ".")), currency)
    except UserError as error:
        raise _broken(name, place, error.message) from None


def _broken(name: str, place: Message, reason: Message | str) -> UserError:
    return UserError(_("{name}, {place}: {reason}", name=name, place=place, reason=reason), "FILE")
