"""A social worker at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.desk_pages import AtDesk, at_a_desk
from ui.context import Ui


@pytest.fixture
def seat(ui: Ui, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(ui, tmp_path) as taken:
        yield taken
