"""What the story's files and referrals are, for its summary and its pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from referral_app.cli.demo.cast import Cast, desks_of
from referral_app.cli.demo.stage import Stage
from referral_app.domain.directory import Service
from referral_app.domain.identifiers import CaseId, Moment, ReferralId, ServiceId, StaffId
from referral_app.services.families import FamilyOpened
from referral_app.services.months import FrozenMonth
from referral_app.services.ports.paper import SlipPaper
from referral_app.training.people import Tongue

MINUTE: Final = 60_000

OUTSIDE_BY_COUPON: Final = "coupon"
COUPON_AWAITED: Final = "coupon_awaited"
OUTSIDE_BY_TELEPHONE: Final = "telephone"
IN_DANGER: Final = "danger"


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A file."""

    id: CaseId
    code: str
    cast: Cast
    written_in: Tongue
    household: bytes | None = None


@dataclass(frozen=True, slots=True)
class KeptReferral:
    """A referral, its course by name, and who receives it: a desk or a service."""

    id: ReferralId
    case: CaseId
    code: str
    cast: Cast
    course: str
    recipient: Cast | None
    service: ServiceId | None = None
    replaces: ReferralId | None = None

    @property
    def desks(self) -> tuple[Cast, ...]:
        """Every desk that must show the same of it."""
        there = desks_of(self.recipient.house) if self.recipient else ()
        return desks_of(self.cast.house) + there


@dataclass(frozen=True, slots=True)
class Paper:
    """A slip that was printed that day."""

    name: str
    paper: SlipPaper


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """A frozen month, and the workbooks that were written of it."""

    cast: Cast
    frozen: FrozenMonth
    files: tuple[Mapping[str, str], ...]


@dataclass(slots=True)
class Ledger:
    """All that came to be, in its order."""

    cases: list[KeptCase] = field(default_factory=list)
    closed: set[CaseId] = field(default_factory=set)
    referrals: list[KeptReferral] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    months: list[KeptMonth] = field(default_factory=list)
    backup: Path | None = None


@dataclass(slots=True)
class Book:
    """What a chapter works with; `exchange` carries everything to and fro at once."""

    stage: Stage
    ledger: Ledger
    exchange: Callable[[], None]
    staff: dict[str, StaffId] = field(default_factory=dict)
    services: Sequence[Service] = ()
    family: FamilyOpened | None = None

    def now(self) -> Moment:
        """Return the story's time."""
        return self.stage.clock.now()

    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.stage.clock.advance(minutes * MINUTE)

    def service_for(self, category: str, kind: str) -> Service:
        """A service of the directory."""
        return next(it for it in self.services if it.kind == kind and category in it.categories)

    @property
    def came_together(self) -> FamilyOpened:
        """The family; it came on an earlier day."""
        if self.family is None:
            raise LookupError("the family has not come yet")
        return self.family

    def of_course(self, course: str) -> tuple[KeptReferral, ...]:
        """The referrals that take a course."""
        return tuple(it for it in self.ledger.referrals if it.course == course)
