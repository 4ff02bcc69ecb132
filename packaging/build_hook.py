"""Hatch's hook: compiled catalogs and resources go into `referral_app/_data/` of the wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds the data files to a wheel; an editable install reads them from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogs beside nothing of ours and list what the wheel must hold."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "packaging"))
        import catalogs

        self._temporary = tempfile.TemporaryDirectory()
        files: dict[str, str] = build_data["force_include"]
        for language in catalogs.PLURALS:
            source = catalogs.catalog_path(root, language)
            compiled = Path(self._temporary.name) / f"{language}.mo"
            compiled.write_bytes(catalogs.compiled(catalogs.read_catalog(root, language)))
            inside = source.relative_to(root).with_suffix(".mo").as_posix()
            files[str(compiled)] = f"referral_app/_data/{inside}"
        files[str(root / "resources")] = "referral_app/_data/resources"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Drop the compiled catalogs once they are in the wheel."""
        if version != "editable":
            self._temporary.cleanup()
