"""Faults in what came after the first table of exchange.md 2: theft, keys, commune, erasure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.exchange import desk_keys, desk_letters, mail, reading, replies, strange_keys
from referral_app.exchange import round as round_module
from referral_app.exchange.envelope import read_header
from referral_app.exchange.mail import AGAIN
from referral_app.exchange.reading import Reading
from referral_app.exchange.vectors import StateVector
from referral_app.journal import added_codes, commune_days, directory
from referral_app.journal.exclusion import excluded
from referral_app.journal.membership import Membership, key_id
from referral_app.journal.stream import Stream, membership
from tests.simulation.communes import chest
from tests.simulation.communes.erased import ErasingWork

Patch = pytest.MonkeyPatch


def thieves_count(patch: Patch) -> None:
    """What a stolen desk goes on writing stands in every file."""
    patch.setattr(chest, "excluded", lambda *_: frozenset())


def never_readopted(patch: Patch) -> None:
    def without(links: Any, known: Membership) -> Any:
        return excluded(links, replace(known, readopted=frozenset()))

    patch.setattr(chest, "excluded", without)


def one_cut_is_enough(patch: Patch) -> None:
    """What one of several revokers knew counts."""

    def with_first(links: Any, known: Membership) -> Any:
        members = tuple(replace(it, cuts=it.cuts[-1:]) for it in known.members)
        return excluded(links, replace(known, members=members))

    patch.setattr(chest, "excluded", with_first)


def seeds_for_ever(patch: Patch) -> None:
    patch.setattr(round_module, "destroy_seeds", lambda *_: 0)


def seeds_too_soon(patch: Patch) -> None:
    """Destroyed as soon as the key is replaced, while sticks lie in drawers."""
    patch.setattr(desk_keys, "SEEDS_KEPT", 0)


def anybody_s_record(patch: Patch) -> None:
    """What a centre says in another's record of the commune counts."""
    for module in (directory, commune_days, added_codes):
        patch.setattr(module, "belongs_to", lambda *_: True)


def erased_comes_back(patch: Patch) -> None:
    patch.setattr(ErasingWork, "strip", lambda _self, commit: commit)


def erased_goes_on_lying(patch: Patch) -> None:
    """An envelope that was sealed before is laid down with what is erased in it."""
    patch.setattr(ErasingWork, "_give_up", lambda *_: None)


def bound_records_stay(patch: Patch) -> None:
    """Only what the fact of erasure names goes, not what belongs to the file besides."""
    from tests.simulation.communes import erased

    patch.setattr(erased, "bound_by", lambda *_: ())


def read_by_its_twin(patch: Patch) -> None:
    """A letter to the disk that lacks a key is let go of once a copy of that disk knows it."""

    def has_read(work: Any, vector: StateVector, now: Moment) -> bool:
        done = whole(work, vector, now)
        if done:
            work.put_note(desk_letters._anew_note(vector.device), b"")
        return done

    whole = desk_letters.has_read
    patch.setattr(replies, "has_read", has_read)


def known_by_its_twin(patch: Patch) -> None:
    """A letter about our key goes as soon as a desk of that name knows it."""

    def knows_us(work: Any, vector: StateVector, now: Moment) -> None:
        whole(work, vector, Moment(now + AGAIN))

    whole = desk_letters.knows_us
    patch.setattr(replies, "knows_us", knows_us)


def strange_for_ever(patch: Patch) -> None:
    """Nobody tells who seals to a thief's key which one to use."""
    patch.setattr(strange_keys, "meet", lambda *_: None)


def nobody_tells_of_who_left(patch: Patch) -> None:
    """Of a centre that left each other one knows the desks that it heard of itself."""

    def streams_with(work: Any, identity: Any, centre: Any) -> list[Stream]:
        gone = {membership(it.id) for it in work.centres() if not it.active}
        return [stream for stream in whole(work, identity, centre) if stream not in gone]

    whole = mail._streams_with
    patch.setattr(mail, "_streams_with", streams_with)


def destroyed_is_unknown(patch: Patch) -> None:
    """What comes sealed to a key that is gone is kept for the day on which the key comes."""

    def is_not_for_us(self: Reading, arrival: Any) -> bool:
        kid = read_header(arrival.data)[0].kid
        with self._store.begin() as work:
            known = work.membership(self._identity.centre)
            unread = known and any(key_id(it.kem_key) == kid for it in known.members)
            if unread:
                work.see_envelope(arrival.eid, self._clock.now())
                work.drop_pending(arrival.eid)
        return bool(unread)

    patch.setattr(Reading, "_is_not_for_us", is_not_for_us)


def silence_is_for_ever(patch: Patch) -> None:
    """Nobody tells who seals to a key long gone which one to use."""
    patch.setattr(reading, "tell_all_desks", lambda *_: None)
