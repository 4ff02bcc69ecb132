"""A painter with the real fonts, and papers to lay out."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui import fonts
from ui.painting.devices import PagePainter


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    fonts.load()
    return qapp


@pytest.fixture(scope="session")
def painter(qapp: QApplication) -> PagePainter:
    return PagePainter()
