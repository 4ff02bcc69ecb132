"""The history of a file without what would lead to somebody from whom it was separated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from referral_app.domain.facts import CASE_FIELD, Value
from referral_app.domain.household import FIELD, HouseholdId, link_of
from referral_app.services.timeline import TimelineEntry

_COMES_ALONE: Final = CASE_FIELD.name


def without_household(
    timeline: Iterable[TimelineEntry], shown: HouseholdId | None
) -> tuple[TimelineEntry, ...]:
    """Leave out every line about a household but `shown`, where the file stands with others.

    That there was another one, and that somebody was separated, is told on neither side.
    """
    found = []
    for entry in timeline:
        if FIELD not in entry.values or _is_of(entry.values, shown):
            found.append(entry)
            continue
        rest = {name: value for name, value in entry.values.items() if name != FIELD}
        if rest or entry.kind != _COMES_ALONE:
            found.append(replace(entry, values=rest))
    return tuple(found)


def _is_of(values: Mapping[str, Value], shown: HouseholdId | None) -> bool:
    link = link_of(values[FIELD])
    return link is not None and link.household == shown
