"""What is read only at first use gives what it says."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import desktop_crm

HOUSE = Path(desktop_crm.__file__).parent


def _packages() -> list[str]:
    found = []
    for file in HOUSE.rglob("__init__.py"):
        if "at_first_use(" in file.read_text(encoding="utf-8"):
            found.append(".".join(file.parent.relative_to(HOUSE.parent).parts))
    return sorted(found)


@pytest.mark.parametrize("name", _packages())
def test_every_name_of_a_package_is_the_one_that_tools_see(name: str) -> None:
    package = import_module(name)
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    (seen,) = [node for node in tree.body if isinstance(node, ast.If)]
    given = {}
    for each in seen.body:
        assert isinstance(each, ast.ImportFrom)
        assert each.module is not None
        for alias in each.names:
            given[alias.name] = getattr(import_module(each.module), alias.name)
    assert sorted(given) == sorted(package.__all__)
    for called, value in given.items():
        assert getattr(package, called) is value, called
    with pytest.raises(AttributeError):
        package.nothing_of_the_kind  # noqa: B018


def test_peewee_is_given_the_driver_of_a_server_once_one_is_used() -> None:
    program = """
import desktop_crm.database.connection
import peewee
assert peewee.psycopg is None
from desktop_crm.database.server.engine import ServerEngine
from desktop_crm.database.server.address import parse
engine = ServerEngine(parse("postgresql://nobody@localhost/firm"))
import psycopg
from psycopg.types.json import Jsonb
assert peewee.psycopg is psycopg
assert engine._adapter.jsonb_type is Jsonb
"""
    subprocess.run([sys.executable, "-c", program], check=True)
