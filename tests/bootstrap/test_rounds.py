"""A round that runs beside the saves of an open store, and a store that closes meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import CentreId
from referral_app.errors import RefusedError
from referral_app.exchange.folder import Folder
from referral_app.services.ports import RoundReport
from tests.bootstrap.conftest import Founder
from tests.bootstrap.test_desks_and_centres import TwoCentres, send


class HeldRound:
    """A round on a thread of its own: it waits before each envelope that it reads, or does not."""

    def __init__(self, centre: TwoCentres) -> None:
        self.centre = centre
        self.is_reading, self.go = threading.Event(), threading.Event()
        self._thread = ThreadPoolExecutor(1)

    def start(self) -> Future[RoundReport]:
        started = self._thread.submit(self.centre.first.synchronise, self.centre.folder)
        assert self.is_reading.wait(20)
        return started

    def end(self) -> None:
        self.go.set()
        self._thread.shutdown()


@pytest.fixture
def centre(founder: Founder, cheap_keys: None) -> TwoCentres:
    return TwoCentres(founder)


@pytest.fixture
def held(centre: TwoCentres, monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldRound]:
    held, read = HeldRound(centre), Folder.read

    def wait(folder: Folder, mailbox: CentreId, eid: bytes) -> bytes | None:
        held.is_reading.set()
        assert held.go.wait(20)
        return read(folder, mailbox, eid)

    for _turn in range(3):
        send(centre.other, centre.first)
        centre.sync(centre.other)
    monkeypatch.setattr(Folder, "read", wait)
    yield held
    held.end()


def received(workspace: Workspace) -> int:
    return workspace.desk.store.reader.counts().to_answer


def test_a_save_is_durable_before_the_round_is_over(centre: TwoCentres, held: HeldRound) -> None:
    round_ = held.start()
    saved = send(centre.first, centre.other)
    assert not round_.done()
    assert centre.first.desk.store.reader.referral(saved)
    held.go.set()
    assert round_.result(20).commits_received
    assert received(centre.first) == 3
    assert centre.first.desk.store.reader.waiting_to_leave() == 0, "the save went along"


def test_closing_waits_for_the_step_of_a_round_and_loses_nothing(
    founder: Founder, centre: TwoCentres, held: HeldRound
) -> None:
    round_ = held.start()
    closing = threading.Thread(target=centre.first.close)
    closing.start()
    saved = send(centre.first, centre.other)
    held.go.set()
    closing.join(20)
    assert round_.done()
    again = founder.again("one")
    assert received(again) < 3, "it did not go on to the end"
    assert again.desk.store.reader.referral(saved)
    again.synchronise(centre.folder)
    assert received(again) == 3
    assert again.desk.store.reader.waiting_to_leave() == 0


def test_two_rounds_at_once_and_one_after_the_end_are_refused(
    centre: TwoCentres, held: HeldRound
) -> None:
    round_ = held.start()
    with pytest.raises(RefusedError) as refused:
        centre.first.synchronise(centre.folder)
    assert refused.value.key == "exchange.running"
    held.go.set()
    round_.result(20)
    centre.first.close()
    with pytest.raises(RefusedError):
        centre.first.synchronise(centre.folder)
