"""What a revision of a month changed, cell by cell, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from referral_app.exports.figures import code_words
from referral_app.exports.words import Words
from referral_app.language import N_
from referral_app.statistics.cubes import ALL, Place
from referral_app.statistics.tally import ACCEPTED, ENDED, NONE, PEOPLE, UNDECIDED, Act


@dataclass(frozen=True, slots=True)
class Change:
    """A figure with its two counts: what is counted, and of which part."""

    what: str
    which: str
    before: int
    after: int


ACTS: Final = {
    Act.OPENED: N_("New files"),
    Act.HOUSEHOLD: N_("New households"),
    Act.WITH_NEED: N_("Files with a need"),
    Act.NEED: N_("Needs identified"),
    Act.SENT: N_("Referrals sent"),
    Act.RECEIVED: N_("Referrals received"),
    Act.COHORT: N_("Referrals of the month before"),
    Act.CLOSED: N_("Files closed"),
}
_SERVICES: Final = {
    Act.SENT: ("service_categories", "recipient_kinds"),
    Act.COHORT: ("service_categories", "referral_answers"),
    Act.CLOSED: ("open_durations", "closing_reasons"),
}
_ANSWERS: Final = frozenset({ACCEPTED, UNDECIDED, ENDED})


def worded(changes: Mapping[Place, tuple[int, int]], words: Words) -> list[Change]:
    """Put the cells that changed into words, totals of the acts first."""
    order = {act.value: at for at, act in enumerate(Act)}
    places = sorted(changes, key=lambda p: (p.cube != "", order.get(p.cell[0], len(order)), p))
    return [Change(_what(place, words), _which(place, words), *changes[place]) for place in places]


def _what(place: Place, words: Words) -> str:
    act = place.cell[0]
    return words.gettext(ACTS[Act(act)]) if act in set(Act) else act


def _which(place: Place, words: Words) -> str:
    """The parts of a cell by their words; the total of an act by none."""
    act, *codes = place.cell
    if place.cube == PEOPLE:
        lists: tuple[str, ...] = ("unhcr_age_bands", "sex")
    else:
        known = {one.value: two for one, two in _SERVICES.items()}
        lists = known.get(act, ("service_categories", ""))
    parts = [
        _part(code_list, code, words)
        for code_list, code in zip(lists, codes, strict=False)
        if code not in (ALL, NONE)
    ]
    return " · ".join(parts) or words.gettext("Total")


def _part(code_list: str, code: str, words: Words) -> str:
    if code_list != "referral_answers" or code in _ANSWERS:
        return code_words(words, code_list, code) if code_list else code
    reason, _dot, decider = code.partition(".")
    said = code_words(words, "decline_reasons", reason)
    return f"{said} ({code_words(words, 'decided_by', decider)})" if decider else said
