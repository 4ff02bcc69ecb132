"""Sentences about people: who may be changed, who takes over, and a store under a new key."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "staff.unknown_person": N_("Nobody of this team is meant. Read the page again."),
    "staff.label_taken": N_(
        "Somebody here has these initials already. Choose others: people choose themselves by them."
    ),
    "staff.not_yourself": N_(
        "Nobody does this for themselves. Somebody else who manages the team must do it."
    ),
    "staff.left_already": N_("This person has left already."),
    "staff.still_here": N_("This person has not left. Record the departure first."),
    "staff.cannot_take_over": N_("Choose somebody here whose role follows files."),
    "staff.last_manager": N_(
        "Nobody would remain who may manage the team. Give somebody else the role of supervisor or"
        " administrator first."
    ),
    "staff.has_no_slot": N_("Nobody of the team with these initials can be let in here."),
    "rekey.no_room": N_(
        "The access is removed, but the disk is too full to put the files under a new key: about"
        " {megabytes} MB must be free. It is tried again at each start; nothing was lost."
    ),
    "rekey.finished": N_(
        "The program was stopped while it was putting the files under a new key. It has finished"
        " this now; nothing was lost."
    ),
    "people.slots_removed": N_(
        "Who has left opens this desk no more ({count} removed). The files are under a new key now."
    ),
}
