"""An open firm of its own for each test, in a file and on a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.workspace import opening
from desktop_crm.workspace.opening import Workspace
from tests.fixtures.database import firm_place


@pytest.fixture
def caller() -> Caller:
    return local_caller()


@pytest.fixture
def workspace(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))  # what is kept here for a server's firm
    workspace = opening.open_workspace(firm_place(request, tmp_path / "firm.crm", engine))
    yield workspace
    workspace.close()
