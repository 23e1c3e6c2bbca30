"""Currencies as people write them beside a price: a code, a sign or a short name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.money import is_currency

_DOLLARS: Final = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU JMD TTD BBD BSD BZD NAD FJD XCD"
_KRONOR: Final = "SEK NOK DKK ISK"
_FRANCS: Final = "CHF XOF XAF XPF"
_RUPEES: Final = "INR PKR LKR NPR MUR SCR"
_MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    word: tuple(codes.split())
    for words, codes in {
        "€|EURO|EUROS": "EUR", "$": _DOLLARS, "US$": "USD", "C$|CA$": "CAD", "A$": "AUD", "NZ$": "NZD",
        "HK$": "HKD", "S$": "SGD", "R$": "BRL", "£": "GBP EGP GIP FKP SHP SSP LBP", "¥": "JPY CNY",
        "₺|TL": "TRY", "ZŁ": "PLN", "KČ": "CZK", "KR": _KRONOR, "FR|SFR": _FRANCS, "FT": "HUF",
        "LEI": "RON MDL", "RS": _RUPEES, "₹": "INR", "₨": _RUPEES, "₽": "RUB", "₴": "UAH", "₪": "ILS",
        "₩": "KRW KPW", "฿": "THB", "₫": "VND", "₦": "NGN", "₱": "PHP CUP", "₡": "CRC SVC", "₲": "PYG",
        "₸": "KZT", "₾": "GEL", "₼": "AZN", "₵": "GHS", "₭": "LAK", "₮": "MNT", "₣": _FRANCS, "៛": "KHR",
        "৳": "BDT", "؋": "AFN", "֏": "AMD",
    }.items()
    for word in words.split("|")
}  # fmt: skip
"""What a sign or a short name, in capitals, may stand for; the first one is the usual one."""


def currencies_of(word: str) -> tuple[str, ...]:
    """The codes that a word may mean: "eur" and "€" one, "$" many; none for what is no currency."""
    bare = word.strip().strip(".").upper()
    return (bare,) if is_currency(bare) else _MEANT.get(bare, ())


def currency_code(text: str, expected: str) -> str:
    """The code of a cell: `expected` where its sign may mean that, else the usual one; an unknown word as it
    is, in capitals."""
    meant = currencies_of(text)
    if expected in meant:
        return expected
    return meant[0] if meant else text.strip().upper()


def check_beside(word: str, price: str, currency: str) -> None:
    """Raise UserError at "price" where the word beside a price says another currency than it is taken in."""
    if word and currency not in currencies_of(word):
        raise UserError(
            _("“{price}” is not in {currency}: name its currency in a column of its own",
              price=price.strip()[:60], currency=currency),
            "price",
        )  # fmt: skip
