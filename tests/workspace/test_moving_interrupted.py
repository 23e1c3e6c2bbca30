"""A program that dies in the middle of a move: at no step do two places take changes, and it can be finished
or taken back from either side.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contact_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import marks, sides
from desktop_crm.database.faults import Elsewhere
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import moving, opening, verifying
from desktop_crm.workspace.places import Place
from tests.fixtures.interrupted import Killed, die_before, interrupt
from tests.fixtures.server import Cluster

CALLER, KESTREL = local_caller(), "Kestrel Roasters"


@pytest.fixture
def server(cluster: Cluster) -> ServerAddress:
    return cluster.create("interrupted")


@pytest.fixture(params=["to a server", "to a file"])
def there(request: pytest.FixtureRequest, tmp_path: Path, server: ServerAddress) -> tuple[Place, Place]:
    """Where the firm is and where it goes."""
    file = tmp_path / "firm.crm"
    opening.create(file)
    workspace = opening.open_workspace(file)
    contact_service.create_contact(CALLER, ContactDraft(name=KESTREL))
    workspace.close()
    if request.param == "to a server":
        return file, server
    moving.copy(CALLER, file, server)
    return server, tmp_path / "arrived.crm"


def takes_changes(place: Place) -> bool:
    """Whether somebody who opens the firm there can save; who cannot is told why."""
    if not side_is_there(place):
        return False
    workspace = opening.open_workspace(place)
    try:
        if workspace.mark is not None:
            with pytest.raises(UserError) as refused:
                contact_service.create_contact(CALLER, ContactDraft(name="Nobody"))
            assert refused.value.message == workspace.mark.refusal.message
            with pytest.raises(Elsewhere):
                workspace.check_place()
            assert contacts.find_contacts(CALLER, KESTREL), "it is there for reading"
            return False
        contact_service.create_contact(CALLER, ContactDraft(name="Somebody new"))
        return True
    finally:
        workspace.close()


def side_is_there(place: Place) -> bool:
    return sides.side_of(place).look().is_there


def check_is_firm(place: Place) -> None:
    workspace = opening.open_workspace(place)
    try:
        assert workspace.mark is None
        assert not workspace.read_only
        assert contacts.find_contacts(CALLER, KESTREL)
        assert verifying.verify(CALLER).findings == ()
    finally:
        workspace.close()


STEPS = ("arriving", "moved", "arrived")
"""Before which step the program dies."""


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("before", STEPS)
def test_an_interrupted_move_is_finished_from_either_side(
    there: tuple[Place, Place], before: str, side: int
) -> None:
    interrupt(there, before)
    assert [takes_changes(place) for place in there] == [False, False]
    if before == "arriving":
        side = 0  # the other side knows of nothing yet
    moved = moving.finish(CALLER, there[side])
    assert moved.place == there[1]
    assert [takes_changes(place) for place in there] == [False, True]
    check_is_firm(there[1])
    with pytest.raises(UserError, match="finished" if side == 0 else "No move"):
        moving.finish(CALLER, there[side])
    with pytest.raises(UserError, match="finished" if side == 0 else "No move"):
        moving.undo(CALLER, there[side])


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("before", STEPS)
def test_an_interrupted_move_is_taken_back_from_either_side(
    there: tuple[Place, Place], before: str, side: int
) -> None:
    interrupt(there, before)
    if before == "arriving":
        side = 0
    assert moving.undo(CALLER, there[side]) == there[0]
    assert not side_is_there(there[1]), "what arrived is gone"
    check_is_firm(there[0])
    assert takes_changes(there[0])
    with pytest.raises(UserError, match="No move"):
        moving.undo(CALLER, there[0])
    moving.move(CALLER, *there)
    assert [takes_changes(place) for place in there] == [False, True]


@pytest.mark.parametrize("before", ["taken back", "stayed", "removed"])
def test_taking_back_that_is_interrupted_goes_on(
    there: tuple[Place, Place], before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(there, "arrived")
    with monkeypatch.context() as patch:
        if before == "removed":
            for each in (sides.FileSide, sides.ServerSide):
                patch.setattr(each, "remove", lambda *_given: (_ for _ in ()).throw(Killed()))
        else:
            die_before(patch, before)
        with pytest.raises(Killed):
            moving.undo(CALLER, there[0])
    assert [takes_changes(place) for place in there] == [before == "removed", False]
    if before != "taken back":
        with pytest.raises(UserError, match="taken back"):
            moving.finish(CALLER, there[1])
    moving.undo(CALLER, there[1])
    assert not side_is_there(there[1])
    check_is_firm(there[0])


def test_a_target_that_does_not_answer_can_never_become_the_firm_once_the_move_was_taken_back(
    there: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(there, "moved")
    of, look = type(sides.side_of(there[1])), type(sides.side_of(there[1])).look

    def silent(side: Any) -> sides.Seen:
        if side.place == there[1]:
            raise UserError(marks.under_way())
        return look(side)

    with monkeypatch.context() as patch:
        patch.setattr(of, "look", silent)
        moving.undo(CALLER, there[0])
    assert [takes_changes(place) for place in there] == [True, False]
    with pytest.raises(UserError, match="taken back"):
        moving.finish(CALLER, there[1])
    moving.move(CALLER, *there)  # what is left of the first try is in nobody's way
    assert [takes_changes(place) for place in there] == [False, True]


def test_once_the_source_is_marked_as_moved_a_silent_target_may_be_the_firm(
    there: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(there, "arrived")
    of, look = type(sides.side_of(there[1])), type(sides.side_of(there[1])).look

    def silent(side: Any) -> sides.Seen:
        if side.place == there[1]:
            raise UserError(marks.under_way())
        return look(side)

    with monkeypatch.context() as patch:
        patch.setattr(of, "look", silent)
        for act in (moving.undo, moving.finish):
            with pytest.raises(UserError, match="very moment"):
                act(CALLER, there[0])
    assert [takes_changes(place) for place in there] == [False, False]
    moving.finish(CALLER, there[0])
    check_is_firm(there[1])


def test_what_arrived_out_of_sight_is_no_firm_after_the_move_was_begun_anew(
    there: tuple[Place, Place], tmp_path: Path, cluster: Cluster
) -> None:
    """A file on another computer, a server that was put back from a backup: as if it had never been there."""
    interrupt(there, "moved")
    if isinstance(there[1], Path):
        away: Place = there[1].rename(tmp_path / "on another computer.crm")
    else:
        cluster.execute("postgres", "DROP DATABASE IF EXISTS away WITH (FORCE)")
        cluster.execute(
            "postgres", "ALTER DATABASE interrupted RENAME TO away", "CREATE DATABASE interrupted"
        )
        away = cluster.address("away")
    moving.finish(CALLER, there[0])
    assert [takes_changes(place) for place in there] == [False, True]
    for act in (moving.finish, moving.undo):
        with pytest.raises(UserError, match="nothing of the firm"):
            act(CALLER, away)
    assert not takes_changes(away)


def test_nobody_finishes_or_takes_back_while_somebody_moves(there: tuple[Place, Place]) -> None:
    interrupt(there, "moved")
    for act in (moving.undo, moving.finish):
        with sides.side_of(there[0]).reading(moving=True), pytest.raises(UserError, match="very moment"):
            act(CALLER, there[0])
    assert [takes_changes(place) for place in there] == [False, False]
    moving.finish(CALLER, there[1])
    check_is_firm(there[1])


def test_a_window_that_was_open_all_the_time_is_told_and_goes_on_after_it_was_taken_back(
    there: tuple[Place, Place],
) -> None:
    window = opening.open_workspace(there[0])
    try:
        interrupt(there, "moved")
        with pytest.raises(Elsewhere, match="being moved to"):
            contact_service.create_contact(CALLER, ContactDraft(name="Too late"))
        with pytest.raises(Elsewhere, match="being moved to"):
            window.check_place()
        moving.undo(CALLER, there[0])
        window.check_place()
        contact_service.create_contact(CALLER, ContactDraft(name="In time"))
    finally:
        window.close()


def test_a_firm_that_is_on_its_way_does_not_move_on(there: tuple[Place, Place], tmp_path: Path) -> None:
    interrupt(there, "moved")
    with pytest.raises(UserError, match="being moved to"):
        moving.move(CALLER, *there)
    back = (there[1], there[0]) if isinstance(there[0], ServerAddress) else (there[1], tmp_path / "other.crm")
    with pytest.raises(UserError, match="arriving here"):
        moving.move(CALLER, *back)
