"""Blocks of codes: granted where they run low, given up by a restored desk, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from referral_app.domain.case_code import BLOCK_SIZE
from referral_app.domain.facts import BLOCK_ASKED, BLOCK_GRANTED, MEMBER_ADDED, Fact, content
from referral_app.domain.identifiers import DeviceId
from referral_app.domain.staff import Role
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.membership import DESK, STEWARD
from referral_app.journal.stream import membership
from referral_app.services.blocks import LOW, ensure_codes, give_up_blocks, grant_asked, range_left
from referral_app.services.desk import Desk
from referral_app.services.intake import open_case
from referral_app.storage.sql import upsert
from referral_app.storage.tables.desk import CODE_CURSOR
from tests.fakes import Neighbours, neighbours
from tests.services.builders import intake


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Neighbours]:
    with neighbours(tmp_path) as both:
        yield both


def use_up(desk: Desk, block: int, left: int) -> None:
    """So many codes are left in a block of this desk."""
    work: Any
    with desk.store.begin() as work:
        place = {"block": block, "next": BLOCK_SIZE - left}
        work._connection.run(upsert(CODE_CURSOR, ["block"]), place)


def other_desk(desk: Desk, role: str) -> DeviceId:
    """Let another desk into the centre."""
    keys = DeskKeys.generate(desk.chance)
    told = content(sign_key=keys.sign_key, kem_key=keys.kem_key, role=role, label="SK")
    fact = Fact(MEMBER_ADDED.name, keys.device, desk.now(), told)
    with desk.store.begin() as work:
        work.record(membership(desk.centre), (fact,), desk.actor.id)
    return keys.device


def numbers(desk: Desk) -> list[int | None]:
    return [block.number for block in desk.store.reader.blocks()]


def test_a_desk_that_runs_low_grants_itself_the_next_block(both: Neighbours) -> None:
    desk = both.here.desk
    assert desk.store.reader.codes_left(desk.device) == BLOCK_SIZE
    assert not ensure_codes(desk)
    use_up(desk, 0, LOW - 1)
    assert ensure_codes(desk)
    assert numbers(desk) == [0, 4]
    assert desk.store.reader.codes_left(desk.device) == BLOCK_SIZE + LOW - 1
    assert not ensure_codes(desk)


def test_a_desk_that_may_not_grant_asks_once(both: Neighbours) -> None:
    desk = both.here.desk
    device = other_desk(desk, DESK)
    with desk.store.begin() as work:
        asked = Fact(BLOCK_ASKED.name, desk.new_id(), desk.now(), content(device=device))
        work.record(desk.stream, (asked,), desk.actor.id)
    assert numbers(desk) == [None, 0]
    assert grant_asked(desk) == 1
    assert grant_asked(desk) == 0
    (block,) = [it for it in desk.store.reader.blocks() if it.device == device]
    assert (block.number, block.id) == (4, asked.record)


def test_nothing_is_granted_to_a_desk_that_is_not_ours(both: Neighbours) -> None:
    desk = both.here.desk
    with desk.store.begin() as work:
        told = content(device=b"a stranger's id!")
        asked = Fact(BLOCK_ASKED.name, desk.new_id(), desk.now(), told)
        work.record(desk.stream, (asked,), desk.actor.id)
    assert grant_asked(desk) == 0


def test_what_another_granter_gives_is_left_to_it(both: Neighbours) -> None:
    """Numbers 0, 4, 8 … are ours, 1, 5, 9 … the second granter's."""
    desk = both.here.desk
    second = other_desk(desk, STEWARD)
    with desk.store.begin() as work:
        told = content(device=second, number=1)
        granted = Fact(BLOCK_GRANTED.name, desk.new_id(), desk.now(), told)
        work.record(desk.stream, (granted,), desk.actor.id)
    use_up(desk, 0, 0)
    assert ensure_codes(desk)
    assert numbers(desk) == [0, 1, 4]
    left = range_left(desk.store.reader, desk)
    assert (left.first, left.end) == (5, 900), "a centre invited now is given none of these"


def test_a_restored_desk_gives_up_the_rest_of_its_blocks(both: Neighbours) -> None:
    desk = both.here.as_(Role.SOCIAL_WORKER)
    before = open_case(desk, intake(both)).code
    assert give_up_blocks(desk) == 1
    assert numbers(desk) == [0, 4]
    blocks = desk.store.reader.blocks()
    assert [block.returned for block in blocks] == [True, False]
    assert desk.store.reader.codes_left(desk.device) == BLOCK_SIZE
    after = open_case(desk, intake(both)).code
    assert after != before
    assert give_up_blocks(desk) == 1


def test_a_range_that_is_used_up_grants_nothing(both: Neighbours) -> None:
    desk = both.here.desk
    with desk.store.begin() as work:
        for number in range(4, 900, 4):
            told = content(device=desk.device, number=number)
            fact = Fact(BLOCK_GRANTED.name, desk.new_id(), desk.now(), told)
            work.record(desk.stream, (fact,), desk.actor.id)
    for number in range(0, 900, 4):
        use_up(desk, number, 0)
    assert desk.store.reader.codes_left(desk.device) == 0
    assert not ensure_codes(desk)
