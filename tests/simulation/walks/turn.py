"""One act at one desk: who does it, when it happened, and on which records."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from referral_app.domain.identifiers import CaseId, CentreId, Moment, NeedId, ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.services.desk import Desk
from referral_app.services.ports import (
    CaseQuery,
    CaseRow,
    ReferralBox,
    ReferralQuery,
    ReferralRow,
)
from tests.simulation.walks.shown import TYPED
from tests.simulation.walks.town import DAY, MINUTE, Place, Town

_T = TypeVar("_T")
_ROLES: Final = (
    (60, Role.SUPERVISOR),
    (30, Role.SOCIAL_WORKER),
    (5, Role.RECEPTION),
    (3, Role.ADMINISTRATOR),
    (2, Role.TRAINER),
)
_LATE: Final = (*(12 * (0,)), MINUTE, DAY, 3 * DAY, -2 * DAY)
"""How long ago it happened; what lies ahead is refused."""
_FEW: Final = 3


class NothingToDoError(Exception):
    """There is no record on which this could be done."""


@dataclass(frozen=True)
class Turn:
    """Whose turn it is; all that is chosen is drawn from `chance`."""

    town: Town
    place: Place
    chance: random.Random
    desk: Desk

    @classmethod
    def of(cls, town: Town, place: Place, chance: random.Random) -> Turn:
        role = chance.choices([role for _, role in _ROLES], [weight for weight, _ in _ROLES])[0]
        return cls(town, place, chance, place.as_(role))

    @property
    def now(self) -> Moment:
        return self.desk.now()

    def happened(self) -> Moment:
        return Moment(self.now - self.chance.choice(_LATE))

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, among: Sequence[_T]) -> _T:
        if not among:
            raise NothingToDoError
        return self.chance.choice(among)

    def words(self) -> str:
        """Something typed, never the same twice."""
        return f"{TYPED} {self.chance.getrandbits(48):x}"

    def case(self, *, is_open: bool | None = True) -> CaseRow:
        found = self.cases(is_open=is_open)
        # Mostly one of a few, so that people at different desks write to the same files.
        return self.pick(found[:_FEW] if self.often(0.7) else found)

    def cases(self, *, is_open: bool | None = None) -> list[CaseRow]:
        found = self.desk.store.reader.case_page(CaseQuery(open=is_open, limit=10_000)).rows
        return sorted(found, key=lambda row: row.code)

    def need(self, case: CaseId | None = None) -> NeedId:
        needs = self.desk.store.reader.needs_of(case or self.case().id)
        return self.pick(sorted((need.id for need in needs), key=bytes))

    def referral(
        self, box: ReferralBox, *statuses: Status, outside: bool | None = None
    ) -> ReferralRow:
        """One of a box; mostly one of these statuses, where any are named."""
        kept = tuple(status.value for status in statuses) if self.often(0.9) else ()
        query = ReferralQuery(box, kept, outside=outside, limit=10_000)
        found = self.desk.store.reader.referral_page(query).rows
        return self.pick(sorted(found, key=lambda row: row.id))

    def any_referral(self) -> ReferralId:
        return self.referral(self.pick((ReferralBox.RECEIVED, ReferralBox.SENT))).id

    def recipient(self) -> CentreId:
        """The other centre, or now and then a service of the directory."""
        services = self.desk.store.reader.services()
        if services and self.often(0.35):
            return CentreId(self.pick(sorted(services, key=lambda it: it.id)).id)
        return self.town.beside(self.place)


Do = Callable[[Turn], object]


@dataclass(frozen=True)
class Act:
    """Something that people do: `plain` is a single save, which a refusal leaves undone."""

    name: str
    weight: int
    do: Do
    plain: bool = True


ACTS: Final[dict[str, Act]] = {}


def act(weight: int, *, plain: bool = True) -> Callable[[Do], Do]:
    """Let a function be one of the acts."""

    def keep(do: Do) -> Do:
        name = getattr(do, "__name__", "")
        ACTS[name] = Act(name, weight, do, plain)
        return do

    return keep
