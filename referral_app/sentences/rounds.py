"""Why envelopes were left aside, in words; nothing of them was deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from referral_app.language import Language
from referral_app.services.ports import Refusal

_Plural = Callable[[str, str, int], str]


def refusal_line(language: Language, why: Refusal, count: int) -> str:
    """One sentence for all envelopes that were left aside for the same reason."""
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
