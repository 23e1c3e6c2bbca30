"""What people type finds what is stored, whatever accents, separators and signs, and never breaks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_crm.database import search
from desktop_crm.database.connection import OpenDatabase, on_server, raw, transaction
from desktop_crm.database.folding import fold


def check_trigrams() -> None:
    """On a file they are kept apart from the entries, and must say the same."""
    if not on_server():
        raw().execute("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)")


def entry(
    entity: str, record: int, title: str, *texts: search.Part, contact: int | None = None, **more: str
) -> search.Entry:
    return search.Entry(entity, record, title, texts, contact, **more)


def some(*texts: str) -> tuple[search.Part, ...]:
    return search.parts("text", *texts)


@pytest.fixture
def filled(database: OpenDatabase) -> OpenDatabase:
    with transaction():
        for each in (
            entry("contact", 1, "João Łukasz Müller-Straße", *some("joao@mail.example", "+351 912 345 678")),
            entry(
                "contact", 2, "İzmir Çelik A.Ş.", *some("TR33 0006 1005 1978 6457 8413 26"), subtitle="İzmir"
            ),
            entry("contact", 3, "Ana"),
            entry("contact", 4, "Ana Maria Silva", *some("ana@silva.example")),
            entry("contact", 6, "Padaria Central", *some("PT 501.964.843", "030 1234567", "B-12345678")),
            entry(
                "invoice",
                4,
                "2026-0001",
                *some("Ana Maria Silva"),
                search.amount("gross", 157021, "EUR"),
                contact=4,
            ),
            entry(
                "invoice",
                5,
                "2026-0002",
                *search.parts("order_number", "Order 4711/B"),
                search.amount("gross", 1000, "JPY"),
                contact=3,
            ),
            entry(
                "invoice",
                6,
                "2026-0003",
                search.price("price", Decimal("249.9"), "EUR"),
                search.price("price", Decimal("0.0125"), "EUR"),
                search.amount("gross", -5997, "EUR"),
            ),
        ):
            search.index(each)
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
    "€1.570,21": [("invoice", 4)],
    "1.570,21 €": [("invoice", 4)],
    "R$ 1.570,21": [("invoice", 4)],
    "249,9": [("invoice", 6)],
    "249.90": [("invoice", 6)],
    "0,0125": [("invoice", 6)],
    "-59,97": [("invoice", 6)],
    "−59.97": [("invoice", 6)],
    "0049 30 1234567": [("contact", 6)],
    "+49 30 123 45 67": [("contact", 6)],
    "(030) 123-4567": [("contact", 6)],
    "00351912345678": [("contact", 1)],
    "IBAN: TR33 0006 1005 1978": [("contact", 2)],
    "PT501964843": [("contact", 6)],
    "501964843": [("contact", 6)],
    "b12345678": [("contact", 6)],
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


PLACES = {
    "ana maria": ("contact", 4, "", ""),
    "ana@silva": ("contact", 4, "text", "ana@silva.example"),
    "1.570,21": ("invoice", 4, "gross", "1570.21 EUR"),
    "4711/b": ("invoice", 5, "order_number", "Order 4711/B"),
    "912345678": ("contact", 1, "text", "+351 912 345 678"),
    "tr330006100519786457841326": ("contact", 2, "text", "TR33 0006 1005 1978 6457 8413 26"),
    "249,90": ("invoice", 6, "price", "249.90 EUR"),
    "-59,97": ("invoice", 6, "gross", "-59.97 EUR"),
}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("typed", PLACES)
def test_a_hit_says_where_it_was_found_as_it_was_written(typed: str) -> None:
    (hit,) = search.find(typed, limit=1)
    assert (hit.entity, hit.entity_id, hit.label, hit.match) == PLACES[typed]


@pytest.mark.usefixtures("database")
def test_a_long_text_is_cut_around_what_was_typed() -> None:
    text = "Lorem ipsum dolor sit amet, " * 40 + "the Große Straße is closed " + "and so on " * 300
    with transaction():
        search.index(entry("note", 1, "Lorem", *search.parts("notes", text)))
    (hit,) = search.find("grosse strasse")
    assert "Große Straße" in hit.match
    assert hit.match.startswith("…")
    assert hit.match.endswith("…")
    assert len(hit.match) < 100


@pytest.mark.usefixtures("database")
def test_the_exact_amount_comes_before_those_that_contain_it() -> None:
    with transaction():
        search.index_many(
            entry("invoice", n, f"N-{n:05}", search.amount("gross", 10_000 * n + 5_000, "EUR"))
            for n in range(1, 2_000)
        )
        search.index(entry("invoice", 5_000, "N-05000", *some("Lamp"), search.amount("line", 5_000, "EUR")))
        search.index(entry("invoice", 5_001, "N-05001", search.amount("gross", 15_000, "EUR"), *some("Lamp")))
    assert [hit.entity_id for hit in search.find("50,00", limit=1)] == [5_000]
    assert {hit.entity_id for hit in search.find("150.00", limit=2)} == {1, 5_001}


@pytest.mark.usefixtures("database")
def test_a_long_word_is_found_among_many_that_have_its_parts_in_another_order() -> None:
    with transaction():
        search.index(entry("note", 1, "The one", *some("xabcdefghix")))
        search.index_many(entry("note", n, f"Other {n}", *some("ghi def abc")) for n in range(2, 900))
    assert [hit.entity_id for hit in search.find("abcdefghi")] == [1]


@pytest.mark.usefixtures("database")
def test_among_equals_the_newest_comes_first() -> None:
    with transaction():
        search.index_many(entry("invoice", n, f"N-{n:05}", *some("a common word")) for n in range(1, 1_000))
    assert [hit.entity_id for hit in search.find("common", limit=3)] == [999, 998, 997]


@pytest.mark.usefixtures("filled")
def test_a_changed_record_is_found_by_its_new_words_only() -> None:
    with transaction():
        search.index(entry("contact", 3, "Beatriz", *some("bia@mail.example"), contact=3))
    assert [hit.title for hit in search.find("beatriz")] == ["Beatriz"]
    assert ("contact", 3) not in [(hit.entity, hit.entity_id) for hit in search.find("ana")]
    with transaction():
        search.remove("contact", 3)
        search.remove("contact", 999)
    assert search.find("beatriz") == []
    check_trigrams()


@pytest.mark.usefixtures("database")
def test_many_are_indexed_as_one_by_one() -> None:
    entries = [
        search.Entry("contact", n, f"Name {n:05}", some(f"mail{n}@x.example")) for n in range(1, 25_000, 3)
    ]
    with transaction():
        search.index(entry("contact", 2, "Name between"))
        search.index_many(entries)
    assert [hit.entity_id for hit in search.find("mail24997@")] == [24_997]
    assert search.find("name between")[0].entity_id == 2
    check_trigrams()
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


HOSTILE = [
    '"',
    "'",
    '""""',
    "*",
    "a*",
    "ana*",
    "^ana",
    "ana:",
    "words:ana",
    "{words}: ana",
    "-ana",
    "+ana",
    "a OR b",
    "OR",
    "AND",
    "NOT ana",
    "NEAR(ana silva)",
    "NEAR(ana, 1e9)",
    "ana NEAR",
    "(",
    ")",
    "((((ana",
    "ana) OR (1",
    "%",
    "_",
    "a%",
    "\\",
    "\x00",
    "ana\x00silva",
    "\x00" * 50,
    "\ud800",
    "\ud800\udc00",
    "\u202eana",
    "\u200b",
    "é",
    "ß",
    "İ",
    "a",
    "an",
    "1",
    "12",
    ".",
    ",",
    "1.",
    "1,",
    ".5",
    "+",
    "-",
    "--",
    "; DROP TABLE contact; --",
    "' OR 1=1 --",
    "€",
    "$",
    "€5",
    "😀",
    "😀😀😀",
    "中文",
    "عربى",
    "ana\nsilva",
    "\t",
    "\n",
    "…" * 3,
    "ana " * 2_500,
    "ab " * 3_400,
    "a" * 10_000,
    '"' * 10_000,
    "(" * 10_000,
    "1" * 10_000,
    "1," * 5_000,
    "OR " * 3_300,
    " ".join(f"w{n:03}" for n in range(2_500)),
    "\x00" * 10_000,
    "é" * 10_000,
    "+1 " * 3_300,
    "de89 " * 2_000,
]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed)[:30])
def test_nothing_typed_is_an_operator_or_an_error(typed: str) -> None:
    found = search.find(typed)
    sql, values = search.ids_sql(typed, "contact")
    ids = {row[0] for row in raw().execute(sql, values)} if sql else set()
    # What a list shows for the words, the palette shows too.
    assert ids == {hit.entity_id for hit in found if hit.entity == "contact"}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("text", HOSTILE, ids=lambda typed: ascii(typed)[:30])
def test_a_record_with_any_text_is_found_by_its_name_and_taken_out_again(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    with transaction():
        search.index(entry("contact", 7, "Kept", *some(text, "aft")))
        assert [hit.entity_id for hit in search.find("aft")] == [7]
        search.remove("contact", 7)
    check_trigrams()


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.usefixtures("database")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(min_size=1, max_size=30).filter(lambda text: fold(text).split()))
def test_every_title_is_found_by_itself(title: str) -> None:
    with transaction():
        search.index(entry("contact", 7, title))
    assert [hit.entity_id for hit in search.find(title)] == [7]
