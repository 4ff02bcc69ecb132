"""A second and a third desk of a centre, over a folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import DeviceId, StaffId
from referral_app.errors import (
    ForeignDataError,
    InvalidInputError,
    NotPermittedError,
    RefusedError,
)
from referral_app.services.cases import add_note
from referral_app.services.desks import alarms, desks
from referral_app.services.intake import Intake, NeedEntry, open_case
from referral_app.services.ports import Refusal
from tests.bootstrap.conftest import OTHER_PASSPHRASE, Founder

MINUTE = 60_000


class Centre:
    """A centre whose desks meet over one folder."""

    def __init__(self, founder: Founder) -> None:
        self.founder = founder
        self.folder = founder.root / "folder"
        self.folder.mkdir()
        self.first = founder.centre()
        self.desks = [self.first]

    def sync(self, *workspaces: Workspace) -> None:
        for workspace in workspaces or tuple(self.desks):
            self.founder.clock.advance(MINUTE)
            workspace.synchronise(self.folder)

    def ask(self, name: str, by: Workspace | None = None, **how: object) -> Workspace:
        """Prepare a desk and make it, which then waits."""
        by = by or self.first
        file = self.founder.root / f"{name}.rinv"
        person = how.pop("staff", by.desk.actor.id)
        by.invite_desk(file, StaffId(person), **how)  # type: ignore[arg-type]
        created = bootstrap.join_centre(
            self.founder.root / name,
            bootstrap.invitation_bytes(file),
            OTHER_PASSPHRASE,
            self.founder.parts(sum(name.encode())),
        )
        return self.founder.keep(created.workspace)

    def let_in(self, name: str, by: Workspace | None = None, **how: object) -> Workspace:
        by = by or self.first
        new = self.ask(name, by, **how)
        self.sync(new, by)
        (joining,) = by.joining()
        assert joining.fingerprint == new.desk_fingerprint()
        by.confirm_desk(joining.device)
        self.sync(by, new)
        assert not new.is_waiting
        self.desks.append(new)
        return new

    def copied(self) -> tuple[DeviceId, list[Workspace]]:
        """A second desk whose disk is copied, and both copies have worked and exchanged."""
        second = self.let_in("second")
        device = second.desk.device
        second.close()
        self.desks.remove(second)
        copy = self.founder.root / "copy"
        shutil.copytree(self.founder.root / "second", copy)
        twins = [
            self.founder.keep(
                bootstrap.open_workspace(folder, OTHER_PASSPHRASE, parts=self.founder.parts(seed))
            )
            for seed, folder in ((91, self.founder.root / "second"), (92, copy))
        ]
        for _ in range(3):
            for twin in twins:
                open_case(twin.desk, intake(twin))
                self.sync(twin)
        self.sync(self.first, *twins)
        return device, twins

    def let_in_for(self, name: str, staff: StaffId) -> Workspace:
        return self.let_in(name, staff=staff)


@pytest.fixture
def centre(founder: Founder) -> Centre:
    return Centre(founder)


def intake(workspace: Workspace) -> Intake:
    return Intake(workspace.desk.now(), {}, (NeedEntry("S01"),), None)


def told(workspace: Workspace) -> set[tuple[object, ...]]:
    """What of a desk's journal can be compared with another's."""
    store: Any = workspace.desk.store
    with store.begin() as work:
        return {(stream.key, tuple(sorted(work.heads(stream)))) for stream in work.streams()}


def test_a_second_desk_joins_and_both_work(centre: Centre) -> None:
    before = open_case(centre.first.desk, intake(centre.first))
    second = centre.let_in("second")
    assert second.desk.store.reader.case(before.case) is not None
    after = open_case(second.desk, intake(second))
    add_note(second.desk, before.case, "vu au deuxième poste", second.desk.now())
    centre.sync()
    centre.sync()
    assert centre.first.desk.store.reader.case(after.case) is not None
    assert told(centre.first) == told(second)
    lines = desks(centre.first.desk)
    assert [(line.number, line.is_here, line.active) for line in lines] == [
        (1, True, True),
        (2, False, True),
    ]
    assert after.code != before.code


def test_a_desk_at_work_comes_to_let_in_others(centre: Centre) -> None:
    """From numbers of its own: those of the desk that came to it before stay what they were."""
    second, third = centre.let_in("second"), centre.let_in("third", may_let_in=True)
    with pytest.raises(RefusedError, match=r"desk\.not_steward"):
        second.make_steward(second.desk.device)
    with pytest.raises(RefusedError, match=r"desk\.lets_in_already"):
        centre.first.make_steward(third.desk.device)
    with pytest.raises(RefusedError, match=r"desk\.unknown"):
        centre.first.make_steward(DeviceId(bytes(16)))
    centre.first.make_steward(second.desk.device)
    centre.sync()
    centre.sync()
    assert [line.may_let_in for line in desks(third.desk)] == [True, True, True]
    fourth, fifth = centre.let_in("fourth", by=second), centre.let_in("fifth", by=third)
    centre.sync()
    centre.sync()
    for found in (second, third, fourth, fifth):
        blocks = found.desk.store.reader.blocks()
        granted = {block.device: block.number for block in blocks if block.number is not None}
        assert granted[fourth.desk.device] % 4 == 2
        assert granted[fifth.desk.device] % 4 == 1
        numbers = [block.number for block in blocks]
        assert len(numbers) == len(set(numbers))
    with pytest.raises(RefusedError, match=r"desk\.enough_stewards"):
        second.make_steward(fourth.desk.device)


def test_a_third_desk_let_in_by_the_second(centre: Centre) -> None:
    opened = open_case(centre.first.desk, intake(centre.first))
    second = centre.let_in("second", may_let_in=True)
    third = centre.let_in("third", by=second)
    codes = {open_case(desk.desk, intake(desk)).code for desk in centre.desks}
    for _ in range(3):
        centre.sync()
    assert len(codes) == 3
    assert told(centre.first) == told(second) == told(third)
    assert third.desk.store.reader.case(opened.case) is not None
    numbers = {block.number for block in third.desk.store.reader.blocks()}
    assert numbers == {0, 1, 4}  # the first desk grants 0 and 4, the second 1
    assert all(len(desks(desk.desk)) == 3 for desk in centre.desks)


def test_the_only_computer_is_replaced(centre: Centre) -> None:
    first = centre.first
    before = open_case(first.desk, intake(first))
    (here,) = desks(first.desk)
    second = centre.let_in("second", replaces=here.device)
    assert second.desk.store.reader.case(before.case) is not None
    with pytest.raises(RefusedError) as refused:
        open_case(first.desk, intake(first))
    assert refused.value.key == "desk.replaced"
    assert refused.value.values == {"desk": "NB"}
    old, new = desks(second.desk)
    assert (old.active, old.replaced_by, new.may_let_in) == (False, 2, True)
    open_case(second.desk, intake(second))
    centre.sync()
    # Nothing sealed from now on is for the old computer, and it is not told of what it cannot read.
    report = first.synchronise(centre.folder)
    assert report.refused == ()
    third = centre.let_in("third", by=second)
    assert third.desk.store.reader.case(before.case) is not None


def test_what_a_replaced_desk_wrote_before_it_knew_still_arrives(centre: Centre) -> None:
    second = centre.let_in("second", may_let_in=True)
    (_, line) = desks(centre.first.desk)
    third = centre.let_in("third", replaces=line.device)
    late = open_case(second.desk, intake(second))  # it has not heard yet
    second.synchronise(centre.folder)
    with pytest.raises(RefusedError) as refused:
        open_case(second.desk, intake(second))
    assert refused.value.key == "desk.replaced"
    centre.sync(centre.first, third)
    for desk in (centre.first, third):
        assert desk.desk.store.reader.case(late.case) is not None


def test_a_retired_desk_writes_nothing_and_the_last_granter_stays(centre: Centre) -> None:
    second = centre.let_in("second")
    first, line = desks(centre.first.desk)
    with pytest.raises(RefusedError) as refused:
        centre.first.retire_desk(first.device, "broken")
    assert refused.value.key == "desk.last_steward"
    with pytest.raises(RefusedError) as refused:
        second.retire_desk(first.device, "broken")
    assert refused.value.key == "desk.not_steward"
    centre.first.retire_desk(line.device, "sold")
    centre.sync()
    with pytest.raises(RefusedError) as refused:
        open_case(second.desk, intake(second))
    assert refused.value.key == "desk.retired"


def test_an_invitation_serves_one_desk(centre: Centre) -> None:
    centre.let_in("second")
    created = bootstrap.join_centre(
        centre.founder.root / "thief",
        (centre.founder.root / "second.rinv").read_bytes(),
        OTHER_PASSPHRASE,
        centre.founder.parts(77),
    )
    thief = centre.founder.keep(created.workspace)
    centre.sync(thief)
    report = centre.first.synchronise(centre.folder)
    assert (Refusal.USED_INVITATION, 1) in report.refused
    assert centre.first.joining() == ()
    centre.sync(thief, centre.first, thief)
    assert thief.is_waiting
    assert thief.why_not == "used"
    # A file of its own lets it ask again, with the same keys.
    centre.first.invite_desk(centre.founder.root / "own.rinv", centre.first.desk.actor.id)
    with pytest.raises(ForeignDataError):
        thief.ask_again(b"no invitation")
    thief.ask_again((centre.founder.root / "own.rinv").read_bytes())
    assert thief.why_not == ""
    centre.sync(thief, centre.first)
    (joining,) = centre.first.joining()
    assert joining.device == thief.desk.device
    centre.first.confirm_desk(joining.device)
    centre.sync(centre.first, thief)
    assert not thief.is_waiting


def test_an_expired_invitation_is_refused_at_both_ends(centre: Centre) -> None:
    waiting = centre.ask("second")
    centre.sync(waiting)
    centre.founder.clock.advance(8 * 24 * 60 * MINUTE)
    with pytest.raises(RefusedError) as refused:
        bootstrap.join_centre(
            centre.founder.root / "late",
            (centre.founder.root / "second.rinv").read_bytes(),
            OTHER_PASSPHRASE,
            centre.founder.parts(78),
        )
    assert refused.value.key == "exchange.invitation_expired"
    assert not bootstrap.store_exists(centre.founder.root / "late")
    report = centre.first.synchronise(centre.folder)
    assert (Refusal.EXPIRED_INVITATION, 1) in report.refused
    assert centre.first.joining() == ()
    before = sum(1 for _ in centre.folder.rglob("*.rly"))
    centre.sync(centre.first)
    assert sum(1 for _ in centre.folder.rglob("*.rly")) == before, "said once"
    centre.sync(waiting)
    assert waiting.why_not == "expired"


def test_a_desk_that_waits_can_do_nothing_else(centre: Centre) -> None:
    waiting = centre.ask("second")
    with pytest.raises(NotPermittedError):
        open_case(waiting.desk, intake(waiting))
    waiting.close()
    again = centre.founder.again("second", OTHER_PASSPHRASE)
    assert again.is_waiting
    assert again.waiting
    assert (again.waiting.label, again.waiting.name_fr) == ("NB", "one")
    assert again.joining() == ()
    centre.sync(again, centre.first)
    centre.first.refuse_desk(centre.first.joining()[0].device)
    assert centre.first.joining() == ()
    centre.sync(centre.first, again)
    assert again.is_waiting
    assert again.why_not == "sent_away"
    other = centre.founder.guest("other centre", _of_a_centre(centre))
    other.invite_desk(centre.founder.root / "theirs.rinv", other.desk.actor.id)
    with pytest.raises(RefusedError) as refused:
        again.ask_again((centre.founder.root / "theirs.rinv").read_bytes())
    assert refused.value.key == "desk.other_invitation"


def _of_a_centre(centre: Centre) -> bytes:
    file = centre.founder.root / "centre.rinv"
    centre.first.invite(file)
    return file.read_bytes()


def test_the_wrong_file_at_a_door_is_named(centre: Centre, tmp_path: Path) -> None:
    first = centre.first
    first.invite(tmp_path / "centre.rinv")
    first.invite_desk(tmp_path / "desk.rinv", StaffId(first.desk.actor.id))
    for_centre, for_desk = (tmp_path / f"{name}.rinv" for name in ("centre", "desk"))
    with pytest.raises(RefusedError) as refused:
        bootstrap.read_desk_invitation(for_centre.read_bytes(), centre.founder.parts())
    assert refused.value.key == "exchange.invitation_for_centre"
    with pytest.raises(RefusedError) as refused:
        bootstrap.read_invitation(for_desk.read_bytes(), centre.founder.parts())
    assert refused.value.key == "exchange.invitation_for_desk"
    data = for_desk.read_bytes()
    damaged = data[:200] + bytes([data[200] ^ 1]) + data[201:]
    for bad in (b"", b"a file", data[:-1], damaged):
        with pytest.raises(ForeignDataError):
            bootstrap.read_desk_invitation(bad, centre.founder.parts())


def test_who_left_is_given_no_desk(centre: Centre) -> None:
    with pytest.raises(InvalidInputError):
        centre.first.invite_desk(centre.founder.root / "x.rinv", StaffId(bytes(16)))
    assert not (centre.founder.root / "x.rinv").exists()


def test_no_more_than_three_desks_let_in_others(centre: Centre) -> None:
    centre.let_in("second", may_let_in=True)
    centre.let_in("third", may_let_in=True)
    with pytest.raises(RefusedError) as refused:
        centre.ask("fourth", may_let_in=True)
    assert refused.value.key == "desk.too_many_stewards"
    # Taking over from one of the three is no fourth.
    _first, line, _third = desks(centre.first.desk)
    centre.let_in("fourth", replaces=line.device)
    assert [it.may_let_in for it in desks(centre.first.desk) if it.active] == [True] * 3


def test_a_copied_disk_raises_the_alarm_everywhere(centre: Centre) -> None:
    device, twins = centre.copied()
    for desk in (centre.first, *twins):
        (alarm,) = alarms(desk.desk)
        assert (alarm.desk.number, alarm.desk.active) == (2, True)
    centre.first.retire_desk(device, "copied")
    assert alarms(centre.first.desk) == ()


def test_a_restored_desk_raises_no_alarm(centre: Centre) -> None:
    second = centre.let_in("second")
    second.close()
    home, backup = centre.founder.root / "second", centre.founder.root / "backup"
    shutil.copytree(home, backup)
    for seed in (81, 82):
        opened = centre.founder.keep(
            bootstrap.open_workspace(home, OTHER_PASSPHRASE, parts=centre.founder.parts(seed))
        )
        open_case(opened.desk, intake(opened))
        centre.sync(opened)
        opened.close()
    centre.sync(centre.first)
    shutil.rmtree(home)
    shutil.copytree(backup, home)
    restored = centre.founder.keep(
        bootstrap.open_workspace(home, OTHER_PASSPHRASE, parts=centre.founder.parts(83))
    )
    open_case(restored.desk, intake(restored))
    for _ in range(3):
        centre.sync(restored, centre.first)
    open_case(restored.desk, intake(restored))
    centre.sync(restored, centre.first)
    assert told(restored) == told(centre.first)
    assert alarms(centre.first.desk) == alarms(restored.desk) == ()
