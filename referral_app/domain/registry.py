"""The registry: the list of a commune's centres that its administrator signs (exchange.md 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from referral_app.domain.case_code import BLOCKS, BlockRange
from referral_app.domain.centre import Centre
from referral_app.domain.folding import fold
from referral_app.domain.identifiers import CentreId, Moment

LIFETIME: Final = 366 * 86_400_000
"""Milliseconds after which a registry should have been signed anew; an older one still holds."""
SHARE: Final = BLOCKS // 64
"""Blocks of 10,000 codes that a centre is given when nobody says otherwise: 1.25 million codes."""


class EntryKind(StrEnum):
    """What is listed: a social centre, an organisation with desks of its own, or the hub."""

    CENTRE = "centre"
    PARTNER = "partner"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `proof` is the whole SHA-256 (32 bytes) of which the id is the first half.

    It has no codes of its own where `blocks` is 0: those that its inviter granted stay.
    """

    id: CentreId
    kind: EntryKind
    name_fr: str
    name_ar: str
    district: str
    active: bool
    first_block: int
    blocks: int
    proof: bytes

    @property
    def codes(self) -> BlockRange | None:
        """The range of case codes that is its own; None when the registry gives it none."""
        return BlockRange(self.first_block, self.blocks) if self.blocks else None

    @property
    def exchanges(self) -> bool:
        """Whether it has desks to which letters are sealed."""
        return self.active and self.kind is not EntryKind.HUB


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry as read. `root` is the Ed25519 key (32 bytes) that signed it; dates in ms."""

    commune: CentreId
    mode: str
    root: bytes
    version: int
    issued: Moment
    not_after: Moment
    entries: tuple[Entry, ...]

    def entry(self, centre: CentreId) -> Entry | None:
        """Return the line of a centre."""
        return next((entry for entry in self.entries if entry.id == centre), None)


@dataclass(frozen=True, slots=True)
class MovedName:
    """A name that is known here stands for somebody else in a new registry: ids to compare."""

    name: str
    known: CentreId
    listed: CentreId


def moved_names(known: Iterable[Centre], registry: Registry) -> tuple[MovedName, ...]:
    """Return the names of centres we know that the registry gives to another id."""
    standing = {fold(name): centre.id for centre in known for name in _names(centre) if name}
    found: dict[tuple[CentreId, CentreId], MovedName] = {}
    for entry in registry.entries:
        for name in _names(entry):
            before = standing.get(fold(name), entry.id) if name else entry.id
            if before != entry.id:
                found.setdefault((before, entry.id), MovedName(name, before, entry.id))
    return tuple(found.values())


def _names(named: Centre | Entry) -> tuple[str, str]:
    return named.name_fr, named.name_ar


def listed_too(known: Iterable[Centre], entries: Iterable[Entry]) -> tuple[Centre, ...]:
    """Return the centres that people here introduced with those of the registry, by French name.

    The registry's names stand, but for our own centre's, which it gives itself; who is not active
    any more is sealed nothing. The hub is no centre.
    """
    found = {centre.id: centre for centre in known}
    for entry in entries:
        if entry.kind is EntryKind.HUB:
            continue
        centre = found.get(entry.id) or Centre(entry.id, "", "")
        if centre.is_own:
            found[entry.id] = replace(centre, listed=True)
            continue
        found[entry.id] = replace(
            centre,
            name_fr=entry.name_fr or centre.name_fr,
            name_ar=entry.name_ar or centre.name_ar,
            district=entry.district or centre.district,
            listed=True,
            active=entry.active,
        )
    return tuple(sorted(found.values(), key=lambda centre: (centre.name_fr, centre.id)))


def overlapping(entries: Iterable[Entry]) -> tuple[Entry, Entry] | None:
    """Return two lines that are given one code; inactive ones keep what they have drawn."""
    ranged = sorted(
        (entry for entry in entries if entry.blocks), key=lambda entry: entry.first_block
    )
    for one, next_one in pairwise(ranged):
        if one.first_block + one.blocks > next_one.first_block:
            return one, next_one
    return None


def with_codes(
    entries: Iterable[Entry], granted: Mapping[CentreId, BlockRange]
) -> tuple[Entry, ...]:
    """Give each centre without codes a share: of what it was granted before where that is free.

    Entries that find no room are left without.
    """
    given = list(entries)
    for at, entry in enumerate(given):
        if entry.blocks or entry.kind is EntryKind.HUB:
            continue
        before = granted.get(entry.id)
        starts = [before.first] if before else []
        starts += [it.first_block + it.blocks for it in given if it.blocks]
        for first in [*starts, 0]:
            tried = replace(entry, first_block=first, blocks=SHARE)
            if first + SHARE <= BLOCKS and not overlapping([*given, tried]):
                given[at] = tried
                break
    return tuple(given)
