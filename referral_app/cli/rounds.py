"""What a round with a folder did, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from referral_app.language import Language
from referral_app.services.ports import Refusal, RoundReport

_Plural = Callable[[str, str, int], str]


def summary(report: RoundReport, language: Language) -> str:
    """Return what was read and written, one sentence a line."""
    lines = [_read(report, language), _written(report, language)]
    if report.introduced:
        lines.append(_introduced(len(report.introduced), language))
    if report.missing:
        lines.append(_missing(report.missing, language))
    lines += [
        _refused(why, count, language)
        for why, count in report.refused
        if why is Refusal.UNKNOWN_KEY
    ]
    return "\n".join(lines)


def refusals(report: RoundReport, language: Language) -> tuple[str, ...]:
    """Return a sentence for each reason why something was left aside."""
    return tuple(
        _refused(why, count, language)
        for why, count in report.refused
        if why is not Refusal.UNKNOWN_KEY
    )


def _read(report: RoundReport, language: Language) -> str:
    envelopes, new = report.envelopes_read, report.commits_received
    envelope_words = language.ngettext(
        "{count} envelope was read.", "{count} envelopes were read.", envelopes
    ).format(count=envelopes)
    new_words = language.ngettext(
        "{count} new entry arrived.", "{count} new entries arrived.", new
    ).format(count=new)
    return f"{envelope_words} {new_words}"


def _written(report: RoundReport, language: Language) -> str:
    envelopes, sent = report.envelopes_written, report.commits_sent
    envelope_words = language.ngettext(
        "{count} envelope was deposited.", "{count} envelopes were deposited.", envelopes
    ).format(count=envelopes)
    sent_words = language.ngettext(
        "{count} entry of this centre is on its way.",
        "{count} entries of this centre are on their way.",
        sent,
    ).format(count=sent)
    return f"{envelope_words} {sent_words}"


def _introduced(count: int, language: Language) -> str:
    return language.ngettext("{count} centre joined.", "{count} centres joined.", count).format(
        count=count
    )


def _missing(count: int, language: Language) -> str:
    return language.ngettext(
        "{count} message of another centre has not arrived yet; it was asked for.",
        "{count} messages of other centres have not arrived yet; they were asked for.",
        count,
    ).format(count=count)


def _refused(why: Refusal, count: int, language: Language) -> str:
    return _WORDED[why](language.ngettext, count).format(count=count)


def _damaged(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} envelope is damaged; it was left where it lies and changes nothing.",
        "{count} envelopes are damaged; they were left where they lie and change nothing.",
        count,
    )


def _foreign(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} envelope comes from a centre or a desk that is not known here;"
        " nothing was taken from it.",
        "{count} envelopes come from centres or desks that are not known here;"
        " nothing was taken from them.",
        count,
    )


def _other_mode(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} envelope mixes training and real work; nothing was taken from it.",
        "{count} envelopes mix training and real work; nothing was taken from them.",
        count,
    )


def _newer(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} envelope was made by a newer program: update this one first.",
        "{count} envelopes were made by a newer program: update this one first.",
        count,
    )


def _expired(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} centre answered an invitation that has expired: invite it again.",
        "{count} centres answered invitations that have expired: invite them again.",
        count,
    )


def _used(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} centre answered an invitation that another one has used: invite it anew.",
        "{count} centres answered invitations that others have used: invite them anew.",
        count,
    )


def _unknown_key(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} envelope cannot be opened yet and is kept.",
        "{count} envelopes cannot be opened yet and are kept.",
        count,
    )


_WORDED: Final[dict[Refusal, Callable[[_Plural, int], str]]] = {
    Refusal.DAMAGED: _damaged,
    Refusal.FOREIGN: _foreign,
    Refusal.OTHER_MODE: _other_mode,
    Refusal.NEWER: _newer,
    Refusal.EXPIRED_INVITATION: _expired,
    Refusal.USED_INVITATION: _used,
    Refusal.UNKNOWN_KEY: _unknown_key,
}
