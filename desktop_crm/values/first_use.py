"""Packages whose modules are read when a name of theirs is first used: a window starts without the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any


def at_first_use(package: str, *modules: str) -> Callable[[str], Any]:
    """The `__getattr__` of a package whose `__all__` its `modules` give, those that are needed first before
    others: they are read in this order up to the one that has the name.

    Beside it the package imports its names under TYPE_CHECKING, so that tools see an ordinary one.
    """

    def find(name: str) -> Any:
        own = sys.modules[package]
        if name in own.__all__:
            for module in modules:
                home = import_module(f"{package}.{module}")
                if hasattr(home, name):
                    value = getattr(home, name)
                    setattr(own, name, value)
                    return value
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
