"""What each step of the story says, in the three languages."""

from __future__ import annotations

from typing import Final

from referral_app.domain.case_code import CaseCode
from referral_app.language import CODES, N_, Language, isolate

SENTENCES: Final[dict[str, str]] = {
    "found": N_("{centre} is founded, with an encrypted store of its own."),
    "invite": N_("{centre} writes an invitation for a second centre."),
    "join": N_("{centre} accepts the invitation of {other}."),
    "open_case": N_("{centre} opens the coded file {code}."),
    "send": N_("{centre} refers file {code} to {other}."),
    "send_anew": N_("{centre} refers file {code} to {other} anew, with what was missing."),
    "synchronise_folder": N_("{centre} synchronises with the shared folder."),
    "synchronise_stick": N_("{centre} synchronises with the stick that is carried by hand."),
    "join_hub": N_("{centre} joins the commune’s hub."),
    "synchronise_hub": N_("{centre} synchronises with the commune’s hub."),
    "open_referral": N_("{centre} opens the referral of file {code}."),
    "accept": N_("{centre} accepts the referral of file {code} and gives an appointment."),
    "put_on_hold": N_("{centre} puts the referral of file {code} on hold and says why."),
    "start": N_("{centre} receives the person of file {code}."),
    "refuse": N_("{centre} refuses the referral of file {code}, with the reason."),
    "complete": N_("{centre} completes the referral of file {code}, with outcome and evidence."),
    "fail": N_("{centre} reports that the referral of file {code} came to nothing."),
    "cancel": N_("{centre} cancels the referral of file {code}."),
    "follow_up": N_("{centre} notes what the person of file {code} tells."),
    "close_loop": N_("{centre} closes the loop of file {code}."),
    "close_case": N_("{centre} closes file {code}: every need came to an end."),
    "keep_draft": N_("{centre} is interrupted in the middle of a file; the draft is kept."),
    "add_staff": N_("{centre} takes a colleague into its team."),
    "open_slot": N_("{centre} lets a colleague open its desk, with a passphrase of their own."),
    "invite_desk": N_("{centre} writes an invitation for a second desk."),
    "join_desk": N_("A second desk of {centre} accepts the invitation and waits to be let in."),
    "let_in": N_("{centre} compares the fingerprints and lets its second desk in."),
    "fill_directory": N_("{centre} writes outside services into its directory."),
    "open_family": N_(
        "{centre} opens the files of a family; the consent is read once. The mother’s is {code}."
    ),
    "send_slip": N_("{centre} refers file {code} to an outside service, with a slip."),
    "send_outside": N_("{centre} refers file {code} to an outside service, which will be called."),
    "answer_telephone": N_("{centre} writes down what was said by telephone about file {code}."),
    "answer_coupon": N_("{centre} types in a return coupon of file {code}."),
    "back_up": N_("The second desk of {centre} writes a backup and reads it again."),
    "send_in_danger": N_("{centre} refers file {code} at once: life is in danger."),
    "countersign": N_("{centre} countersigns the referral of file {code}."),
    "restore": N_("The second desk of {centre} has lost its disk; the backup is put back."),
    "heal": N_("The second desk of {centre} has everything again: others had kept it."),
    "give_information": N_("{centre} informs somebody who asks and leaves."),
    "leave": N_("A colleague leaves {centre}: files are handed over, the access is closed."),
    "close_days": N_("{centre} writes two days of closure into its calendar."),
    "freeze": N_("{centre} freezes the month."),
    "export": N_("{centre} exports the month: exact for inside, rounded for publication."),
    "lock": N_("{centre} locks its desk for the weekend."),
    "unlock": N_("{centre} unlocks its desk; the drafts are still there."),
}


def say(key: str, names: dict[str, dict[str, str]], code: str = "") -> dict[str, str]:
    """Return the sentence in every language; `names` gives `centre` and `other` by language."""
    said: dict[str, str] = {}
    for language in CODES:
        spoken = Language(language)
        here = {role: by_language[language] for role, by_language in names.items()}
        shown = str(CaseCode(code)) if code else ""
        said[language] = spoken.gettext(SENTENCES[key]).format(
            code=isolate(shown) if spoken.right_to_left else shown, **here
        )
    return said
