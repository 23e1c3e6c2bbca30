"""What people type finds what is stored, whatever accents, separators and signs, and never breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_crm.database import search
from desktop_crm.database.connection import OpenDatabase, raw, transaction
from desktop_crm.database.folding import fold


@pytest.fixture
def filled(database: OpenDatabase) -> OpenDatabase:
    with transaction():
        search.index("contact", 1, "João Łukasz Müller-Straße", ["joao@mail.example", "+351 912 345 678"])
        search.index("contact", 2, "İzmir Çelik A.Ş.", ["TR33 0006 1005 1978 6457 8413 26"], subtitle="İzmir")
        search.index("contact", 3, "Ana", [])
        search.index("contact", 4, "Ana Maria Silva", ["ana@silva.example"])
        search.index(
            "invoice", 4, "2026-0001", ["Ana Maria Silva", search.amount(157021, "EUR")], contact_id=4
        )
        search.index("invoice", 5, "2026-0002", ["Order 4711/B", search.amount(1000, "JPY")], contact_id=3)
    return database


FINDS = {
    "joao": [("contact", 1)],
    "JOÃO": [("contact", 1)],
    "lukasz": [("contact", 1)],
    "strasse": [("contact", 1)],
    "Straße muller": [("contact", 1)],
    "912345678": [("contact", 1)],
    "912 345 678": [("contact", 1)],
    "+351 912 345 678": [("contact", 1)],
    "+351912": [("contact", 1)],
    "(351) 912-345": [("contact", 1)],
    "izmir": [("contact", 2)],
    "IZMIR celik": [("contact", 2)],
    "tr330006100519786457841326": [("contact", 2)],
    "TR33 0006 1005 1978": [("contact", 2)],
    "an": [("contact", 3), ("contact", 4)],
    "ana": [("contact", 3), ("contact", 4), ("invoice", 4)],
    "silva ana": [("contact", 4), ("invoice", 4)],
    "ana si": [("contact", 4), ("invoice", 4)],
    "1.570,21": [("invoice", 4)],
    "1,570.21": [("invoice", 4)],
    "1'570.21": [("invoice", 4)],
    "1 570,21": [("invoice", 4)],
    "1\u202f570,21": [("invoice", 4)],
    "1570.21": [("invoice", 4)],
    "1570,2": [("invoice", 4)],
    "1,000": [("invoice", 5)],
    "2026-0002": [("invoice", 5)],
    "4711/b": [("invoice", 5)],
    "nobody": [],
    "ana nobody": [],
    "": [],
    "  \t ": [],
}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("typed", FINDS)
def test_typed_text_finds_its_records_best_first(typed: str) -> None:
    assert [(hit.entity, hit.entity_id) for hit in search.find(typed)] == FINDS[typed]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("typed", [typed for typed in FINDS if FINDS[typed] and typed != "an"])
def test_a_list_finds_the_same(typed: str) -> None:
    sql, values = search.ids_sql(typed, "contact")
    found = {row[0] for row in raw().execute(sql, values)}
    assert found == {number for entity, number in FINDS[typed] if entity == "contact"}


@pytest.mark.usefixtures("filled")
def test_a_hit_says_what_it_is_and_whose() -> None:
    (hit,) = search.find("2026-0001", entities=["invoice"])
    assert hit == search.Hit("invoice", 4, "2026-0001", "", 4)
    assert search.find("2026-0001", entities=["contact", "product"]) == []
    assert len(search.find("ana", limit=2)) == 2


@pytest.mark.usefixtures("filled")
def test_a_changed_record_is_found_by_its_new_words_only() -> None:
    with transaction():
        search.index("contact", 3, "Beatriz", ["bia@mail.example"], contact_id=3)
    assert [hit.title for hit in search.find("beatriz")] == ["Beatriz"]
    assert ("contact", 3) not in [(hit.entity, hit.entity_id) for hit in search.find("ana")]
    with transaction():
        search.remove("contact", 3)
        search.remove("contact", 999)
    assert search.find("beatriz") == []
    raw().execute("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)")


@pytest.mark.usefixtures("database")
def test_many_are_indexed_as_one_by_one() -> None:
    entries = [
        search.Entry("contact", n, f"Name {n:05}", (f"mail{n}@x.example",)) for n in range(1, 25_000, 3)
    ]
    with transaction():
        search.index("contact", 2, "Name between", [])
        search.index_many(entries)
    assert [hit.entity_id for hit in search.find("mail24997@")] == [24_997]
    assert search.find("name between")[0].entity_id == 2
    raw().execute("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)")
    with transaction():
        search.rebuild()
    assert [hit.entity_id for hit in search.find("mail24997@")] == [24_997]


@pytest.mark.usefixtures("filled")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.text(max_size=60) | st.text(alphabet="ana\"'*-+^:(){}[]%_.,\x00 NEARORAND0179\ud800", max_size=30))
def test_any_text_may_be_typed(typed: str) -> None:
    for hit in search.find(typed):
        assert hit.title
    sql, values = search.ids_sql(typed, "contact")
    if sql:
        raw().execute(sql, values).fetchall()


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.usefixtures("database")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(min_size=1, max_size=30).filter(lambda text: fold(text).split()))
def test_every_title_is_found_by_itself(title: str) -> None:
    with transaction():
        search.index("contact", 7, title, [])
    assert [hit.entity_id for hit in search.find(title)] == [7]
