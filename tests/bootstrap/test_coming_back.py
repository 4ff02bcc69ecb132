"""A desk that comes back from a backup: codes, what it sent, keys, and what is told of it."""

from __future__ import annotations

import shutil

import pytest

from referral_app import bootstrap
from referral_app.errors import (
    RefusedError,
)
from referral_app.services.desks import alarms
from referral_app.services.intake import open_case
from referral_app.services.ports.backups import Secret
from referral_app.services.restores import restoration, take_note
from referral_app.storage import slots
from referral_app.storage.backup.writing import COPY
from tests.bootstrap.conftest import OTHER_PASSPHRASE, PASSPHRASE, Founder
from tests.bootstrap.restoring import (
    MINUTE,
    backup_of,
    codes,
    derived_once,
    exchanged,
    let_in,
    put_back,
    save,
)
from tests.simulation.restored import page


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_derive", derived_once)


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
    second = let_in(founder, founder_a, mail)
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
    second = let_in(founder, first, mail)
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


@pytest.mark.parametrize("who", ["one", "second"])
def test_a_desk_from_before_a_new_key_is_given_it_anew(founder: Founder, who: str) -> None:
    """The centre's key was changed since the backup, and the folder of that day is gone."""
    first = founder.centre()
    mail, later = founder.root / "mail", founder.root / "later"
    mail.mkdir()
    later.mkdir()
    second = let_in(founder, first, mail, may_let_in=True)
    third = let_in(founder, first, mail, name="third")
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


def test_another_centre_gives_back_the_key_that_was_lost(founder: Founder) -> None:
    """The only desk left of its centre goes back to before its newest key."""
    first = founder.centre()
    mail, later = founder.root / "mail", founder.root / "later"
    mail.mkdir()
    later.mkdir()
    first.invite(founder.root / "b.rinv")
    there = founder.guest("two", (founder.root / "b.rinv").read_bytes())
    second = let_in(founder, first, mail)
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
