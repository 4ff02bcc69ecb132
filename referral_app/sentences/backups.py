"""Sentences of backups: what is wrong with a file, and what its place refused."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "backup.foreign": N_(
        "This file is no backup of this program. Choose a file whose name ends in .jbak."
    ),
    "backup.cut_short": N_(
        "This backup is not whole: its end is missing, as when a stick is pulled out too early."
        " Choose another one; nothing was changed."
    ),
    "backup.damaged": N_(
        "This backup is damaged: what it holds is not what was written into it. Choose another"
        " one; nothing was changed."
    ),
    "backup.altered": N_(
        "This backup was put together from parts that do not belong together. Do not use it;"
        " choose another one. Nothing was changed."
    ),
    "backup.newer": N_(
        "This backup was made by a newer program (form {found}, this one reads up to {known})."
        " Update this program first; nothing was changed."
    ),
    "backup.wrong_passphrase": N_(
        "This passphrase opens no access in this backup. A backup opens with the passphrases of"
        " the day when it was made."
    ),
    "backup.gone": N_(
        "This backup is not there. Insert the stick or connect the folder where it lies, then"
        " try again."
    ),
    "backup.folder_missing": N_(
        "The folder of the backups is not there. Insert the stick or connect the folder, then"
        " try again; the files of this desk are untouched."
    ),
    "backup.no_folder": N_("This folder is not there. Choose another one."),
    "backup.inside_store": N_(
        "This folder lies inside the one of the files and would be lost with it. Choose a stick"
        " or another disk."
    ),
    "backup.no_room": N_(
        "There is no room left where the backup should go. The backups that lie there and the"
        " files of this desk are untouched; free some room or choose another place."
    ),
    "backup.read_only": N_(
        "Nothing can be written where the backup should go. The files of this desk are untouched;"
        " check whether the stick is write-protected, or choose another place."
    ),
    "backup.io": N_(
        "The place of the backups did not answer as it should. The files of this desk are"
        " untouched; try again, and check the stick or the disk."
    ),
    "backup.no_room_here": N_(
        "The disk of this computer has no room to prepare this. The files of this desk are"
        " untouched; free some room, then try again."
    ),
    "backup.read_only_here": N_(
        "The folder of the files cannot be written to. Nothing was changed; check the rights on"
        " the folder, then try again."
    ),
    "backup.io_here": N_(
        "The disk of this computer did not answer as it should. The files of this desk are"
        " untouched; try again, and check the disk."
    ),
    "backup.was_cut": N_(
        "The last backup was cut short. Nothing of this desk is lost, and the backups before it"
        " are untouched; the next one is made by itself."
    ),
    "restore.was_cut": N_(
        "Putting a backup back was cut short before anything was changed: this is the store as it"
        " was. Do it again if you still want it."
    ),
    "store.was_cut": N_(
        "The program was ended last time without closing: a power cut, perhaps. Everything that"
        " had been saved is here."
    ),
    "backup.running": N_("A backup is being made already. Wait until it is done."),
    "backup.store_exists": N_(
        "There is already a store in this folder, and it was not touched. To put the backup in"
        " its place and keep the present one beside, say so with --replace."
    ),
}
