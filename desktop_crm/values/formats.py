"""Numbers, amounts and dates as one locale writes and reads them.

Babel rounds half-even, so values are rounded before they are formatted; and its lax parser turns an English
"1,5" into 15, so reading is our own, strict about what is ambiguous.
"""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

if TYPE_CHECKING:
    from babel import Locale

Day = date  # in the class Formats `date` is a method

_WEEKDAYS = {"pt": "EEEE, d 'de' MMMM", "tr": "d MMMM EEEE"}
_THIN = ("\u202f", "\u00a0")
"""CLDR parts French thousands with a narrow blank; in the papers' letters that is too thin to be seen."""
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")


@lru_cache(maxsize=256)
def is_language(code: str) -> bool:
    """Whether Babel knows the language as it is written here: "en", "pt_BR"."""
    from babel import localedata

    return _LANGUAGE.fullmatch(code) is not None and bool(localedata.exists(code))


@lru_cache(maxsize=1)
def read_babel() -> None:
    """Import Babel's dates without pytz: Babel asks for this computer's time zone while it is imported, and
    pytz looks for six hundred files before it answers, where the standard library knows it at once."""
    known = sys.modules.get("pytz")
    sys.modules["pytz"] = None  # type: ignore[assignment]
    try:
        import_module("babel.dates")
    finally:
        del sys.modules["pytz"]
        if known is not None:
            sys.modules["pytz"] = known


class Formats:
    """One locale's way of writing: `Formats("pt_BR").money(157021, "BRL")` is "R$ 1.570,21"."""

    def __init__(self, language: str):
        read_babel()
        self.language = language

    @cached_property
    def locale(self) -> Locale:
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(self.language.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            return Locale.parse("en")

    @cached_property
    def decimal_sign(self) -> str:
        from babel.numbers import get_decimal_symbol

        return get_decimal_symbol(self.locale)

    @cached_property
    def group_sign(self) -> str:
        from babel.numbers import get_group_symbol

        return get_group_symbol(self.locale).replace(*_THIN)

    def amount(self, minor: int, currency: str) -> str:
        """Without a sign of the currency: "1,570.21"."""
        return self._decimal(money.major(minor, currency), money.digits(currency), money.digits(currency))

    def money(self, minor: int, currency: str) -> str:
        """With the currency as the locale places it: "€1,570.21", "1.570,21 €"."""
        from babel.numbers import format_currency

        return format_currency(
            money.major(minor, currency),
            currency,
            locale=self.locale,
            currency_digits=True,
            decimal_quantization=False,
        ).replace(*_THIN)

    def number(self, value: Decimal | int, least: int = 0, most: int = 6) -> str:
        """Grouped, with between `least` and `most` decimals: "1,200", "12.5"."""
        return self._decimal(money.round_half_away(Decimal(value), most), least, most)

    def price(self, value: Decimal, currency: str) -> str:
        """A unit price: at least the currency's decimals, up to six (0.00880 stays 0.0088)."""
        return self.number(value, least=money.digits(currency), most=money.PRICE_DIGITS)

    def percent(self, value: Decimal | int) -> str:
        """A rate given in percent: 23 is "23%", 8.1 is "8.1%" (or "%8,1" where the locale wants it so)."""
        from babel.numbers import format_percent

        return format_percent(
            Decimal(value) / 100, format=None, locale=self.locale, decimal_quantization=False
        )

    def _decimal(self, value: Decimal, least: int, most: int) -> str:
        shortest = value.normalize() if value else Decimal(0)
        return _written(shortest, least, most, self.decimal_sign, self.group_sign)

    def date(self, day: Day) -> str:
        """In figures with a four-digit year: "22/11/2026"."""
        from babel.dates import format_date

        return format_date(day, format=self._date_pattern, locale=self.locale)

    def date_words(self, day: Day) -> str:
        """Medium length: "22 Nov 2026". Portuguese without its "de", which no column has room for."""
        from babel.dates import format_date

        pattern = "d MMM y" if self.locale.language in ("en", "pt") else "medium"
        return format_date(day, format=pattern, locale=self.locale)

    def month(self, day: Day) -> str:
        """The month in words: "November 2026"."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", day, locale=self.locale)

    def month_name(self, month: int) -> str:
        """ "December", as it stands alone; 1 is January."""
        return str(self.locale.months["stand-alone"]["wide"][month])

    def period(self, start: Day, end: Day) -> str:
        """From and to, one day written once: "01/11/2026 - 30/11/2026" with an en dash."""
        return self.date(start) if start == end else f"{self.date(start)} \u2013 {self.date(end)}"

    def weekday(self, day: Day) -> str:
        """Weekday, day and month as the language orders them: "Sunday, 22 November"; "22 Kasım Pazar"."""
        from babel.dates import format_date

        pattern = _WEEKDAYS.get(self.locale.language, "EEEE, d MMMM")
        return format_date(day, format=pattern, locale=self.locale)

    def day_name(self, day: Day) -> str:
        """The day of the week alone: "Wednesday"."""
        from babel.dates import format_date

        return format_date(day, format="EEEE", locale=self.locale)

    def short_day_name(self, day: Day) -> str:
        """The day of the week as short as the language has it: "Wed"; "Çar"."""
        from babel.dates import format_date

        return format_date(day, format="EEE", locale=self.locale).rstrip(".")

    def day_month(self, day: Day) -> str:
        """A day of this year: "9 Oct"; "9 Eki"."""
        from babel.dates import format_date, format_skeleton

        if self.locale.language in ("en", "pt"):
            return format_date(day, format="d MMM", locale=self.locale)
        return format_skeleton("MMMd", day, locale=self.locale)

    def time(self, moment: datetime) -> str:
        """Hours and minutes on this computer's clock."""
        local = moment.astimezone()
        return f"{local:%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Date and time on this computer's clock."""
        return f"{self.date_words(moment.astimezone().date())}, {self.time(moment)}"

    def size(self, size: int) -> str:
        """Bytes in the unit a person reads: "84 kB", "2.4 MB"."""
        value, unit = Decimal(size), "B"
        for unit in ("B", "kB", "MB", "GB"):  # noqa: B007 - the last one stays
            if value < 1000:
                break
            value /= 1000
        return f"{self.number(value, most=1 if unit in ('MB', 'GB') else 0)} {unit}"

    def any(self, value: Any) -> Any:
        """How a value given to a message is written; what is no number or date stays as it is."""
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | Decimal):
            return self.number(value)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.date(value)
        return value

    @cached_property
    def _date_pattern(self) -> str:
        pattern = self.locale.date_formats["short"].pattern
        pattern = re.sub(r"y+", "y", pattern)
        pattern = re.sub(r"(?<!d)d(?!d)", "dd", pattern)
        pattern = re.sub(r"(?<!M)M(?!M)", "MM", pattern)
        # An American month first is understood by few; "en" alone is written as most of the world reads it.
        return "dd/MM/y" if str(self.locale) == "en" else pattern

    @cached_property
    def date_order(self) -> str:
        """ "dmy", "mdy" or "ymd"."""
        return "".join(sorted("dmy", key=lambda part: self._date_pattern.lower().index(part)))

    def parse_number(self, text: str, field: str | None = None) -> Decimal:
        """A number as a person of this locale types it. UserError where it could be meant in two ways."""
        return _read_number(text, self.decimal_sign, self.group_sign, field)

    def parse_amount(self, text: str, currency: str, field: str | None = None) -> int:
        """An amount as minor units; the currency's own code or sign may stand before or after it."""
        bare = text.strip()
        for sign in self._signs(currency):
            if bare.endswith(sign):
                bare = bare[: -len(sign)]
            elif bare.lstrip("+-\u2212 ").startswith(sign):
                bare = bare.replace(sign, "", 1)
        return money.minor(self.parse_number(bare, field), currency, field)

    def _signs(self, currency: str) -> tuple[str, ...]:
        from babel.numbers import get_currency_symbol

        return (currency, get_currency_symbol(currency, self.locale), get_currency_symbol(currency, "en"))

    @cached_property
    def _months(self) -> dict[str, int]:
        """The names of the months, long and short, without dots."""
        return {
            name.casefold().rstrip("."): number
            for width in ("wide", "abbreviated")
            for form in ("format", "stand-alone")
            for number, name in self.locale.months[form][width].items()
        }

    def parse_date(self, text: str, field: str | None = None) -> Day:
        """A date in this locale's order (any separator), with the month's name, or as ISO 8601.

        Two-digit years are 2000 to 2099.
        """
        order = self.date_order
        name = re.search(r"[^\W\d_]{3,}", text)
        month = self._months.get(name[0].casefold()) if name else None
        if name and month:
            order = "dmy" if re.search(r"\d", text[: name.start()]) else "mdy"
            figures = f"{text[: name.start()]} {month} {text[name.end() :]}"
            return _read_date(figures, order, field)
        return _read_date(text, order, field)


@lru_cache(maxsize=4096)
def _written(value: Decimal, least: int, most: int, decimal_sign: str, group_sign: str) -> str:
    text = f"{abs(value):,.{most}f}"
    whole, _dot, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0") if most else ""
    whole = whole.replace(",", group_sign)
    sign = "\u2212" if value < 0 else ""
    return f"{sign}{whole}{decimal_sign}{fraction}" if fraction else f"{sign}{whole}"


def _is_foreign(bare: str, decimal_sign: str, other: str) -> bool:
    """Whether the other decimal sign was typed and can only be meant: "450,00" and "1.570,21" in English.

    Groups have three figures, so one or two after the last sign are decimals; "1,500" is not.
    """
    sign, group = re.escape(other), re.escape(decimal_sign)
    return re.fullmatch(rf"(\d+|\d{{1,3}}({group}\d{{3}})+){sign}\d{{1,2}}", bare) is not None


def _read_number(text: str, decimal_sign: str, group_sign: str, field: str | None) -> Decimal:
    bare = _SPACES.sub("", text).replace("\u2212", "-").replace("\u2019", "'")
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-")
    if not re.fullmatch(r"\d[\d.,']*|[.,]\d+", bare):
        raise UserError(_("“{text}” is no number", text=text.strip()), field)
    bare = bare.replace("'", "")
    other = "," if decimal_sign == "." else "."
    if _is_foreign(bare, decimal_sign, other):
        decimal_sign, other = other, decimal_sign
    if bare.count(decimal_sign) > 1 or (decimal_sign in bare and other in bare[bare.index(decimal_sign) :]):
        raise UserError(_("“{text}” is no number", text=text.strip()), field)
    whole, _sign, fraction = bare.partition(decimal_sign)
    if other in whole:
        if not re.fullmatch(rf"\d{{1,3}}({re.escape(other)}\d{{3}})+", whole):
            message = _(
                "“{text}” could be meant in two ways: write decimals with “{sign}”",
                text=text.strip(),
                sign=decimal_sign,
            )
            raise UserError(message, field)
        whole = whole.replace(other, "")
    if len(whole) + len(fraction) > 30:
        raise UserError(_("This number is too long"), field)
    return sign * Decimal(f"{whole or 0}.{fraction or 0}")


def _read_date(text: str, order: str, field: str | None) -> date:
    from desktop_crm.values.dates import FIRST_DATE

    parts = re.fullmatch(r"\s*(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})\D*", text)
    if parts is None:
        raise UserError(_("“{text}” is no date", text=text.strip()), field)
    pieces = [parts[1], parts[2], parts[3]]
    chosen = "ymd" if len(pieces[0]) == 4 else order
    named = dict(zip(chosen, pieces, strict=True))
    year = int(named["y"]) + (2000 if len(named["y"]) <= 2 else 0)
    try:
        day = date(year, int(named["m"]), int(named["d"]))
    except ValueError:
        raise UserError(_("“{text}” is no date of the calendar", text=text.strip()), field) from None
    if day < FIRST_DATE:
        raise UserError(_("Dates before 1970 are not taken"), field)
    return day
