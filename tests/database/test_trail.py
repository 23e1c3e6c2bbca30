"""The trail: one entry a record and click, with what differs, whoever wrote how often."""

from __future__ import annotations

import json
from typing import Any

import pytest
from peewee import AutoField, ForeignKeyField, IntegerField

from desktop_crm.database import fields, trail, writes
from desktop_crm.database.connection import OpenDatabase, Table, raw, transaction
from desktop_crm.database.trail import Part, Trail
from desktop_crm.values.caller import Caller
from tests.fixtures.database import MakeDatabase

ANA = Caller("Ana", "owner", "en", "desk")
BEN = Caller("Ben", "member", "en", "laptop")


class Shop(Table):
    trail = Trail(
        silent=("folded",),
        contact="owner",
        parts=(
            Part("shelves", ("label",), "SELECT label FROM shelf WHERE shop_id = ? ORDER BY label"),
            Part("doors", ("label", "width"), "SELECT label, width FROM door WHERE shop_id = ? ORDER BY id"),
        ),
        goes_with_it=(("shelf", "shop_id"),),
        acts=(("is_open", False, "closed"), ("is_open", ..., "opened")),
    )

    id = fields.KeyField()
    name = fields.Text(filled=True)
    folded = fields.Text(default="")
    rent = fields.ScaledField(6, null=True)
    is_open = fields.FlagField(default=True)
    owner = IntegerField(null=True)
    version = IntegerField(default=1)


class Safe(Table):
    trail = Trail(secret=("pin",))

    id = fields.KeyField()
    pin = fields.Text(default="")
    version = IntegerField(default=1)


class Shelf(Table):
    id = AutoField()
    shop = ForeignKeyField(Shop, on_delete="CASCADE")
    label = fields.Text()


class Door(Table):
    id = AutoField()
    shop = ForeignKeyField(Shop, on_delete="CASCADE")
    label = fields.Text()
    width = IntegerField(null=True)


class Sheet(Table):
    trail = Trail(unfolded="draft", settles=600, acts=(("state", "done", "finished"),), born=("finished",))

    id = fields.KeyField()
    state = fields.Text(default="draft")
    draft = fields.Text(default="{}")
    version = IntegerField(default=1)


@pytest.fixture
def database(make_database: MakeDatabase) -> OpenDatabase:
    return make_database((Shop, Safe, Shelf, Door, Sheet))


def entries() -> list[dict[str, Any]]:
    names = [field.column_name for field in trail.ChangeLog._meta.sorted_fields]
    found = raw().execute("SELECT * FROM change_log ORDER BY id").fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def last() -> tuple[str, Any, Any]:
    entry = entries()[-1]
    return entry["act"], *(each and json.loads(each) for each in (entry["before"], entry["after"]))


def a_shop(**values: Any) -> int:
    with transaction(ANA):
        return writes.insert(Shop, name="Corner", owner=7, **values)


def test_a_new_row_is_told_with_what_is_filled_in(database: OpenDatabase) -> None:
    shop = a_shop(folded="corner", rent=1)
    (entry,) = entries()
    assert entry["user"] == "Ana"
    assert entry["computer"] == "desk"
    assert (entry["table_name"], entry["row"], entry["version"]) == ("shop", shop, 1)
    assert (entry["record"], entry["contact_id"]) == (f"shop:{shop}", 7)
    assert last() == ("created", None, {"name": "Corner", "rent": "1", "is_open": True, "owner": 7})


def test_a_change_is_told_from_what_to_what_and_nothing_else(database: OpenDatabase) -> None:
    shop = a_shop()
    with transaction(BEN):
        writes.update_versioned(Shop, shop, 1, name="Square", folded="square")
    assert last() == ("changed", {"name": "Corner"}, {"name": "Square"})
    assert (entries()[-1]["user"], entries()[-1]["version"]) == ("Ben", 2)


def test_several_writes_of_one_transaction_are_one_entry(database: OpenDatabase) -> None:
    shop = a_shop()
    with transaction(ANA):
        writes.update_versioned(Shop, shop, 1, name="Square")
        writes.insert_many(Shelf, [{"shop": shop, "label": "b"}, {"shop": shop, "label": "a"}])
        writes.insert_many(Door, [{"shop": shop, "label": "Front", "width": None}])
        writes.update(Shop, shop, rent=2)
    assert len(entries()) == 2
    before = {"name": "Corner", "rent": None, "shelves": [], "doors": []}
    after = {"name": "Square", "rent": "2", "shelves": ["a", "b"], "doors": [{"label": "Front"}]}
    assert last() == ("changed", before, after)
    assert entries()[-1]["version"] == 3


def test_what_was_changed_and_changed_back_leaves_its_new_version_only(database: OpenDatabase) -> None:
    shop = a_shop()
    with transaction(ANA):
        writes.update(Shop, shop, name="Square")
        writes.update(Shop, shop, name="Corner")
    assert last() == ("touched", {}, {})


def test_what_failed_leaves_no_entry(database: OpenDatabase) -> None:
    shop = a_shop()

    def fail() -> None:
        with transaction(ANA):
            writes.update(Shop, shop, name="Square")
            writes.insert(Shop, name="Other")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(entries()) == 1
    with transaction(ANA):  # the inner one is taken back, the outer one goes on
        with pytest.raises(ZeroDivisionError):
            fail()
        writes.update(Shop, shop, rent=1)
    assert len(entries()) == 2
    assert last() == ("changed", {"rent": None}, {"rent": "1"})


def test_an_act_has_its_name(database: OpenDatabase) -> None:
    shop = a_shop()
    with transaction(ANA):
        writes.update(Shop, shop, is_open=False)
    assert last() == ("closed", {"is_open": True}, {"is_open": False})
    with transaction(ANA):
        writes.update(Shop, shop, is_open=True)
    assert last()[0] == "opened"


def test_a_deleted_row_is_kept_whole(database: OpenDatabase) -> None:
    shop = a_shop()
    with transaction(ANA):
        shelf = writes.insert(Shelf, shop=shop, label="a")
        assert writes.delete(Shop, shop)
        assert not writes.delete(Shop, shop)
    act, before, after = last()
    assert (act, after) == ("deleted", None)
    whole = before.pop("whole")
    assert before == {"name": "Corner", "is_open": True, "owner": 7, "shelves": ["a"]}
    assert whole["shelf"] == [{"id": shelf, "shop_id": shop, "label": "a"}]
    assert whole["shop"][0]["is_open"] is True
    assert entries()[-1]["version"] == 2


def test_a_secret_is_told_to_have_changed_and_never_what_it_is(database: OpenDatabase) -> None:
    with transaction(ANA):
        safe = writes.insert(Safe, pin="1234")
    with transaction(ANA):
        writes.update(Safe, safe, pin="98765")
    assert last() == ("changed", {"pin": "***"}, {"pin": "***"})
    with transaction(ANA):
        writes.delete(Safe, safe)
    assert last() == ("deleted", {"pin": "***"}, None)
    text = json.dumps(entries())
    assert "1234" not in text
    assert "98765" not in text


def test_members_of_a_draft_are_told_one_by_one(database: OpenDatabase) -> None:
    with transaction(ANA):
        sheet = writes.insert(Sheet, draft='{"title":"A","lines":[1]}')
    assert last()[2] == {"state": "draft", "draft.title": "A", "draft.lines": [1]}
    with transaction(ANA):
        writes.update(Sheet, sheet, draft='{"title":"B","lines":[1],"note":"x"}')
    assert last() == (
        "changed", {"draft.title": "A", "draft.note": None}, {"draft.title": "B", "draft.note": "x"},
    )  # fmt: skip
    with transaction(ANA):
        writes.update(Sheet, sheet, state="done", draft='{"title":"B","due":"2026"}')
    assert last() == ("finished", {"state": "draft"}, {"state": "done"})


def test_a_row_that_begins_with_an_act_is_told_by_it(database: OpenDatabase) -> None:
    with transaction(ANA):
        sheet = writes.insert(Sheet, draft='{"title":"A"}')
        writes.update(Sheet, sheet, state="done")
    assert last() == ("finished", None, {"state": "done"})


def test_what_saves_itself_while_one_types_is_one_entry_under_a_new_id(database: OpenDatabase) -> None:
    with transaction(ANA):
        sheet = writes.insert(Sheet, draft='{"title":"A"}')
    for text in ("Au", "Aut", "Auth"):
        with transaction(ANA):
            writes.update(Sheet, sheet, draft=json.dumps({"title": text}))
    assert len(entries()) == 2
    assert last() == ("changed", {"draft.title": "A"}, {"draft.title": "Auth"})
    assert entries()[-1]["id"] == 4  # other computers look for what is beyond the last one they saw
    assert entries()[-1]["version"] == 4
    with transaction(BEN):
        writes.update(Sheet, sheet, draft='{"title":"Autumn"}')
    assert last() == ("changed", {"draft.title": "Auth"}, {"draft.title": "Autumn"})
    raw().execute("UPDATE change_log SET at = '2026-01-01T00:00:00Z'")
    with transaction(BEN):
        writes.update(Sheet, sheet, draft='{"title":"Winter"}')
    assert [entry["act"] for entry in entries()] == ["created", "changed", "changed", "changed"]


def test_who_writes_by_sql_of_his_own_says_so_before(database: OpenDatabase) -> None:
    shop = a_shop()
    with transaction(ANA):
        trail.touch(Shop, shop)
        raw().execute("UPDATE shop SET name = 'Square' WHERE id = ?", (shop,))
    assert last() == ("changed", {"name": "Corner"}, {"name": "Square"})


def test_the_outermost_transaction_says_who(database: OpenDatabase) -> None:
    with transaction(ANA), transaction(BEN):
        writes.insert(Shop, name="A")
    with transaction(), transaction(BEN):
        writes.insert(Shop, name="B")
    assert [entry["user"] for entry in entries()] == ["Ana", "Ben"]


def test_changes_of_a_job_carry_it(database: OpenDatabase) -> None:
    with transaction(ANA):
        trail.belongs_to(job_id=5)
        writes.insert(Shop, name="A")
    a_shop()
    assert [entry["job_id"] for entry in entries()] == [5, None]


def found(typed: str) -> list[int]:
    sql, values = trail.WORDS.ids_sql(typed)
    return [row[0] for row in raw().execute(f"{sql} ORDER BY 1", values).fetchall()] if sql else []


def test_an_entry_is_found_by_who_where_and_any_value_of_it_however_it_is_spelled(
    database: OpenDatabase,
) -> None:
    with transaction(Caller("Zoë Çelik", "owner", "en", "Front-Desk")):
        shop = writes.insert(Shop, name="Łódź Straße 7", owner=7)
        writes.insert(Door, shop=shop, label="+49 (30) 123-4567", width=90)
    with transaction(BEN):
        writes.update(Shop, shop, name="100% Square_Mile")
    first, second = (entry["id"] for entry in entries())
    for typed in ("zoe celik", "front-desk", "0049 30 1234567", "90"):
        assert found(typed) == [first], typed
    for typed in ("LODZ", "lodz strasse", "straße łódź", "7"):
        assert found(typed) == [first, second], "what was and what is"
    assert found("100% square_") == [second]
    assert found("ben lodz") == [second]
    assert found("100_") == found("ben zoe") == found("changed") == []
    assert found("") == found("  ") == []


def test_what_is_short_is_found_where_a_word_begins(database: OpenDatabase) -> None:
    with transaction(BEN):
        writes.insert(Shop, name="Quay 42 a")
    (entry,) = (each["id"] for each in entries())
    for typed, is_found in (("qu", 1), ("42", 1), ("a", 1), ("q", 0), ("ua", 0), ("4", 0), ("ay", 0)):
        assert found(typed) == [entry] * is_found, typed


def test_no_secret_and_no_name_of_a_column_finds_an_entry(database: OpenDatabase) -> None:
    with transaction(ANA):
        safe = writes.insert(Safe, pin="1234")
    with transaction(ANA):
        writes.update(Safe, safe, pin="98765")
        writes.insert(Shop, name="Corner")
    assert found("1234") == found("98765") == found("***") == found("name") == found("is_open") == []
    words = "".join(entry["words"] for entry in entries())
    assert "corner" in words
    assert "1234" not in words
    assert "98765" not in words


def test_what_was_typed_on_is_found_once_and_what_was_changed_back_never(database: OpenDatabase) -> None:
    with transaction(ANA):
        sheet = writes.insert(Sheet, draft='{"title":"First"}')
    for text in ("Wint", "Winter"):
        with transaction(ANA):
            writes.update(Sheet, sheet, draft=json.dumps({"title": text}))
    assert len(found("winter")) == 1
    shop = a_shop()
    with transaction(BEN):
        writes.update(Shop, shop, name="Square")
        writes.update(Shop, shop, name="Corner")
    assert last()[0] == "touched"
    assert found("ben") == []


def test_what_is_forgotten_is_found_no_more(database: OpenDatabase) -> None:
    shop, other = a_shop(), a_shop()
    with transaction(BEN):
        writes.update(Shop, shop, name="Quisquilia & Sons")
        writes.update(Shop, other, name="Beside Quisquilia & Sons")
    assert len(found("quisquilia")) == 2
    with transaction():
        trail.forget_rows({"shop": [shop]})
        assert trail.forget_named(["Quisquilia & Sons"]) == 1
    assert found("quisquilia") == []
    assert len(found("ben")) == 1, "that he changed something stays"
    with transaction(ANA):
        kept = writes.insert(Shop, name="Quisquilia & Sons", owner=8)
    with transaction():
        trail.forget_entries(8, {"shop": [kept]}, {"shop": [kept]}, "Quisquilia & Sons")
    assert found("quisquilia") == []
    assert "quisquilia" not in "".join(entry["words"] for entry in entries())
    if not database.is_on_server:
        raw().execute("INSERT INTO change_words (change_words, rank) VALUES ('integrity-check', 1)")


def test_a_transaction_that_failed_leaves_nothing_to_find(database: OpenDatabase) -> None:
    def fail() -> None:
        with transaction(ANA):
            a_shop(rent=77777)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert found("77777") == []
