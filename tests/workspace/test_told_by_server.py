"""What a login changes past the program is told by the server: who, when, with what, and which values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from desktop_crm.company import service as company
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import serving as database_serving
from desktop_crm.database import upgrade
from desktop_crm.database.connection import transaction
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.server.connecting import PROGRAM
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import (
    erasing,
    imports,
    moving,
    opening,
    paper_purging,
    purging,
    samples,
    serving,
)
from desktop_crm.workspace.trail.reading import list_trail
from desktop_crm.workspace.trail.undoing import undo_entry
from tests.fixtures.server import Cluster
from tests.workspace import verbs
from tests.workspace.verbs import ACTS, CALLER

_LINES = (
    'SELECT table_name, "row", "user", computer, act, record, contact_id, before, after'
    " FROM desktop_crm.change_log WHERE id > %s ORDER BY id"
)


def served(cluster: Cluster, folder: Path, name: str) -> dict[str, ServerAddress]:
    """The prepared firm on a server, and the login of an owner and of a member."""
    verbs.prepare(folder / "firm.crm")
    owner = cluster.create(name)
    moving.move(CALLER, folder / "firm.crm", owner)
    found = {"": owner}
    with closing(opening.open_workspace(owner)) as workspace:
        for role in ("owner", "member"):
            made = company.add_person(
                CALLER, PersonDraft(name=f"Of the {role}", role=role), "a long password", verbs.TODAY
            )
            person = made if isinstance(made, int) else made.id
            found[role] = serving.let_in(CALLER, workspace, person, "a long password").address
    return found


@pytest.fixture(scope="module")
def addresses(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ServerAddress]:
    return served(cluster, tmp_path_factory.mktemp("told"), "told")


@pytest.fixture
def psql(addresses: dict[str, ServerAddress]) -> Iterator[psycopg.Connection[Any]]:
    parameters = addresses["member"].parameters
    with psycopg.connect(
        **parameters,  # type: ignore[arg-type]
        options="-c search_path=desktop_crm",
        application_name="psql",
        autocommit=True,
    ) as own:
        yield own


def lines(place: ServerAddress, after: int = 0) -> list[tuple[Any, ...]]:
    """What was told since the line `after`, as the owner of the server reads it."""
    with psycopg.connect(**place.parameters) as own:  # type: ignore[arg-type]
        found = own.execute(_LINES, [after]).fetchall()
    return [(*row[:-2], *(each if each is None else json.loads(each) for each in row[-2:])) for row in found]


def newest(place: ServerAddress) -> int:
    with psycopg.connect(**place.parameters) as own:  # type: ignore[arg-type]
        return int(own.execute("SELECT max(id) FROM desktop_crm.change_log").fetchone()[0])  # type: ignore[index]


WHO = ("Of the member", "psql")
CHANGES: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "a value": (
        "UPDATE contact SET name = 'By hand' WHERE id = 2",
        [("contact", 2, *WHO, "changed", "contact:2", 2, {"name": "Fábio Guimarães"}, {"name": "By hand"})],
    ),
    "a flag of two": (
        "UPDATE contact SET is_archived = TRUE WHERE id IN (3, 16)",
        [
            ("contact", key, *WHO, "changed", f"contact:{key}", key, {"is_archived": False},
             {"is_archived": True})
            for key in (3, 16)
        ],
    ),
    "what follows from others": ("UPDATE contact SET folded = 'x' WHERE id = 2", []),
    "the same again": ("UPDATE contact SET name = name", []),
    "a part": (
        "INSERT INTO contact_point (contact_id, position, kind, value, label, is_main, key)"
        " VALUES (2, 9, 'phone', '1', '', FALSE, '1')",
        [("contact", 2, *WHO, "changed", "contact:2", 2, None, None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_psql_changes_is_told(
    addresses: dict[str, ServerAddress], psql: psycopg.Connection[Any], name: str
) -> None:
    statement, told = CHANGES[name]
    before = newest(addresses[""])
    psql.execute(statement)  # type: ignore[arg-type]
    assert sorted(lines(addresses[""], before), key=lambda line: int(line[1])) == told


def test_a_line_of_ones_own_names_the_login_and_one_of_before_does_not_help(
    addresses: dict[str, ServerAddress], psql: psycopg.Connection[Any]
) -> None:
    before = newest(addresses[""])
    with psql.transaction():
        psql.execute(
            'INSERT INTO change_log (table_name, "row", version, "user", at, computer, act, record, words)'
            " VALUES ('contact', 2, 9, 'Somebody', '2026-01-01T00:00:00Z', 'x', 'changed', 'contact:2', '')"
        )
        psql.execute("UPDATE contact SET notes = 'a' WHERE id = 2")
    assert [line[2] for line in lines(addresses[""], before)] == ["Of the member"]
    before = newest(addresses[""])
    with psql.transaction():
        psql.execute(f"SET desktop_crm.told = '{before}'")  # type: ignore[arg-type]
        psql.execute("UPDATE contact SET notes = 'b' WHERE id = 2")
    assert [line[2:5] for line in lines(addresses[""], before)] == [(*WHO, "changed")]


def test_what_comes_and_goes_by_hand_is_told_with_its_values(
    addresses: dict[str, ServerAddress], psql: psycopg.Connection[Any]
) -> None:
    before = newest(addresses[""])
    (key,) = psql.execute(
        "INSERT INTO note (contact_id, text, created_at, by, version)"
        " VALUES (3, 'Hello', '2026-11-22T09:41:00Z', '', 1) RETURNING id"
    ).fetchone() or (0,)
    psql.execute("DELETE FROM note WHERE id = %s", [key])
    what = ("note", key, *WHO)
    values = {"text": "Hello"}
    assert lines(addresses[""], before) == [
        (*what, "created", "contact:3", 3, None, values),
        (*what, "deleted", "contact:3", 3, values, None),
    ]


def test_what_was_changed_by_hand_is_read_in_the_history(
    addresses: dict[str, ServerAddress], psql: psycopg.Connection[Any]
) -> None:
    psql.execute("UPDATE contact SET notes = 'Typed past the program' WHERE id = 3")
    with closing(opening.open_workspace(addresses["owner"])):
        view = ListView(search="typed past", descending=True)
        (found,) = list_trail(CALLER, view, "contact:3").rows(0, 5)
    assert (found.user, found.computer, found.kind) == (*WHO, "contact")
    assert found.after == {"notes": "Typed past the program"}


def test_whatever_the_program_does_it_tells_itself(cluster: Cluster, tmp_path: Path) -> None:
    """Each verb, stored, as the login of an owner: the server has nothing to add."""
    found = served(cluster, tmp_path, "told_all")
    before, done = newest(found[""]), 0
    with closing(opening.open_workspace(found["owner"])):
        for name in sorted(ACTS):
            try:
                given = ACTS[name].given()
                with transaction(CALLER):
                    verbs.verbs()[name](replace(CALLER, role="owner"), **given)
            except (UserError, LookupError, TypeError):  # a verb before may have used it up
                continue
            done += 1
    told = lines(found[""], before)
    assert done > 140 and len(told) > 140
    assert [line for line in told if line[3].startswith(PROGRAM)] == []


def test_whoever_is_erased_or_deleted_by_the_program_is_not_told_again(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erasing, purging, taking an import back and samples go through several rooms: none leaves the server
    something to add, which would tell what was to be forgotten."""
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    found = served(cluster, tmp_path, "told_erased")
    before = newest(found[""])
    later = verbs.TODAY.replace(year=verbs.TODAY.year + 30)
    with closing(opening.open_workspace(found["owner"])) as workspace:
        who = contacts.create_contact(CALLER, ContactDraft(name="Zebulon Quixwald"))
        contacts.add_note(CALLER, who, "Quixwald called")
        contacts.change_tags(CALLER, [who], add=("quixwald",))
        erasing.erase_person(CALLER, workspace, who, verbs.TODAY)
        contacts.set_category(CALLER, [3], "lead")
        (entry,) = list_trail(CALLER, ListView(descending=True), "contact:3").rows(0, 1)
        undo_entry(CALLER, entry.id, verbs.TODAY)
        samples.load(CALLER, verbs.TODAY)
        samples.remove(CALLER)
        for job in imports.list_imports(CALLER):
            with suppress(UserError):
                imports.take_back(CALLER, job.id)
        purging.purge(CALLER, workspace, purging.plan(CALLER, later), later)
        with suppress(UserError):
            paper_purging.purge(CALLER, workspace, paper_purging.plan(CALLER, later).due, later)
    told = lines(found[""], before)
    assert len(told) > 20
    assert [line for line in told if line[3].startswith(PROGRAM)] == []
    assert "uixwald" not in str(told)


def test_an_upgrade_changes_and_alters_a_table_and_what_psql_does_is_told_afterwards(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table with a row that is still to be told could not be altered in the same change."""
    found = served(cluster, tmp_path, "told_upgraded")

    def step(cursor: Any) -> None:
        cursor.execute("UPDATE contact SET notes = 'upgraded' WHERE id = 2")
        cursor.execute("ALTER TABLE contact ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")

    after = upgrade.SCHEMA_VERSION + 1
    monkeypatch.setattr(upgrade, "MIGRATIONS", (*upgrade.MIGRATIONS, upgrade.Migration(after, "next", step)))
    monkeypatch.setattr(database_serving, "SCHEMA_VERSION", after)
    before = newest(found[""])
    opening.open_workspace(found[""]).close()
    assert lines(found[""], before) == []
    with psycopg.connect(**found["member"].parameters, application_name="psql") as own:  # type: ignore[arg-type]
        own.execute("UPDATE desktop_crm.contact SET notes = 'by hand' WHERE id = 2")
    ((*_what, was, now),) = lines(found[""], before)
    assert (was, now) == ({"notes": "upgraded"}, {"notes": "by hand"})
