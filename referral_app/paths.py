"""Where the program's own files and a person's data lie; the only module that looks for them.

Data files (`resources/`, `locale/`) stand in one of three places:

    a checkout           beside the package
    a wheel              referral_app/_data/   (put there by the build, with compiled catalogs)
    a frozen program     referral_app/_data/   inside the folder that the freezer unpacked
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

PROGRAM: Final = "referral-app"
HOME_VARIABLE: Final = "REFERRAL_APP_HOME"
"""Names a folder for a person's data: a stick that carries the program, or a test."""

_PACKAGE: Final = Path(__file__).resolve().parent


def data_root() -> Path:
    """The folder that holds `resources/` and `locale/`."""
    if getattr(sys, "frozen", False):
        unpacked: str = getattr(sys, "_MEIPASS", str(Path(sys.executable).parent))
        return Path(unpacked) / "referral_app" / "_data"
    packed = _PACKAGE / "_data"
    return packed if packed.is_dir() else _PACKAGE.parent


def resources_dir() -> Path:
    """The folder of code lists, schemas, fonts and icons."""
    return data_root() / "resources"


def resource(*parts: str) -> Path:
    """One data file: `resource("fonts", "NotoSans-Regular.ttf")`."""
    return resources_dir().joinpath(*parts)


def locale_dir() -> Path:
    """The folder of catalogs: `fr/LC_MESSAGES/referral_app.mo` and its like."""
    return data_root() / "locale"


def user_data_dir() -> Path:
    """The folder of this person's stores and settings; it may not exist yet."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().resolve()
    # Late: a lookup of the system's folders is not needed to paint the first window.
    from platformdirs import user_data_path

    return user_data_path(PROGRAM, appauthor=False)
