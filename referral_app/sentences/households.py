"""Words for what households and slips refuse."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "household.alone": N_("This file stands in no household."),
    "household.elsewhere": N_(
        "This file already stands in another household. Separate it there first."
    ),
    "household.in_conflict": N_(
        "Two desks say different things of the household of this file. Say first which holds."
    ),
    "household.itself": N_("This is the code of the file itself: type that of the other person."),
    "household.no_children": N_("Nobody under 18 stands in this household without consent."),
    "household.no_such_file": N_("No file of this centre bears this code."),
    "household.not_a_child": N_(
        "The consent of an adult covers nobody but children: ask this person."
    ),
    "household.two_files": N_("Two files bear this code: link them from their own pages."),
    "slip.no_need": N_("Choose at least one need for the slip."),
    "slip.other_file": N_(
        "A slip bears one code: needs of another file go on a slip of their own."
    ),
}
