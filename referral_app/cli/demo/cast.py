"""Who is in the story: two centres, their desks, the people at them. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.training.people import Tongue


@dataclass(frozen=True, slots=True)
class House:
    """A centre; `key` names it in story.json."""

    key: str
    name_fr: str
    name_ar: str
    district: str
    tongue: Tongue

    @property
    def details(self) -> bootstrap.CentreDetails:
        """What founding asks."""
        return bootstrap.CentreDetails(self.name_fr, self.name_ar, self.district, "training")

    @property
    def names(self) -> dict[str, str]:
        """The centre's name by language."""
        return {"fr": self.name_fr, "ar": self.name_ar, "en": self.name_fr}


@dataclass(frozen=True, slots=True)
class Hand:
    """A member of the staff."""

    label: str
    role: Role
    passphrase: str = field(repr=False)

    @property
    def person(self) -> bootstrap.Person:
        """As founding asks."""
        return bootstrap.Person(self.label, self.role, self.passphrase)


@dataclass(frozen=True, slots=True)
class Cast:
    """One desk of the story and the person who sits there; `key` names its store."""

    key: str
    house: House
    hand: Hand


_YACOUB: Final = House(
    "yacoub-el-mansour",
    "Centre social Yacoub El Mansour",
    "المركز الاجتماعي يعقوب المنصور",
    "yacoub_el_mansour",
    "fr",
)
_YOUSSOUFIA: Final = House(
    "youssoufia",
    "Centre social Youssoufia",
    "المركز الاجتماعي اليوسفية",
    "youssoufia",
    "ar",
)
SUPERVISOR: Final = Hand("NB", Role.SUPERVISOR, "sept pigeons sur le toit bleu")
SECOND: Final = Hand("FA", Role.SOCIAL_WORKER, "un citronnier derrière la porte verte")
LEAVER: Final = Hand("LH", Role.SOCIAL_WORKER, "trois bateaux blancs au large")

YACOUB: Final = Cast(_YACOUB.key, _YACOUB, SUPERVISOR)
YACOUB_2: Final = Cast(f"{_YACOUB.key}-2", _YACOUB, SECOND)
YOUSSOUFIA: Final = Cast(
    _YOUSSOUFIA.key,
    _YOUSSOUFIA,
    Hand("SK", Role.SUPERVISOR, "quatre oranges dans un panier"),
)
CENTRES: Final = (YACOUB, YOUSSOUFIA)
"""The first desk of each centre."""
DESKS: Final = (YACOUB, YACOUB_2, YOUSSOUFIA)
"""Every desk, those of one centre together."""


def cast_of(key: str) -> Cast:
    """Return the desk of this key."""
    return next(cast for cast in DESKS if cast.key == key)


def desks_of(house: House) -> tuple[Cast, ...]:
    """Return the desks of a centre."""
    return tuple(cast for cast in DESKS if cast.house is house)
