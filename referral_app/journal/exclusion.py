"""Which commits of a revoked desk do not count: a pure function of the set (exchange.md 3.2).

What leads to a frontier counts, whatever came in between; the rest is kept, passed on and left out
of every fold until a steward readopts it. Membership settles its own facts (`standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from referral_app.domain.facts import Place
from referral_app.domain.identifiers import CommitId, DeviceId
from referral_app.journal import stream as streams
from referral_app.journal.heads import Known, Link, closure
from referral_app.journal.membership import Membership

_NAME: Final = 16


def cut_name(device: DeviceId, cut: Iterable[CommitId]) -> bytes:
    """Name one cut of a desk, 16 bytes: the same wherever it is known."""
    return sha256(device + b"".join(sorted(cut))).digest()[:_NAME]


def cuts_of(membership: Membership) -> dict[DeviceId, tuple[tuple[CommitId, ...], ...]]:
    """Return the cuts of each revoked desk."""
    return {member.device: member.cuts for member in membership.members if member.revoked}


def named_within(known: Known, cut: Iterable[CommitId]) -> frozenset[CommitId]:
    """Return what counts by one cut: what leads to it, held here or only named as yet."""
    cut = tuple(cut)
    held = closure(known, cut, ())
    return frozenset(cut) | held | {before for cid in held for before in known[cid]}


def excluded(links: Iterable[Link], membership: Membership) -> frozenset[CommitId]:
    """Return those of a centre's commits that do not count; `links` are all of them.

    Each revocation that stands cuts: what one revoker did not know does not count.
    """
    found: set[CommitId] = set()
    by_desk: dict[DeviceId, dict[CommitId, Link]] = {}
    for link in links:
        by_desk.setdefault(link.device, {})[link.id] = link
    for device, cuts in cuts_of(membership).items():
        mine = by_desk.get(device, {})
        known: Mapping[CommitId, tuple[CommitId, ...]] = {
            cid: link.previous for cid, link in mine.items()
        }
        countable = {
            cid
            for cid, link in mine.items()
            if streams.from_key(link.stream).place is not Place.MEMBERSHIP
        }
        for cut in cuts:
            found |= countable - named_within(known, cut)
    return frozenset(found - membership.readopted)
