"""Words for what the domain refuses."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "code.empty": N_("Type the ten digits of the code."),
    "code.not_digits": N_("A code holds digits only."),
    "code.too_short": N_("Digits are missing: {count} instead of ten."),
    "code.too_long": N_("There are too many digits: {count} instead of ten."),
    "code.first_digit": N_("No code begins with 0 or 1. Is this a telephone number?"),
    "code.check_digits": N_(
        "These digits do not go together. Read the code again, digit by digit."
    ),
    "code.no_such_block": N_("This range of codes does not exist."),
    "code.no_blocks_left": N_("This centre has no codes left to grant."),
    "age.out_of_range": N_("An age lies between 0 and {oldest} years."),
    "vocabulary.not_json": N_(
        "A list of choices is damaged. Install the program again; your files are safe."
    ),
    "vocabulary.malformed": N_(
        "The list “{list}” is damaged ({place}). Install the program again; your files are safe."
    ),
    "vocabulary.duplicate": N_(
        "The list “{list}” holds the code {code} twice. Install the program again; your "
        "files are safe."
    ),
    "vocabulary.unknown_reference": N_(
        "The list “{list}” names a code that does not exist ({place}). Install the "
        "program again; your files are safe."
    ),
    "vocabulary.missing_list": N_(
        "The list “{list}” is missing. Install the program again; your files are safe."
    ),
    "vocabulary.unknown_list": N_(
        "The list “{list}” is not one of this program. Remove it or install the program again."
    ),
    "vocabulary.not_offered": N_("This choice is no longer offered. Choose another one."),
    "vocabulary.text_required": N_("Say in a few words what “other” stands for."),
    "passphrase.too_short": N_(
        "A passphrase needs at least {characters} characters, or {words} words that you will "
        "remember."
    ),
}
