"""Runs the program as a person does: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source_tree import ROOT

PATIENCE = 300
"""Seconds: a story that hangs must not hold up everything."""


@dataclass(frozen=True)
class Told:
    """A story told by a process: what it said and where everything lies."""

    output: Path
    home: Path
    temporary: Path
    code: int
    out: str
    err: str

    @property
    def story(self) -> dict[str, Any]:
        text = (self.output / "story.json").read_text(encoding="utf-8")
        story: dict[str, Any] = json.loads(text)
        return story

    @property
    def passphrases(self) -> dict[str, str]:
        return {
            centre["key"]: centre["people"][0]["passphrase"] for centre in self.story["centres"]
        }


def environment(home: Path, temporary: Path, language: str = "fr") -> dict[str, str]:
    """An environment without a screen and with folders of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    for folder in (home, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        **kept,
        "HOME": str(home),
        "REFERRAL_APP_HOME": str(home),
        "TMPDIR": str(temporary),
        "TEMP": str(temporary),
        "TMP": str(temporary),
        "LANGUAGE": language,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "random",
        "QT_QPA_PLATFORM": "offscreen",
    }


def tell(module: str, root: Path, *options: str, seconds: int = PATIENCE) -> Told:
    """Tell the story with `python -m module demo`; it must come to its end."""
    output, home, temporary = root / "story", root / "home", root / "tmp"
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-m", module, "demo", "--output", str(output), *options],
        cwd=root,
        env=environment(home, temporary),
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=seconds,
    )
    return Told(output, home, temporary, done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The default story, told without the window."""
    return tell("referral_app", tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The default story, told by the window's program, with pictures."""
    return tell("ui", tmp_path_factory.mktemp("painted"))
