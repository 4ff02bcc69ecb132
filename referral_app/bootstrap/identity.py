"""Who this desk is, as it stands in the encrypted store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from referral_app.clock import Randomness
from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import DeskKeys, Identity
from referral_app.journal.commit import INCARNATION_SIZE
from referral_app.journal.stream import commune_id
from referral_app.storage.work import DeskIdentity

if TYPE_CHECKING:
    from referral_app.storage.store import OpenStore
    from referral_app.storage.work import DeskWork

_CENTRE: Final = "centre"
_MODE: Final = "mode"
_KEYS: Final = "desk_keys"
_COMMUNE_KEY: Final = "commune_key"
_INVITATION: Final = "desk_invitation"


@dataclass(frozen=True, slots=True)
class Known:
    """The identity for the exchange, and the key that permutes case codes (32 bytes)."""

    exchange: Identity
    commune_key: bytes = field(repr=False)

    @classmethod
    def of(cls, identity: Identity, commune_key: bytes) -> Known:
        """Put an identity into the commune that the key names."""
        return cls(replace(identity, commune=commune_id(commune_key)), commune_key)

    def at_the_store(self) -> DeskIdentity:
        """Return what the store needs of it."""
        return DeskIdentity(
            centre=self.exchange.centre,
            device=self.exchange.device,
            sign=self.exchange.keys.sign,
            incarnation=self.exchange.incarnation,
            commune_key=self.commune_key,
        )


def keep(work: DeskWork, known: Known) -> None:
    """Write the identity into the store."""
    work.put_identity(_CENTRE, known.exchange.centre)
    work.put_identity(_MODE, known.exchange.mode.encode())
    work.put_identity(_KEYS, known.exchange.keys.encode())
    work.put_identity(_COMMUNE_KEY, known.commune_key)


def keep_invitation(work: DeskWork, data: bytes) -> None:
    """Keep the invitation by which this desk waits to be let in; empty once it is."""
    work.put_identity(_INVITATION, data)


def invitation(opened: OpenStore) -> bytes:
    """Return the invitation by which this desk waits; empty when it does not."""
    return opened.identity(_INVITATION) or b""


def load(opened: OpenStore, chance: Randomness) -> Known:
    """Read the identity, with a new incarnation: each start of the program has its own.

    Raises ForeignDataError when the store holds none.
    """
    centre, mode, keys, commune_key = (
        opened.identity(name) for name in (_CENTRE, _MODE, _KEYS, _COMMUNE_KEY)
    )
    if centre is None or mode is None or keys is None or commune_key is None:
        raise ForeignDataError("store.damaged")
    desk_keys = DeskKeys.decode(keys)
    incarnation = chance(INCARNATION_SIZE)
    identity = Identity(CentreId(centre), mode.decode(), incarnation, desk_keys, desk_keys.device)
    return Known.of(identity, commune_key)
