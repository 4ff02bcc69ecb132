"""What a save costs must not grow with what waits: weeks without an exchange are usual."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.domain import facts
from referral_app.domain.identifiers import CommitId, ReferralId, referral_id
from referral_app.journal.stream import link
from tests.storage.stores import AMINA, OWN, PEER, Opened, fact, founded, requested
from tests.storage.tables import writer


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with founded(tmp_path) as store:
        yield store


def steps_of_a_save(opened: Opened, referral: ReferralId) -> int:
    """How many hundreds of steps SQLite's machine takes for one more word in a referral."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    raw = writer(opened.files)._raw
    raw.set_progress_handler(count, 10)
    opened.save(fact(facts.REFERRAL_STATUS, referral, status="cancelled"), stream=link(OWN, PEER))
    raw.set_progress_handler(None, 0)
    return taken


def test_a_save_costs_the_same_however_much_waits_to_leave(opened: Opened) -> None:
    one, other = (referral_id(OWN, bytes([n]) * 8) for n in (1, 2))
    for referral in (one, other):
        opened.save(requested(referral, "4231900869"), stream=link(OWN, PEER))
    little = steps_of_a_save(opened, one)
    assert little > 0
    with opened.store.begin() as work:
        work.queue([CommitId(opened.chance(32)) for _ in range(3000)], PEER)
    assert steps_of_a_save(opened, other) <= 2 * little


def test_what_waits_already_is_not_queued_twice(opened: Opened) -> None:
    referral = referral_id(OWN, bytes(8))
    with opened.store.begin() as work:
        sent = work.record(link(OWN, PEER), [requested(referral, "4231900869")], AMINA)
        work.queue([sent, sent], PEER)
        assert len(work.queued(10)) == 1
        work.queue([sent], OWN)
        assert {item.destination for item in work.queued(10)} == {PEER, OWN}
