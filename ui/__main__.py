"""The program as it is started: the window, or a command handed to the command line."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from referral_app.settings import WindowSettings


def main() -> int:
    """Run what the arguments ask for and return the exit code."""
    arguments = sys.argv[1:]
    if arguments:
        from referral_app import cli
        from ui.painter import WindowPainter

        return cli.main(arguments, painter=WindowPainter())
    settings = prepare()
    from ui.application import run

    return run(sys.argv, settings)


def prepare() -> WindowSettings:
    """Load Qt so that the first paint comes soon, and read the settings."""
    # Collecting garbage among what the imports bring takes 5 ms; `after_paint` turns it on again.
    gc.disable()
    if sys.platform != "win32":
        # Python binds every symbol of a library at once: 5 ms for the thousands of Qt's.
        sys.setdlopenflags(os.RTLD_LAZY)
    from referral_app.settings import WindowSettings

    settings = WindowSettings()
    import PySide6.QtWidgets  # noqa: F401

    # PySide puts itself before `import` and reads the source of every module, 0.1 ms each, in
    # search of `from __feature__ import`, which we use nowhere.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    return settings


if __name__ == "__main__":
    sys.exit(main())
