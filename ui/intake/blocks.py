"""Blocks of a part of the intake page, one under the other: of people, or of needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Block(QWidget):
    """A line of the page that somebody may add and take away."""

    def has_keyboard(self) -> bool:
        """Whether somebody types in it."""
        return any(child.hasFocus() for child in self.findChildren(QWidget))


B = TypeVar("B", bound=Block)


def add_under(block: B, blocks: list[B], column: QVBoxLayout) -> B:
    """Put a new block under the others."""
    blocks.append(block)
    column.addWidget(block)
    return block


def drop(block: B, blocks: list[B], column: QVBoxLayout) -> None:
    """Take a block off the page, which goes on living until nobody is in it."""
    blocks.remove(block)
    column.removeWidget(block)
    block.hide()
    block.deleteLater()


def typed_in(blocks: Iterable[B]) -> B | None:
    """The block in which the keyboard is."""
    return next((block for block in blocks if block.has_keyboard()), None)
