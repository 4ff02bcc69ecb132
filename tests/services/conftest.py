"""Two centres that know one another, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import Neighbours, neighbours


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Neighbours]:
    with neighbours(tmp_path) as two:
        yield two
