"""A portable archive holds every row and comes back with equal hashes; a hostile one leaves nothing."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import archive
from desktop_crm.database.archive import guards
from desktop_crm.database.connection import OWN_TABLES, raw, transaction
from desktop_crm.database.engine import connect
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace import archives, opening, registry, samples, verifying
from desktop_crm.workspace.opening import Workspace
from tests.faults.firms import TODAY

TABLES = (*OWN_TABLES, *registry.TABLES)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A firm's file with samples, a file of a megabyte and a deleted record, and its archive."""
    folder = tmp_path_factory.mktemp("archive")
    opening.create(folder / "firm.crm")
    workspace = opening.open_workspace(folder / "firm.crm")
    caller = local_caller()
    samples.load(caller, TODAY)
    odd = contacts.create_contact(caller, ContactDraft(name='Ü "quoted" \\ \u2028 \U0001f600'))
    contacts.attach_file(caller, "contact", odd, "scan.pdf", os.urandom(1_000_000))
    gone = contacts.create_contact(caller, ContactDraft(name="Gone"))
    with transaction():
        raw().execute("DELETE FROM contact WHERE id = ?", (gone,))
    archives.make(caller, workspace, folder / "firm.zip")
    workspace.close()
    return folder / "firm.crm", folder / "firm.zip"


def hashes(path: Path) -> dict[str, str]:
    with closing(connect(path, mode="ro")) as connection:
        return {str(table._meta.table_name): archive.table_hash(table, connection) for table in TABLES}


def test_every_row_comes_back_and_the_new_file_is_a_firm(
    made: tuple[Path, Path], caller: Caller, tmp_path: Path
) -> None:
    read = archives.read(caller, made[1], tmp_path / "again.crm")
    with closing(connect(tmp_path / "again.crm")) as connection:  # what is still to be done on opening
        assert connection.execute("SELECT count(*) FROM setting WHERE key = 'restored'").fetchone() == (1,)
        connection.execute("DELETE FROM setting WHERE key = 'restored'")
    assert hashes(tmp_path / "again.crm") == hashes(made[0])
    assert read.counts["document"] >= 10 and read.counts["blob"] > 0
    again = opening.open_workspace(tmp_path / "again.crm")
    try:
        assert verifying.verify(caller).findings == ()
        statements = {name for (name,) in raw().execute("SELECT name FROM sqlite_master").fetchall()}
        assert "document_is_sealed" in statements and "document_owed" in statements
        assert raw().execute("SELECT count(*) FROM search_words WHERE words MATCH '\"quoted\"'").fetchone()[0]
        newest = raw().execute("SELECT max(id) FROM contact").fetchone()[0]
        born = contacts.create_contact(caller, ContactDraft(name="New"))
        assert born == newest + 2  # the id of the deleted one is not given again
        with pytest.raises(UserError, match="already a file"):
            archives.read(caller, made[1], tmp_path / "again.crm")
        with pytest.raises(UserError, match="already a file"):
            archives.make(caller, again, made[1])
    finally:
        again.close()


def test_the_manifest_is_what_anybody_can_recount(made: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(made[1]) as file:
        manifest = json.loads(file.read("manifest.json"))
        for table in manifest["tables"]:
            content = file.read(f"tables/{table['name']}.jsonl")
            assert content.count(b"\n") == table["rows"]
            assert hashlib.sha256(content).hexdigest() == table["sha256"]
            for line in content.splitlines()[:50]:
                row = json.loads(line)
                assert list(row) == sorted(row)
    assert archive.look_into(made[1]).rows == sum(table["rows"] for table in manifest["tables"])


def test_lines_are_equal_where_another_engine_stores_flags_and_bytes_in_its_own_way(
    made: tuple[Path, Path],
) -> None:
    class OtherEngine:
        """Answers as one that has real booleans and gives bytes as memory."""

        def __init__(self, connection: object) -> None:
            self._connection = connection

        def execute(self, sql: str, values: tuple[object, ...] = ()) -> OtherEngine:
            self._found = self._connection.execute(sql, values)  # type: ignore[attr-defined]
            return self

        def fetchall(self) -> list[tuple[object, ...]]:
            return [tuple(map(self._own, row)) for row in self._found.fetchall()]

        @staticmethod
        def _own(value: object) -> object:
            return memoryview(value) if isinstance(value, bytes) else value

    with closing(connect(made[0], mode="ro")) as connection:
        for table in TABLES:
            assert archive.table_hash(table, OtherEngine(connection)) == archive.table_hash(table, connection)


Change = Callable[[dict[str, bytes]], None]


def changed(source: Path, target: Path, change: Change) -> Path:
    """The archive with other entries, packed anew."""
    with zipfile.ZipFile(source) as file:
        entries = {info.filename: file.read(info) for info in file.infolist()}
    change(entries)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return target


def with_manifest(edit: Callable[[dict[str, object]], None]) -> Change:
    def change(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries["manifest.json"])
        edit(manifest)
        entries["manifest.json"] = json.dumps(manifest).encode()

    return change


def with_rows(table: str, edit: Callable[[bytes], bytes]) -> Change:
    """Other rows, honestly noted: what comes out must be refused for what it is."""

    def change(entries: dict[str, bytes]) -> None:
        entries[f"tables/{table}.jsonl"] = content = edit(entries[f"tables/{table}.jsonl"])
        manifest = json.loads(entries["manifest.json"])
        for note in manifest["tables"]:
            if note["name"] == table:
                note["sha256"] = hashlib.sha256(content).hexdigest()
                note["rows"] = content.count(b"\n")
        entries["manifest.json"] = json.dumps(manifest).encode()

    return change


def add(name: str) -> Change:
    return lambda entries: entries.update({name: b"x\n"})


def set_in(key: str, value: object) -> Change:
    return with_manifest(lambda manifest: manifest.update({key: value}))


HOSTILE: dict[str, tuple[Change, str]] = {
    "a path upwards": (add("../../evil"), "not of it"),
    "an absolute path": (add("/etc/cron.d/evil"), "not of it"),
    "a path of windows": (add("tables\\..\\evil.jsonl"), "not of it"),
    "a path behind a table": (add("tables/../evil.jsonl"), "not of it"),
    "a table of somebody else": (add("tables/evil.jsonl"), "table of contents"),
    "a table that is noted and unknown": (
        lambda entries: (
            add("tables/evil.jsonl")(entries),
            with_manifest(
                lambda found: found["tables"].append({"name": "evil", "rows": 1, "sha256": "0"})  # type: ignore[attr-defined]
            )(entries),
        )[0],
        "not of this program",
    ),
    "a table less": (lambda entries: entries.pop("tables/payment.jsonl") and None, "table of contents"),
    "no manifest": (lambda entries: entries.pop("manifest.json") and None, "not an archive"),
    "a manifest that is no JSON": (lambda entries: entries.update({"manifest.json": b"{"}), "not an archive"),
    "a manifest of depth": (
        lambda entries: entries.update({"manifest.json": b"[" * 100_000}),
        "not an archive",
    ),
    "another program": (set_in("format", "other"), "not an archive"),
    "a newer schema": (set_in("schema", 9999), "newer version"),
    "a newer format": (set_in("format_version", 2), "newer version"),
    "a schema of long ago": (set_in("schema", 0), "table of contents"),
    "tables that are none": (set_in("tables", [{"rows": -1}]), "table of contents"),
    "a changed byte": (
        lambda entries: entries.update(
            {
                "tables/contact.jsonl": entries["tables/contact.jsonl"].replace(
                    b'"version":1', b'"version":2', 1
                )
            }
        ),
        "not those that were noted",
    ),
    "a row less": (
        lambda entries: entries.update(
            {"tables/contact.jsonl": entries["tables/contact.jsonl"].split(b"\n", 1)[1]}
        ),
        "not those that were noted",
    ),
    "a column more": (with_rows("tag", lambda rows: b'{"id":99,"evil":1}\n'), "not a row"),
    "a column less": (with_rows("payment", lambda rows: b'{"id":99}\n'), "not a row"),
    "a list": (with_rows("tag", lambda rows: b"[1,2,3]\n"), "not a row"),
    "a line without an end": (with_rows("tag", lambda rows: b'{"id":99}'), "not a row"),
    "no text": (with_rows("tag", lambda rows: b"\xff\xfe\n"), "not a row"),
    "a float": (with_rows("tag", lambda rows: b'{"id":1.5,"name":"x"}\n'), "not a row"),
    "bytes that are none": (with_rows("blob", lambda rows: b'{"bytes":"*","sha256":"x"}\n'), "not a row"),
    "a rule that is broken": (
        with_rows("blob", lambda rows: b'{"bytes":"","sha256":"x"}\n'),
        "breaks a rule",
    ),
    "a key twice": (with_rows("contact", lambda rows: rows + rows), "breaks a rule"),
    "rows that point nowhere": (with_rows("contact", lambda rows: b""), "is missing"),
    "a text where a number belongs": (
        with_rows("contact", lambda rows: rows.replace(b'"version":1', b'"version":"one"')),
        "breaks a rule",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_in_words_and_leaves_nothing(
    made: tuple[Path, Path], caller: Caller, tmp_path: Path, kind: str
) -> None:
    change, sentence = HOSTILE[kind]
    bad = changed(made[1], tmp_path / "bad.zip", change)
    with pytest.raises(UserError, match=sentence):
        archives.read(caller, bad, tmp_path / "new.crm")
    assert os.listdir(tmp_path) == ["bad.zip"]


def test_links_passwords_and_bombs_are_refused(
    made: tuple[Path, Path], caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = zipfile.ZipInfo("tables/contact.jsonl")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    for name, sentence in (("link", "not of it"), ("bomb", "hundred times"), ("large", "asked for")):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("manifest.json", "{}")
            if name == "link":
                file.writestr(link, "/etc/passwd")
            else:
                with file.open("tables/contact.jsonl", "w") as entry:
                    for _megabyte in range(70):
                        entry.write(bytes(1_000_000))
        if name == "large":
            monkeypatch.setattr(archives.archive, "LARGEST", 60_000_000)
        with pytest.raises(UserError, match=sentence):
            archives.read(caller, tmp_path / f"{name}.zip", tmp_path / "new.crm")
    monkeypatch.setattr(archives.archive, "LARGEST", 100_000)
    archives.read(caller, made[1], tmp_path / "new.crm", any_size=True)


def test_an_archive_cut_anywhere_is_refused(made: tuple[Path, Path], caller: Caller, tmp_path: Path) -> None:
    whole = made[1].read_bytes()
    bad = tmp_path / "bad.zip"
    for size in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:size])
        with pytest.raises(UserError):
            archives.read(caller, bad, tmp_path / "new.crm")
    for place in range(1000, len(whole) - 1000, len(whole) // 30):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(UserError):
            archives.read(caller, bad, tmp_path / "new.crm")
    assert os.listdir(tmp_path) == ["bad.zip"]


def test_an_archive_of_before_a_column_came_has_its_default(
    made: tuple[Path, Path], caller: Caller, tmp_path: Path
) -> None:
    def older(entries: dict[str, bytes]) -> None:
        rows = [json.loads(line) for line in entries["tables/contact.jsonl"].splitlines()]
        for row in rows:
            del row["version"], row["birthday"]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        with_rows("contact", lambda _rows: lines.encode())(entries)
        set_in("schema", 1)(entries)

    archives.read(caller, changed(made[1], tmp_path / "old.zip", older), tmp_path / "new.crm")
    with closing(connect(tmp_path / "new.crm", mode="ro")) as connection:
        found = connection.execute("SELECT DISTINCT version, birthday FROM contact").fetchall()
    assert found == [(1, None)]


class Impatient:
    """Cancels at the third step."""

    steps = 0

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        self.steps += 1
        if self.steps == 3:
            raise Cancelled


def test_cancel_and_a_full_disk_leave_nothing(
    made: tuple[Path, Path],
    workspace: Workspace,
    caller: Caller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(Cancelled):
        archives.read(caller, made[1], tmp_path / "new.crm", progress=Impatient())
    with pytest.raises(Cancelled):
        archives.make(caller, workspace, tmp_path / "new.zip", progress=Impatient())
    monkeypatch.setattr(guards.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 1000}))
    with pytest.raises(UserError, match="not enough room"):
        archives.read(caller, made[1], tmp_path / "new.crm")
    with pytest.raises(UserError, match="no folder"):
        archives.make(caller, workspace, tmp_path / "none" / "new.zip")
    assert sorted(os.listdir(tmp_path)) == before


def test_the_archive_is_made_while_the_firm_is_changed(
    workspace: Workspace, caller: Caller, tmp_path: Path
) -> None:
    samples.load(caller, TODAY)

    class Busy:
        """Somebody writes at every step."""

        def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
            contacts.create_contact(caller, ContactDraft(name=f"While {done}"))

    before = raw().execute("SELECT count(*) FROM contact").fetchone()[0]
    archives.make(caller, workspace, tmp_path / "a.zip", progress=Busy())
    assert raw().execute("SELECT count(*) FROM contact").fetchone()[0] > before
    archives.read(caller, tmp_path / "a.zip", tmp_path / "b.crm")
