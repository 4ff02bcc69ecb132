"""The list of centres: whose it must be, and whom it lets in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_app.clock import seeded_randomness
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.registry import LIFETIME, Entry, EntryKind, Registry
from referral_app.errors import RefusedError
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.registry import sign_registry
from referral_app.exchange.sequence import MEDIA_TYPE, write_sequence
from referral_app.hub.registry import set_root, take_registry
from tests.hub.desks import START, Desk, HubAtWork, frames
from tests.hub.serving import Answer

ROOT = DeskKeys.generate(seeded_randomness(5))
OTHER = DeskKeys.generate(seeded_randomness(6))


def listed(
    hub: HubAtWork, version: int, *desks: Desk, active: bool = True, by: DeskKeys = ROOT
) -> bytes:
    entries = tuple(_entry(desk, at, active=active) for at, desk in enumerate(desks))
    registry = Registry(
        CentreId(b"c" * 16),
        hub.mode,
        by.sign_key,
        version,
        START,
        Moment(START + LIFETIME),
        entries,
    )
    return sign_registry(registry, by.sign_seed)


def _entry(desk: Desk, at: int, *, active: bool) -> Entry:
    from hashlib import sha256

    from referral_app.domain.facts import GENESIS

    [document] = [
        fact.get("document")
        for commit in desk.founding.commits
        for fact in commit.facts
        if fact and fact.kind == GENESIS.name
    ]
    assert isinstance(document, bytes)
    proof = sha256(b"rly/1/centre\0" + document).digest()
    name = f"Centre {at}"
    return Entry(desk.centre, EntryKind.CENTRE, name, "مركز", "", active, 0, 0, proof)


def put(desk: Desk, file: bytes) -> Answer:
    return desk.ask("PUT", "/v1/registry", write_sequence([file]), MEDIA_TYPE)


def test_there_is_none_at_first_and_nobody_but_the_operator_says_whose(hub: HubAtWork) -> None:
    here = hub.admitted()
    assert here.ask("GET", "/v1/registry").word == (404, "absent")
    assert put(here, listed(hub, 1, here)).word == (403, "other_root")
    set_root(hub.hub.database, ROOT.sign_key)
    assert put(here, listed(hub, 1, here)).json() == {"version": 1}
    assert frames(here.ask("GET", "/v1/registry")) == (listed(hub, 1, here),)


def test_a_version_never_goes_back(hub: HubAtWork) -> None:
    here = hub.admitted()
    take_registry(hub.hub.database, listed(hub, 2, here), hub.mode, trusts_first=True)
    assert put(here, listed(hub, 2, here)).json() == {"version": 2}
    assert put(here, listed(hub, 1, here)).word == (403, "older")
    assert put(here, listed(hub, 2)).word == (403, "older")
    assert put(here, listed(hub, 3)).json() == {"version": 3}


def test_only_the_root_signs(hub: HubAtWork) -> None:
    here = hub.admitted()
    take_registry(hub.hub.database, listed(hub, 1, here), hub.mode, trusts_first=True)
    assert put(here, listed(hub, 2, here, by=OTHER)).word == (403, "other_root")
    altered = listed(hub, 2, here)
    assert put(here, altered[:-1] + bytes([altered[-1] ^ 1])).word == (400, "malformed")
    assert put(here, b"no list").word == (400, "malformed")
    with pytest.raises(RefusedError, match="other_root"):
        set_root(hub.hub.database, OTHER.sign_key)
    assert put(hub.centre(), listed(hub, 2, here)).word == (403, "not_admitted")


def test_a_listed_centre_comes_in_by_itself_and_goes_when_it_is_struck_off(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.centre()
    assert there.introduce().word == (403, "not_admitted")
    take_registry(hub.hub.database, listed(hub, 1, here, there), hub.mode, trusts_first=True)
    assert there.introduce().json() == {"accepted": 2}
    assert there.fetch() == []
    put(here, listed(hub, 2, there, active=False))
    assert there.pull().word == (403, "not_admitted")
    assert here.pull().status == 200


def test_a_list_for_practice_is_none_for_real_work(hub: HubAtWork) -> None:
    here = hub.admitted()
    hub.mode, mode = "real", hub.mode
    file = listed(hub, 1)
    hub.mode = mode
    with pytest.raises(RefusedError, match="other_mode"):
        take_registry(hub.hub.database, file, hub.mode, trusts_first=True)
    assert replace(here).pull().status == 200
