"""Words for what the calendar, closures and countersigning refuse."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

_COMMUNE = N_("The commune’s settings are damaged. Install the program again; your files are safe.")

SENTENCES: Final[dict[str, str]] = {
    "commune.missing": _COMMUNE,
    "commune.malformed": _COMMUNE,
    "commune.no_time_zone": N_(
        "This computer does not know the time zone of Morocco. Install the program again; your "
        "files are safe."
    ),
    "calendar.week": N_("A week has seven days. Fill in each of them."),
    "calendar.hours": N_(
        "Write the hours as {example}, the earlier ones first; leave a day off empty."
    ),
    "calendar.no_work": N_("Leave at least one working day in the week."),
    "calendar.other_year": N_("This date does not lie in {year}. Check it."),
    "calendar.ramadan_length": N_("Ramadan lasts 29 or 30 days. Check the two dates."),
    "calendar.settled": N_("Somebody has set this anew in the meantime. Look at it again."),
    "closure.day_required": N_("Give the first and the last day of the closure."),
    "closure.ends_before": N_("The closure ends before it begins. Check the two dates."),
    "closure.too_long": N_("A closure lasts a year at most. Enter the rest as another one."),
    "closure.unknown": N_("This closure is not known here."),
    "closure.cancelled": N_("This closure was cancelled before. Enter a new one."),
    "month.unreadable": N_("Write the month as 2026-11."),
    "exception.none": N_(
        "This referral did not leave because of a danger: nothing is to be signed."
    ),
    "exception.already_signed": N_("This referral was countersigned before."),
}
