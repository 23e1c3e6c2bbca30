"""Columns that keep exact values: scaled numbers, money, dates, times in UTC, JSON, states. Never a float.

Each adds the CHECK constraint that keeps a wrong value out, whoever writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache
from typing import Any

from peewee import SQL, AutoField, BigIntegerField, BooleanField, Check, NodeList, TextField

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

__all__ = [
    "CurrencyField", "DateField", "FlagField", "JsonField", "KeyField", "MoneyField", "RateField",
    "ScaledField", "StateField", "Text", "UtcField", "canonical", "scaled", "stamp", "unscaled",
]  # fmt: skip

_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
_LARGEST = 2**63 - 1


def scaled(value: Decimal | int, digits: int, field: str | None = None) -> int:
    """The value times 10**digits, exactly: `scaled(Decimal("12.5"), 6)` is 12500000.

    Raises UserError at `field` for more decimals, for what is not a number and for what does not fit 63 bits.
    """
    if isinstance(value, bool | float):
        raise TypeError(f"{value!r} is neither a Decimal nor an int")
    try:
        shifted = Decimal(value).scaleb(digits, _EXACT)
        whole = int(shifted.to_integral_exact(context=_EXACT))
    except Inexact as error:
        raise UserError(_("No more than {n} decimal places can be kept.", n=digits), field) from error
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise UserError(_("This is not a number that can be kept."), field) from error
    if abs(whole) > _LARGEST:
        raise UserError(_("This number is too large."), field)
    return whole


def unscaled(whole: int, digits: int) -> Decimal:
    """The opposite of `scaled`, without trailing zeros after the point: `unscaled(12500000, 6)` is 12.5."""
    while digits and whole % 10 == 0:
        whole //= 10
        digits -= 1
    return Decimal(whole).scaleb(-digits, _EXACT)


@lru_cache(maxsize=2048)
def stamp(moment: datetime) -> str:
    """A time as it is stored: "2026-11-22T09:41:00Z", sortable, to the second. It must carry its zone."""
    if moment.tzinfo is None:
        raise TypeError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values are equal texts. Floats are refused."""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> Any:
    """Decimals and dates as text, tuples as lists; a float is a bug."""
    if isinstance(value, float):
        raise TypeError(f"{value!r}: a float is not exact")
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


class KeyField(AutoField):
    """An id that is never given twice, not even after its row was deleted.

    Whoever still holds the id of a deleted row (an open page, an undo, an answer kept under a key) would
    otherwise meet another record under it, at the very version 1 that a change asks for.
    """

    def ddl(self, ctx: Any) -> Any:
        return NodeList((super().ddl(ctx), SQL("AUTOINCREMENT")))


class _Checked:
    """Adds the column's CHECK when the field learns its column's name. Comes before the Peewee field."""

    def check(self, column: str) -> str:
        """The condition that a value must meet, "" for none; NULL always passes a CHECK."""
        raise NotImplementedError

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        super().bind(model, name, set_attribute)  # type: ignore[misc]
        this: Any = self
        if condition := self.check(f'"{this.column_name}"'):
            this.constraints = [*(this.constraints or ()), Check(condition)]


class ScaledField(BigIntegerField):
    """A Decimal kept as an integer of `digits` decimals; more digits are refused, never rounded."""

    def __init__(self, digits: int = 6, **options: Any) -> None:
        self.digits = digits
        super().__init__(**options)

    def db_value(self, value: Any) -> int | None:
        return None if value is None else scaled(value, self.digits, self.name)

    def python_value(self, value: Any) -> Decimal | None:
        return None if value is None else unscaled(value, self.digits)


class RateField(ScaledField):
    """A percentage with four decimals: 23 % is Decimal("23")."""

    def __init__(self, **options: Any) -> None:
        super().__init__(4, **options)


class MoneyField(BigIntegerField):
    """An amount in minor units (cents) of a currency that another column names."""

    def db_value(self, value: Any) -> int | None:
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise TypeError(f"{self.name}: {value!r} is not in minor units")

    def python_value(self, value: Any) -> int | None:
        return None if value is None else int(value)


class DateField(_Checked, TextField):
    """A calendar day from 1900 to 9999, kept as "2026-11-22" so that it sorts."""

    def check(self, column: str) -> str:
        # With a modifier the engine counts days: 30 February becomes 2 March and is no longer the same.
        return f"date({column}, '+0 days') IS {column} AND ({column} IS NULL OR {column} >= '1900-01-01')"

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TypeError(f"{self.name}: {value!r} is not a date")
        if value.year < 1900:
            raise UserError(_("This date lies too far in the past."), self.name)
        return value.isoformat()

    def python_value(self, value: Any) -> date | None:
        return None if value is None else date.fromisoformat(value)


class UtcField(_Checked, TextField):
    """A moment in UTC to the second, kept as "2026-11-22T09:41:00Z"."""

    def check(self, column: str) -> str:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '+0 days') IS {column}"

    def db_value(self, value: Any) -> str | None:
        return None if value is None else stamp(value)

    def python_value(self, value: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class JsonField(_Checked, TextField):
    """Lists and dicts of text, whole numbers and flags, in canonical form; Decimals and dates become text."""

    def check(self, column: str) -> str:
        return f"{column} IS NULL OR json_valid({column})"

    def db_value(self, value: Any) -> str | None:
        return None if value is None else canonical(value)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)


class FlagField(_Checked, BooleanField):
    """True or false."""

    def check(self, column: str) -> str:
        return f"{column} IN (0, 1)"


class Text(_Checked, TextField):
    """Text; with `filled=True` it must hold more than spaces."""

    def __init__(self, *, filled: bool = False, **options: Any) -> None:
        self.filled = filled
        super().__init__(**options)

    def check(self, column: str) -> str:
        return f"trim({column}) <> ''" if self.filled else ""


class StateField(_Checked, TextField):
    """One of a few fixed words, such as a state or a kind."""

    def __init__(self, states: Iterable[str], **options: Any) -> None:
        self.states = tuple(states)
        super().__init__(**options)

    def check(self, column: str) -> str:
        words = ", ".join("'" + state.replace("'", "''") + "'" for state in self.states)
        return f"{column} IN ({words})"


class CurrencyField(_Checked, TextField):
    """Three capital letters of ISO 4217."""

    def check(self, column: str) -> str:
        return f"{column} GLOB '[A-Z][A-Z][A-Z]'"
