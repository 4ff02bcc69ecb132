"""Which acts of those who let in others stand: strong remove (exchange.md 3.2).

A removal that carries a frontier voids what the removed desk did and the remover did not know; one
without takes the desk out of work and voids nothing. Of two that remove each other, unknown to one
another, the senior's stands. A pure function of the set: no order of arrival, no clock decides
between desks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from referral_app.domain.facts import MEMBER_ADDED, MEMBER_RETIRED
from referral_app.domain.identifiers import CommitId, DeviceId, WriteId
from referral_app.journal.fact_codec import HASH_SIZE, is_bytes
from referral_app.journal.heads import Known, closure
from referral_app.journal.register import precedence
from referral_app.journal.write import Write

STEWARD: Final = "steward"
DESK: Final = "desk"
RECOVERY: Final = "recovery"
"""Keys on paper that can found stewardship anew; they work at no desk."""
_RANKED: Final = frozenset({STEWARD, RECOVERY})

_Within = Mapping[WriteId, frozenset[CommitId] | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may act, which removals stand, and what each leaves of the acts of whom it removes.

    `ever` are all who were named to let in others by somebody so named, whether that stands or not.
    """

    stewards: frozenset[DeviceId]
    kits: frozenset[DeviceId]
    removals: tuple[Write, ...]
    within: _Within
    ever: frozenset[DeviceId]

    def counts(self, write: Write) -> bool:
        """Whether an act is of one who may do so, and known to all who removed it since."""
        if write.device not in self.stewards and write.device not in self.kits:
            return False
        return not any(_voids(removal, write, self.within[removal.id]) for removal in self.removals)


def frontier_of(removal: Write) -> tuple[CommitId, ...] | None:
    """Return the commits up to which the removed desk counts; None where all it wrote does."""
    told = removal.fact.get("frontier")
    if not isinstance(told, tuple):
        return None
    return tuple(sorted(CommitId(cid) for cid in told if is_bytes(cid, HASH_SIZE)))


def stand(
    first: DeviceId, additions: Iterable[Write], removals: Iterable[Write], follows: Known
) -> Standing:
    """Settle who may act. `first` founded the centre; `follows` links its membership commits.

    Somebody who may let in others always stays at work: should everybody be removed, then nobody
    has removed the most senior.
    """
    named = [write for write in additions if write.fact.get("role") in _RANKED]
    order = _seniority(first, named)
    named = [write for write in named if write.device in order]
    removed = [write for write in removals if write.device in order]
    within = {write.id: _within(write, follows) for write in removed}
    while True:
        war = _War(first, order, named, removed, within)
        standing = war.settle()
        gone = {removal.fact.record for removal in standing.removals}
        if not standing.stewards <= gone:
            return standing
        stays = min(standing.stewards, key=order.__getitem__)
        removed = [write for write in removed if write.fact.record != stays]


def _within(removal: Write, follows: Known) -> frozenset[CommitId] | None:
    frontier = frontier_of(removal)
    return None if frontier is None else closure(follows, frontier, ()) | frozenset(frontier)


def _voids(removal: Write, act: Write, within: frozenset[CommitId] | None) -> bool:
    if removal.fact.record != act.device or within is None:
        return False
    # What a desk says in the commit by which it removes itself still counts.
    return act.id.commit not in within and act.id.commit != removal.id.commit


def _seniority(first: DeviceId, named: list[Write]) -> dict[DeviceId, int]:
    """Rank everybody ever named, 0 first: behind whom named them, so that no clock lifts anybody.

    A recovery kit, and whom it names, stand before the one who had it printed: it is there for the
    day on which that one's computer is in other hands.
    """
    by: dict[DeviceId, dict[DeviceId, str]] = {}
    for write in sorted(named, key=precedence):
        role = str(write.fact.get("role"))
        by.setdefault(write.device, {}).setdefault(DeviceId(write.fact.record), role)
    ranked: dict[DeviceId, int] = {}
    waiting = deque([first])
    while waiting:
        device = waiting.popleft()
        if device in ranked:
            continue
        children = by.get(device, {})
        for kit in [child for child, role in children.items() if role == RECOVERY]:
            founded = [kit, *by.get(kit, {})]
            for each in founded:
                ranked.setdefault(each, len(ranked))
                waiting.extend(by.get(each, {}))
        ranked.setdefault(device, len(ranked))
        waiting.extend(children)
    return ranked


class _War:
    """Acts that void one another, settled step by step; None is undecided as yet."""

    def __init__(
        self,
        first: DeviceId,
        order: Mapping[DeviceId, int],
        named: list[Write],
        removed: list[Write],
        within: _Within,
    ) -> None:
        self._first, self._order, self._within = first, order, within
        self._named, self._removed = named, removed
        self._acts = {write.id: write for write in (*named, *removed)}
        self._stands: dict[WriteId, bool | None] = dict.fromkeys(self._acts)
        self._naming: dict[DeviceId, list[WriteId]] = {}
        for write in named:
            self._naming.setdefault(DeviceId(write.fact.record), []).append(write.id)
        self._against = {
            act.id: [removal.id for removal in removed if self._attacks(removal, act)]
            for act in self._acts.values()
        }

    def settle(self) -> Standing:
        """Return what stands once everything is decided."""
        while self._go_on() or self._cut_off() or self._give_way():
            pass
        stewards, kits = {self._first}, set[DeviceId]()
        for write in self._named:
            if self._stands[write.id]:
                whom = DeviceId(write.fact.record)
                (kits if write.fact.get("role") == RECOVERY else stewards).add(whom)
        standing = [write for write in self._removed if self._stands[write.id]]
        removals = tuple(sorted(standing, key=precedence))
        ever = frozenset(self._order)
        return Standing(frozenset(stewards), frozenset(kits), removals, self._within, ever)

    def _attacks(self, removal: Write, act: Write) -> bool:
        if removal.fact.record != act.device or removal.id == act.id:
            return False
        if not self._reaches(removal, act):
            return False
        # Unknown to one another: the senior's stands.
        returned = act.fact.record == removal.device and self._reaches(act, removal)
        return not (returned and self._is_senior(act, removal))

    def _reaches(self, removal: Write, act: Write) -> bool:
        if removal.fact.kind != MEMBER_RETIRED.name:
            return False
        within = self._within[removal.id]
        if within is not None:
            return _voids(removal, act, within)
        # A removal without a frontier voids no more than its being returned by a junior.
        returned = act.fact.kind != MEMBER_ADDED.name and act.fact.record == removal.device
        return returned and self._is_senior(removal, act)

    def _is_senior(self, one: Write, other: Write) -> bool:
        return self._order[one.device] < self._order[other.device]

    def _supported(self, device: DeviceId) -> bool | None:
        """Whether an act that stands named it: yes, no, or not decided yet."""
        if device == self._first:
            return True
        found = [self._stands[naming] for naming in self._naming.get(device, ())]
        return True if True in found else (None if None in found else False)

    def _go_on(self) -> bool:
        """Decide what follows from what is decided; returns whether anything was."""
        moved = False
        for act, write in self._acts.items():
            if self._stands[act] is not None:
                continue
            supported = self._supported(write.device)
            hits = {self._stands[removal] for removal in self._against[act]}
            if supported is False or True in hits:
                self._stands[act] = False
            elif supported and None not in hits:
                self._stands[act] = True
            moved |= self._stands[act] is not None
        return moved

    def _cut_off(self) -> bool:
        """Decide against those whom only one another may have named."""
        reached = {self._first}
        open_or_standing = [w for w in self._named if self._stands[w.id] is not False]
        while (
            more := {DeviceId(w.fact.record) for w in open_or_standing if w.device in reached}
            - reached
        ):
            reached |= more
        lost = [act for act in self._undecided() if self._acts[act].device not in reached]
        for act in lost:
            self._stands[act] = False
        return bool(lost)

    def _give_way(self) -> bool:
        """Decide for the most senior removal where each voids the next in a circle."""
        removals = {write.id for write in self._removed}
        waiting = [self._acts[act] for act in self._undecided() if act in removals]
        sure = [write for write in waiting if self._supported(write.device)]
        chosen = min(
            sure or waiting,
            key=lambda write: (self._order[write.device], precedence(write)),
            default=None,
        )
        if chosen is not None:
            self._stands[chosen.id] = True
        return chosen is not None

    def _undecided(self) -> Collection[WriteId]:
        return [act for act, stands in self._stands.items() if stands is None]
