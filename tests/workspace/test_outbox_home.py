"""A copy that a file manager made of a firm's file sends nothing that waited: it asks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import outbox
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.rights import Forbidden
from desktop_crm.workspace import demo, mailing, moving, opening, outbox_home
from desktop_crm.workspace.outbox_home import Home, is_copy
from tests.fixtures.server import Cluster
from tests.workspace.mail_verbs import ACCOUNT, AT, LETTER

CALLER = local_caller()
TODAY = AT.date()


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("demo")
    demo.run(Caller("Ciara Sample", "owner", "en", "studio"), folder)
    return (folder / demo.FILE).read_bytes()


@pytest.fixture
def file(firm: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A firm with one mail that waits."""
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    path = tmp_path / "firm.crm"
    path.write_bytes(firm)
    workspace = opening.open_workspace(path)
    mailing.set_account(CALLER, ACCOUNT)
    outbox_home.hold_in_a_copy(CALLER)
    queue()
    workspace.close()
    return path


def queue() -> int:
    sample = raw().execute(
        "SELECT id FROM document WHERE kind = 'invoice' AND state = 'issued' AND facts IS NOT NULL"
    ).fetchone()[0]  # fmt: skip
    draft = billing.duplicate(CALLER, int(sample), TODAY).id
    raw().execute("UPDATE document SET is_sample = 0 WHERE id = ?", (draft,))
    invoice = billing.issue_invoice(CALLER, draft, today=TODAY, issued_on=TODAY).id
    return billing.queue_mail(CALLER, invoice, LETTER, ACCOUNT, TODAY, AT, due_at=AT)


def sent(place: Path, monkeypatch: pytest.MonkeyPatch, *, new: int = 0) -> tuple[int, list[str]]:
    """How many mails the file hands over, and what is left of its outbox."""
    gone: list[str] = []
    monkeypatch.setattr(mailing, "poster", lambda _of, _word: lambda _from, to, _mail: gone.append(to))
    workspace = opening.open_workspace(place)
    try:
        mailing.open_mails(CALLER)
        for _ in range(new):
            queue()
        mailing.send_waiting(CALLER, clock=lambda: AT)
        return len(gone), [f"{each.state} {each.problem}".strip() for each in outbox.open_mails(CALLER)]
    finally:
        workspace.close()


def test_a_copied_file_asks_and_the_original_sends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = file.with_name("firm (copy).crm")
    shutil.copy2(file, copy)
    assert sent(copy, monkeypatch) == (0, ["unclear copied"])
    assert sent(file, monkeypatch) == (1, [])


def test_what_is_queued_in_the_copy_is_sent_from_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = file.with_name("firm (copy).crm")
    shutil.copy2(file, copy)
    assert sent(copy, monkeypatch, new=1) == (1, ["unclear copied"])
    assert sent(copy, monkeypatch, new=1) == (1, ["unclear copied"])
    twice = file.with_name("copy of the copy.crm")
    workspace = opening.open_workspace(copy)
    queue()
    workspace.close()
    shutil.copy2(copy, twice)
    assert sent(twice, monkeypatch) == (0, ["unclear copied", "unclear copied"])


def test_a_file_that_was_moved_or_renamed_goes_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = file.parent / "elsewhere"
    folder.mkdir()
    renamed = file.rename(folder / "firm.crm")
    shutil.copy2(renamed, file.parent / "moved.crm")  # as to another disk: written there, taken away here
    renamed.unlink()
    assert sent(file.parent / "moved.crm", monkeypatch) == (1, [])


def test_a_renamed_file_goes_on_though_another_one_took_its_place(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = file.rename(file.with_name("old.crm"))
    file.write_bytes(b"another file")
    assert sent(renamed, monkeypatch) == (1, [])


def test_on_another_computer_it_asks_unless_it_is_the_same_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick.crm"
    shutil.copy2(file, stick)
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "other"))
    assert sent(stick, monkeypatch) == (0, ["unclear copied"])
    assert sent(file, monkeypatch) == (1, [])  # on a share


def test_whoever_may_not_send_is_refused(file: Path) -> None:
    workspace = opening.open_workspace(file)
    with pytest.raises(Forbidden):
        outbox_home.hold_in_a_copy(Caller("ann", "accountant", "en", "desk"))
    workspace.close()


@pytest.mark.parametrize("note", ["[]", "7", '{"a": 1}', '{"a": ["x", "y"]}', "null"])
def test_a_note_that_cannot_be_read_is_written_anew(
    file: Path, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opening.open_workspace(file)
    raw().execute("UPDATE setting SET value = ? WHERE key = ?", (note, outbox_home.SETTING))
    workspace.close()
    assert sent(file, monkeypatch) == (1, [])


def test_after_a_move_to_a_server_and_back_it_goes_on(
    file: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = cluster.create("home")
    moving.move(CALLER, file, empty)
    workspace = opening.open_workspace(empty)
    outbox_home.hold_in_a_copy(CALLER)
    workspace.close()
    back = file.with_name("back.crm")
    moving.move(CALLER, empty, back)
    assert sent(back, monkeypatch) == (1, [])


def test_each_case_by_itself(tmp_path: Path) -> None:
    file, other = tmp_path / "firm.crm", tmp_path / "copy.crm"
    file.write_bytes(b"1")
    other.write_bytes(b"1")
    at, there = (Home(str(each), each.stat().st_ino) for each in (file, other))
    gone = Home(str(tmp_path / "gone.crm"), 7)
    assert not is_copy({}, "desk", at)
    assert not is_copy({"desk": at}, "desk", at)
    assert not is_copy(
        {"desk": Home(at.path, 7)}, "desk", at
    )  # replaced where it lay, as by a cloud's program
    assert is_copy({"desk": at}, "desk", there)
    assert not is_copy({"desk": gone}, "desk", there)
    assert is_copy({"stick": gone}, "desk", there)
    assert not is_copy({"stick": Home("/mnt/firm.crm", there.inode)}, "desk", there)
    link = tmp_path / "link.crm"
    link.hardlink_to(file)
    assert not is_copy({"desk": at}, "desk", Home(str(link), at.inode))
