"""`start.py bench`: every figure, one line each; exit 1 when a limit is not kept.

`start.py bench lists imports` measures these parts alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from tests.benchmarks import catching_up, family, hub, imports, lists, memory, saving, window


class Figure(Protocol):
    """A line of the report."""

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        ...


PARTS: Final[dict[str, Callable[[], Iterable[Figure]]]] = {
    "window": lambda: [window.measure()],
    "saving": lambda: [saving.measure()],
    "family": lambda: [family.measure()],
    "lists": lists.measure,
    "imports": imports.measure,
    "catching_up": catching_up.measure,
    "hub": hub.measure,
    "memory": memory.measure,
}


def main(named: Sequence[str]) -> int:
    """Measure, print, and say by the exit code whether every limit holds; 2 for no such part."""
    if unknown := [name for name in named if name not in PARTS]:
        sys.stderr.write(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}\n")
        return 2
    kept = []
    for name in named or PARTS:
        for figure in PARTS[name]():
            sys.stdout.write(f"{figure}\n")
            sys.stdout.flush()
            kept.append(figure.holds)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
