"""One's own password: of the firm in a file, and of one's login on a server, where it holds at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.company import service as company
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.database.connection import raw
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import Caller, local_caller, nobody
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import opening, people, serving
from tests.fixtures.server import Cluster
from tests.workspace.verbs import TODAY

FIRST, SECOND = "a long password", "another long password"


@pytest.fixture
def address(cluster: Cluster) -> ServerAddress:
    """A server's firm in which an assistant has a login and has to say its password."""
    owner = cluster.create("own")
    opening.create(owner)
    workspace = opening.open_workspace(owner)
    try:
        caller = local_caller()
        people.add_person(caller, PersonDraft(name="Olga", role="owner"), FIRST, TODAY)
        added = people.add_person(caller, PersonDraft(name="Ana", role="assistant"), FIRST, TODAY)
        login = serving.let_in(caller, workspace, added.id, FIRST)
    finally:
        workspace.close()
    cluster.ask_for_password(owner.database, login.address.user)
    return login.address.with_password(FIRST)


@pytest.fixture
def inside(address: ServerAddress) -> Iterator[tuple[opening.Workspace, Caller]]:
    workspace = opening.open_workspace(address)
    here = serving.person_here(nobody("en"), workspace)
    assert here is not None
    yield workspace, here
    workspace.close()


def test_a_login_changes_its_own_password_and_goes_on_working(
    inside: tuple[opening.Workspace, Caller], address: ServerAddress, cluster: Cluster
) -> None:
    workspace, caller = inside
    people.change_own_password(caller, workspace, FIRST, SECOND)
    assert workspace.way_in == address.with_password(SECOND)
    workspace.database.engine.close()
    assert raw().execute("SELECT 1").fetchone() == (1,), "a new connection signs in with the new one"
    workspace.close()
    with pytest.raises(UserError, match="refused the name or the password"):
        opening.open_workspace(address)
    opening.open_workspace(address.with_password(SECOND)).close()
    log = (cluster.folder / "log").read_text()
    assert FIRST not in log and SECOND not in log


@pytest.mark.parametrize(
    ("before", "password", "field"),
    [("wrong one", SECOND, "before"), ("", SECOND, "before"), (FIRST, "short", "password")],
)
def test_a_password_is_changed_only_by_who_knows_it(
    inside: tuple[opening.Workspace, Caller], address: ServerAddress, before: str, password: str, field: str
) -> None:
    workspace, caller = inside
    with pytest.raises(UserError) as refused:
        people.change_own_password(caller, workspace, before, password)
    assert refused.value.field == field
    workspace.close()
    opening.open_workspace(address).close()


def test_in_a_file_it_is_the_password_of_the_firm(tmp_path: Path) -> None:
    opening.create(tmp_path / "firm.crm")
    workspace = opening.open_workspace(tmp_path / "firm.crm")
    try:
        added = people.add_person(local_caller(), PersonDraft(name="Olga", role="owner"), FIRST, TODAY)
        caller = replace(local_caller(), user="Olga", person_id=added.id)
        with pytest.raises(UserError) as refused:
            people.change_own_password(caller, workspace, "wrong one", SECOND)
        assert refused.value.field == "before"
        people.change_own_password(caller, workspace, FIRST, SECOND)
        assert company.sign_in(nobody("en"), added.id, SECOND).caller.user == "Olga"
    finally:
        workspace.close()
