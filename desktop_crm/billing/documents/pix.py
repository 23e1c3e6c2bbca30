"""Pix BR Code (Banco Central do Brasil, Manual de Padrões para Iniciação do Pix): the text of its QR code.

A static code in EMV fields: two digits of the field, two of the length, the value; a CRC-16 closes it.
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from typing import Final

from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules.facts import INVOICE, DocumentFacts
from desktop_crm.values import money

_NAME: Final = 25
_CITY: Final = 15
_REFERENCE: Final = 25
_KEY: Final = 77
MOST: Final = 10**12
"""Field 54 takes thirteen characters: amounts below ten thousand millions."""


def pix_payload(facts: DocumentFacts) -> str | None:
    """The code's text; None where there is no Pix key, nothing to pay, or another currency than reais."""
    bank, amount = facts.bank, facts.totals.due
    if facts.kind != INVOICE or facts.is_draft or facts.currency != "BRL" or bank is None:
        return None
    key = _key(bank.pix_key)
    if not (key and len(key) <= _KEY and 0 < amount < MOST):
        return None
    name = _plain(bank.holder or facts.seller.name)[:_NAME].strip()
    city = _plain(facts.seller.address.city)[:_CITY].strip()
    if not name or not city:
        return None
    reference = re.sub("[^A-Za-z0-9]", "", _plain(facts.number))[:_REFERENCE] or "***"
    text = (
        _field(0, "01")
        + _field(26, _field(0, "br.gov.bcb.pix") + _field(1, key))
        + _field(52, "0000")
        + _field(53, "986")
        + _field(54, money.plain(amount, "BRL"))
        + _field(58, "BR")
        + _field(59, name)
        + _field(60, city)
        + _field(62, _field(5, reference))
        + "6304"
    )
    return f"{text}{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _field(number: int, value: str) -> str:
    return f"{number:02}{len(value):02}{value}"


def _key(typed: str) -> str:
    """CPF and CNPJ go without their points; an address, a phone number or a random key as it is."""
    key = clean_line(typed).replace(" ", "")
    if re.fullmatch(r"[0-9./-]+", key):
        key = re.sub("[./-]", "", key)
    return key if key.isascii() else ""


def _plain(text: str) -> str:
    """Without accents: the code is ASCII."""
    parts = unicodedata.normalize("NFKD", clean_line(text))
    return "".join(one for one in parts if one.isascii() and one.isprintable())
