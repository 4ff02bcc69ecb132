"""`start.py bench`: every figure, one line each; exit 1 when a limit is not kept."""

from __future__ import annotations

import sys

from tests.benchmarks import family, saving, window


def main() -> int:
    """Measure, print, and say by the exit code whether every limit holds."""
    kept = []
    for part in (window, saving, family):
        figure = part.measure()
        sys.stdout.write(f"{figure}\n")
        sys.stdout.flush()
        kept.append(figure.holds)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
