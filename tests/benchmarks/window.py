"""The first window, from the start of the process to its first paint, against a bare QMainWindow.

Both are whole processes, in turn and warm: the first of each is thrown away. Ours is what a worker
meets each morning: the gate of a store that is locked.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from referral_app import bootstrap
from referral_app.domain.staff import Role
from tests.benchmarks.ratio import Ratio

LIMIT: Final = 1.6
_ROUNDS: Final = 11
_ROOT: Final = Path(__file__).resolve().parents[2]

_TELL: Final = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Tell(QObject):
    def __init__(self, app, window):
        super().__init__(app)
        # On the window alone: a filter on the application would slow every event of it down.
        window.installEventFilter(self)
        self.app = app
        self.told = False
    def eventFilter(self, watched, event):
        # Once a window is exposed its first paint follows at once; idle comes after it.
        if event.type() == QEvent.Type.Paint and not self.told:
            self.told = True
            QTimer.singleShot(0, self.done)
        return False
    def done(self):
        sys.stdout.write(str(time.time_ns()))
        sys.stdout.flush()
        self.app.exit(0)
"""
_FLOOR: Final = (
    "from PySide6.QtWidgets import QApplication, QMainWindow\n"
    "app = QApplication([])\n"
    "window = QMainWindow()\n"
    "window.resize(1366, 768)\n" + _TELL + "tell = Tell(app, window)\n"
    "window.show()\n"
    "app.exec()\n"
)
_OURS: Final = (
    "import os, time\n"  # the way of `ui.__main__`, as far as the first paint
    "from ui.__main__ import prepare\n"
    "settings = prepare()\n"
    "from ui.application import run\n"
    "def done(session):\n"
    "    os.write(1, str(time.time_ns()).encode())\n"
    "    os._exit(0)\n"
    "run(['referral-app'], settings, done)\n"
)


def measure() -> Ratio:
    """Start both in turn; seconds from before the process exists until the paint is done."""
    with TemporaryDirectory() as home:
        person = bootstrap.Person("FA", Role.SUPERVISOR, "quatre mots pour le banc")
        details = bootstrap.CentreDetails("Banc", "منصة", "youssoufia", "training")
        bootstrap.create_centre(Path(home) / "store", details, person).workspace.close()
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "REFERRAL_APP_HOME": home}
        # An installed program is compiled; the first, thrown-away turn does it for a checkout.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        ours: list[float] = []
        floor: list[float] = []
        for turn in range(_ROUNDS + 1):
            for script, series in ((_FLOOR, floor), (_OURS, ours)):
                seconds = _start(script, environment)
                if turn:
                    series.append(seconds)
    return Ratio.of("first window painted", ours, floor, LIMIT)


def _start(script: str, environment: dict[str, str]) -> float:
    began = time.time_ns()
    done = subprocess.run(  # noqa: S603 (our own interpreter and script)
        [sys.executable, "-c", script],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    return (int(done.stdout) - began) / 1e9
