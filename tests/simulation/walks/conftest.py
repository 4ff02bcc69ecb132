"""Where walks begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.walks.walk import ground


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with ground(tmp_path_factory.mktemp("walks")) as stores:
        yield stores
