"""Erasing in words: reasons, terms, and until when old keys and backups still open what went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from referral_app.domain.erasure import IN_DAYS, Reason, Term, Terms
from referral_app.domain.month import Month
from referral_app.exports.figures import month_words
from referral_app.language import N_, isolate, isolate_text
from referral_app.services.erasure import Horizon, Preview
from ui.context import Ui
from ui.parts.dates import day_of
from ui.parts.names import Names

REASONS: Final = {
    Reason.TERM_OVER: N_("The term is over"),
    Reason.PERSON_ASKED: N_("The person asked for it"),
    Reason.CONSENT_WITHDRAWN: N_("The consent was withdrawn"),
    Reason.IN_ERROR: N_("Entered in error"),
}
TERMS: Final = {
    Term.OPEN: N_("Open files, after the last act"),
    Term.CLOSED: N_("Closed files, after the last act"),
    Term.RECEIVED: N_("Referrals received that are in no file, after their end"),
    Term.WITHDRAWN: N_("Files closed because the consent was withdrawn"),
    Term.IN_ERROR: N_("Files that were opened in error"),
}

STATES: Final = {
    Term.OPEN: N_("Open file"),
    Term.CLOSED: N_("Closed file"),
    Term.RECEIVED: N_("Referral received"),
    Term.WITHDRAWN: N_("Consent withdrawn"),
    Term.IN_ERROR: N_("Opened in error"),
}


def term_words(ui: Ui, terms: Terms, term: Term) -> str:
    """How long a term is."""
    length = terms.length(term)
    if term in IN_DAYS:
        words = ui.ngettext("{count} day", "{count} days", length)
    else:
        words = ui.ngettext("{count} month", "{count} months", length)
    return words.format(count=isolate(ui.language.format_number(length)))


def going(ui: Ui, found: Preview) -> Iterable[str]:
    """What goes with a file, one line each."""
    counted = (
        (found.notes, ui.ngettext("{count} note", "{count} notes", found.notes)),
        (found.needs, ui.ngettext("{count} need", "{count} needs", found.needs)),
        (found.consents, ui.ngettext("{count} consent", "{count} consents", found.consents)),
        (found.referrals, ui.ngettext("{count} referral", "{count} referrals", found.referrals)),
    )
    for count, words in counted:
        if count:
            yield words.format(count=isolate(ui.language.format_number(count)))
    if found.in_household:
        yield ui.gettext("its place in the household")


def months_words(ui: Ui, months: Iterable[Month]) -> str:
    """Months in one list, each with its year."""
    return ui.language.format_list([isolate_text(month_words(ui.language, it)) for it in months])


def horizon_words(names: Names, horizon: Horizon) -> str:
    """Until when something that was kept could still be opened."""
    _, language = names.ui.gettext, names.ui.language
    words = _(
        "It goes at once from this desk, and from each other desk of the centre at its next "
        "exchange. Old keys and backups could open an older copy until {last} at the latest: "
        "backups that roll until {backups}, envelopes until {keys}. Destroy copies that were made "
        "by hand."
    )
    return words.format(
        last=isolate(language.format_date(day_of(horizon.last))),
        backups=isolate(language.format_date(day_of(horizon.backups))),
        keys=isolate(language.format_date(day_of(horizon.keys))),
    )
