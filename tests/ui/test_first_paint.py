"""What the first window may load, and that it is whole when it is first painted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.paths import HOME_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {"sqlalchemy", "sqlcipher3", "cryptography", "babel", "segno", "platformdirs"}
OURS = {"referral_app.sentences", "referral_app.bootstrap.values", "ui.frame", "ui.first_run"}
LATE = LIBRARIES | OURS | {"dataclasses", "datetime", "html"}
"""None of it is needed to ask for a passphrase, and each takes its part of a millisecond."""

# The way of `ui.__main__`; `then` comes after the first paint, `later` once it is idle.
PROGRAM = """
import builtins, json, sys
from ui.__main__ import prepare
settings = prepare()
from ui.application import run

def seen(window):
    from PySide6.QtWidgets import QWidget
    return [
        [type(w).__name__, w.x(), w.y(), w.width(), w.height()]
        for w in window.findChildren(QWidget) if w.isVisible()
    ]

def then(session):
    from PySide6.QtCore import QTimer
    modules, keys = sorted(sys.modules), len(session.ui.actions.lines())
    whole = seen(session.window)
    def later():
        gate = session.window._gate
        print(json.dumps({
            "modules": modules, "whole": whole, "later": seen(session.window),
            "gate": type(gate).__name__, "focus": gate.passphrase.line.hasFocus(),
            "keys": [keys, len(session.ui.actions.lines())],
            "plain import": builtins.__import__ is builtins.__orig_import__,
        }))
        session.window.close()
    QTimer.singleShot(0, session, lambda: QTimer.singleShot(0, session, later))

sys.exit(run(["referral-app"], settings, then))
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program tells of its start at a desk that is locked."""
    home = tmp_path_factory.mktemp("home")
    details = bootstrap.CentreDetails("Centre YEM", "مركز", "yacoub_el_mansour", "training")
    person = bootstrap.Person("FA", Role.SUPERVISOR, "quatre mots pour ouvrir")
    bootstrap.create_centre(home / "store", details, person).workspace.close()
    run = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {HOME_VARIABLE: str(home)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stderr == ""
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def test_the_first_window_loads_nothing_that_can_wait(start: dict[str, Any]) -> None:
    modules = set(start["modules"])
    assert {"PySide6.QtWidgets", "ui.unlock.view"} <= modules
    assert not LATE & modules


def test_the_gate_is_whole_in_its_first_paint(start: dict[str, Any]) -> None:
    assert start["gate"] == "Unlock"
    assert "PassphraseField" in {name for name, *_ in start["whole"]}
    assert start["later"] == start["whole"]
    assert start["focus"]


def test_the_keys_of_the_window_come_after_it(start: dict[str, Any]) -> None:
    before, after = start["keys"]
    assert before < after


def test_imports_are_not_searched_for_pyside(start: dict[str, Any]) -> None:
    assert start["plain import"]
