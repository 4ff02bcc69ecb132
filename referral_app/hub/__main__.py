"""`python -m referral_app.hub`: the hub's program."""

from __future__ import annotations

import sys

from referral_app.cli.hub import main

if __name__ == "__main__":
    sys.exit(main())
