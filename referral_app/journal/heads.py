"""What is held of a stream and what is lacking, and proofs that a desk exists twice.

Pure functions of sets of commits and of the links between them (exchange.md 4.4, 5.6, 5.7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from referral_app.domain.identifiers import CommitId, DeviceId
from referral_app.journal.commit import Commit

Known = Mapping[CommitId, Collection[CommitId]]
"""Held commits, each with the commits it follows."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """`heads` are held and followed by nothing held; `missing` are followed but not held."""

    heads: frozenset[CommitId]
    missing: frozenset[CommitId]


def frontier(known: Known) -> Frontier:
    """Return the frontier of a set of commits."""
    followed = {before for previous in known.values() for before in previous}
    return Frontier(frozenset(known.keys() - followed), frozenset(followed - known.keys()))


def closure(
    known: Known, heads: Iterable[CommitId], missing: Iterable[CommitId]
) -> frozenset[CommitId]:
    """Return those of `known` that another desk holds, going by its heads and what it misses.

    Heads that are not known here lead nowhere: what lies behind them cannot be told from here.
    """
    barred = frozenset(missing)
    found: set[CommitId] = set()
    waiting = [head for head in heads if head in known and head not in barred]
    while waiting:
        commit = waiting.pop()
        if commit not in found:
            found.add(commit)
            waiting += [
                before for before in known[commit] if before in known and before not in barred
            ]
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a commit stands in a desk's history; `stream` is the stream's key."""

    id: CommitId
    stream: bytes
    device: DeviceId
    incarnation: bytes
    previous: tuple[CommitId, ...]


def link_of(commit: Commit) -> Link:
    """Return where a commit stands."""
    return Link(commit.id, commit.stream.key, commit.device, commit.incarnation, commit.previous)


def proves_clone(links: Iterable[Link]) -> bool:
    """Whether one desk's commits prove that its disk exists twice and both are in use.

    Each start of the program has its own incarnation, so an incarnation that follows one that
    follows it cannot be one machine: an old process never knows a newer one and still writes.
    A restored backup gives branches, never such a circle.
    """
    by_id = {link.id: link for link in links}
    follows: dict[bytes, set[bytes]] = {}
    for link in by_id.values():
        for before in link.previous:
            earlier = by_id.get(before)
            if earlier and earlier.incarnation != link.incarnation:
                follows.setdefault(link.incarnation, set()).add(earlier.incarnation)
    try:
        TopologicalSorter(follows).prepare()
    except CycleError:
        return True
    return False


def equivocations(links: Iterable[Link]) -> tuple[tuple[CommitId, ...], ...]:
    """Return each group of one desk's commits that one process cannot have written side by side.

    They share stream, incarnation and predecessors: a machine rolled back while it ran, or a lie.
    """
    groups: dict[tuple[bytes, bytes, tuple[CommitId, ...]], set[CommitId]] = {}
    for link in links:
        place = (link.stream, link.incarnation, link.previous)
        groups.setdefault(place, set()).add(link.id)
    return tuple(sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1))
