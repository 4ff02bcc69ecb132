"""Sentences of the hub's program, for the commune's technician."""

from __future__ import annotations

from referral_app.language import N_

SENTENCES: dict[str, str] = {
    "hub.bad_database": N_(
        "The address of the database is written sqlite:///FILE or postgresql://USER@HOST/NAME."
    ),
    "hub.password_shown": N_(
        "A command line can be read by every user of this machine: put the address with its"
        " password into the variable REFERRAL_HUB_DATABASE, or the password into .pgpass."
    ),
    "hub.database_down": N_(
        "The database does not answer, or cannot be written. Is its server running, is there room"
        " on the disk?"
    ),
    "hub.database_damaged": N_(
        "The file of the database is damaged. Put a copy back: referral-hub restore."
    ),
    "hub.journal_broken": N_(
        "The journal of this database is not whole. Put an earlier copy back; desks offer again"
        " what it lacks."
    ),
    "hub.no_hub_there": N_("No hub was ever started on this database."),
    "hub.newer_database": N_(
        "This database is of a newer hub (form {theirs}; this program knows {ours}). Install the"
        " newer program."
    ),
    "hub.other_mode": N_(
        "Practice and real work are kept apart: this hub was started for the other of the two."
    ),
    "hub.keys_unreadable": N_("The file of the hub’s keys cannot be read."),
    "hub.keys_unwritable": N_("The file of the hub’s keys cannot be written."),
    "hub.bad_keys": N_("This file does not hold a hub’s keys."),
    "hub.name_keys": N_(
        "With PostgreSQL, say where the hub’s own keys are to lie: --keys FILE, outside of the"
        " database and of its copies."
    ),
    "hub.bad_listen": N_("Where to answer is written HOST:PORT, such as 127.0.0.1:8470."),
    "hub.needs_tls": N_(
        "Other machines come in there: name a certificate with --cert and --key, or say that a"
        " proxy speaks TLS in front with --behind-proxy."
    ),
    "hub.certificate_and_key": N_("A certificate needs its key: name both --cert and --key."),
    "hub.one_worker": N_("Only with PostgreSQL can several processes answer: leave out --workers."),
    "hub.file_exists": N_("There is a file of this name already: name a new one."),
    "hub.file_unreadable": N_("This file cannot be read."),
    "hub.copy_unwritable": N_("The copy cannot be written there: is there room?"),
    "hub.no_such_copy": N_("This file is not a copy of a hub’s database."),
    "hub.still_running": N_("The hub is running on this database: stop it first."),
    "hub.restore_with_pg_restore": N_(
        "A copy for PostgreSQL is put back with its own program, pg_restore."
    ),
    "hub.no_pg_dump": N_("The program pg_dump is not installed on this machine."),
    "hub.dump_failed": N_("pg_dump could not write the copy: does it reach the database?"),
    "hub.other_root": N_(
        "This list of centres was signed with another key than the one that counts here."
    ),
    "hub.older_registry": N_("A newer list of centres, or another of this version, stands here."),
    "hub.no_summary": N_("This is not a summary of a month."),
    "hub.summary_unproved": N_("This summary was not signed by a desk of its centre."),
    "hub.raw_counts": N_("These figures are not rounded; the hub takes no others."),
    "hub.bug": N_("Something went wrong that should not have; the log says where it happened."),
    "request.unsigned": N_("The hub takes signed requests alone."),
    "request.other_time": N_("The clocks of this desk and of the hub differ too much."),
    "request.unknown_key": N_("The hub does not know this desk."),
    "request.bad_signature": N_("The signature of this request is not the desk’s."),
    "request.altered": N_("The request was altered on its way."),
    "sequence.damaged": N_("What the hub sent is damaged."),
}
