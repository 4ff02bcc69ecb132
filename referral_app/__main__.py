"""`python -m referral_app`: the command line without the window, and so without pictures."""

from __future__ import annotations

import sys

from referral_app.cli import main

if __name__ == "__main__":
    sys.exit(main())
