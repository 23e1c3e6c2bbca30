"""An open firm's file of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.workspace import opening
from desktop_crm.workspace.opening import Workspace


@pytest.fixture
def caller() -> Caller:
    return local_caller()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    path = tmp_path / "firm.crm"
    opening.create(path)
    workspace = opening.open_workspace(path)
    yield workspace
    workspace.close()
