"""The wheel's build hook: compiles the catalogues, which are not in git, and takes them in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root / "packaging"))
        import catalogues

        for mo in catalogues.compile_all(catalogues.Tree(root)):
            inside = mo.relative_to(root / "resources").as_posix()
            build_data["force_include"][str(mo)] = f"desktop_crm/_resources/{inside}"
