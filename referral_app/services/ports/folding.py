"""What the lists are owed after facts left or came back, as services see it."""

from __future__ import annotations

from typing import Protocol


class FoldingReader(Protocol):
    """Questions about how far the lists are."""

    def left_to_fold(self) -> int:
        """Return of how many records rows are owed to the lists."""
        ...


class FoldingWork(Protocol):
    """What a late removal of a desk leaves to be done."""

    def fold_owed(self) -> int:
        """Fold a few records of which facts left or came back.

        Returns how many were; 0 once all are.
        """
        ...
