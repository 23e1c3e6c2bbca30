"""What opening a firm comes to, done away from the window: unlocked, opened, and who is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.messages import Message
from desktop_crm.workspace import opening, remembering, serving

if TYPE_CHECKING:
    from desktop_crm.company.queries import PersonRow
    from desktop_crm.workspace.opening import Workspace
    from desktop_crm.workspace.places import Place


@dataclass(frozen=True)
class Opened:
    """A firm, who works there, who is there by a login of the server, and what it is called ("" before it is
    set up)."""

    workspace: Workspace
    people: Sequence[PersonRow]
    here: Caller | None
    name: str
    unkept: Message | None = None
    """Why the keyring did not do what it was asked to."""


def open_place(
    path: Place, asks: Caller, *, create: bool, is_remembered: bool, wish: remembering.Wish | None
) -> Opened:
    """Open the firm, with the secret that is remembered; fulfil the wish once it is open.

    Raises UserError saying why it cannot be opened; nothing stays open then.
    """
    from desktop_crm.company import queries as company

    at = remembering.with_secret(path) if is_remembered else path
    if create and opening.is_missing(at):
        opening.create(at)
    workspace = opening.open_workspace(at)
    try:
        # A login of the server says already who is there, and holds whatever program asks.
        here = serving.person_here(asks, workspace) if workspace.is_on_server else None
        people = company.list_people(asks)
        firm = company.firm_or_none(local_caller(asks.language))
        workspace.listen_to_others()
        workspace.database.engine.close()  # this thread's connection
        unkept = None if wish is None else remembering.fulfil(wish)
    except BaseException:
        workspace.close()
        raise
    return Opened(workspace, people, here, firm.draft.name if firm else "", unkept)
