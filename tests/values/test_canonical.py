"""Canonical JSON: stable bytes, exact values, tolerant of fields added later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_crm.values import canonical


@dataclass(frozen=True, slots=True)
class Inner:
    rate: Decimal
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    inners: tuple[Inner, ...] = ()
    pair: tuple[str, Decimal] | None = None
    flag: bool = False
    count: int = 0


def test_the_form_is_sorted_compact_and_leaves_defaults_out() -> None:
    value = Outer("é", (Inner(Decimal("19.0")),), flag=True)
    assert canonical.dump(value) == '{"flag":true,"inners":[{"rate":"19.0"}],"name":"é"}'.encode()


def test_what_is_dumped_is_loaded_again() -> None:
    value = Outer("a", (Inner(Decimal("8.10"), date(2026, 1, 31)),), ("x", Decimal("0.1")), count=3)
    assert canonical.load(Outer, canonical.dump(value)) == value


def test_zero_and_false_are_told_apart() -> None:
    assert canonical.load(Outer, canonical.dump(Outer("a", count=0, flag=False))) == Outer("a")


def test_keys_of_a_newer_program_are_ignored() -> None:
    assert canonical.load(Outer, b'{"name":"a","later":1}') == Outer("a")


def test_sharing_parts_gives_the_very_same_text() -> None:
    inners = (Inner(Decimal("19.0")), Inner(Decimal("8.10"), date(2026, 1, 31)))
    shared: dict[int, tuple[object, str]] = {}
    for value in (
        Outer("a", inners, flag=True),
        Outer("b", inners, ("x", Decimal("0.1")), count=3),
        Outer('"\\\n\u2028é\x00\t'),
        Outer("", count=0),
    ):
        assert canonical.dump_sharing(value, shared) == canonical.dump(value)
