"""Money: integers of a currency's minor unit, and exact decimals on the way in and out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

QUANTITY_DIGITS: Final = 6
PRICE_DIGITS: Final = 6
RATE_DIGITS: Final = 4
EXCHANGE_DIGITS: Final = 10
MAX_MINOR: Final = 10**15
"""The largest amount in minor units that is taken as meant: ten thousand milliards of euros."""

_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DIGITS = "CLF UYW"
_TWO_DIGITS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
    "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
    "USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
)
DIGITS: Final[dict[str, int]] = {
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **dict.fromkeys(_NO_DIGITS.split(), 0),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
    **dict.fromkeys(_FOUR_DIGITS.split(), 4),
}
"""Minor-unit digits of every active ISO 4217 currency (list one)."""


def is_currency(code: str) -> bool:
    return code in DIGITS


def digits(currency: str) -> int:
    """How many decimals the currency has (JPY 0, EUR 2, KWD 3). Raises UserError for an unknown code."""
    try:
        return DIGITS[currency]
    except (KeyError, TypeError):
        raise UserError(
            _("“{code}” is no currency code (ISO 4217)", code=str(currency)), "currency"
        ) from None


def smallest_coin(currency: str) -> int:
    """The smallest coin in minor units: 5 (0.05 CHF), 100 (1 SEK). Source: CLDR's cash rounding; where it has
    none, 0.05. Raises UserError for an unknown code.
    """
    from babel.core import get_global

    places, found = digits(currency), get_global("currency_fractions").get(currency)
    if found is None:
        return 5
    _digits, _step, cash_places, cash_step = found
    coin: int = (cash_step or 1) * 10 ** max(0, places - cash_places)
    return coin


def round_half_away(value: Decimal, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero (EN 16931; ROUND_HALF_UP rounds the magnitude)."""
    with localcontext() as context:
        context.prec = len(value.as_tuple().digits) + places + 60
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def whole(amount: Fraction) -> int:
    """The nearest whole number, half away from zero."""
    nearest = int(abs(amount) + Fraction(1, 2))
    return nearest if amount >= 0 else -nearest


def minor(value: Decimal, currency: str, field: str | None = None) -> int:
    """An amount as minor units: 12.34 EUR is 1234. UserError on more decimals than the currency has."""
    places = digits(currency)
    if not value.is_finite():
        raise UserError(_("This is no amount"), field)
    if value and value.adjusted() > len(str(MAX_MINOR)):  # before 1E+999999 is written out
        raise UserError(_("This amount is too large"), field)
    with localcontext() as context:
        context.prec = max(context.prec, len(value.as_tuple().digits) + places)  # nothing is rounded away
        scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        raise UserError(
            _("{currency} has {places} decimals at most", currency=currency, places=places), field
        )
    if abs(scaled) > MAX_MINOR:
        raise UserError(_("This amount is too large"), field)
    return int(scaled)


def minor_rounded(value: Decimal, currency: str) -> int:
    """An amount as minor units, rounded half away from zero. Raises UserError when it is too large."""
    return minor(round_half_away(value, digits(currency)), currency)


def major(amount: int, currency: str) -> Decimal:
    """Minor units as a decimal with the currency's places: 1230 EUR is Decimal("12.30")."""
    return Decimal(f"{amount}E-{digits(currency)}")  # exact in any context, which scaleb is not


def plain(amount: int, currency: str) -> str:
    """Minor units as text with a point and no grouping ("1570.21"): for files and the command line."""
    return f"{major(amount, currency):f}"
