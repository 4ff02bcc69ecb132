"""Sentences of the encrypted store: opening it, and what a disk may refuse."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "store.none": N_(
        "This folder holds no store yet. Create a centre here, or choose the folder where the"
        " store lies."
    ),
    "store.exists": N_(
        "There is already a store in this folder. It was not touched; choose another folder,"
        " or open it."
    ),
    "store.keys_lost": N_(
        "This folder holds a store whose key file is gone. Put store.keys back from a backup;"
        " nothing was touched here."
    ),
    "store.no_database": N_(
        "The keys are here, but the file store.db is gone. Put it back from a backup; nothing"
        " was changed."
    ),
    "store.in_use": N_(
        "The store is already open in another window or program. Close that one, then try again."
    ),
    "store.wrong_passphrase": N_(
        "This passphrase opens no access here. Check the keyboard language and the capital letters."
    ),
    "store.passphrase_empty": N_("Type a passphrase."),
    "store.no_such_person": N_(
        "Nobody with these initials may open this store. Choose initials from the list."
    ),
    "store.slot_exists": N_(
        "Somebody with these initials opens this store already. Choose other initials."
    ),
    "store.wrong_recovery_code": N_(
        "This recovery code does not open this store. Check that the sheet is the one of this"
        " centre."
    ),
    "store.recovery_incomplete": N_("A recovery code has {wanted} characters; {count} were typed."),
    "store.recovery_mistyped": N_(
        "There is a mistake in this recovery code. Compare it with the sheet, group by group."
    ),
    "store.damaged": N_(
        "The file store.db is damaged or is no store of this program. It was left as it is;"
        " put back a backup."
    ),
    "store.slots_damaged": N_(
        "The file store.keys is damaged or was altered. It was left as it is; put back a"
        " backup of it."
    ),
    "store.newer": N_(
        "This store was written by a newer program (form {found}, this one reads up to"
        " {known}). Update this program; nothing was changed."
    ),
    "store.no_room": N_(
        "The disk is full. This was not saved; what was saved before is safe. Free some room,"
        " then save again."
    ),
    "store.no_room_to_bring_on": N_(
        "This store comes from an older program, and the disk has no room to bring it to the form"
        " of this one. It is as it was; free some room, then open it again."
    ),
    "store.read_only": N_(
        "The folder cannot be written to. This was not saved; check the rights on the folder,"
        " then try again."
    ),
    "store.io": N_(
        "The disk did not answer as it should. This was not saved; what was saved before is"
        " safe. Try again, and check the disk."
    ),
    "store.no_memory": N_(
        "There is not enough memory free to check the passphrase. Close other programs, then"
        " try again."
    ),
}
