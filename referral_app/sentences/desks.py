"""Sentences about the desks of a centre."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "desk.replaced": N_(
        "This computer was replaced by the desk of {desk}: nothing can be written here any more. "
        "What was written before leaves with the next exchange. Work on at the new desk."
    ),
    "desk.retired": N_(
        "This desk was taken out of work: nothing can be written here any more. What was written "
        "before leaves with the next exchange."
    ),
    "desk.not_steward": N_(
        "This desk may not do this. Go to a desk of the centre that may let in others."
    ),
    "desk.unknown": N_("This desk is no desk at work of your centre."),
    "desk.revoke_elsewhere": N_(
        "This is the computer itself. If another one like it was stolen, revoke it at another desk "
        "that may let in others."
    ),
    "recovery.unknown": N_(
        "These words belong to no recovery kit of this centre. Read the sheet again."
    ),
    "recovery.replaced": N_(
        "This recovery kit was replaced by a newer one, which alone counts. Look for the newer "
        "sheet."
    ),
    "words.too_few": N_("Words typed: {count}. There are {wanted}."),
    "words.unknown": N_("Word {place} is not one of the list. Read it again."),
    "words.mistaken": N_(
        "One of the words is wrong, or two stand in the wrong order. Read them again."
    ),
    "words.other_file": N_(
        "These words belong to another file. Ask for the words of this one, or for a new file."
    ),
    "exchange.invitation_needs_words": N_(
        "This file came by mail, without its secret. Type the twelve words that your colleague "
        "tells you by telephone."
    ),
    "words.missing": N_(
        "The list of words is missing or damaged. Install the program anew and try again."
    ),
    "desk.last_steward": N_(
        "This is the only desk that may let in others. Let another desk do so first, or replace "
        "this computer by a new one."
    ),
    "desk.join_gone": N_("This desk does not ask to be let in any more. Look at the list again."),
    "desk.invitation_used": N_(
        "A desk has joined with this invitation already; each serves one desk. Prepare a new one."
    ),
    "desk.too_many_stewards": N_(
        "No more than {most} desks of a centre may let in others. Prepare this one without it."
    ),
    "desk.enough_stewards": N_("No more than {most} desks of a centre may let in others."),
    "desk.lets_in_already": N_("This desk lets in others already."),
    "desk.no_such_person": N_(
        "This person is not in the team of the centre, or has left it. Choose somebody else."
    ),
    "desk.other_invitation": N_(
        "This file is not for the person and the centre for which this computer was set up. Have "
        "one written for them, or set the desk up in another place."
    ),
    "desk.waiting": N_(
        "This desk waits to be let in: somebody at another desk of your centre has to confirm it."
    ),
    "exchange.invitation_for_desk": N_(
        "This invitation is for a further desk of a centre, not for a new centre. Choose the "
        "door for people who work at a centre that has this program."
    ),
    "exchange.invitation_for_centre": N_(
        "This invitation is for a new centre, not for a further desk. Choose the door for people "
        "who have an invitation."
    ),
}
