"""A life of a commune by one seed: people, machines, sticks and the hub."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from referral_app.domain.identifiers import CaseId, CentreId, CommitId, RecordId, ReferralId
from referral_app.errors import NoRoomError, RefusedError, UnavailableError
from referral_app.exchange.transport import Shelf
from tests.simulation.communes.commune import HOUR, YEAR, Desk, Time, first_day
from tests.simulation.communes.hub import Hub, Line
from tests.simulation.communes.places import Stick, Way
from tests.simulation.world import CrashError

STEPS: Final = 70
MOST_DESKS: Final = 9
SKEWS: Final = (0, 0, 0, 0, 0, 0, 3 * HOUR, -26 * HOUR, 5 * YEAR, -7 * YEAR)
"""How far clocks are off when the life begins."""
_LOSSES: Final = (0, 0, 0.02, 0.1)


@dataclass(frozen=True)
class Options:
    """What may happen. Without healing nothing may that only healing can mend.

    `mixed`: some desks are on the version before.
    """

    healing: bool = True
    members: bool = True
    erasing: bool = False
    mixed: bool = False


_WAYS: Final = (
    Options(members=False, erasing=True),
    Options(healing=False, members=False),
    Options(),
    Options(healing=False, members=False, erasing=True),
    Options(members=False, erasing=True, mixed=True),
    Options(healing=False, members=False),
    Options(erasing=True, mixed=True),
    Options(healing=False, members=False, erasing=True),
)


def options_of(seed: int) -> Options:
    """What may happen in the life of a seed: each way of living comes up again and again."""
    return _WAYS[seed % len(_WAYS)]


class Life:
    """The commune, the places where its envelopes lie, and what happened so far."""

    def __init__(self, seed: int, options: Options | None = None) -> None:
        self.seed = seed
        self.options = options or Options()
        self.chance = random.Random(seed)
        self.time = Time()
        self.desks: list[Desk] = first_day(self.time, self.chance.randbytes)
        for desk in self.desks:
            desk.clock.skew = self.chance.choice(SKEWS)
        self.hub = Hub()
        self.sticks = (Stick("one", self.chance), Stick("two", self.chance))
        self.cut_off: set[int] = set()
        self.cases: dict[CentreId, list[CaseId]] = {}
        self.referrals: list[tuple[ReferralId, CentreId, CentreId]] = []
        self.written: set[CommitId] = set()
        self.lost: bool = False
        """Whether anything happened that may lose what had been saved: a restore, a lost disk."""
        self.copied: set[bytes] = set()
        self.told: dict[RecordId, str] = {}
        """Records of the commune with the kind of their facts."""
        self.registries = 0
        self.left: set[CentreId] = set()
        """Centres that the newest registry calls no longer active."""
        self.rolls: dict[CentreId, tuple[tuple[Any, ...], Any]] = {}
        """What `healing.membership_of` found, and from what."""
        self.inviters: set[CentreId] = set()
        self.filed: dict[RecordId, tuple[CaseId, CommitId]] = {}
        """Needs and referrals with the case into which somebody put them, and the commit."""
        self.needs: list[tuple[RecordId, CentreId]] = []
        self.ops: dict[RecordId, list[tuple[bytes, CentreId]]] = {}
        """The bytes of each fact about a record, and the centre that wrote it."""
        self.happened: Counter[str] = Counter()

    # --- who

    @property
    def working(self) -> list[Desk]:
        """Desks that have been let in; those that are retired do not all know it."""
        return [desk for desk in self.desks if not desk.waiting]

    def some_desk(self) -> Desk:
        return self.chance.choice(self.working)

    # --- steps

    def step(self) -> None:
        """Something happens somewhere."""
        self.time.now += self.chance.randrange(1, 3 * HOUR)
        acts = self._acts()
        act = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        self.happened[act.__name__] += 1
        try:
            act(self)
        except RefusedError as error:
            self.happened[error.key] += 1  # a desk that was retired, a steward too many

    def _acts(self) -> list[tuple[float, Callable[[Life], None]]]:
        from tests.simulation.communes import acts

        return acts.of(self.options)

    # --- exchanging

    def line(self, desk: Desk, loss: float = 0) -> Line:
        """A desk's line to the hub."""
        return Line(self.hub, desk.identity, lambda: self.time.now, self.chance, loss)

    def exchange(
        self,
        desk: Desk,
        stick: Shelf | None = None,
        loss: float = 0,
        progress: Callable[[int, int], bool] | None = None,
    ) -> Any:
        """A round at the hub or a stick; what fails in it is no more than a round that failed."""
        if stick is None and id(desk) in self.cut_off:
            return None
        place = Way(stick, self.chance, loss) if stick else self.line(desk, loss)
        try:
            return desk.sync(place, progress)
        except UnavailableError:
            self.happened["lost on the way"] += 1
        except NoRoomError:
            self.happened["full"] += 1
        except CrashError:
            self.happened["died"] += 1
            self.restart(desk)
        return None

    def restart(self, desk: Desk) -> None:
        """The program is started anew: it draws a new incarnation."""
        desk.store.crash = lambda: None
        desk.restart(self.chance.randbytes(8))

    def some_loss(self) -> float:
        return self.chance.choice(_LOSSES)
