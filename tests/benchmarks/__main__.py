"""`start.py bench`: every ratio, one line each; exit 1 when a limit is not kept."""

from __future__ import annotations

import sys

from tests.benchmarks import saving, window


def main() -> int:
    """Measure, print, and say by the exit code whether every limit holds."""
    ratios = []
    for part in (window, saving):
        ratio = part.measure()
        sys.stdout.write(f"{ratio}\n")
        sys.stdout.flush()
        ratios.append(ratio)
    return 0 if all(ratio.holds for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
