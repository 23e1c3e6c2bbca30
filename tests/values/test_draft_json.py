"""Flat drafts go out as JSON and come back equal; a wrong value is refused at its key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.values.draft_json import draft_from_json, draft_to_json
from desktop_crm.values.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    name: str = ""
    count: int = 0
    price: Decimal = Decimal(0)
    rate: Decimal | None = None
    on: date | None = None
    flag: bool = False
    kind: Literal["a", "b"] = "a"
    texts: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    pair: tuple[str, str] | None = None
    place: Place = field(default_factory=Place)


TEXT = st.text(max_size=5)
DECIMALS = st.decimals(-1000, 1000, allow_nan=False, places=3)
DRAFTS = st.builds(
    Draft,
    name=TEXT,
    count=st.integers(),
    price=DECIMALS,
    rate=st.none() | DECIMALS,
    on=st.none() | st.dates(),
    flag=st.booleans(),
    kind=st.sampled_from(["a", "b"]),
    texts=st.dictionaries(TEXT, TEXT, max_size=3).map(lambda texts: tuple(sorted(texts.items()))),
    names=st.lists(TEXT, max_size=3).map(tuple),
    pair=st.none() | st.tuples(TEXT, TEXT),
    place=st.builds(Place, city=TEXT),
)


@given(DRAFTS)
def test_what_goes_out_comes_back(draft: Draft) -> None:
    assert draft_from_json(Draft(), json.loads(json.dumps(draft_to_json(draft)))) == draft


def test_keys_left_out_stay() -> None:
    base = Draft(name="x", price=Decimal("1.5"), place=Place(city="Hof"))
    assert draft_from_json(base, {}) == base
    assert draft_from_json(base, {"name": "y", "place": {}}).place.city == "Hof"
    assert draft_from_json(base, {"id": 5}, also=frozenset({"id"})) == base


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("text", None),
        ({"nam": "x"}, "nam"),
        ({"name": None}, "name"),
        ({"name": 1}, "name"),
        ({"count": "1"}, "count"),
        ({"count": True}, "count"),
        ({"count": 1.0}, "count"),
        ({"price": 1.5}, "price"),
        ({"price": "1,5"}, "price"),
        ({"on": "22.11.2026"}, "on"),
        ({"on": 5}, "on"),
        ({"flag": 1}, "flag"),
        ({"kind": "c"}, "kind"),
        ({"texts": [["de"]]}, "texts[1]"),
        ({"texts": {"de": 1}}, "texts.de"),
        ({"names": "x"}, "names"),
        ({"names": ["x", 2]}, "names[2]"),
        ({"pair": ["x"]}, "pair"),
        ({"place": "Hof"}, "place"),
        ({"place": {"town": "x"}}, "place.town"),
        ({1: "x"}, None),
    ],
)
def test_wrong_values_are_refused_at_their_key(data: object, place: str | None) -> None:
    with pytest.raises(UserError) as refusal:
        draft_from_json(Draft(), data)
    assert refusal.value.field == place
