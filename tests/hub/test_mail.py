"""Envelopes in and out of a hub."""

from __future__ import annotations

from tests.hub.desks import HubAtWork


def test_what_one_centre_deposits_the_other_reads(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    sent = [here.seal_to(there) for _ in range(3)]
    items = here.deposit(*sent)
    assert [item["seq"] for item in items] == [1, 2, 3]
    assert there.fetch() == sent
    assert here.fetch() == []


def test_a_stranger_is_not_let_in(hub: HubAtWork) -> None:
    desk = hub.centre()
    assert desk.introduce().word == (403, "not_admitted")
