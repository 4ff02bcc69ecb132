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


def turned_away_line(language: Language, why: str, count: int) -> str:
    """One sentence for all envelopes that a hub did not take for the same reason."""
    return _TURNED_AWAY.get(why, _not_taken)(language.ngettext, count).format(count=count)


def _not_taken(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "The hub did not take {count} envelope. It is kept here and offered again; a stick works "
        "meanwhile.",
        "The hub did not take {count} envelopes. They are kept here and offered again; a stick "
        "works meanwhile.",
        count,
    )


def _over_quota(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "The hub has no room for {count} envelope at the moment. It is kept here and offered "
        "again.",
        "The hub has no room for {count} envelopes at the moment. They are kept here and offered "
        "again.",
        count,
    )


def _unknown_mailbox(ngettext: _Plural, count: int) -> str:
    return ngettext(
        "{count} envelope is for a centre that the hub does not know: it goes by stick or folder.",
        "{count} envelopes are for centres that the hub does not know: they go by stick or folder.",
        count,
    )


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
_TURNED_AWAY: Final[dict[str, Callable[[_Plural, int], str]]] = {
    "over_quota": _over_quota,
    "unknown_mailbox": _unknown_mailbox,
}
