"""The wheel's build hook: compiles the catalogues, which are not in git, and takes them in."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # A folder called packaging must not become importable as `packaging`: loaded by its path.
        path = Path(self.root) / "packaging" / "catalogues.py"
        spec = importlib.util.spec_from_file_location("desktop_crm_catalogues", path)
        assert spec is not None
        assert spec.loader is not None
        catalogues = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(catalogues)
        build_data["artifacts"].append("*.mo")
        for mo in catalogues.compile_all(catalogues.Tree(Path(self.root))):
            inside = mo.relative_to(Path(self.root) / "resources").as_posix()
            build_data["force_include"][str(mo)] = f"desktop_crm/_resources/{inside}"
