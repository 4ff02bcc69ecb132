"""Words of a desk, in the language of the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import Neighbours, neighbours
from ui.context import Ui
from ui.parts.names import Names


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Neighbours]:
    with neighbours(tmp_path / "centres") as two:
        yield two


@pytest.fixture
def names(ui: Ui, both: Neighbours) -> Names:
    return Names(ui, both.here.desk)
