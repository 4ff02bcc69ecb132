"""Each contract of pyproject.toml catches a breach that is planted in a copy of the tree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT

# Contract → the module that breaks it, and what that module imports.
BREACHES = {
    "The core never imports the window": ("referral_app/services", "import ui"),
    "Rooms of the core": ("referral_app/services", "import referral_app.storage"),
    "Storage and exchange know of the services only what they need": (
        "referral_app/storage",
        "import referral_app.services.cases",
    ),
    "Pages and workbooks are laid out from what they are handed": (
        "referral_app/exports",
        "import referral_app.services.views",
    ),
    "The hub knows of a desk no more than its envelopes": (
        "referral_app/hub",
        "import referral_app.exchange.round",
    ),
    "The hub takes of the rooms below what it reads without a key": (
        "referral_app/hub",
        "import referral_app.domain.case",
    ),
    "No Qt in the core": ("referral_app/domain", "from PySide6 import QtCore"),
    "SQL lives in the store alone": ("ui", "import sqlalchemy"),
    "Screens reach data only through services": ("ui", "import referral_app.storage"),
    "Domain and journal are plain Python": ("referral_app/journal", "import referral_app.clock"),
}


def contracts() -> dict[str, dict[str, Any]]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return {it["name"]: it for it in tomllib.loads(text)["tool"]["importlinter"]["contracts"]}


def named_modules() -> set[str]:
    """Our modules that the contracts name."""
    found: set[str] = set()
    for contract in contracts().values():
        found |= {*contract.get("source_modules", ()), *contract.get("forbidden_modules", ())}
        for container in contract.get("containers", ()):
            rooms = re.findall(r"\w+", " ".join(contract["layers"]))
            found |= {f"{container}.{room}" for room in rooms}
    return {module for module in found if module.split(".")[0] in PACKAGES}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts, somewhere else."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module in named_modules():
        path = tmp_path.joinpath(*module.split("."))
        # The linter stops at a name that is not built yet; an empty module breaks nothing.
        if not path.is_dir() and not path.with_suffix(".py").exists():
            path.with_suffix(".py").touch()
    return tmp_path


def verdicts(place: Path) -> dict[str, bool]:
    """Contract → whether it is kept, as the linter prints them."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    line = [sys.executable, "-c", command, "--no-cache", "--no-logo"]
    done = subprocess.run(line, cwd=place, capture_output=True, text=True, check=False)  # noqa: S603
    # A contract with an exception says so behind its verdict.
    said = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.MULTILINE)
    found = {name: verdict == "KEPT" for name, verdict in said}
    assert found, done.stdout + done.stderr
    return found


def test_the_tree_as_it_stands_keeps_every_contract(copy: Path) -> None:
    assert verdicts(copy) == dict.fromkeys(contracts(), True)


def test_every_contract_has_its_breach() -> None:
    assert set(BREACHES) == set(contracts())


@pytest.mark.parametrize("name", BREACHES)
def test_a_planted_breach_is_caught(copy: Path, name: str) -> None:
    room, line = BREACHES[name]
    (copy / room / "planted.py").write_text(f'"""Planted."""\n\n{line}\n', encoding="utf-8")
    assert verdicts(copy)[name] is False
