"""Sentences for what the journal, the domain and the services refuse."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

_DAMAGED = N_("What was read is damaged or was not made by this program. It was left aside.")
_TOO_MUCH = N_("This is more than one record can hold. Shorten the text or split it.")

SENTENCES: Final[dict[str, str]] = {
    # Journal: what came from elsewhere cannot be read.
    "codec.type_not_allowed": _DAMAGED,
    "codec.trailing_bytes": _DAMAGED,
    "codec.too_many_items": _DAMAGED,
    "codec.truncated": _DAMAGED,
    "codec.indefinite_length": _DAMAGED,
    "codec.not_shortest": _DAMAGED,
    "codec.number_too_large": _DAMAGED,
    "codec.too_deep": _DAMAGED,
    "codec.not_utf8": _DAMAGED,
    "commit.bad_form": _DAMAGED,
    "commit.bad_facts": _DAMAGED,
    "commit.bad_previous": _DAMAGED,
    "commit.bad_stream": _DAMAGED,
    "commit.altered_fact": _DAMAGED,
    "commit.not_a_party": _DAMAGED,
    "commit.too_large": _DAMAGED,
    "membership.bad_genesis": _DAMAGED,
    "commit.other_format": N_(
        "This was made by another version of the program. Bring this program up to date; nothing "
        "was lost."
    ),
    # Journal: what was typed here cannot be written.
    "codec.unwritable_size": _TOO_MUCH,
    "codec.unwritable_depth": _TOO_MUCH,
    "commit.unwritable_size": _TOO_MUCH,
    "fact.too_large": _TOO_MUCH,
    "codec.unwritable_number": N_("This number is too large to be kept."),
    "codec.unwritable_text": N_("The text holds a character that cannot be kept. Remove it."),
    "fact.date_out_of_range": N_("This date cannot be kept: it lies outside the calendar."),
    # Roles.
    "role.forbids": N_("The role {role} does not include {act}. Ask the supervisor of the centre."),
    "passphrase.too_short": N_(
        "Choose at least {characters} characters or {words} words, easy for you to remember."
    ),
    # Text, dates, choices.
    "text.required": N_("Write a few words here."),
    "text.too_long": N_("The text has {count} characters; there is room for {limit}."),
    "text.unreadable": N_("The text holds a character that cannot be read. Type it anew."),
    "date.in_future": N_("This date lies in the future. Check it, and the date of the computer."),
    "date.too_early": N_(
        "This date lies before the year 2000. Check it, and the date of the computer."
    ),
    "date.before_start": N_("This date lies before the start, {date}. Check it."),
    "date.appointment_before": N_("The appointment lies before the day of the answer."),
    "date.follow_up_before": N_("The day of the follow-up lies before the sending."),
    "date.wait_before": N_("This date lies before the day on which the wait begins."),
    "date.review_required": N_("Give the day on which you will look at this referral again."),
    "number.out_of_range": N_("Give a number from {least} to {most}."),
    "field.unknown": N_("This field does not exist in this version of the program."),
    "field.unreadable": N_("What stands in this field cannot be read. Fill it in anew."),
    "priority.reason_required": N_("Say why it is urgent."),
    "outcome.other_status": N_("This outcome does not go with {status}. Choose another one."),
    "decided_by.not_with_reason": N_(
        "Who decided does not go with this reason. Choose another one of the two."
    ),
    "tries.required": N_(
        "This needs at least {count} tries with their dates: write the dates in the text."
    ),
    "staff.unknown": N_("This person is not on the staff of the centre, or no longer is."),
    "centre.own": N_("This is your own centre. Choose another one."),
    "centre.unknown": N_("This centre is not known here. Invite it, or synchronise first."),
    # Cases, notes, needs.
    "case.unknown": N_("This file is not known at this desk."),
    "case.closed": N_("This file is closed. Reopen it first."),
    "case.already_open": N_("This file is already open."),
    "case.no_codes_left": N_(
        "This desk has no case codes left. Exchange with the desk that lets others in, then once "
        "more: it grants new ones. A printed card can be used meanwhile; what you typed is kept "
        "as a draft."
    ),
    "case.referrals_open": N_(
        "Referrals still open: {count}. End each of them, then close the file."
    ),
    "case.supervisor_needed": N_(
        "For a person at such risk, the supervisor closes the file. Ask the supervisor."
    ),
    "note.unknown": N_("This note is not in the file."),
    "note.already_redacted": N_("This note is hidden already."),
    "need.unknown": N_("This need is not known at this desk."),
    "need.closed": N_("This need is settled. Open it again before you refer it."),
    "send.no_such_need": N_("Choose the need that this referral is about."),
    # Consent.
    "consent.unknown": N_("This consent is not known at this desk."),
    "consent.already_ended": N_("This consent already ended on {date}."),
    "consent.caregiver_required": N_(
        "The person is a minor: say who takes care of the child, even if it is nobody."
    ),
    "consent.until": N_("The consent must end after it was given, within five years."),
    "consent.no_recipient": N_("Say to which centres the person agrees."),
    "consent.no_fields": N_("Say which information the person agrees to share."),
    "consent.none_given": N_(
        "No consent is recorded. Ask the person, record the answer, then send."
    ),
    "consent.not_begun": N_("The consent was given after this date. Check the dates."),
    "consent.expired": N_("The consent has ended with time. Ask the person again before you send."),
    "consent.withdrawn": N_("The person withdrew the consent. Nothing may be sent."),
    "consent.other_recipient": N_(
        "The consent does not name this recipient. Ask the person, or choose another door."
    ),
    "consent.other_fields": N_(
        "The consent does not cover all of this information. Share less, or ask the person."
    ),
    # Referrals.
    "referral.unknown": N_("This referral is not known at this desk."),
    "referral.incomplete": N_(
        "The request itself has not arrived yet, only an answer. Synchronise again."
    ),
    "referral.not_received_here": N_("Another centre answers this referral, not yours."),
    "referral.not_sent_here": N_("Another centre sent this referral, not yours."),
    "referral.newer_status": N_(
        "A newer version of the program wrote the state of this referral. Bring this program up "
        "to date to go on."
    ),
    "referral.move": N_("This referral is shown as {status}: it cannot become {to} now."),
    "referral.correction": N_("This referral is shown as {status}: it cannot go back to {to}."),
    "referral.already_waiting": N_(
        "This need was already sent to this centre, and the referral is still open."
    ),
    "referral.not_replaceable": N_(
        "This referral is shown as {status}: a new one cannot take its place."
    ),
    "referral.caregiver_missing": N_(
        "The person is a minor: say in the file who takes care of the child, then send."
    ),
    "referral.supervisor_needed": N_(
        "For a person at such risk, the supervisor sends the referral. Ask the supervisor."
    ),
    # The loop.
    "loop.already_closed": N_("The outcome of this referral is already verified."),
    "loop.not_closed": N_("The outcome of this referral is not verified yet."),
    "loop.not_final": N_(
        "This referral is shown as {status}: its outcome is not known. Record first what you "
        "learned of it, and how."
    ),
}
"""Each key with its sentence."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "status": {
        "requested": N_("“Sent”"),
        "reinstated": N_("“Reinstated”"),
        "received": N_("“Received”"),
        "on-hold": N_("“On hold”"),
        "accepted": N_("“Accepted”"),
        "in-progress": N_("“In progress”"),
        "cancelled": N_("“Cancelled”"),
        "entered-in-error": N_("“Entered in error”"),
        "rejected": N_("“Declined”"),
        "failed": N_("“Not achieved”"),
        "completed": N_("“Completed”"),
    },
    "role": {
        "social_worker": N_("“Social worker”"),
        "reception": N_("“Reception”"),
        "supervisor": N_("“Supervisor”"),
        "trainer": N_("“Trainer”"),
        "administrator": N_("“Administrator”"),
    },
    "act": {
        "read_cases": N_("“read the files”"),
        "open_case": N_("“open a file”"),
        "edit_case": N_("“change a file”"),
        "read_locked_flags": N_("“read the protected fields”"),
        "send_referral": N_("“send referrals”"),
        "answer_referral": N_("“answer referrals”"),
        "close_loop": N_("“verify outcomes”"),
        "close_case": N_("“close a file”"),
        "countersign": N_("“agree as supervisor”"),
        "reinstate": N_("“reinstate a referral”"),
        "reopen_loop": N_("“reopen a verified outcome”"),
        "manage_staff": N_("“manage the staff”"),
        "invite": N_("“invite a centre”"),
        "manage_desks": N_("“look after the desks”"),
        "manage_directory": N_("“change the directory”"),
        "manage_calendar": N_("“change the calendar”"),
        "print_cards": N_("“print cards”"),
        "give_information": N_("“note information given”"),
        "read_statistics": N_("“read the statistics”"),
        "publish_statistics": N_("“publish statistics”"),
        "erase": N_("“erase files”"),
        "back_up": N_("“make backups”"),
        "synchronise": N_("“synchronise”"),
    },
}
WORDS["to"] = WORDS["status"]
