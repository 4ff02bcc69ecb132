"""Rules of the house that no tool knows."""

from __future__ import annotations

import re
import tokenize

from tests.architecture.source_tree import ROOT, files, name_of, python_files

# Written in halves, so that this file does not hold what it looks for.
FORBIDDEN = ("pypi" + ".org", "files.python" + "hosted", "/wo" + "rk/", "/tm" + "p/devenv")


def test_every_ignored_type_names_its_rule() -> None:
    found = []
    for path in python_files():
        with path.open("rb") as file:
            for token in tokenize.tokenize(file.readline):
                bare = re.search(r"#\s*type:\s*ignore(?!\[[a-z-])", token.string)
                if token.type == tokenize.COMMENT and bare:
                    found.append(f"{name_of(path)}:{token.start[0]}")
    assert found == []


def test_no_package_hides_a_library() -> None:
    """`packaging` and `locale` are modules of others: an `__init__.py` there would hide them."""
    assert [
        name for name in ("packaging", "locale") if (ROOT / name / "__init__.py").exists()
    ] == []


def test_no_file_names_a_registry_or_somebody_s_machine() -> None:
    found = []
    for path in files():
        content = path.read_bytes()
        found += [(name_of(path), word) for word in FORBIDDEN if word.encode() in content]
    assert found == []
