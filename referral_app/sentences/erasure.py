"""Words for what is refused around erasing, and for its reasons."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "case.erased": N_("This file was erased. Nothing of it is kept, and nothing can be added."),
    "erasure.held": N_(
        "This file is kept past its term, for the reason that stands in it. Take the reason away "
        "first, or erase it for another reason."
    ),
    "erasure.term_not_over": N_("The term of this file is not over yet."),
    "erasure.months_open": N_(
        "Months in which this is counted are not frozen yet. Freeze them first; at the person’s "
        "word it is erased at once."
    ),
    "erasure.referrals_open": N_(
        "Referrals of this file are not ended: {count}. End or cancel them first, so that nobody "
        "waits for this person."
    ),
    "erasure.in_a_file": N_("This referral stands in a file of this centre. Erase the file."),
    "erasure.sent": N_("This referral was sent from a file of this centre. Erase the file."),
}
