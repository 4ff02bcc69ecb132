"""The program as it is started: the window, or a command handed to the command line."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run what the arguments ask for and return the exit code."""
    arguments = sys.argv[1:]
    if arguments:
        from referral_app import cli
        from ui.painter import WindowPainter

        return cli.main(arguments, painter=WindowPainter())
    # Collecting garbage among what the imports bring takes 5 ms of the first paint; `run` turns it
    # on again.
    gc.disable()
    from ui.application import run

    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
