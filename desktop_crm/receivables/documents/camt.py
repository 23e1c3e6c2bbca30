"""CAMT.053 of ISO 20022, every version: a bank's statement of booked movements.

Source: ISO 20022 BankToCustomerStatement; DK, SIX and Febelfin implementation guidelines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from desktop_crm.receivables.rules.statements import Statement, StatementLine, tidy
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

Node = etree._Element
LARGEST: Final = 30_000_000
_OTHERS: Final = {"BkToCstmrAcctRpt": "CAMT.052", "BkToCstmrDbtCdtNtfctn": "CAMT.054"}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def looks_like(data: bytes) -> bool:
    """Whether this is XML of ISO 20022 (or pretends to be)."""
    return b"BkToCstmr" in data[:LARGEST] or b"tech:xsd:camt." in data[:4096]


def read_camt(data: bytes, name: str) -> list[Statement]:
    """Statements in the order of the file. UserError names the file and what is wrong."""
    root = _root(data, name)
    for word, kind in _OTHERS.items():
        if _all(root, word):
            message = _("{name} is no statement but {kind}: export CAMT.053", name=name, kind=kind)
            raise UserError(message, "FILE")
    found = [_statement(each, name) for each in _all(root, "BkToCstmrStmt/Stmt")]
    if not found:
        raise UserError(_("{name} holds no statement", name=name), "FILE")
    return found


def _root(data: bytes, name: str) -> Node:
    if len(data) > LARGEST:
        raise UserError(_("“{name}” is too large", name=name), "FILE")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data:
        raise UserError(
            _("{name} holds a document type, which no bank sends: it is not read", name=name), "FILE"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = str(error.lineno or 1)
        reason = _("this is no whole XML file")
        raise UserError(
            _("{name}, line {line}: {reason}", name=name, line=line, reason=reason), "FILE"
        ) from None
    for each in root.iter(etree.Element):
        each.tag = etree.QName(each).localname
    return root


def _statement(node: Node, name: str) -> Statement:
    currency = _text(node, "Acct/Ccy")
    balances: dict[str, tuple[int, str, date | None]] = {}
    for each in _all(node, "Bal"):
        kind = _text(each, "Tp/CdOrPrtry/Cd")
        amount, unit = _amount(each, name)
        balances.setdefault(kind, (amount, unit, _day(each, "Dt", name)))
    opening = next((balances[kind] for kind in _OPENING if kind in balances), None)
    closing = next((balances[kind] for kind in _CLOSING if kind in balances), None)
    currency = currency or (closing or opening or (0, "", None))[1]
    lines = tuple(line for each in _all(node, "Ntry") for line in _lines(each, name))
    account = _text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id")
    if not account:
        raise _broken(name, node, _("the statement names no account"))
    return Statement(
        account=tidy(account),
        currency=currency or (lines[0].currency if lines else ""),
        number=tidy(_text(node, "ElctrncSeqNb") or _text(node, "LglSeqNb") or _text(node, "Id")),
        opening=opening[0] if opening else None,
        closing=closing[0] if closing else None,
        from_day=opening[2] if opening else None,
        to_day=closing[2] if closing else None,
        lines=lines,
    )


def _lines(entry: Node, name: str) -> Iterator[StatementLine]:
    """One line an entry; of a collected one a line for each of its payments, if they come to the whole."""
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status not in ("BOOK", ""):
        return
    amount, currency = _amount(entry, name)
    day = _day(entry, "BookgDt", name) or _day(entry, "ValDt", name)
    if day is None:
        raise _broken(name, entry, _("a movement has no day"))
    details = _all(entry, "NtryDtls/TxDtls")
    parts = [_part(each, amount, currency, name) for each in details]
    if len(details) > 1 and None not in parts and sum(part or 0 for part in parts) == amount:
        for number, (each, part) in enumerate(zip(details, parts, strict=True)):
            yield _line(entry, each, day, part or 0, currency, number)
    else:
        yield _line(entry, details[0] if len(details) == 1 else None, day, amount, currency, 0)


def _part(details: Node, whole: int, currency: str, name: str) -> int | None:
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        for each in _all(details, path):
            if each.get("Ccy") == currency:
                part = _minor(each, name)
                indicator = _text(details, "CdtDbtInd")
                comes_in = indicator == "CRDT" if indicator else whole > 0
                return part if comes_in else -part
    return None


def _line(
    entry: Node, details: Node | None, day: date, amount: int, currency: str, number: int
) -> StatementLine:
    about = entry if details is None else details
    side = "Dbtr" if amount > 0 else "Cdtr"
    parties = f"RltdPties/{side}"
    reference = _text(about, "RmtInf/Strd/CdtrRefInf/Ref")
    end_to_end = _text(about, "Refs/EndToEndId")
    text = " ".join(each.text or "" for each in _all(about, "RmtInf/Ustrd"))
    bank_id = _text(about, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    return StatementLine(
        booked_on=day,
        amount=amount,
        currency=currency,
        name=tidy(
            _text(about, f"{parties}/Nm") or _text(about, f"{parties}/Pty/Nm")
            or _text(about, f"RltdPties/Ultmt{side}/Nm") or _text(about, f"RltdPties/Ultmt{side}/Pty/Nm")
        ),
        account=tidy(_text(about, f"{parties}Acct/Id/IBAN") or _text(about, f"{parties}Acct/Id/Othr/Id")),
        reference=tidy(re.sub(r"\s", "", reference)),
        end_to_end="" if end_to_end == "NOTPROVIDED" else tidy(end_to_end),
        text=tidy(text or _text(about, "AddtlTxInf") or _text(entry, "AddtlNtryInf")),
        bank_id=tidy(f"{bank_id}.{number}" if bank_id and number else bank_id),
    )  # fmt: skip


def _all(node: Node, path: str) -> list[Node]:
    return node.findall(path)


def _text(node: Node, path: str) -> str:
    found = node.find(path)
    return "" if found is None else (found.text or "").strip()


def _amount(node: Node, name: str) -> tuple[int, str]:
    """The signed amount of a balance or a movement and its currency."""
    found = node.find("Amt")
    if found is None:
        raise _broken(name, node, _("an amount is missing"))
    amount = _minor(found, name)
    return (-amount if _text(node, "CdtDbtInd") == "DBIT" else amount), found.get("Ccy", "")


def _minor(node: Node, name: str) -> int:
    text = (node.text or "").strip()
    try:
        if not re.fullmatch(r"\d{1,18}(\.\d{1,5})?", text):
            raise InvalidOperation
        return money.minor(Decimal(text), node.get("Ccy", ""))
    except InvalidOperation:
        raise _broken(name, node, _("“{text}” is no amount", text=text[:40])) from None
    except UserError as error:
        raise _broken(name, node, error.message) from None


def _day(node: Node, path: str, name: str) -> date | None:
    text = _text(node, f"{path}/Dt") or _text(node, f"{path}/DtTm")
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _broken(name, node, _("“{text}” is no day", text=text[:40])) from None


def _broken(name: str, node: Node, reason: Message | str) -> UserError:
    line = str(node.sourceline)
    return UserError(_("{name}, line {line}: {reason}", name=name, line=line, reason=reason), "FILE")
