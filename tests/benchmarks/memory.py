"""The memory of a window at a store of full size, after a day's looking around.

A process of its own, as a person starts it; the floor is a process with a bare window.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks.full_window import settle, store, window_at

LIMIT: Final = 200
"""MB."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_STATUS: Final = Path("/proc/self/status")
_SEARCHED: Final = ("hébergement", "سكن", "42", "titre de séjour", "suivi")
_FLOOR: Final = (
    "from pathlib import Path\n"
    "from PySide6.QtWidgets import QApplication, QMainWindow\n"
    "app = QApplication([])\n"
    "window = QMainWindow()\n"
    "window.resize(1366, 768)\n"
    "window.show()\n"
    "app.processEvents()\n"
    "status = Path('/proc/self/status').read_text()\n"
    "print(int(status.split('VmRSS:')[1].split()[0]) / 1000)\n"
)
_OURS: Final = "from tests.benchmarks import memory\nprint(memory.look_around())\n"


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in MB; none where the system does not tell it this way."""

    ours: float | None
    floor: float | None

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        return self.ours is None or self.ours <= LIMIT

    def __str__(self) -> str:
        if self.ours is None or self.floor is None:
            return "memory: measured on Linux only"
        verdict = "" if self.holds else "  TOO MUCH"
        return (
            f"memory at a full store: {self.ours:.0f} MB, floor {self.floor:.0f} MB"
            f" (limit {LIMIT} MB){verdict}"
        )


def measure() -> Iterator[Memory]:
    """Start both and ask them."""
    store()
    if not _STATUS.is_file():
        yield Memory(None, None)
        return
    yield Memory(_started(_OURS), _started(_FLOOR))


def resident() -> float:
    """Return this process's resident memory in MB (proc_pid_status.5, VmRSS)."""
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    (line,) = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1000


def look_around() -> float:
    """Go through the pages of a full store as people do, and return the resident memory in MB."""
    from ui.cases.view import CasesScreen

    with window_at(store()) as (app, session):
        for _turn in range(2):
            session.go("today")
            settle(app)
            session.go("referrals", box="sent", all=True)
            settle(app)
            session.go("cases")
            settle(app)
            shell = session.window.shell
            assert shell is not None
            (page,) = [built for built in shell.built_pages if isinstance(built, CasesScreen)]
            page.state.set_value("all")
            bar = page.list.verticalScrollBar()
            for at in range(60):
                bar.setValue(bar.maximum() * (at * 37 % 60) // 59)
                settle(app)
            for order in ("code", "opened", "last"):
                page.order.set_value(order)
                settle(app)
            for text in _SEARCHED:
                page.search.setText(text)
                page._find()
                settle(app)
            page.search.clear()
            page._find()
            settle(app)
        return resident()


def _started(script: str) -> float:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(  # noqa: S603 (our own interpreter and script)
        [sys.executable, "-c", script],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return float(done.stdout.split()[-1])
