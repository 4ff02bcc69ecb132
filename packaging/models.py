"""Proves the models of tests/models: every `.pml` is searched through by spin, without an error.

Two comments in a model may say more: `// gcc: -DBITSTATE` and `// pan: -m100000`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TOOLS: Final = ("spin", "gcc")
# Two GB of states, and paths as long as any of ours: a search that is cut short proves nothing.
_GCC: Final = ("-O2", "-w", "-DMEMLIM=2048")
_PAN: Final = ("-m200000",)
_CUT_SHORT: Final = ("max search depth too small", "reached -DMEMLIM", "out of memory", "aborting")


class ModelError(Exception):
    """A model that does not hold, or a search that did not see all of it."""


def prove(model: Path) -> str:
    """Search a model through; returns its number of states. Raises ModelError."""
    text = model.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        shutil.copy(model, place / "model.pml")
        _run(place, "spin", "-a", "model.pml")
        _run(place, "gcc", *_GCC, *_options(text, "gcc"), "-o", "pan", "pan.c")
        said = _run(place, "./pan", *_PAN, *_options(text, "pan"))
    cut = [mark for mark in _CUT_SHORT if mark in said]
    states = re.search(r"^\s*([\d.e+]+) states, stored", said, re.MULTILINE)
    if "errors: 0" not in said or cut or not states:
        raise ModelError(said)
    return f"{float(states[1]):.0f} states"


def _options(text: str, tool: str) -> list[str]:
    found = re.search(rf"^// {tool}:(.*)$", text, re.MULTILINE)
    return found[1].split() if found else []


def _run(place: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise ModelError(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout


def main() -> int:
    """Prove every model; returns the exit status."""
    models = sorted((ROOT / "tests" / "models").glob("*.pml"))
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing and models:
        names = ", ".join(model.name for model in models)
        print(f"skipped, without {' and '.join(missing)}: {names}")
        return 1 if os.environ.get("CI") else 0
    failed = 0
    for model in models:
        start = time.monotonic()
        try:
            print(f"{model.name}: {prove(model)}, 0 errors, {time.monotonic() - start:.1f} s")
        except ModelError as error:
            failed += 1
            print(f"{model.name}: not proved\n{error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
