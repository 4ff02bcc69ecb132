"""Sentences of the command line, of settings and of the opening of a desk."""

from __future__ import annotations

from referral_app.language import N_

SENTENCES: dict[str, str] = {
    "cli.unknown_command": N_("Say what to do: {commands}. With --help each is explained."),
    "cli.usage": N_("This command is written so: {usage}"),
    "cli.no_terminal": N_(
        "There is no terminal to ask for the passphrase at: name a file with --passphrase-file."
    ),
    "cli.passphrase_file_unreadable": N_("The passphrase file cannot be read."),
    "cli.passphrase_file_empty": N_(
        "The passphrase file must hold the passphrase on its first line."
    ),
    "cli.no_such_case": N_("No coded file of this store bears this code."),
    "cli.no_such_referral": N_("This store knows no referral with this identifier."),
    "cli.output_in_use": N_(
        "The folder for the story holds other files: choose a new or an empty one."
    ),
    "cli.output_unwritable": N_("The folder for the story cannot be written, or its disk is full."),
    "cli.story_disagrees": N_(
        "The story does not hold: the two centres do not show the same, see story.json."
    ),
    "cli.no_pictures": N_(
        "The story is told, but this installation has no window: there are no pictures."
    ),
    "cli.no_hub": N_(
        "The story needs the packages of the hub, which are not installed here: install the "
        "program with its extra “hub”."
    ),
    "cli.bug": N_(
        "Something went wrong that should not have. Nothing half-done was kept; the log says where"
        " it happened, without any name or text of yours."
    ),
    "bootstrap.lists_missing": N_(
        "The lists of choices are missing. Install the program again; your files are safe."
    ),
    "bootstrap.invitation_unreadable": N_(
        "The invitation cannot be read: is the stick still there?"
    ),
    "bootstrap.invitation_unwritable": N_(
        "The invitation could not be written there: the folder is full or read-only. No invitation"
        " was issued."
    ),
    "bootstrap.not_of_the_staff": N_(
        "These initials do not belong to anybody of the centre’s staff any more."
    ),
    "settings.not_kept": N_(
        "The setting could not be written and holds only until you close the program."
    ),
    "picture.not_written": N_("A picture could not be written: is there room in the folder?"),
}
