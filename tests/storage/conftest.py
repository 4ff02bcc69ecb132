"""Stores that a test starts from: one that is open, one that is closed, and another centre."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.peer import Peer
from tests.storage.stores import Opened, founded


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with founded(tmp_path) as store:
        yield store


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A store with one case, closed."""
    folder = tmp_path / "store"
    with founded(folder) as opened:
        opened.open_case(sex="F")
    return folder
