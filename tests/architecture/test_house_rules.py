"""Rules of the house that no tool knows."""

from __future__ import annotations

import ast
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


def test_no_moment_is_read_by_the_clock_of_the_computer() -> None:
    """Days and hours are those of the commune (`referral_app.communes`), or name another zone."""
    least = {"astimezone": 1, "fromtimestamp": 2, "now": 1, "today": 1, "localtime": 1}
    of = {"now": {"datetime"}, "today": {"date", "datetime"}, "localtime": {"time"}}
    found = []
    for path in python_files():
        if name_of(path).split("/")[0] not in {"referral_app", "ui"}:
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            act, owner = node.func.attr, node.func.value
            given = len(node.args) + len(node.keywords)
            ours = act in of and not (isinstance(owner, ast.Name) and owner.id in of[act])
            if given < least.get(act, 0) and not ours:
                found.append(f"{name_of(path)}:{node.lineno}")
    assert found == []
