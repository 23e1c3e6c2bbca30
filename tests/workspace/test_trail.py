"""Every verb that changes a record leaves a trail: who, when, from which value to which."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.database import connection, trail
from desktop_crm.database.connection import OpenDatabase, Table, raw
from desktop_crm.database.fields import MoneyField, StateField
from desktop_crm.values.dates import utc_now
from desktop_crm.values.messages import translator_for
from desktop_crm.workspace import registry
from desktop_crm.workspace.trail import labels, words
from desktop_crm.workspace.trail.reading import EntryRow
from tests.fixtures.database import UNSAFE
from tests.workspace import verbs
from tests.workspace.verbs import ACTS, CALLER

ON_THE_JOB = {"contacts.import_contacts", "contacts.undo_import"}
"""Thousands of contacts at once are one entry: that of their import."""

SILENT = {"company.remove_firm", "company.set_up"}
"""Refused in the prepared firm."""

SILENT |= {"company.sign_in"}
"""Counts a try, which changes nobody."""

SILENT |= {"company.save_rate", "company.import_rates"}
"""Published facts: each row says itself who brought it in, and when."""

SILENT |= {
    "billing.queue_mail",
    "billing.queue_mails",
    "receivables.queue_reminder",
    "billing.take_mails_back",
    "billing.send_mail_again",
    "billing.take_mail_back",
    "billing.hold_mails",
}
"""A mail says itself who wrote it; what became of it stands with its paper."""

SILENT |= {"receivables.skip_line", "receivables.wait_again"}
"""A line of a bank statement is looked at; it can be booked afterwards."""

SILENT |= {"billing.keep_appendix"}
"""Bytes under their hash, which say nothing before a paper names them: its draft tells which."""

SECRET = "***"

Rows = dict[tuple[str, int | str], dict[str, Any]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verbs") / "firm.crm"
    verbs.prepare(path)
    return path


@pytest.fixture
def firm(template: Path, tmp_path: Path) -> Iterator[OpenDatabase]:
    path = Path(shutil.copyfile(template, tmp_path / "firm.crm"))
    with connection.open_database(path, profile=UNSAFE) as database:
        yield database


def told(table: type[Table]) -> Rows:
    """What the trail would tell of each row now."""
    key = table._meta.primary_key.column_name
    found = raw().execute(f'SELECT "{key}" FROM "{table._meta.table_name}"').fetchall()
    return {(str(table._meta.table_name), row): trail.read(table, row, True).values or {} for (row,) in found}


def records() -> Rows:
    found: Rows = {}
    for table in registry.TABLES:
        if table.trail is not None and table._meta.table_name != "timeline":
            found |= told(table)
    return found


def entries(after: int) -> list[dict[str, Any]]:
    names = [field.column_name for field in trail.ChangeLog._meta.sorted_fields]
    found = raw().execute("SELECT * FROM change_log WHERE id > ? ORDER BY id", (after,)).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def last_entry() -> int:
    return int(raw().execute("SELECT coalesce(max(id), 0) FROM change_log").fetchone()[0])


@pytest.mark.parametrize("name", sorted(ACTS.keys() - {"company.set_up"}))
def test_who_changed_what_from_which_value_to_which(firm: OpenDatabase, name: str) -> None:
    given, before, last = ACTS[name].given(), records(), last_entry()
    verbs.verbs()[name](CALLER, **given)
    after, found = records(), entries(last)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    # Numbers are drawn with the papers that carry them, which tell them.
    changed -= {key for key in changed if key[0] == "number_series" and name != "company.save_series"}
    if name in ON_THE_JOB:
        assert {key[0] for key in changed} <= {"contact", "import_job"}
        changed = {key for key in changed if key[0] == "import_job"}
    assert bool(found) == (name not in SILENT), changed
    for entry in found:
        # With the recovery code it is the person who was nobody before.
        user = "Ann" if name == "company.recover" else CALLER.user
        assert (entry["user"], entry["computer"]) == (user, CALLER.computer)
        assert entry["at"] >= "2026"
        assert entry["act"]
        assert entry["record"]
    written = {
        (entry["table_name"], entry["row"] or entry["record"].partition(":")[2]): entry for entry in found
    }
    with_it = {(table, row["id"]) for entry in found for table, rows in whole(entry).items() for row in rows}
    assert changed <= written.keys() | with_it, changed - written.keys() - with_it
    for key in changed & written.keys():
        if name != "contacts.import_contacts":  # it began the job in a transaction before
            check(written[key], before.get(key), after.get(key))


def whole(entry: dict[str, Any]) -> dict[str, Any]:
    """The rows that went with a deleted one, by table."""
    rows: dict[str, Any] = json.loads(entry["before"] or "{}").get("whole", {})
    return {table: found for table, found in rows.items() if found and "id" in found[0]}


def check(entry: dict[str, Any], before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """The entry's values are those that were there, and those that are there now."""
    old, new = (each and json.loads(each) for each in (entry["before"], entry["after"]))
    if after is None:
        assert entry["act"] == "deleted"
        assert old.pop("whole")
        new = {}
    elif before is None:
        assert entry["act"] in ("created", "issued", "imported", "closed")
        old = {}
    else:
        assert old.keys() == new.keys()
        assert old != new or set(new.values()) == {SECRET}
    for values, stored in ((old, before), (new, after)):
        for column, value in values.items():
            if not column.startswith("draft.") and value != SECRET:
                assert value == (stored or {})[column], column


def test_whoever_opens_a_change_says_on_whose_behalf() -> None:
    """A service that forgets it would write entries without a name."""
    allowed = {"desktop_crm/billing/service/issuing.py", "desktop_crm/contacts/service/undoing.py"}
    root = Path(__file__).parents[2]
    for path in sorted(root.glob("desktop_crm/*/service/*.py")):
        if path.relative_to(root).as_posix() not in allowed:
            assert "with transaction()" not in path.read_text(encoding="utf-8"), path


def test_everything_that_is_told_has_a_name_on_the_screens() -> None:
    """The words of the list are those of the forms, never a column's name."""
    for table in registry.TABLES:
        if table.trail is None:
            continue
        name = str(table._meta.table_name)
        assert name in {*labels.KINDS, *labels.INSIDE}, name
        columns = {column for column in table._meta.columns if column not in table.trail.silent}
        columns |= {part.name for part in table.trail.parts}
        columns -= {"id", "version", table.trail.unfolded}
        assert [column for column in sorted(columns) if labels.label(name, column) is None] == [], name
    members = {f"draft.{field.name}" for field in fields(DocumentDraft)}
    assert [member for member in sorted(members) if labels.label("document", member) is None] == []


def test_money_and_words_of_every_table_are_written_as_on_the_screens() -> None:
    """Never cents, never a code word."""
    t, raw_ones = translator_for("en"), []
    for table in registry.TABLES:
        if table.trail is None:
            continue
        name = str(table._meta.table_name)
        row = EntryRow(1, utc_now(), "", "", "created", name, 1, 1, f"{name}:1", None, None, None, None,
                       currency="EUR")  # fmt: skip
        for column, field in table._meta.columns.items():
            if column in table.trail.silent:
                continue
            if isinstance(field, MoneyField) and words.value(t, row, column, 20_000) != "€200.00":
                raw_ones.append((name, column))
            states = field.states if isinstance(field, StateField) else ()
            raw_ones += [
                (name, column, each) for each in states if each and words.value(t, row, column, each) == each
            ]
    # The codes of EN 16931 are what the screens write, too.
    assert [each for each in raw_ones if each[:2] != ("tax_rate", "category")] == []
