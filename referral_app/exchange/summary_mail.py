"""Summaries on their way to the hub: queued by the desk that froze, sealed to the hub's own key.

They travel as all envelopes do, over the network or on a stick that is carried to the hub
(exchange.md 7.7); the hub's address among mailboxes is its id.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import CentreId, CommitId
from referral_app.exchange.keys import Identity
from referral_app.exchange.shape import pieces
from referral_app.journal import codec
from referral_app.journal.fact_codec import HASH_SIZE
from referral_app.journal.membership import key_id
from referral_app.journal.stream import summaries
from referral_app.services.ports import Epoch, ExchangeWork

_KEY: Final = "hub_key"


def keep_hub_key(work: ExchangeWork, hub_id: bytes, kem_key: bytes) -> None:
    """Keep the key (X-Wing, 1216 bytes) to which summaries for a hub are sealed."""
    if hub_key(work) != _epoch(hub_id, kem_key):
        work.put_note(_KEY, codec.encode((hub_id, kem_key)))


def forget_hub_key(work: ExchangeWork) -> None:
    """Seal nothing to a hub any more: the centre has left it."""
    if work.note(_KEY):
        work.put_note(_KEY, b"")


def hub_key(work: ExchangeWork) -> Epoch | None:
    """Return the hub's key, in the form of a centre's; None where no hub was met."""
    match codec.decode(work.note(_KEY) or b"\x80"):
        case (bytes(hub_id), bytes(kem_key)):
            return _epoch(hub_id, kem_key)
    return None


def offer_summaries(work: ExchangeWork, identity: Identity) -> int:
    """Queue what this desk wrote for the hub and never queued for this one; returns how many."""
    hub = hub_key(work)
    if hub is None:
        return 0
    name = f"summaries_for/{hub.centre.hex()}"
    joined = work.note(name) or b""
    queued = set(pieces(joined, HASH_SIZE))
    fresh: list[CommitId] = [
        commit.id
        for commit in work.commits_of(summaries(identity.centre))
        if commit.device == identity.device and commit.id not in queued
    ]
    if fresh:
        work.queue(fresh, hub.centre)
        work.put_note(name, joined + b"".join(fresh))
    return len(fresh)


def _epoch(hub_id: bytes, kem_key: bytes) -> Epoch:
    return Epoch(CentreId(hub_id), 0, key_id(kem_key), kem_key, None)
