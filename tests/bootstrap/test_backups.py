"""Backups of an open desk, and a desk that comes back from one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import StaffId
from referral_app.domain.staff import Role, Staff
from referral_app.errors import (
    InvalidInputError,
    NotPermittedError,
    RefusedError,
    UnavailableError,
)
from referral_app.services.desks import alarms
from referral_app.services.intake import Intake, NeedEntry, open_case
from referral_app.services.ports import CaseQuery
from referral_app.services.ports.backups import Restored, Secret
from referral_app.services.restores import restoration, take_note
from referral_app.storage.backup.writing import COPY, PART
from tests.bootstrap.conftest import OTHER_PASSPHRASE, PASSPHRASE, Founder
from tests.simulation.restored import page

DAY = 86_400_000
MINUTE = 60_000


def codes(workspace: Workspace) -> set[str]:
    return {row.code for row in workspace.desk.store.reader.case_page(CaseQuery()).rows}


def save(workspace: Workspace, many: int = 1) -> list[str]:
    entry = Intake(workspace.desk.now(), {}, (NeedEntry("S01"),), None)
    return [open_case(workspace.desk, entry).code for _ in range(many)]


def put_back(founder: Founder, name: str, file: Path, passphrase: str = PASSPHRASE) -> Restored:
    founder.clock.advance(MINUTE)
    done = bootstrap.restore_backup(
        founder.root / name, file, Secret(passphrase), replace=True, parts=founder.parts(60)
    )
    assert done is not None
    return done


def backup_of(workspace: Workspace, file: Path) -> Path:
    made = workspace.backups.make(file=file)
    assert made is not None
    assert made.held is not None
    return file


# Rolling


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


# Coming back


def test_a_restored_desk_gives_up_its_codes_once(founder: Founder) -> None:
    workspace = founder.centre()
    save(workspace)
    file = backup_of(workspace, founder.root / "a.jbak")
    lost = save(workspace, 5)
    before = [block.number for block in workspace.desk.store.reader.blocks()]
    workspace.close()
    given = set(lost)
    for turn in range(3):  # the same backup again and again; what was saved between is lost
        put_back(founder, "one", file)
        parts = founder.parts(70 + turn)
        workspace = bootstrap.open_workspace(founder.root / "one", PASSPHRASE, parts=parts)
        founder.keep(workspace)
        blocks = workspace.desk.store.reader.blocks()
        assert {block.number for block in blocks if block.returned} == set(before)
        fresh = set(save(workspace, 5))
        assert not fresh & given
        given |= fresh
        workspace.close()
        again = founder.again("one")
        assert len(again.desk.store.reader.blocks()) == len(blocks), "given up once alone"
        again.close()


def test_what_it_sent_comes_back_and_is_told(founder: Founder) -> None:
    founder_a = founder.centre()
    invitation = founder.root / "b.rinv"
    founder_a.invite(invitation)
    other = founder.guest("two", invitation.read_bytes())
    mail = founder.root / "mail"
    mail.mkdir()
    second = _let_in(founder, founder_a, mail)
    for workspace in (other, founder_a, second, other, founder_a):
        workspace.synchronise(mail)
    file = backup_of(founder_a, founder.root / "a.jbak")
    sent = save(founder_a, 3)
    founder_a.synchronise(mail)
    second.synchronise(mail)
    unsent = save(founder_a, 2)
    founder_a.close()
    shutil.rmtree(founder.root / "one")
    put_back(founder, "one", file)
    back = founder.again("one")
    assert not codes(back) & set(sent)
    told = restoration(back.desk)
    assert told is not None
    assert told.came_back == 0
    for workspace in (back, second, back):
        workspace.synchronise(mail)
    assert set(sent) <= codes(back)
    assert not set(unsent) & codes(back)
    told = restoration(back.desk)
    assert told is not None
    assert told.came_back == 3
    assert told.lacking == 0
    assert alarms(back.desk) == alarms(second.desk) == ()
    take_note(back.desk, told)
    assert restoration(back.desk) is None


def test_a_gap_that_nobody_can_fill_is_told(founder: Founder) -> None:
    """One stick is lost, the next one arrives: the others know that something is lacking."""
    first = founder.centre()
    mail, lost = founder.root / "mail", founder.root / "lost"
    mail.mkdir()
    lost.mkdir()
    second = _let_in(founder, first, mail)
    for workspace in (first, second, first, second):
        workspace.synchronise(mail)
    file = backup_of(first, founder.root / "a.jbak")
    gone = save(first)
    first.synchronise(lost)
    # As if what lay on the lost stick were all that ever left of the first save.
    with first._store.begin() as work:
        held = {envelope.eid for envelope in work.envelopes_to_deposit()}
        work._connection.run("UPDATE envelope SET data = NULL WHERE data IS NOT NULL")
    assert held
    later = save(first)
    first.synchronise(mail)
    first.close()
    put_back(founder, "one", file)
    back = founder.again("one")
    for workspace in (second, back, second, back):
        workspace.synchronise(mail)
    assert set(later) <= codes(back)
    assert not set(gone) & codes(back)
    told = restoration(back.desk)
    assert told is not None
    assert told.lacking == 1
    assert told.came_back >= 1
    assert back.desk.store.reader.missing_commits() == 1


def test_referrals_that_came_back_without_their_files_are_told(founder: Founder) -> None:
    """A centre of one desk keeps its files to itself: the other centre can give back referrals."""
    here = founder.centre()
    invitation = founder.root / "b.rinv"
    here.invite(invitation)
    there = founder.guest("two", invitation.read_bytes())
    mail = founder.root / "mail"
    mail.mkdir()
    for workspace in (there, here, there, here):
        workspace.synchronise(mail)
    file = backup_of(here, founder.root / "a.jbak")
    opened = open_case(here.desk, page(here.desk, there.desk.centre))
    here.synchronise(mail)
    there.synchronise(mail)
    here.close()
    put_back(founder, "one", file)
    back = founder.again("one")
    for workspace in (back, there, back):
        workspace.synchronise(mail)
    found = back.desk.store.reader.referral(opened.referrals[0])
    assert found is not None
    told = restoration(back.desk)
    assert told is not None
    assert (told.came_back, told.without_file) == (1, 1)
    assert opened.code not in save(back, 3)


def test_over_a_store_only_when_told_so(founder: Founder) -> None:
    workspace = founder.centre()
    save(workspace)
    file = backup_of(workspace, founder.root / "a.jbak")
    save(workspace)
    workspace.close()
    secret = Secret(PASSPHRASE)
    with pytest.raises(RefusedError) as caught:
        bootstrap.restore_backup(founder.root / "one", file, secret)
    assert caught.value.key == "backup.store_exists"
    preview = bootstrap.preview_restore(founder.root / "one", file, secret)
    assert preview is not None
    assert preview.present is not None
    assert preview.backup.held is not None
    assert preview.present.held is not None
    assert (preview.backup.held.cases, preview.present.held.cases) == (1, 2)


def test_a_passphrase_of_the_backups_day_opens_it(founder: Founder) -> None:
    workspace = founder.centre()
    file = backup_of(workspace, founder.root / "a.jbak")
    workspace.change_passphrase(PASSPHRASE, OTHER_PASSPHRASE)
    workspace.close()
    with pytest.raises(RefusedError):
        bootstrap.restore_backup(founder.root / "one", file, Secret(OTHER_PASSPHRASE), replace=True)
    put_back(founder, "one", file)
    assert founder.again("one").desk.actor.label == "NB"


def test_what_was_cut_short_is_said_at_the_next_start(founder: Founder) -> None:
    workspace = founder.centre()
    save(workspace)
    crashed = founder.root / "crashed"
    shutil.copytree(founder.root / "one", crashed)
    (crashed / COPY).write_bytes(b"half a copy")
    (crashed / "store.restoring").mkdir()
    again = founder.again("crashed")
    assert [told.key for told in again.take_told()] == [
        "store.was_cut",
        "backup.was_cut",
        "restore.was_cut",
    ]
    assert codes(again) == codes(workspace)
    again.close()
    assert not (crashed / COPY).exists()
    assert not (crashed / "store.restoring").exists()
    quiet = founder.again("crashed")
    assert quiet.take_told() == ()


def test_a_restore_that_was_cut_is_finished_by_whoever_looks(founder: Founder) -> None:
    workspace = founder.centre()
    workspace.close()
    folder = founder.root / "one"
    (folder / "store.restoring").mkdir()
    for name in ("store.db", "store.keys"):
        shutil.move(folder / name, folder / "store.restoring" / name)
    (folder / "store.restore").write_text('{"replaced": null}', encoding="utf-8")
    assert bootstrap.store_exists(folder)
    assert founder.again("one").desk.actor.label == "NB"


def _let_in(
    founder: Founder, first: Workspace, mail: Path, name: str = "second", **how: bool
) -> Workspace:
    file = founder.root / f"{name}.rinv"
    first.invite_desk(file, StaffId(first.desk.actor.id), **how)
    new = bootstrap.join_centre(
        founder.root / name,
        bootstrap.invitation_bytes(file),
        OTHER_PASSPHRASE,
        founder.parts(40 + len(name)),
    ).workspace
    founder.keep(new)
    for workspace in (new, first):
        workspace.synchronise(mail)
    (joining,) = first.joining()
    first.confirm_desk(joining.device)
    for workspace in (first, new):
        workspace.synchronise(mail)
    assert not new.is_waiting
    return new


@pytest.mark.parametrize("who", ["one", "second"])
def test_a_desk_from_before_a_new_key_is_given_it_anew(founder: Founder, who: str) -> None:
    """The centre's key was changed since the backup, and the folder of that day is gone."""
    first = founder.centre()
    mail, later = founder.root / "mail", founder.root / "later"
    mail.mkdir()
    later.mkdir()
    second = _let_in(founder, first, mail, may_let_in=True)
    third = _let_in(founder, first, mail, name="third")
    for workspace in (second, third, first, second, third):
        workspace.synchronise(mail)
    desks = {"one": first, "second": second}
    file = backup_of(desks[who], founder.root / "a.jbak")
    other = desks["second" if who == "one" else "one"]
    retirer = other if who == "one" else first
    retirer.retire_desk(third.desk.device, "lost")
    for workspace in (first, second, first, second):
        workspace.synchronise(mail)
    sent = save(desks[who])
    for workspace in (first, second, first, second):
        workspace.synchronise(mail)
    desks[who].close()
    put_back(founder, who, file, PASSPHRASE if who == "one" else OTHER_PASSPHRASE)
    back = founder.again(who, PASSPHRASE if who == "one" else OTHER_PASSPHRASE)
    for _ in range(3):
        for workspace in (back, other):
            founder.clock.advance(MINUTE)
            workspace.synchronise(later)
    assert set(sent) <= codes(back)
    assert set(save(other)) <= exchanged(other, back, later)
    assert set(save(back)) <= exchanged(back, other, later)


def exchanged(giver: Workspace, taker: Workspace, folder: Path) -> set[str]:
    giver.synchronise(folder)
    taker.synchronise(folder)
    return codes(taker)


def test_another_centre_gives_back_the_key_that_was_lost(founder: Founder) -> None:
    """The only desk left of its centre goes back to before its newest key."""
    first = founder.centre()
    mail, later = founder.root / "mail", founder.root / "later"
    mail.mkdir()
    later.mkdir()
    first.invite(founder.root / "b.rinv")
    there = founder.guest("two", (founder.root / "b.rinv").read_bytes())
    second = _let_in(founder, first, mail)
    for workspace in (there, first, second, there, first):
        workspace.synchronise(mail)
    file = backup_of(first, founder.root / "a.jbak")
    first.retire_desk(second.desk.device, "lost")
    opened = open_case(first.desk, page(first.desk, there.desk.centre))
    for workspace in (first, there, first, there):
        founder.clock.advance(MINUTE)
        workspace.synchronise(mail)
    first.close()
    put_back(founder, "one", file)
    back = founder.again("one")
    for _ in range(3):
        for workspace in (back, there):
            founder.clock.advance(MINUTE)
            workspace.synchronise(later)
    found = back.desk.store.reader.referral(opened.referrals[0])
    assert found is not None
    told = restoration(back.desk)
    assert told is not None
    assert told.came_back > 0
