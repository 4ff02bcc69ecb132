"""What an open store tells people of the commune's registry."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.centre import Centre
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.registry import Entry


@dataclass(frozen=True, slots=True)
class RegistryLine:
    """A line of the registry that holds. `known`: its keys are here, letters can be sealed to it.

    `fingerprint` is empty for a hub, which has one of another kind.
    """

    entry: Entry
    fingerprint: str
    is_own: bool
    known: bool


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A name that stands for another centre in the new registry, with both fingerprints."""

    name: str
    known: str
    listed: str


@dataclass(frozen=True, slots=True)
class RegistryQuestion:
    """A registry that a person has to agree to: what is compared aloud before.

    `pinned` is the fingerprint of the root that holds here, empty while none does.
    """

    version: int
    issued: Moment
    centres: int
    root: str
    pinned: str
    moved: tuple[MovedLine, ...]


@dataclass(frozen=True, slots=True)
class RegistryState:
    """The registry that holds. `roots` are fingerprints that two people pinned at once, if so.

    `unlisted` are centres we know that stand in no line.
    """

    version: int
    issued: Moment
    not_after: Moment
    root: str
    forked: bool
    roots: tuple[str, ...]
    lines: tuple[RegistryLine, ...]
    unlisted: tuple[Centre, ...]

    def line(self, centre: CentreId) -> RegistryLine | None:
        """Return the line of a centre."""
        return next((line for line in self.lines if line.entry.id == centre), None)
