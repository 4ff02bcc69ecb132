"""Who opens a desk: let in in person, closed out when they leave, at every desk of the centre."""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.bootstrap.values import Told
from referral_app.domain.facts import STAFF_FIELD, Fact, content
from referral_app.domain.identifiers import StaffId
from referral_app.domain.staff import Role
from referral_app.errors import (
    InvalidInputError,
    NotPermittedError,
    RefusedError,
    UnavailableError,
    WrongPassphraseError,
)
from referral_app.sentences import sentences
from referral_app.services import departures, staff
from tests.bootstrap.conftest import OTHER_PASSPHRASE, PASSPHRASE, Founder, details, person

pytestmark = pytest.mark.usefixtures("cheap_keys")
NEW = "sept lanternes au bord de l’eau"


def let_in(
    workspace: bootstrap.Workspace, label: str = "SB", role: Role = Role.SUPERVISOR
) -> StaffId:
    desk = workspace.desk
    added = staff.add_staff(desk, label, role, desk.now())
    workspace.open_slot(added, OTHER_PASSPHRASE)
    return added


def write_active(workspace: bootstrap.Workspace, who: StaffId, active: bool) -> None:
    """As another desk of the centre wrote it."""
    desk = workspace.desk
    fact = Fact(STAFF_FIELD.name, who, desk.now(), content(field="active", value=active))
    with desk.store.begin() as work:
        work.record(desk.stream, (fact,), desk.actor.id)


def test_a_person_of_the_team_is_let_in(founder: Founder) -> None:
    workspace = founder.centre()
    added = let_in(workspace)
    assert workspace.slots() == (("NB", workspace.desk.actor.id), ("SB", added))
    workspace.close()
    again = founder.again("one", OTHER_PASSPHRASE)
    assert (again.desk.actor.id, again.desk.actor.label) == (added, "SB")
    assert again.take_told() == ()


@pytest.mark.parametrize("typed", ["", "court", "aaaaaaaaaaaaaaaa"])
def test_a_weak_passphrase_lets_nobody_in(founder: Founder, typed: str) -> None:
    workspace = founder.centre()
    added = staff.add_staff(workspace.desk, "SB", Role.SUPERVISOR, workspace.desk.now())
    with pytest.raises(InvalidInputError) as caught:
        workspace.open_slot(added, typed)
    assert caught.value.field == "passphrase"
    assert bootstrap.slot_labels(founder.root / "one") == ("NB",)


def test_only_who_is_of_the_team_is_let_in(founder: Founder) -> None:
    workspace = founder.centre()
    added = staff.add_staff(workspace.desk, "SB", Role.SUPERVISOR, workspace.desk.now())
    departures.leave(workspace.desk, added, None, workspace.desk.now())
    for who in (added, StaffId(bytes(16)), workspace.desk.actor.id):
        with pytest.raises(RefusedError) as caught:
            workspace.open_slot(who, OTHER_PASSPHRASE)
        assert caught.value.key == "staff.has_no_slot"


def test_who_forgot_the_passphrase_is_let_in_anew(founder: Founder) -> None:
    workspace = founder.centre()
    added = let_in(workspace)
    workspace.open_slot(added, NEW)
    assert [label for label, _ in workspace.slots()] == ["NB", "SB"]
    workspace.close()
    with pytest.raises(WrongPassphraseError):
        founder.again("one", OTHER_PASSPHRASE)
    founder.again("one", NEW)


def test_roles_that_do_not_manage_the_team_let_nobody_in(founder: Founder) -> None:
    workspace = founder.centre()
    added = let_in(workspace, role=Role.SOCIAL_WORKER)
    workspace.close()
    worker = founder.again("one", OTHER_PASSPHRASE)
    for attempt in (
        lambda: worker.open_slot(added, NEW),
        lambda: worker.let_go(added, None, worker.desk.now()),
        worker.new_recovery_code,
        lambda: worker.keep_recovery_code("x"),
    ):
        with pytest.raises(NotPermittedError):
            attempt()
    worker.change_passphrase(OTHER_PASSPHRASE, NEW)  # one’s own is everybody’s affair
    worker.close()
    founder.again("one", NEW)


def test_ones_own_passphrase_changes_alone(founder: Founder) -> None:
    workspace = founder.centre()
    let_in(workspace)
    with pytest.raises(WrongPassphraseError):
        workspace.change_passphrase(OTHER_PASSPHRASE, NEW)
    with pytest.raises(InvalidInputError):
        workspace.change_passphrase(PASSPHRASE, "court")
    workspace.change_passphrase(PASSPHRASE, NEW)
    workspace.close()
    with pytest.raises(WrongPassphraseError):
        founder.again("one", PASSPHRASE)
    founder.again("one", OTHER_PASSPHRASE).close()
    founder.again("one", NEW)


def test_who_leaves_is_closed_out_at_once(founder: Founder) -> None:
    workspace = founder.centre()
    gone = let_in(workspace)
    departure = workspace.let_go(gone, workspace.desk.actor.id, workspace.desk.now())
    assert departure == departures.Departure(0, 0, 0)
    assert [told.key for told in workspace.take_told()] == ["people.slots_removed"]
    assert workspace.take_told() == ()
    assert workspace.slots() == (("NB", workspace.desk.actor.id),)
    # The desk works on under its new key.
    staff.add_staff(workspace.desk, "CD", Role.RECEPTION, workspace.desk.now())
    workspace.close()
    with pytest.raises(WrongPassphraseError):
        founder.again("one", OTHER_PASSPHRASE)
    assert founder.again("one").take_told() == ()


def test_another_desk_closes_them_out_when_it_hears_of_it(founder: Founder, tmp_path: Path) -> None:
    workspace = founder.centre()
    gone = let_in(workspace)
    write_active(workspace, gone, False)
    workspace.synchronise(tmp_path)
    assert workspace.slots() == (("NB", workspace.desk.actor.id),)
    assert workspace.take_told() == (Told("people.slots_removed", {"count": 1}),)
    assert workspace.remove_slots_of_inactive() == 0


def test_or_when_it_is_opened_next(founder: Founder) -> None:
    workspace = founder.centre()
    gone = let_in(workspace)
    write_active(workspace, gone, False)
    workspace.close()
    again = founder.again("one")
    assert again.slots() == (("NB", again.desk.actor.id),)
    assert again.take_told() == (Told("people.slots_removed", {"count": 1}),)


def test_they_themselves_find_the_desk_closed(founder: Founder) -> None:
    workspace = founder.centre()
    gone = let_in(workspace)
    write_active(workspace, gone, False)
    workspace.close()
    with pytest.raises(RefusedError) as caught:
        founder.again("one", OTHER_PASSPHRASE)
    assert caught.value.key == "bootstrap.not_of_the_staff"
    assert bootstrap.slot_labels(founder.root / "one") == ("NB",)
    founder.again("one")


def test_who_hears_of_their_own_departure_may_do_nothing_more(
    founder: Founder, tmp_path: Path
) -> None:
    workspace = founder.centre()
    gone = let_in(workspace)
    workspace.close()
    theirs = founder.again("one", OTHER_PASSPHRASE)
    write_active(theirs, gone, False)
    theirs.synchronise(tmp_path)
    assert not theirs.desk.actor.active
    with pytest.raises(NotPermittedError):
        theirs.synchronise(tmp_path)
    theirs.close()
    assert bootstrap.slot_labels(founder.root / "one") == ("NB",)


def test_a_changed_role_counts_from_the_next_exchange(founder: Founder, tmp_path: Path) -> None:
    workspace = founder.centre()
    other = let_in(workspace)
    workspace.close()
    theirs = founder.again("one", OTHER_PASSPHRASE)
    desk = theirs.desk
    fact = Fact(STAFF_FIELD.name, other, desk.now(), content(field="role", value="trainer"))
    with desk.store.begin() as work:
        work.record(desk.stream, (fact,), desk.actor.id)
    theirs.synchronise(tmp_path)
    assert theirs.desk.actor.role is Role.TRAINER


def test_a_role_of_a_newer_program_is_no_departure(founder: Founder) -> None:
    workspace = founder.centre()
    other = let_in(workspace)
    desk = workspace.desk
    fact = Fact(STAFF_FIELD.name, other, desk.now(), content(field="role", value="mediator"))
    with desk.store.begin() as work:
        work.record(desk.stream, (fact,), desk.actor.id)
    assert workspace.remove_slots_of_inactive() == 0


def test_changed_initials_follow_at_the_next_opening(founder: Founder) -> None:
    workspace = founder.centre()
    other = let_in(workspace)
    staff.set_staff(workspace.desk, other, {"label": "SBM"}, workspace.desk.now())
    workspace.close()
    assert bootstrap.slot_labels(founder.root / "one") == ("NB", "SB")
    founder.again("one", OTHER_PASSPHRASE).close()
    assert bootstrap.slot_labels(founder.root / "one") == ("NB", "SBM")
    founder.again("one", OTHER_PASSPHRASE)


def test_a_new_recovery_code_counts_once_it_is_kept(tmp_path: Path) -> None:
    created = bootstrap.create_centre(tmp_path / "s", details(), person())
    workspace = created.workspace
    code = workspace.new_recovery_code()
    with pytest.raises(InvalidInputError):
        workspace.keep_recovery_code("ABCD")
    workspace.close()
    newcomer = person("CD", Role.SOCIAL_WORKER, OTHER_PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        bootstrap.open_with_recovery(tmp_path / "s", code, newcomer)
    workspace = bootstrap.open_workspace(tmp_path / "s", PASSPHRASE)
    workspace.keep_recovery_code(code)
    workspace.close()
    with pytest.raises(WrongPassphraseError):
        bootstrap.open_with_recovery(tmp_path / "s", created.recovery_code, newcomer)
    bootstrap.open_with_recovery(tmp_path / "s", code, newcomer).close()
    assert bootstrap.slot_labels(tmp_path / "s") == ("NB", "CD")


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_a_full_disk_loses_nothing_and_the_next_start_says_what_it_finished(
    founder: Founder,
) -> None:
    workspace = founder.centre()
    gone = let_in(workspace)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        write_active(workspace, gone, False)
        with pytest.raises(UnavailableError) as caught:
            limit_log(workspace, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)
    assert caught.value.key == "rekey.no_room"
    assert workspace.slots() == (("NB", workspace.desk.actor.id),)
    staff.add_staff(workspace.desk, "CD", Role.RECEPTION, workspace.desk.now())
    workspace.close()
    again = founder.again("one")
    assert again.take_told() == (Told("rekey.finished"),)
    assert "CD" in {member.label for member in again.desk.store.reader.staff()}
    assert again._opened.integrity() == ()
    again.close()
    assert founder.again("one").take_told() == ()


def limit_log(workspace: bootstrap.Workspace, most: int) -> None:
    """Leave room for the key file, and for half of what a re-key writes."""
    workspace._opened._writer.all("PRAGMA wal_checkpoint(TRUNCATE)")
    size = (workspace.folder / "store.db").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, most))
    workspace.remove_slots_of_inactive()


def test_all_that_is_told_has_its_sentence() -> None:
    from referral_app.bootstrap import people

    assert {people.SLOTS_REMOVED, people.REKEY_FINISHED, "rekey.no_room"} <= sentences().keys()
