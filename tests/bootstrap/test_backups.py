"""Backups of an open desk: where they go, which stay, what stops them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from referral_app.domain.identifiers import StaffId
from referral_app.domain.staff import Role, Staff
from referral_app.errors import (
    InvalidInputError,
    NotPermittedError,
    RefusedError,
    UnavailableError,
)
from referral_app.storage import slots
from referral_app.storage.backup.writing import PART
from tests.bootstrap.conftest import Founder
from tests.bootstrap.restoring import derived_once

DAY = 86_400_000


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_derive", derived_once)


def test_until_a_folder_is_chosen_they_lie_beside_the_store(founder: Founder) -> None:
    workspace = founder.centre(mode="real")
    assert workspace.backups.is_wanted()
    assert workspace.backups.is_too_old()
    made = workspace.backups.make()
    assert made is not None
    assert made.file.path.parent == founder.root / "one-backups"
    assert not workspace.backups.is_wanted()
    assert not workspace.backups.is_too_old()
    founder.clock.advance(DAY)
    assert workspace.backups.is_wanted()
    founder.clock.advance(7 * DAY)
    assert workspace.backups.is_too_old()


def test_fictional_people_are_backed_up_only_where_somebody_chose_so(founder: Founder) -> None:
    workspace = founder.centre()
    assert not workspace.backups.is_wanted()
    assert not workspace.backups.is_too_old()
    stick = founder.root / "stick"
    stick.mkdir()
    workspace.backups.choose(stick)
    assert workspace.backups.is_wanted()


def test_seven_days_and_four_weeks_stay(founder: Founder) -> None:
    workspace = founder.centre()
    stick = founder.root / "stick"
    stick.mkdir()
    workspace.backups.choose(stick)
    (stick / f"jisr-{'0' * 8}-2026-01-01-1200.jbak").write_bytes(b"of another desk")
    for _ in range(40):
        founder.clock.advance(DAY)
        assert workspace.backups.make()
    files = workspace.backups.list_files()
    assert 7 < len(files) <= 11
    assert [file.made for file in files] == sorted((file.made for file in files), reverse=True)
    assert len(list(stick.iterdir())) == len(files) + 1, "what is not ours is left alone"
    workspace.backups.limit(100)
    ours = workspace.backups.paths()
    ours[0].write_bytes(b"ruined")
    assert len(workspace.backups.list_files()) == len(files) - 1
    assert len(workspace.backups.paths()) == len(files)


def test_what_a_cut_left_in_the_folder_goes_with_the_next(founder: Founder) -> None:
    workspace = founder.centre()
    stick = founder.root / "stick"
    stick.mkdir()
    workspace.backups.choose(stick)
    made = workspace.backups.make()
    assert made is not None
    part = made.file.path.with_name(made.file.path.name + PART)
    part.write_bytes(b"half")
    founder.clock.advance(DAY)
    assert workspace.backups.make()
    assert not part.exists()


def test_a_folder_that_would_be_lost_with_the_store(founder: Founder) -> None:
    workspace = founder.centre()
    inside = founder.root / "one" / "backups"
    inside.mkdir()
    for folder in (founder.root / "one", inside):
        with pytest.raises(InvalidInputError) as caught:
            workspace.backups.choose(folder)
        assert caught.value.key == "backup.inside_store"
    with pytest.raises(InvalidInputError):
        workspace.backups.choose(founder.root / "nowhere")


def test_a_stick_that_was_pulled_out(founder: Founder) -> None:
    workspace = founder.centre()
    stick = founder.root / "stick"
    stick.mkdir()
    workspace.backups.choose(stick)
    stick.rmdir()
    with pytest.raises(UnavailableError) as caught:
        workspace.backups.make()
    assert caught.value.key == "backup.folder_missing"
    assert not stick.exists(), "no folder is made in the place of a stick"
    assert workspace.backups.list_files() == ()


def test_stopped_nothing_stands(founder: Founder) -> None:
    workspace = founder.centre()
    file = founder.root / "a.jbak"
    for share in range(0, 1000, 200):
        assert workspace.backups.make(stopping_at(share), file) is None
        assert not list(founder.root.glob("*.jbak*"))
    assert workspace.backups.plan().made is None


def stopping_at(share: int) -> Callable[[int, int], bool]:
    return lambda done, _total: done < share


def test_one_at_a_time(founder: Founder) -> None:
    workspace = founder.centre()
    refusals = []

    def again(_done: int, _total: int) -> bool:
        with pytest.raises(RefusedError) as caught:
            workspace.backups.make()
        refusals.append(caught.value.key)
        return True

    assert workspace.backups.make(again, founder.root / "a.jbak")
    assert set(refusals) == {"backup.running"}


def test_closing_stops_it(founder: Founder) -> None:
    workspace = founder.centre()
    workspace.backups.stop()
    assert workspace.backups.make(file=founder.root / "a.jbak") is None
    workspace.close()


def test_who_may_not(founder: Founder) -> None:
    workspace = founder.centre()
    workspace.desk = workspace.desk.acting_as(Staff(StaffId(bytes(16)), "ZZ", Role.TRAINER))
    assert not workspace.backups.is_wanted()
    assert not workspace.backups.is_too_old()
    with pytest.raises(NotPermittedError):
        workspace.backups.make()
