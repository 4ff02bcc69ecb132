"""What founding and opening take and give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from referral_app.clock import Clock, Randomness, SystemClock, system_randomness
from referral_app.domain.identifiers import CentreId, DeviceId, Moment
from referral_app.domain.staff import Role

if TYPE_CHECKING:
    from referral_app.bootstrap.workspace import Workspace
    from referral_app.exchange.hub_wire import Wire

Mode = Literal["real", "training"]


@dataclass(frozen=True, slots=True)
class CentreDetails:
    """How a new centre calls itself, the code of its district, and whether it is for training."""

    name_fr: str
    name_ar: str
    district: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is to open the store; `label` is initials."""

    label: str
    role: Role
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parts:
    """Time and chance, and the way to a hub; the machine's own unless a test or the story sets
    them. `wire` takes an address."""

    clock: Clock = field(default_factory=SystemClock)
    chance: Randomness = system_randomness
    wire: Callable[[str], Wire] | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """An open new store, and the code that opens it without a passphrase: shown once."""

    workspace: Workspace
    recovery_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a start or a round did by itself, to be said: a key of the sentences, and its values."""

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    good: bool = True


@dataclass(frozen=True, slots=True)
class InvitationSummary:
    """What an invitation says to people: who invites, until when, and what to compare aloud."""

    inviter: CentreId
    name_fr: str
    name_ar: str
    district: str
    mode: Mode
    expires: Moment
    fingerprint: str


@dataclass(frozen=True, slots=True)
class DeskInvitationSummary:
    """What the invitation of a further desk says: of which centre, for whom, until when."""

    centre: CentreId
    name_fr: str
    name_ar: str
    mode: Mode
    label: str
    role: Role
    replaces: bool
    expires: Moment
    fingerprint: str


@dataclass(frozen=True, slots=True)
class JoiningDesk:
    """A desk that asks to be let in: for whom it was prepared, and what to compare aloud.

    `replaces` is the desk that it is to take over from.
    """

    device: DeviceId
    label: str
    asked_at: Moment
    may_let_in: bool
    replaces: DeviceId | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class HubState:
    """The centre's hub, and how rounds with it went as this desk saw it; None is never, or not now.

    `problem` is a key of the sentences, "" while all is well; `waits` while the hub does not know
    this centre or desk yet. `due` is when the next round by itself may begin.
    """

    url: str
    hub_id: bytes
    name: str
    last: Moment | None
    failing: Moment | None
    problem: str
    waits: bool
    due: Moment
    rewound: Moment | None
