"""Sentences of invitations, and of the stick or folder over which centres exchange."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "exchange.invitation_foreign": N_(
        "This file is not an invitation. Choose the file that the other centre gave you."
    ),
    "exchange.invitation_damaged": N_(
        "The invitation is damaged or was altered. Ask the other centre to write it again;"
        " nothing was changed here."
    ),
    "exchange.invitation_newer": N_(
        "The invitation was made by a newer program. Update this one, then open it again."
    ),
    "exchange.invitation_expired": N_(
        "The invitation has expired. Check the date of this computer; if it is right, ask the"
        " other centre for a new one."
    ),
    "exchange.invitation_other_mode": N_(
        "Training and real work do not mix: the invitation is of the other kind than this centre."
    ),
    "exchange.invitation_own": N_(
        "This invitation was made by this centre. Give it to the centre that is to join."
    ),
    "exchange.key_unusable": N_(
        "The other centre’s key cannot be used. Ask it to write the invitation again."
    ),
    "exchange.roll_unproved": N_(
        "The other centre’s desks are not proved by its own signatures. Nothing was taken over."
    ),
    "exchange.damaged": N_("An envelope is damaged and cannot be opened. Nothing was changed."),
    "exchange.left_aside": N_("An envelope was left aside ({reason}). Nothing was changed."),
    "exchange.running": N_("An exchange is running already. Wait until it is done."),
    "exchange.folder_missing": N_(
        "The folder or the stick is not there any more. What was read is kept; plug it in and"
        " synchronise again."
    ),
    "exchange.folder_read_only": N_(
        "Nothing may be written to this folder or stick. What was read is kept, and what is to"
        " leave waits here: unlock the stick or choose another place."
    ),
    "exchange.folder_full": N_(
        "The folder or the stick is full. What was read is kept, and what is to leave waits"
        " here: make room or choose another place."
    ),
    "exchange.folder_failed": N_(
        "The folder or the stick does not answer as it should. What was read is kept, and what"
        " is to leave waits here: try again, or choose another place."
    ),
    "exchange.folder_too_many": N_(
        "There are too many files in this folder. Choose another place for the exchange."
    ),
}
