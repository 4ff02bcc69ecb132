"""Words for what is refused around cards, slips and the paper register."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "card.used": N_("A file bears this code already. Search for it, or take another card."),
    "card.of_another_centre": N_(
        "Another centre has a file with this code. Search for it among the referrals received, "
        "and leave this field empty: a new code is given."
    ),
    "card.not_printed": N_(
        "No card of this centre with this code is known at this desk. If it was printed at another "
        "desk, exchange first; else leave this field empty: a new code is given."
    ),
    "register.no_number": N_(
        "A page of the register is named by two numbers, as printed at its top: {example}."
    ),
    "register.not_printed": N_(
        "This desk has printed no page of that number. Read the number at the top of the page."
    ),
    "coupon.empty": N_("Type the sixteen digits of the coupon."),
    "coupon.length": N_("The number of a coupon has sixteen digits; these are {count}."),
    "coupon.check_digits": N_(
        "These digits do not go together. Read the number of the coupon again, digit by digit."
    ),
    "paper.not_written": N_(
        "The file could not be written there: the disk is full, or closed to writing. Choose "
        "another place; nothing is lost."
    ),
    "slip.nothing_chosen": N_("Choose what the slip is to say."),
    "slip.several_recipients": N_("One slip goes to one place: choose referrals to one of them."),
    "slip.several_files": N_("One slip is about one file."),
    "slip.not_ours": N_("A slip is printed by the centre that sent the referral."),
}
