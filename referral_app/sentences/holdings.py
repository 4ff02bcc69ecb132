"""How much a store or a backup holds, in words."""

from __future__ import annotations

from referral_app.language import Language, isolate
from referral_app.services.ports.backups import Held


def held_words(language: Language, held: Held) -> str:
    """How many files and referrals, in one line."""
    ngettext, number = language.ngettext, language.format_number
    cases = ngettext("{count} file", "{count} files", held.cases)
    referrals = ngettext("{count} referral", "{count} referrals", held.referrals)
    told = (cases, held.cases), (referrals, held.referrals)
    return language.format_list([words.format(count=isolate(number(n))) for words, n in told])
