"""Every room is under a contract, and rooms that no list in pyproject.toml names keep apart."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import permutations

import grimp
import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, sub_packages

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    first, *others = PACKAGES
    return grimp.build_graph(first, *others, include_external_packages=True, cache_dir=None)


def test_every_package_is_linted() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert found == set(CONTRACTS["root_packages"])


def test_every_room_of_the_core_has_its_layer() -> None:
    layered = {
        room
        for contract in CONTRACTS["contracts"]
        if contract.get("containers") == ["referral_app"]
        for room in re.findall(r"\w+", " ".join(contract["layers"]))
    }
    assert set(sub_packages("referral_app")) <= layered


@pytest.mark.parametrize(
    ("room", "allowed", "library"),
    # The journal checks the signatures that its commits carry.
    [("domain", {"domain"}, ""), ("journal", {"journal", "domain"}, "cryptography")],
)
def test_domain_and_journal_are_plain_python(
    graph: grimp.ImportGraph, room: str, allowed: set[str], library: str
) -> None:
    ours = (library, *(f"referral_app.{name}" for name in (*allowed, "errors")))
    foreign = {
        (module, imported)
        for module in graph.find_descendants(f"referral_app.{room}") | {f"referral_app.{room}"}
        for imported in graph.find_modules_directly_imported_by(module)
        if not any(imported == own or imported.startswith(f"{own}.") for own in ours)
        and imported.split(".")[0] not in sys.stdlib_module_names
    }
    assert foreign == set()


def test_screens_do_not_import_one_another(graph: grimp.ImportGraph) -> None:
    """Neither straight nor by way of a third: a screen is a package of `ui` that has a view."""
    screens = [
        f"ui.{name}" for name in sub_packages("ui") if (ROOT / "ui" / name / "view.py").exists()
    ]
    chains = [
        graph.find_shortest_chain(one, other, as_packages=True)
        for one, other in permutations(screens, 2)
    ]
    assert [chain for chain in chains if chain] == []
