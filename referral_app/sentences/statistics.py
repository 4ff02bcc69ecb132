"""Sentences about definitions and exports of a month."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "export.not_frozen": N_("This month is not frozen yet. Freeze it first, then export it."),
    "export.purpose_required": N_(
        "Exact figures leave the program only for a purpose. Say which: it is noted."
    ),
    "export.exists": N_("A file of this name is there already; it was left as it is."),
    "export.unwritable": N_(
        "The file could not be written there: the folder is full, gone or read-only."
    ),
    "indicators.malformed": N_(
        "The definitions of the figures cannot be read. Install the program again; your files are "
        "safe."
    ),
}
