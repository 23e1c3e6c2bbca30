"""A window starts without what only a later page needs; names come when they are asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module

import pytest

PACKAGES = ("desktop_crm.billing.queries", "desktop_crm.contacts.queries")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_the_package_is_found(package: str) -> None:
    module = import_module(package)
    assert all(getattr(module, name) is not None for name in module.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nobody'"):
        _ = module.nobody


def loaded_by(statement: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_today_is_read_without_tables_services_and_the_law() -> None:
    loaded = loaded_by(
        "import desktop_crm.workspace.today as t\n"
        "t.billing.overdue, t.contacts.list_follow_ups, t.support.due"
    )
    assert "desktop_crm.billing.queries.money" in loaded
    late = ("models", "service", "surroundings", "law", "freezing", "pricing")
    # Who works here is asked before anything is shown, so the firm's own tables are there already.
    assert [
        name
        for name in loaded
        if name.startswith("desktop_crm.") and name.rpartition(".")[2] in late and ".migrations." not in name
    ] == ["desktop_crm.company.models"]


def test_formats_need_no_pytz_and_leave_it_to_others() -> None:
    loaded = loaded_by(
        "from datetime import date\n"
        "from desktop_crm.values.formats import Formats\n"
        "assert Formats('en').weekday(date(2026, 11, 22)) == 'Sunday, 22 November'"
    )
    assert "babel.dates" in loaded
    assert "pytz" not in loaded
    assert "pytz" in loaded_by("from desktop_crm.values.formats import Formats; Formats('en'); import pytz")
