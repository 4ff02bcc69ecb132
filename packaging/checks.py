"""`start.py check`: lint, format, types, contracts, models, then what tests/architecture says."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LONG_FILE: Final = 250
_SCRIPTS: Final = ("start.py", *sorted(str(it) for it in ROOT.glob("packaging/*.py")))
_CONTRACTS: Final = "from importlinter.cli import lint_imports_command; lint_imports_command()"
STEPS: Final = (
    ("lint", ("-m", "ruff", "check")),
    ("format", ("-m", "ruff", "format", "--check")),
    ("types", ("-m", "mypy")),
    ("types of the scripts", ("-m", "mypy", *_SCRIPTS)),
    ("import contracts", ("-c", _CONTRACTS)),
    ("models", ("packaging/models.py",)),
    ("architecture", ("-m", "pytest", "-q", "tests/architecture")),
)


def main(arguments: list[str]) -> int:
    """Run every step, also after one that failed; returns the exit status."""
    if arguments:
        print("check takes no arguments.", file=sys.stderr)
        return 2
    failed = []
    for name, command in STEPS:
        print(f"── {name}", flush=True)
        start = time.monotonic()
        if subprocess.call([sys.executable, *command], cwd=ROOT):
            failed.append(name)
        print(f"   {time.monotonic() - start:.1f} s", flush=True)
    for lines, path in long_files():
        print(f"long: {path} has {lines} lines; {LONG_FILE} is the habit")
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def long_files() -> list[tuple[int, str]]:
    """Our Python files above the habit, longest first."""
    places = ("referral_app", "ui", "packaging", "tests")
    files = [ROOT / "start.py", *(it for place in places for it in (ROOT / place).rglob("*.py"))]
    counted = ((len(it.read_bytes().splitlines()), str(it.relative_to(ROOT))) for it in files)
    return sorted((it for it in counted if it[0] > LONG_FILE), reverse=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
