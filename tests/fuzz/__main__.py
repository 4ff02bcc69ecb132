"""Fuzz what reads a stranger's bytes: each target in a process of its own, for its share of time.

What is found anew is kept beside the corpus of the tests in `found/`, which is not in the
repository; what crashes is written there too, and told.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

NAMES = ("decoder", "commit", "header", "page", "files", "opener", "importer", "letters")
CORPUS = Path(__file__).parent / "corpus"
ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Fuzz; returns 1 when something escaped that may not."""
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--target", choices=NAMES, help="one of them alone")
    parser.add_argument("--found", type=Path, default=ROOT / "build" / "fuzz")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return fuzz(asked.target, asked.found, asked.seconds)
    names = [asked.target] if asked.target else list(NAMES)
    share = max(1, asked.seconds // len(names))
    failed = [name for name in names if not _in_a_process(name, asked.found, share)]
    say(f"{len(names)} targets, {len(failed)} failed")
    return 1 if failed else 0


def say(line: str) -> None:
    """Tell at once: a target takes long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _in_a_process(name: str, found: Path, seconds: int) -> bool:
    line = [sys.executable, "-P", "-m", "tests.fuzz", "--inside"]
    line += ["--target", name, "--found", str(found), "--seconds", str(seconds)]
    done = subprocess.run(  # noqa: S603 - this very program
        line, capture_output=True, text=True, check=False, cwd=ROOT
    )
    runs = re.search(r"Done (\d+) runs in (\d+) second", done.stderr)
    told = f"{runs[1]} runs in {runs[2]} s" if runs else "no end"
    say(f"{name}: {told}{'' if done.returncode == 0 else ', failed'}")
    if done.returncode:
        say(done.stderr[-4000:])
    return done.returncode == 0


def fuzz(name: str, found: Path, seconds: int) -> int:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    kept = found / name
    kept.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", "-max_len=8192", f"-artifact_prefix={found}/"]
    places = [str(kept), str(CORPUS / name)]
    # Ours alone: the rest would take longer to prepare than to fuzz.
    with atheris.instrument_imports(include=["referral_app"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *options, *places], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
