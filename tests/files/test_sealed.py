"""A sealed archive shows every changed bit, and names the file that was changed."""

from __future__ import annotations

import contextlib
import random
import shutil
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.files.seal_checking import check_sealed
from desktop_crm.files.sealed import MANIFEST, SEAL_LENGTH, SealedWriter, seal_of
from desktop_crm.values.errors import NotFound, UserError

FILES = {
    "index.html": b"<h1>March</h1>",
    "tables/journal.csv": b"kind,number\r\ninvoice,2026-0001\r\n" * 20,
    "documents/2026-0001 M\xc3\xbcller.pdf".encode().decode("latin-1"): b"%PDF-1.7 " + bytes(range(256)),
}


def write(path: Path, files: dict[str, bytes] | None = None) -> str:
    writer = SealedWriter(path, date(2026, 3, 31))
    for name, content in (FILES if files is None else files).items():
        writer.add(name, content)
    return writer.close({"firm": "Atelier Lima"})


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write(tmp_path / "package.zip")
    return tmp_path / "package.zip"


def test_what_was_written_is_found_whole_by_us_and_by_any_other_program(package: Path) -> None:
    found = check_sealed(package)
    assert (found.flaws, found.files, found.about) == ((), len(FILES), {"firm": "Atelier Lima"})
    with ZipFile(package) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in FILES} == FILES


def test_every_flipped_bit_is_found_wherever_it_lies(package: Path) -> None:
    content = package.read_bytes()
    places = range(len(content)) if len(content) < 900 else random.Random(7).sample(range(len(content)), 700)
    for place in places:
        for bit in (0, 5):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            package.write_bytes(bytes(changed))
            with contextlib.suppress(UserError):  # not even to be read as one
                assert check_sealed(package).flaws, (place, bit)
    package.write_bytes(content)
    assert not check_sealed(package).flaws


@pytest.mark.parametrize("name", FILES)
def test_the_changed_file_is_named(package: Path, name: str) -> None:
    content = bytearray(package.read_bytes())
    with ZipFile(package) as archive:
        content[archive.getinfo(name).header_offset + 32] ^= 1
    package.write_bytes(bytes(content))
    assert [flaw.name for flaw in check_sealed(package).flaws] == [name]


def test_the_manifest_is_named_where_it_was_changed(package: Path) -> None:
    seal = seal_of(package)
    assert seal is not None
    content = bytearray(package.read_bytes())
    content[seal.at + seal.length // 2] ^= 1
    package.write_bytes(bytes(content))
    assert [flaw.name for flaw in check_sealed(package).flaws] == [MANIFEST]


@given(st.data())
def test_cut_or_lengthened_it_is_not_whole(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    package = tmp_path_factory.mktemp("cut") / "package.zip"
    write(package)
    content = package.read_bytes()
    cut = data.draw(st.integers(0, len(content) - 1))
    more = data.draw(st.binary(min_size=1, max_size=20))
    for changed in (content[:cut], content + more, more + content):
        package.write_bytes(changed)
        with contextlib.suppress(UserError):
            assert check_sealed(package).flaws


def test_unpacked_into_a_folder_it_is_checked_by_its_manifest(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with ZipFile(package) as archive:
        archive.extractall(folder)
    assert not check_sealed(folder).flaws
    (folder / "tables" / "journal.csv").write_bytes(b"other")
    (folder / "tables" / "more.csv").write_bytes(b"more")
    (folder / "index.html").unlink()
    assert [flaw.name for flaw in check_sealed(folder).flaws] == [
        "index.html", "tables/journal.csv", "tables/more.csv",
    ]  # fmt: skip


def test_packed_anew_by_another_program_its_files_are_still_checked(package: Path, tmp_path: Path) -> None:
    folder, again = tmp_path / "unpacked", tmp_path / "again.zip"
    with ZipFile(package) as archive:
        archive.extractall(folder)
    shutil.make_archive(str(again.with_suffix("")), "zip", folder)
    (flaw,) = check_sealed(again).flaws
    assert flaw.name == ""
    with ZipFile(again, "a") as archive:
        archive.writestr("virus.exe", b"MZ")
    assert [flaw.name for flaw in check_sealed(again).flaws] == ["virus.exe"]


def test_two_files_of_one_name_are_numbered_also_where_only_case_differs(tmp_path: Path) -> None:
    writer = SealedWriter(tmp_path / "twins.zip", date(2026, 3, 31))
    names = [writer.add(name, b"x") for name in ("a/Ü.pdf", "a/ü.pdf", "a/ü.pdf", MANIFEST)]
    writer.close({})
    assert names == ["a/Ü.pdf", "a/ü 2.pdf", "a/ü 3.pdf", "manifest 2.json"]
    assert not check_sealed(tmp_path / "twins.zip").flaws


def test_the_same_files_give_the_same_bytes_and_the_same_seal(tmp_path: Path) -> None:
    assert write(tmp_path / "a.zip") == write(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_is_no_package_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        check_sealed(tmp_path / "missing.zip")
    (tmp_path / "empty.zip").write_bytes(b"")
    with ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", b"x")
    (tmp_path / "folder").mkdir()
    assert check_sealed(tmp_path / "empty.zip").flaws
    for name in ("other.zip", "folder"):
        with pytest.raises(UserError, match="no package"):
            check_sealed(tmp_path / name)


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]",
        b"{}",
        b"\xff",
        b'{"format": "desktop-crm-package", "version": 1, "about": {}, "files": [{"name": "x"}]}',
        b'{"format": "desktop-crm-package", "version": 1, "about": 1, "files": 2}',
        b"[" * 100_000,
    ],
)
def test_a_hostile_manifest_is_no_package(tmp_path: Path, manifest: bytes) -> None:
    with ZipFile(tmp_path / "hostile.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest)
    with pytest.raises(UserError):
        check_sealed(tmp_path / "hostile.zip")


def test_a_name_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    package, folder = tmp_path / "package.zip", tmp_path / "unpacked"
    write(package, {"a.txt": b"x"})
    with ZipFile(package) as archive:
        archive.extractall(folder)
    text = (folder / MANIFEST).read_text().replace('"a.txt"', '"../secret.txt"')
    (folder / MANIFEST).write_text(text)
    assert "../secret.txt" in [flaw.name for flaw in check_sealed(folder).flaws]


def test_the_seal_has_one_length(package: Path) -> None:
    with ZipFile(package) as archive:
        assert len(archive.comment) == SEAL_LENGTH
