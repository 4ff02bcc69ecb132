"""The locks hold what pyproject.toml asks for: pinned, hashed, without an address."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source_tree import ROOT

LOCKS = ("run", "hub", "development")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN: list[str] = PROJECT["project"]["dependencies"]
HUB: list[str] = PROJECT["project"]["optional-dependencies"]["hub"]
SERVER: list[str] = PROJECT["dependency-groups"]["hub-server"]
ASKED = {
    "run": RUN,
    "hub": SERVER,
    "development": RUN + HUB + PROJECT["dependency-groups"]["dev"],
}


def text_of(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    """Package → version, as pinned."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text_of(lock), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_to_what_it_allows(lock: str) -> None:
    pinned = pins(lock)
    for requirement in map(Requirement, ASKED[lock]):
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_hashed_and_no_address_is_named(lock: str) -> None:
    text = text_of(lock)
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    unhashed = [it for it in entries if "==" in it and "--hash=sha256:" not in it]
    assert unhashed == []
    assert "://" not in text
    assert "index" not in re.sub(r"#.*", "", text)


def test_development_adds_to_the_run_time_and_changes_nothing_of_it() -> None:
    assert pins("run").items() <= pins("development").items()


def test_a_server_installs_what_the_hub_adds_and_nothing_of_a_window() -> None:
    """The group repeats entries of the program and of the extra `hub`, as they stand there."""
    assert set(HUB) <= set(SERVER) <= set(RUN + HUB)
    pinned = pins("hub")
    assert pinned.items() <= pins("development").items()
    names = set(pinned)
    assert names.isdisjoint({"pyside6-essentials", "shiboken6", "sqlcipher3", "highspy", "openpyxl"})
