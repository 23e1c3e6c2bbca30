"""Where a copy cannot go: refused in words, nothing overwritten, nothing left behind, the firm untouched."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import archives, backups, exporting, opening
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms

posix_only = pytest.mark.skipif(os.name != "posix", reason="links and devices of POSIX")
CALLER = local_caller()


def _restore(caller: Caller, firm: Workspace, target: Path) -> object:
    copy = firm.path.with_name("source.db")
    if not copy.exists():
        backups.back_up(caller, firm, copy)
    return backups.restore(caller, copy, target)


def _read_archive(caller: Caller, firm: Workspace, target: Path) -> object:
    packed = firm.path.with_name("source.zip")
    if not packed.exists():
        archives.make(caller, firm, packed)
    return archives.read(caller, packed, target)


def _person(caller: Caller, _firm: Workspace, target: Path) -> object:
    return exporting.export_person(caller, 1, target, firms.TODAY)


ACTS: dict[str, Callable[[Caller, Workspace, Path], object]] = {
    "back up": backups.back_up, "restore": _restore, "archive": archives.make,
    "read an archive": _read_archive, "export a person": _person,
}  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("targets") / "firm.crm"
    firms.make(path)
    return path


@pytest.fixture
def firm(template: Path, tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "data").mkdir()
    opened = opening.open_workspace(Path(shutil.copyfile(template, tmp_path / "data" / "firm.crm")))
    yield opened
    opened.close()


def digests(folder: Path) -> dict[str, str]:
    """What lies there, without what a running program keeps beside its file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and "presence" not in path.name
        and not path.name.endswith(("-journal", "source.db", "source.zip"))
    }  # fmt: skip


def _linked(firm: Workspace, folder: Path) -> Path:
    (folder / "link.crm").symlink_to(firm.path)
    return folder / "link.crm"


def _doubled(firm: Workspace, folder: Path) -> Path:
    os.link(firm.path, folder / "double.crm")
    return folder / "double.crm"


def _nowhere(_firm: Workspace, folder: Path) -> Path:
    (folder / "dangling.crm").symlink_to(folder / "gone" / "x.crm")
    return folder / "dangling.crm"


def _below_a_file(firm: Workspace, _folder: Path) -> Path:
    return firm.path / "copy.db"


TARGETS: dict[str, Callable[[Workspace, Path], Path]] = {
    "the open firm itself": lambda firm, _folder: firm.path,
    "the open firm by another way": lambda firm, _folder: firm.path.parent / ".." / "data" / firm.path.name,
    "the open firm by a link": _linked,
    "the open firm by its second name": _doubled,
    "its journal": lambda firm, _folder: firm.path.with_name(f"{firm.path.name}-journal"),
    "a link to nowhere": _nowhere,
    "a folder": lambda _firm, folder: folder,
    "a folder that is gone": lambda _firm, folder: folder / "gone" / "copy.db",
    "below a file": _below_a_file,
    "a name that is too long": lambda _firm, folder: folder / ("x" * 300),
    "a name with a null": lambda _firm, folder: folder / "a\0b",
    "a device": lambda _firm, _folder: Path("/dev/full"),
    "where nothing can be made": lambda _firm, _folder: Path("/proc/copy.db"),
}  # fmt: skip


@posix_only
@pytest.mark.parametrize("act", ACTS)
def test_a_target_that_cannot_be_is_refused_and_nothing_changes(
    act: str, firm: Workspace, tmp_path: Path
) -> None:
    ACTS[act](CALLER, firm, tmp_path / "good")  # what is made once, is made
    for name, target in TARGETS.items():
        there = tmp_path / name
        there.mkdir()
        path = target(firm, there)
        before = digests(tmp_path)
        if name == "its journal" and not path.exists():
            continue
        with pytest.raises(UserError) as refusal:
            ACTS[act](CALLER, firm, path)
        assert str(refusal.value), name
        assert digests(tmp_path) == before, name
    assert firms.faults_of_open(CALLER) == []


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """`small("size=600k")` mounts a small place in memory; "ro" with it is one that cannot be written to."""
    mounted: list[Path] = []

    def mount(options: str) -> Path:
        folder = tmp_path / f"mounted{len(mounted)}"
        folder.mkdir()
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
        )
        if made.returncode:
            pytest.skip("a small file system cannot be mounted by this user")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@posix_only
@pytest.mark.skipif(shutil.which("mount") is None, reason="nothing can be mounted")
def test_a_target_on_a_full_or_read_only_disk_is_refused_and_leaves_nothing(
    firm: Workspace, small: Callable[[str], Path]
) -> None:
    full, crammed, sealed = small("size=100k"), small("size=100k"), small("ro,size=10m")
    for act in ("back up", "restore", "read an archive"):
        with pytest.raises(UserError, match="full") as refused:
            ACTS[act](CALLER, firm, full / "copy.db")
        assert act == "back up" or refused.value.field == "target"  # and not what is read
        assert os.listdir(full) == [], act
        with pytest.raises(UserError, match=r"written|read-only|Read-only"):
            ACTS[act](CALLER, firm, sealed / "copy.db")
    with suppress(OSError), (crammed / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4_096))
    for act in ("archive", "export a person"):
        with pytest.raises(UserError, match=r"full|No space"):
            ACTS[act](CALLER, firm, crammed / "copy.zip")
        assert os.listdir(crammed) == ["filler"], act
        with pytest.raises(UserError):
            ACTS[act](CALLER, firm, sealed / "copy.zip")
    assert firms.faults_of_open(CALLER) == []
