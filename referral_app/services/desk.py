"""What a service is handed: the store, time and chance, the code lists, and who acts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from referral_app.clock import Clock, Randomness
from referral_app.domain.identifiers import CentreId, DeviceId, Moment
from referral_app.domain.staff import Act, Staff
from referral_app.domain.vocabulary import Vocabularies
from referral_app.journal.stream import Stream, commune, own
from referral_app.services.ports import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """An open desk and the person at it. `mode` is real or training, `commune` names ours."""

    store: Store
    clock: Clock
    chance: Randomness
    vocabularies: Vocabularies
    centre: CentreId
    device: DeviceId
    actor: Staff
    mode: str
    commune: CentreId = field(default_factory=lambda: CentreId(bytes(16)))

    def require(self, act: Act) -> None:
        """Refuse what the person's role does not allow: raises NotPermittedError."""
        self.actor.require(act)

    def now(self) -> Moment:
        """The present moment."""
        return self.clock.now()

    def new_id(self) -> bytes:
        """A fresh 16-byte record id."""
        return self.chance(16)

    @property
    def stream(self) -> Stream:
        """The centre's own stream."""
        return own(self.centre)

    @property
    def commune_stream(self) -> Stream:
        """The stream that every centre of the commune reads."""
        return commune(self.commune)

    def acting_as(self, actor: Staff) -> Desk:
        """Return the same desk with another person at it."""
        return replace(self, actor=actor)
