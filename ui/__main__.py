"""The program as it is started: the window, or a command handed to the command line."""

from __future__ import annotations

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
    """Ready the process for a quick first paint, before Qt is imported; read the settings."""
    # Collecting garbage among what the imports bring takes 5 ms; `after_paint` turns it on again.
    gc.disable()
    if sys.platform != "win32":
        # Python binds every symbol of a library at once: 5 ms for the thousands of Qt's.
        sys.setdlopenflags(os.RTLD_LAZY)
    from referral_app.settings import WindowSettings

    return WindowSettings()


if __name__ == "__main__":
    sys.exit(main())
