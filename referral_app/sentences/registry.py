"""Sentences of the commune's registry of centres and its root, and of what centres share."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "registry.foreign": N_("This file is not a registry of centres. Choose another one."),
    "registry.damaged": N_(
        "The registry is damaged or was altered. Ask for the file again; nothing was changed."
    ),
    "registry.newer": N_(
        "The registry was made by a newer program. Update this one, then open it again."
    ),
    "registry.other_mode": N_(
        "Training and real work do not mix: the registry is of the other kind than this centre."
    ),
    "registry.other_commune": N_(
        "This registry belongs to another commune. Nothing was taken from it."
    ),
    "registry.older": N_(
        "A newer registry than version {version} holds here. Nothing was changed."
    ),
    "registry.too_large": N_("There are more centres than one registry can hold."),
    "registry.unsound": N_(
        "This registry cannot be signed: a centre stands in it twice, has no name, or two centres"
        " have the same codes."
    ),
    "registry.exists": N_("A registry holds here already. Sign its next version instead."),
    "registry.none": N_("There is no registry here yet."),
    "registry.other_root": N_(
        "This is not the key that signed the registry which holds here. Insert the other stick."
    ),
    "registry.root_foreign": N_("This file is not the key of a registry. Choose another one."),
    "registry.root_damaged": N_("The key’s file is damaged. Take the second copy from the safe."),
    "registry.root_passphrase": N_("The passphrase does not open the key. Nothing was signed."),
    "registry.root_file_exists": N_(
        "A file of this name is there already. The key of a registry is never written over: choose"
        " another name."
    ),
    "registry.unwritable": N_("The file could not be written. Choose another place."),
    "registry.unreadable": N_("The file could not be read. Insert the stick and try again."),
    "registry.taken_in": N_("Version {version} of the commune’s registry holds from now on."),
    "centre.inactive": N_(
        "This centre is no longer active in the commune’s registry: nothing is sent to it."
    ),
    "day.unknown": N_("These days were taken back meanwhile."),
    "day.of_another": N_("Another centre told this: only that centre takes it back."),
    "code.word_taken": N_("This stands in the list already. Choose it there, or other words."),
    "code.of_another": N_("Another centre added this: only that centre hides it."),
    "service.settled": N_("This has been settled meanwhile."),
}
