"""Three windows on one firm, one of them is killed, then the folder or the server is gone for a while."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import outage, servers
from tests.fixtures.shares import Mount

pytestmark = pytest.mark.slow

AWAY = 9.0
"""Seconds; in the soak a minute."""


def test_a_folder_that_vanishes_loses_nothing_and_everybody_is_told(mount: Mount, tmp_path: Path) -> None:
    wrong, told = outage.story(outage.on_mounts(mount, tmp_path), AWAY, tmp_path)
    assert wrong == []
    assert told["refusals in words"] > 0


@pytest.mark.skipif(servers.why_not() is not None, reason=servers.why_not() or "")
def test_a_server_that_dies_loses_nothing_and_everybody_is_told(tmp_path: Path) -> None:
    wrong, told = outage.story(outage.on_a_server(tmp_path), AWAY, tmp_path)
    assert wrong == []
    assert told["refusals in words"] > 0
