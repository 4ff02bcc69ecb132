"""What is fuzzed: everything that reads bytes of a stranger, and the errors that may escape.

Each target takes any bytes. Seals are of glass here, so that what the fuzzer writes gets behind
them: anyone can seal to a public key, so what is inside is as hostile as what is outside.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

from referral_app.clock import ManualClock
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.exchange.desk_invitation import read_desk_invitation
from referral_app.exchange.envelope import (
    MAX_ENVELOPE,
    Header,
    name_of,
    open_envelope,
    pad,
    read_header,
)
from referral_app.exchange.invitation import read_invitation
from referral_app.exchange.keys import seal_to
from referral_app.exchange.refused import LeftAsideError
from referral_app.exchange.sequence import read_page, read_sequence
from referral_app.journal import codec
from referral_app.journal.commit import read_commit
from referral_app.services.ports import Epoch
from tests.exchange.desks import START, MemoryPlace
from tests.simulation.communes.commune import Desk, Time, first_day
from tests.simulation.communes.glass import glass

Target = Callable[[bytes], None]
_SEAL = b"rly/1/seal\0"
_INNER = 250 * 1024


def decoder(data: bytes) -> None:
    """The strict decoder: what it takes is what would be written."""
    with suppress(ForeignDataError):
        value = codec.decode(data)
        assert codec.encode(value) == data


def commit(data: bytes) -> None:
    """A commit; what is read is written back as it came."""
    with suppress(ForeignDataError):
        assert read_commit(data).raw == data


def header(data: bytes) -> None:
    """What stands before a seal."""
    with suppress(LeftAsideError):
        head, size = read_header(data)
        assert data.startswith(head.encode())
        assert size == len(head.encode())


def page(data: bytes) -> None:
    """What a hub answers, and what a desk lays there."""
    with suppress(ForeignDataError):
        read_page(data, 200, MAX_ENVELOPE)
    with suppress(ForeignDataError):
        list(read_sequence(data, 100, MAX_ENVELOPE))


def files(data: bytes) -> None:
    """Invitations, of a centre and of a desk."""
    with suppress(ForeignDataError, RefusedError):
        read_invitation(data, START, "real")
    with suppress(ForeignDataError, RefusedError):
        read_desk_invitation(data, START)


def opener(data: bytes) -> None:
    """What somebody sealed to us, whatever it is."""
    desk = _desk()
    with glass(random.Random(1).randbytes):
        envelope = _sealed(desk, data)
        seeds = _seeds(desk)
        with suppress(LeftAsideError):
            open_envelope(envelope, desk.centre, desk.identity.mode, seeds.get)


def importer(data: bytes) -> None:
    """A round over a stick where such an envelope lies: it never stops for it."""
    desk, place = _desk(), MemoryPlace()
    before = desk.store.save()
    with glass(random.Random(1).randbytes):
        place.put(desk.centre, _sealed(desk, data))
        place.put(desk.centre, data)
        place.put(desk.centre, data, name_of(b"another"))
        desk.sync(place)
    desk.store.load(before)


def letters(data: bytes) -> None:
    """As `importer`, but the letter is well made and only what stands in it is not."""
    if len(data) < 2:
        return
    kind, cut = data[0] % 5, 1 + data[1] % 7
    rest = data[2:]
    size = max(1, len(rest) // cut)
    items = tuple(rest[at : at + size] for at in range(0, len(rest), size))
    importer(codec.encode((kind, _desk().centre, (), items[:100])))


def _sealed(desk: Desk, inner: bytes) -> bytes:
    epoch = _epoch(desk)
    head = Header(desk.identity.mode, desk.centre, epoch.kid).encode()
    return head + seal_to(epoch.public, pad(inner[:_INNER]), _SEAL + head)


def _epoch(desk: Desk) -> Epoch:
    with desk.store.begin() as work:
        found: tuple[Epoch, ...] = work.epochs(desk.centre)
    return found[0]


def _seeds(desk: Desk) -> dict[bytes, bytes]:
    epoch = _epoch(desk)
    assert epoch.seed is not None
    return {epoch.kid: epoch.seed}


@lru_cache(maxsize=1)
def _desk() -> Desk:
    desk = first_day(Time(), random.Random(2).randbytes)[0]
    desk.clock = ManualClock(START)
    return desk


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (decoder, commit, header, page, files, opener, importer, letters)
}

__all__ = ["TARGETS", "Target"]
