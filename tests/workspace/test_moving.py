"""From a file to a server and back: the same firm, and only one place that takes changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import outbox
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contact_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.database.faults import DatabaseFault, UnknownOutcome, disk_full
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.server.engine import Connection
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace import archives, demo, finding, moving, opening, verifying
from tests.fixtures.server import Cluster
from tests.workspace.mail_verbs import ACCOUNT, AT, LETTER

CALLER = local_caller()
TODAY = AT.date()


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The demo's firm: contacts, papers, a payment, a credit note, a ticket."""
    folder = tmp_path_factory.mktemp("demo")
    demo.run(Caller("Ciara Sample", "owner", "en", "studio"), folder)
    return (folder / demo.FILE).read_bytes()


@pytest.fixture
def file(firm: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "firm.crm"
    path.write_bytes(firm)
    return path


@pytest.fixture
def empty(cluster: Cluster) -> ServerAddress:
    return cluster.create("moving")


def add(name: str) -> int:
    return contact_service.create_contact(CALLER, ContactDraft(name=name))


def test_a_firm_goes_to_a_server_and_comes_back_as_it_was(
    file: Path, empty: ServerAddress, tmp_path: Path
) -> None:
    there = moving.move(CALLER, file, empty)
    assert there.rows > 100
    workspace = opening.open_workspace(empty)
    try:
        assert not workspace.read_only
        assert verifying.verify(CALLER).findings == ()
        assert finding.find(CALLER, "kestrel")
        add("Made on the server")
    finally:
        workspace.close()
    back = moving.move(CALLER, empty, tmp_path / "back.crm")
    assert back.counts["contact"] == there.counts["contact"] + 1
    workspace = opening.open_workspace(tmp_path / "back.crm")
    try:
        assert verifying.verify(CALLER).findings == ()
        assert contacts.find_contacts(CALLER, "Made on the server")
        add("Made at home")
    finally:
        workspace.close()


def test_what_has_moved_is_read_only_and_says_where_the_firm_is(
    file: Path, empty: ServerAddress, tmp_path: Path
) -> None:
    window = opening.open_workspace(file)  # somebody has it open all the time
    try:
        window.close()
        moving.move(CALLER, file, empty)
        window = opening.open_workspace(file)
        assert window.read_only
        assert window.moved_to == str(empty)
        assert finding.find(CALLER, "kestrel")
    finally:
        window.close()
    with pytest.raises(UserError, match="moved to postgresql:"):
        moving.move(CALLER, file, ServerAddress("127.0.0.1", "other", 1))
    moving.move(CALLER, empty, tmp_path / "back.crm")
    window = opening.open_workspace(empty)
    try:
        assert window.read_only
        assert window.moved_to == str(tmp_path / "back.crm")
    finally:
        window.close()


@pytest.mark.parametrize("refusal", [DatabaseFault, UnknownOutcome])
def test_a_firm_that_could_not_leave_a_server_lives_there_alone(
    file: Path,
    empty: ServerAddress,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refusal: type[DatabaseFault],
) -> None:
    def refuse(_connection: Connection) -> None:
        raise refusal(disk_full())

    moving.copy(CALLER, file, empty)
    with monkeypatch.context() as patched:
        patched.setattr(Connection, "commit_change", refuse)
        with pytest.raises(refusal):
            moving.move(CALLER, empty, tmp_path / "back.crm")
    assert not (tmp_path / "back.crm").exists()
    window = opening.open_workspace(empty)
    try:
        assert window.mark is None
        add("Still here")
    finally:
        window.close()


def test_a_window_that_has_the_file_open_is_refused_after_the_move(file: Path, empty: ServerAddress) -> None:
    window = opening.open_workspace(file)
    try:
        moving.move(CALLER, file, empty)
        with pytest.raises(UserError, match=r"moved to postgresql:.*Nothing was saved here"):
            add("Too late")
    finally:
        window.close()


def test_a_copy_leaves_the_file_as_it_was(file: Path, empty: ServerAddress, tmp_path: Path) -> None:
    before = file.read_bytes()
    moving.copy(CALLER, file, empty)
    assert file.read_bytes() == before
    workspace = opening.open_workspace(empty)
    try:
        archives.make(CALLER, workspace, tmp_path / "server.zip")
        add("Only on the server")
    finally:
        workspace.close()
    workspace = opening.open_workspace(file)
    try:
        archives.make(CALLER, workspace, tmp_path / "file.zip")
    finally:
        workspace.close()
    first, second = (archives.look_into(tmp_path / f"{name}.zip").tables for name in ("server", "file"))
    assert first == second


def test_mails_that_wait_are_sent_from_the_original_alone(file: Path, empty: ServerAddress) -> None:
    workspace = opening.open_workspace(file)
    sample = raw().execute(
        "SELECT id FROM document WHERE kind = 'invoice' AND state = 'issued' AND facts IS NOT NULL"
    ).fetchone()[0]  # fmt: skip
    draft = billing.duplicate(CALLER, int(sample), TODAY).id
    raw().execute("UPDATE document SET is_sample = 0 WHERE id = ?", (draft,))
    invoice = billing.issue_invoice(CALLER, draft, today=TODAY, issued_on=TODAY).id
    mail = billing.queue_mail(CALLER, invoice, LETTER, ACCOUNT, TODAY, AT)
    workspace.close()
    moving.copy(CALLER, file, empty)
    for place, state in ((empty, "unclear"), (file, "waiting")):
        workspace = opening.open_workspace(place)
        assert outbox.get_mail(CALLER, mail).state == state
        workspace.close()
    other = file.with_name("back.crm")
    moving.copy(CALLER, empty, other)
    workspace = opening.open_workspace(other)
    assert outbox.get_mail(CALLER, mail).problem == "copied"
    workspace.close()


def test_a_copy_that_fails_leaves_nothing_on_the_server(
    file: Path, empty: ServerAddress, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_crm.database import carrying as rows

    def fail(*_given: object) -> None:
        raise UserError(Message("The rows did not arrive as they were."))

    with monkeypatch.context() as patch:
        patch.setattr(rows.Carrying, "_compare", fail)
        with pytest.raises(UserError, match="did not arrive"):
            moving.move(CALLER, file, empty)
    with pytest.raises(NotFound):
        opening.open_workspace(empty)
    workspace = opening.open_workspace(file)
    try:
        assert not workspace.read_only
        add("Still here")
    finally:
        workspace.close()
    moving.move(CALLER, file, empty)


def test_what_cannot_be_a_move_is_refused(file: Path, empty: ServerAddress, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="from a file to a server"):
        moving.copy(CALLER, file, tmp_path / "other.crm")
    with pytest.raises(NotFound, match="no database at"):
        moving.copy(CALLER, tmp_path / "none.crm", empty)
    moving.copy(CALLER, file, empty)
    with pytest.raises(UserError, match="in use already"):
        moving.copy(CALLER, file, empty)
    with pytest.raises(UserError, match="already a file"):
        moving.copy(CALLER, empty, file)
