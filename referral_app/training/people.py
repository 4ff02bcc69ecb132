"""Fictional people after published figures (privacy.md 6): coded files that belong to nobody.

Situation, nationality, sex and age are drawn one after the other, each given the one before: with
the margins that were published this chain is what proportional fitting over all four would give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal

from referral_app.domain.age import band_of, is_minor
from referral_app.domain.facts import Value

Tongue = Literal["fr", "ar"]
"""The language that the desk writes in."""

_ARABIC_SHARE, _NOTE_SHARE, _MOST_NEEDS = 0.4, 0.7, 3
_SPOKEN_AT_THE_DESK: Final = frozenset({"fr", "ar", "ary"})


@dataclass(frozen=True, slots=True)
class FictionalNeed:
    """One need, as a worker would record it."""

    category: str
    detail: str
    priority: str
    priority_reason: str


@dataclass(frozen=True, slots=True)
class FictionalPerson:
    """A person who never lived: the fields of a case, needs and perhaps a note."""

    written_in: Tongue
    fields: dict[str, Value]
    needs: tuple[FictionalNeed, ...]
    note: str

    @property
    def is_minor(self) -> bool:
        """Whether somebody else must answer for the person."""
        return is_minor(str(self.fields["age_band"]))

    @property
    def language(self) -> str:
        """The language in which consent is asked."""
        spoken = self.fields["languages"]
        return str(spoken[0]) if isinstance(spoken, tuple) and spoken else "fr"


class FictionalPeople:
    """Draws people from the figures of `resources/training/people.json`."""

    def __init__(self, text: str) -> None:
        self._figures: Mapping[str, Any] = json.loads(text)

    def draw(self, random: Random, district: str, year: int) -> FictionalPerson:
        """Draw one person who comes to the centre of `district` in `year`."""
        figures = self._figures
        situation = _one(random, figures["situations"])
        country = _one(random, figures["nationalities"][situation])
        women = figures["women"]
        sex = "F" if random.random() * 1000 < women.get(country, women["other"]) else "M"
        youngest, oldest = _one(random, figures["ages"][sex]).split("-")
        age = random.randint(int(youngest), int(oldest))
        tongue: Tongue = "ar" if random.random() < _ARABIC_SHARE else "fr"
        instead = self._instead(sex, age)
        needs = self._needs(random, (situation, country), instead, tongue)
        fields: dict[str, Value] = {
            "sex": sex,
            "age_band": band_of(age).value,
            "intake_year": year,
            "status": _one(random, figures["statuses"][situation]),
            "country": country,
            "languages": self._languages(random, country),
            "district": district,
            "household_size": random.choice((1, 1, 1, 2, 2, 3, 4, 4, 5)),
            "contact_means": random.choice(("returns", "paper_register")),
            "flags": self._flags(needs),
        }
        fields["interpreter"] = _SPOKEN_AT_THE_DESK.isdisjoint(_texts(fields["languages"]))
        if is_minor(band_of(age).value):
            fields["caregiver"] = random.choice(("mother", "father", "other_relative"))
        noted = random.random() < _NOTE_SHARE
        note = random.choice(figures["notes"][tongue]) if noted else ""
        return FictionalPerson(tongue, fields, needs, note)

    def _languages(self, random: Random, country: str) -> tuple[str, ...]:
        spoken = list(self._figures["languages"].get(country, ("fr",)))
        if random.random() * 1000 < self._figures["darija"]:
            spoken.append("ary")
        return tuple(spoken)

    def words(self, name: str, tongue: Tongue) -> str:
        """Return what a fictional desk writes in one of its answers, such as `contact_point`."""
        return str(self._figures["answers"][name][tongue])

    def _instead(self, sex: str, age: int) -> dict[str, str]:
        """What is recorded in place of a need that the person cannot have."""
        instead = self._figures["instead"]
        men = instead["men"] if sex == "M" else {}
        return {**men, **(instead["minors"] if is_minor(band_of(age).value) else {})}

    def _needs(
        self,
        random: Random,
        situation_and_country: tuple[str, str],
        instead: Mapping[str, str],
        tongue: Tongue,
    ) -> tuple[FictionalNeed, ...]:
        groups = self._figures["needs"]
        met = [group for group in groups if random.random() < _share(group, *situation_and_country)]
        if not met:
            met = random.choices(groups, weights=[group["share"] for group in groups])
        drawn = [_one(random, group["categories"]) for group in met[:_MOST_NEEDS]]
        chosen = dict.fromkeys(instead.get(category, category) for category in drawn)
        return tuple(self._need(random, category, tongue) for category in chosen)

    def _need(self, random: Random, category: str, tongue: Tongue) -> FictionalNeed:
        reasons = self._figures["urgent" if tongue == "fr" else "urgent_ar"]
        urgent = category in reasons and random.random() < 1 / 2
        return FictionalNeed(
            category=category,
            detail=self._figures["details"][category][tongue],
            priority="P2" if urgent else "P3",
            priority_reason=reasons[category] if urgent else "",
        )

    def _flags(self, needs: Sequence[FictionalNeed]) -> tuple[str, ...]:
        flags = self._figures["flags"]
        return tuple(sorted({flag for need in needs for flag in flags.get(need.category, ())}))


def _share(group: Mapping[str, Any], situation: str, country: str) -> float:
    more = group["situations"].get(situation, 1000) * group["countries"].get(country, 1000)
    return float(min(0.95, group["share"] / 1000 * more / 1_000_000))


def _one(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(tuple(weights), weights=tuple(weights.values()))[0]


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else ()
