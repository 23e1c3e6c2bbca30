"""Two edits of one draft are joined: nothing is asked that only one side changed, nothing is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft, TaxRateDraft, TermsDraft
from desktop_crm.values.merging import GONE, Clash, Plan, Side, _how, merge


@dataclass(frozen=True)
class Line:
    text: str = ""
    qty: int = 1
    price: int = 0
    unit: str = "h"


@dataclass(frozen=True)
class Paper:
    name: str = ""
    town: str = ""
    price: int = 0
    currency: str = "EUR"
    tags: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    place: tuple[str, str] | None = None


PLAN = Plan(sets=frozenset({"tags"}), together=(("price", "currency"),))
WORDS = st.sampled_from(["", "a", "b", "c"])
LINES = st.lists(
    st.builds(Line, text=st.sampled_from("pqrstu"), qty=st.integers(1, 2), price=st.integers(0, 2)),
    max_size=5,
).map(tuple)
PAPERS = st.builds(
    Paper,
    name=WORDS,
    town=WORDS,
    price=st.integers(0, 2),
    currency=st.sampled_from(["EUR", "USD"]),
    tags=st.lists(st.sampled_from("xyz"), unique=True).map(tuple),
    texts=st.dictionaries(st.sampled_from(["de", "en"]), st.sampled_from("abc")).map(
        lambda d: tuple(d.items())
    ),
    lines=LINES,
)


def all_of(found: Any, side: Side) -> dict[str, Side]:
    return {clash.key: side for clash in found.clashes}


@given(PAPERS, PAPERS)
def test_what_one_side_alone_changed_stands_without_a_question(before: Paper, after: Paper) -> None:
    for mine, theirs in ((after, before), (before, after), (after, after)):
        found = merge(before, mine, theirs, PLAN)
        assert found.clashes == ()
        assert found.draft() == after


@given(PAPERS, PAPERS, PAPERS)
def test_both_are_asked_the_same(before: Paper, mine: Paper, theirs: Paper) -> None:
    here, there = merge(before, mine, theirs, PLAN), merge(before, theirs, mine, PLAN)
    assert {c.key: (c.before, c.mine, c.theirs) for c in here.clashes} == {
        c.key: (c.before, c.theirs, c.mine) for c in there.clashes
    }


@given(PAPERS, PAPERS, PAPERS, st.sampled_from(["mine", "theirs"]))
def test_a_plain_field_is_of_whoever_changed_it_and_else_as_decided(
    before: Paper, mine: Paper, theirs: Paper, side: Side
) -> None:
    found = merge(before, mine, theirs, PLAN)
    draft = found.draft(all_of(found, side))
    for name in ("name", "town"):
        was, me, they = (getattr(each, name) for each in (before, mine, theirs))
        clashed = name in {clash.key for clash in found.clashes}
        assert clashed == (me != was != they != me)
        expected = (me if side == "mine" else they) if clashed else (me if me != was else they)
        assert getattr(draft, name) == expected
    assert (draft.price, draft.currency) in {(each.price, each.currency) for each in (before, mine, theirs)}


@given(PAPERS, PAPERS, PAPERS, st.sampled_from(["mine", "theirs"]))
def test_no_line_that_somebody_wrote_is_lost(before: Paper, mine: Paper, theirs: Paper, side: Side) -> None:
    found = merge(before, mine, theirs, PLAN)
    draft = found.draft(all_of(found, side))
    chosen = mine if side == "mine" else theirs
    new = Counter(chosen.lines) - Counter(before.lines)
    assert not new - Counter(draft.lines)
    once = {line for line, times in Counter(before.lines).items() if times == 1}
    assert once & set(mine.lines) & set(theirs.lines) <= set(draft.lines)
    assert set(draft.lines) <= {*before.lines, *mine.lines, *theirs.lines}
    assert len(draft.lines) <= len(before.lines) + len(mine.lines) + len(theirs.lines)


@given(PAPERS, PAPERS, PAPERS)
def test_tags_are_joined_by_member(before: Paper, mine: Paper, theirs: Paper) -> None:
    found = merge(before, mine, theirs, PLAN)
    tags = found.draft(all_of(found, "mine")).tags
    assert len(set(tags)) == len(tags)
    for tag in "xyz":
        was, me, they = (tag in each.tags for each in (before, mine, theirs))
        assert (tag in tags) == (me if me != was else they)


@given(PAPERS, PAPERS, PAPERS)
def test_a_decision_that_is_missing_is_never_guessed(before: Paper, mine: Paper, theirs: Paper) -> None:
    found = merge(before, mine, theirs, PLAN)
    if found.clashes:
        with pytest.raises(KeyError):
            found.draft()


A, B, C, D = (Line(text) for text in "ABCD")


def lines(before: list[Line], mine: list[Line], theirs: list[Line], **sides: Side) -> Any:
    found = merge(Paper(lines=tuple(before)), Paper(lines=tuple(mine)), Paper(lines=tuple(theirs)), PLAN)
    if sides or not found.clashes:
        return list(found.draft({f"lines[{key[1:]}]": side for key, side in sides.items()}).lines)
    return found.clashes


def test_neighbouring_lines_do_not_meet() -> None:
    more, dearer = replace(A, qty=5), replace(B, price=9)
    assert lines([A, B], [more, B], [A, dearer]) == [more, dearer]


def test_both_added_a_line_at_the_end() -> None:
    assert lines([A], [A, C], [A, D]) == [A, D, C]
    assert lines([A], [A, C], [A, C]) == [A, C]
    assert lines([A], [A, C, D], [A, D]) == [A, D, C]


def test_one_line_changed_twice_is_asked_as_a_line() -> None:
    more, dearer = replace(B, qty=5), replace(B, price=9)
    assert lines([A, B], [A, more], [A, dearer]) == (Clash("lines[1]", B, more, dearer),)
    assert lines([A, B], [A, more], [A, dearer], L1="mine") == [A, more]
    assert lines([A, B], [A, more], [A, dearer], L1="theirs") == [A, dearer]


def test_taken_away_here_and_changed_there_is_asked() -> None:
    dearer = replace(B, price=9)
    assert lines([A, B, C], [A, C], [A, dearer, C]) == (Clash("lines[1]", B, GONE, dearer),)
    assert lines([A, B, C], [A, C], [A, dearer, C], L1="mine") == [A, C]
    assert lines([A, B, C], [A, C], [A, dearer, C], L1="theirs") == [A, dearer, C]


def test_a_line_moved_here_and_changed_there_is_both() -> None:
    dearer = replace(A, price=9)
    assert lines([A, B, C], [B, C, A], [dearer, B, C]) == [B, C, dearer]
    assert lines([A, B, C], [B, C, A], [C, A, B]).count(A) == 1
    assert lines([A, B, C], [B, C, A], [B, C]) == [B, C]


def test_a_long_list_is_joined_at_once() -> None:
    before = [Line(str(n)) for n in range(400)]
    mine, theirs = list(before), list(before)
    mine[3], theirs[390] = replace(mine[3], qty=7), replace(theirs[390], qty=8)
    mine.append(Line("new"))
    joined = lines(before, mine, theirs)
    assert (joined[3].qty, joined[390].qty, joined[400].text, len(joined)) == (7, 8, "new", 401)


def test_texts_are_joined_by_language() -> None:
    before = Paper(texts=(("de", "Hallo"), ("en", "Hello")))
    mine = replace(before, texts=(("de", "Guten Tag"), ("en", "Hello")))
    theirs = replace(before, texts=(("de", "Hallo"), ("en", "Good day"), ("fr", "Bonjour")))
    assert merge(before, mine, theirs).draft().texts == (
        ("de", "Guten Tag"),
        ("en", "Good day"),
        ("fr", "Bonjour"),
    )
    theirs = replace(theirs, texts=(("de", "Servus"), ("en", "Hello")))
    assert merge(before, mine, theirs).clashes == (Clash("texts.de", "Hallo", "Guten Tag", "Servus"),)
    gone = replace(before, texts=(("en", "Hello"),))
    assert merge(before, mine, gone).clashes == (Clash("texts.de", "Hallo", "Guten Tag", GONE),)


def test_a_price_is_not_joined_with_another_currency() -> None:
    before = Paper(price=80)
    mine, theirs = replace(before, price=90), replace(before, currency="USD")
    (clash,) = merge(before, mine, theirs, PLAN).clashes
    assert clash.key == clash.field == "price"
    assert clash.mine == {"price": 90, "currency": "EUR"}
    assert merge(before, mine, theirs, PLAN).draft({"price": "theirs"}) == theirs


def test_a_pair_that_may_be_absent_is_one_thing() -> None:
    before = Paper(place=("0088", "1"))
    found = merge(before, replace(before, place=("0088", "2")), replace(before, place=None))
    assert found.clashes == (Clash("place", ("0088", "1"), ("0088", "2"), None),)


@pytest.mark.parametrize("draft", [DocumentDraft, FirmDraft, BankAccountDraft, TaxRateDraft, TermsDraft])
def test_the_drafts_of_the_program_say_themselves_which_of_their_fields_are_lists(draft: type) -> None:
    how = _how(draft)
    assert set(how) <= {each.name for each in fields(draft)}
    assert _how(DocumentDraft)["lines"] == "lines"
    assert _how(FirmDraft)["invoice_notes"] == "texts"
    assert "endpoint" not in _how(FirmDraft)


def test_an_invoice_with_lines_of_both() -> None:
    first, second = LineDraft(description="Consulting"), LineDraft(description="Travel")
    before = DocumentDraft(lines=(first, second), notes="")
    mine = replace(before, lines=(replace(first, description="Consulting in May"), second))
    theirs = replace(before, lines=(first, replace(second, description="Travel in May")), notes="Thanks")
    joined = merge(before, mine, theirs).draft()
    assert [line.description for line in joined.lines] == ["Consulting in May", "Travel in May"]
    assert joined.notes == "Thanks"
