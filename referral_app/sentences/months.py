"""Sentences about months: counting, freezing, publishing."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "month.not_over": N_(
        "This month is not over yet; it can be frozen from the first day of the next."
    ),
    "month.unchanged": N_("Nothing has changed since this month was frozen."),
    "month.withheld": N_(
        "These figures would give away small numbers of people. Join categories as proposed, then "
        "freeze the month."
    ),
    "month.reason_required": N_("Say why the month is corrected."),
    "month.desks_missing": N_(
        "Desks of the centre not heard since the month ended: {count}. Exchange first, or say why "
        "you freeze without them."
    ),
    "month.unreadable_tables": N_(
        "A newer version of the program froze this month. Update this desk to read it."
    ),
}
