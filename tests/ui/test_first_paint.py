"""What the first window may load: nothing that can wait until someone has unlocked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LATE = {"sqlalchemy", "sqlcipher3", "cryptography", "babel", "segno", "openpyxl", "platformdirs"}
PROGRAM = """
import json, sys
from PySide6.QtWidgets import QApplication, QLabel
from referral_app.language import Language
from ui import fonts
from ui.context import Look, Services, dress
from ui.main_window import MainWindow
from ui.theme import choose_fusion
choose_fusion()
app = QApplication([])
fonts.load()
ui = dress(app, Look(Language("ar")), Services.of(app))
window = MainWindow(ui)
window.show_gate(QLabel("gate"))
window.show()
app.processEvents()
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_the_first_window_loads_no_heavy_library() -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = json.loads(run.stdout)
    assert not LATE & set(modules)
    assert "PySide6" in modules
