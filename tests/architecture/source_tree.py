"""The files of this repository, read from the tree and not from git: a bare machine has none."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("referral_app", "ui")
# What tools and runs leave behind; `.gitignore` names the same.
_LEFT_BEHIND: Final = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
}
_LEFT_AT_ROOT: Final = {"build", "dist", "demo"}


def files() -> Iterator[Path]:
    """Every file of ours."""
    for place, folders, names in os.walk(ROOT):
        left = _LEFT_BEHIND | (_LEFT_AT_ROOT if Path(place) == ROOT else set())
        folders[:] = [name for name in folders if name not in left]
        yield from (Path(place) / name for name in names)


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of ours, tests too."""
    return tuple(sorted(path for path in files() if path.suffix == ".py"))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """A file's path as people write it."""
    return path.relative_to(ROOT).as_posix()


def sub_packages(package: str) -> list[str]:
    """The names of a package's own packages."""
    return sorted(path.parent.name for path in (ROOT / package).glob("*/__init__.py"))
