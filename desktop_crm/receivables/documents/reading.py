"""A bank's file, whatever it is: told by its content, never by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_crm.files.decoding import decode
from desktop_crm.files.tables import table_of
from desktop_crm.receivables.documents import camt, mt940, ofx
from desktop_crm.receivables.documents.csv_statements import Layout, read_table_statement, signature_of
from desktop_crm.receivables.rules.statements import Statement
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

LARGEST: Final = 30_000_000


@dataclass(frozen=True, slots=True)
class BankFile:
    """What a file said. `signature` and `layout` are there where it was a table."""

    format: str
    statements: tuple[Statement, ...]
    signature: str = ""
    layout: Layout | None = None


def table_signature(data: bytes, name: str) -> str:
    """By what the layout of a table is remembered; "" where the file is none."""
    if _is_other(data, name):
        return ""
    return signature_of(table_of(data, name))


def _is_other(data: bytes, name: str) -> bool:
    _check(data, name)
    if data.startswith(b"PK\x03\x04"):
        return False
    if camt.looks_like(data):
        return True
    text = decode(data, name)[0]
    return ofx.looks_like(text) or mt940.looks_like(text)


def read_bank_file(data: bytes, name: str, layout: Layout | None, currency: str) -> BankFile:
    """Statements of a file. UserError names the file and what is wrong with it; nothing is half read."""
    _check(data, name)
    if camt.looks_like(data):
        return BankFile("camt.053", tuple(camt.read_camt(data, name)))
    if not data.startswith(b"PK\x03\x04"):
        text = decode(data, name)[0]
        if ofx.looks_like(text):
            return BankFile("ofx", tuple(ofx.read_ofx(text, name)))
        if mt940.looks_like(text):
            return BankFile("mt940", tuple(mt940.read_mt940(text, name)))
        if text.lstrip().startswith("<"):
            raise UserError(_("{name} is no bank statement that is known", name=name), "FILE")
    table = table_of(data, name)
    statement, complete = read_table_statement(table, layout or Layout(), currency)
    return BankFile("csv", (statement,), signature_of(table), complete)


def _check(data: bytes, name: str) -> None:
    if not data.strip():
        raise UserError(_("{name} is empty", name=name), "FILE")
    if len(data) > LARGEST:
        raise UserError(_("“{name}” is too large", name=name), "FILE")
