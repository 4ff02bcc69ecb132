"""A computer that is stolen, copied or gone: what counts, where, and who may act afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.domain.facts import REFERRAL_STATUS, Fact, Place, content
from referral_app.domain.identifiers import CommitId, referral_id
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError, RefusedError
from referral_app.journal.stream import link
from referral_app.services.alerts import AlertKind
from referral_app.services.cases import add_note
from referral_app.services.desks import desks
from referral_app.services.intake import open_case
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from referral_app.services.staff import add_staff
from tests.bootstrap.conftest import Founder
from tests.bootstrap.test_desks import Centre, intake, told
from tests.storage.tables import projections, refolded

DAY = 86_400_000


@pytest.fixture
def centre(founder: Founder) -> Centre:
    return Centre(founder)


def codes(workspace: Workspace) -> set[str]:
    page = workspace.desk.store.reader.case_page(CaseQuery(open=None))
    return {row.code for row in page.rows}


def kinds(workspace: Workspace) -> list[str]:
    return [alert.kind for alert in workspace.alerts()]


def epochs(workspace: Workspace) -> list[int]:
    return [key.number for key in workspace.centre_keys()]


def test_what_a_stolen_desk_wrote_unknown_to_the_revoker_counts_nowhere(centre: Centre) -> None:
    """Also where it was folded before the removal came: at the third desk."""
    second, third = centre.let_in("second"), centre.let_in("third")
    before = open_case(second.desk, intake(second))
    centre.sync()
    centre.sync()
    after = open_case(second.desk, intake(second))
    add_note(second.desk, before.case, "écrit par un voleur", second.desk.now())
    centre.sync(second, third)
    assert after.code in codes(third)
    with pytest.raises(RefusedError, match=r"desk\.not_steward"):
        third.revoke_desk(second.desk.device)
    centre.first.revoke_desk(second.desk.device)
    for _ in range(3):
        centre.sync(centre.first, third)
    for workspace in (centre.first, third):
        assert codes(workspace) == {before.code}
        case = workspace.desk.store.reader.case(before.case)
        assert case is not None
        assert case.notes == ()
        assert len(workspace.quarantine()) == 2
        opened: Any = workspace._opened
        assert projections(opened) == refolded(opened, workspace.desk.centre)
    assert projections(centre.first._opened) == projections(third._opened)
    assert told(centre.first) == told(third), "kept and passed on all the same"
    assert [line.revoked for line in desks(third.desk)] == [False, True, False]
    with pytest.raises(RefusedError, match=r"desk\.unknown"):
        centre.first.revoke_desk(second.desk.device)


def test_what_a_steward_readopts_counts_everywhere(centre: Centre) -> None:
    second, third = centre.let_in("second"), centre.let_in("third")
    lost = open_case(second.desk, intake(second))
    centre.sync(second, third)
    centre.first.revoke_desk(second.desk.device)
    for _ in range(3):
        centre.sync(centre.first, third)
    found = centre.first.quarantine()
    assert [line.code for line in found if line.code] == [lost.code]
    assert AlertKind.QUARANTINE in kinds(centre.first)
    centre.first.readopt([line.commit for line in found])
    for _ in range(2):
        centre.sync(centre.first, third)
    for workspace in (centre.first, third):
        assert lost.code in codes(workspace)
        assert workspace.quarantine() == ()
    assert projections(centre.first._opened) == projections(third._opened)


def test_a_removal_opens_a_key_that_the_removed_desk_does_not_get(centre: Centre) -> None:
    second = centre.let_in("second")
    assert epochs(centre.first) == [1]
    centre.first.revoke_desk(second.desk.device)
    assert epochs(centre.first) == [2, 1]
    centre.sync(centre.first, second)
    assert [(key.number, key.destroyed) for key in second.centre_keys()] == [(2, True), (1, False)]
    with pytest.raises(RefusedError, match=r"desk\.retired"):
        open_case(second.desk, intake(second))


def test_the_very_desk_cannot_revoke_itself(centre: Centre) -> None:
    centre.let_in("second", may_let_in=True)
    with pytest.raises(RefusedError, match=r"desk\.revoke_elsewhere"):
        centre.first.revoke_desk(centre.first.desk.device)


def test_keys_turn_after_ninety_days_and_their_seeds_go_after_four_hundred(
    centre: Centre,
) -> None:
    clock = centre.founder.clock
    second = centre.let_in("second")
    clock.advance(89 * DAY)
    centre.sync()
    assert epochs(centre.first) == [1]
    clock.advance(2 * DAY)
    centre.sync()
    centre.sync()
    assert epochs(centre.first) == [2, 1] == epochs(second)
    assert [key.destroyed for key in second.centre_keys()] == [False, False]
    present, former = centre.first.centre_keys()
    assert present.ends_at is None
    assert former.ends_at == present.opened_at + 400 * DAY
    centre.first.rotate_keys()
    assert epochs(centre.first) == [3, 2, 1]
    for _ in range(5):
        clock.advance(91 * DAY)
        centre.sync()
        centre.sync()
    for workspace in centre.desks:
        destroyed = {key.number: key.destroyed for key in workspace.centre_keys()}
        assert destroyed[1]
        assert not destroyed[max(destroyed)]
    assert told(centre.first) == told(second)


def test_one_clock_far_ahead_destroys_nothing(centre: Centre) -> None:
    second = centre.let_in("second")
    centre.first.rotate_keys()
    centre.sync()
    centre.founder.clock.advance(500 * DAY)
    second.synchronise(centre.folder)
    assert [key.destroyed for key in second.centre_keys()] == [False, False]


def test_a_kit_makes_a_desk_one_that_lets_in_others(centre: Centre) -> None:
    second = centre.let_in("second")
    assert AlertKind.NO_KIT in kinds(centre.first)
    kit = centre.first.recovery_kit()
    assert len(kit.words) == 24
    assert AlertKind.NO_KIT in kinds(centre.first), "not before it is kept"
    centre.first.keep_recovery_kit(" ".join(kit.words))
    assert AlertKind.NO_KIT not in kinds(centre.first)
    centre.sync()
    assert len(desks(second.desk)) == 2, "a kit is no desk"
    with pytest.raises(InvalidInputError, match=r"words\.mistaken"):
        second.recover_stewardship(" ".join((*kit.words[1:], kit.words[0])))
    with pytest.raises(RefusedError, match=r"recovery\.unknown"):
        second.recover_stewardship(" ".join(centre.first.recovery_kit().words))
    second.recover_stewardship(" ".join(kit.words))
    second.revoke_desk(centre.first.desk.device)
    centre.sync(second)
    assert [line.may_let_in for line in desks(second.desk) if line.active] == [True]
    third = centre.let_in("third", by=second)
    assert open_case(third.desk, intake(third)).code in codes(third)


def test_a_kit_says_the_same_to_a_scanner_and_a_newer_one_replaces_it(centre: Centre) -> None:
    second = centre.let_in("second")
    old, new = centre.first.recovery_kit(), centre.first.recovery_kit()
    centre.first.keep_recovery_kit(old.code)
    centre.first.keep_recovery_kit(new.code.lower())
    centre.sync()
    with pytest.raises(RefusedError, match=r"recovery\.replaced"):
        second.recover_stewardship(old.code)
    second.recover_stewardship(new.code)
    with pytest.raises(RefusedError, match=r"desk\.lets_in_already"):
        second.recover_stewardship(new.code)


def test_whoever_holds_the_paper_comes_to_manage_desks_and_team(centre: Centre) -> None:
    kit = centre.first.recovery_kit()
    centre.first.keep_recovery_kit(kit.code)
    worker = add_staff(centre.first.desk, "KT", Role.SOCIAL_WORKER, centre.first.desk.now())
    second = centre.let_in_for("second", worker)
    with pytest.raises(NotPermittedError):
        second.recovery_kit()
    second.recover_stewardship(kit.code)
    assert second.desk.actor.role is Role.SUPERVISOR
    second.rotate_keys()
    centre.sync()
    centre.sync()
    roles = {member.id: member.role for member in centre.first.desk.store.reader.staff()}
    assert roles[worker] is Role.SUPERVISOR


def test_a_gap_that_is_accepted_is_told_no_more_and_taken_if_it_comes(
    centre: Centre, tmp_path: Path
) -> None:
    """A desk wrote twice; the first never left, and the computer is gone."""
    second = centre.let_in("second")
    lost = open_case(second.desk, intake(second))
    add_note(second.desk, lost.case, "une suite", second.desk.now())
    centre.sync(second)
    store: Any = second.desk.store
    with store.begin() as work:
        stream = next(s for s in work.streams() if s.place is Place.CENTRE)
        mine = [c for c in work.commits_of(stream) if c.device == second.desk.device]
    late, first = mine[-1], centre.first
    with first._store.begin() as work:
        for commit in mine:
            if commit is not mine[-2]:
                work.accept(commit)
        assert work.missing(stream) == (mine[-2].id,)
    assert late.previous == (mine[-2].id,)
    first.retire_desk(second.desk.device, "retired")
    assert first.desk.store.reader.missing_commits() == 1
    (alert,) = [it for it in first.alerts() if it.kind == AlertKind.GAP]
    assert alert.values["count"] == 1
    first.accept_gap([CommitId(mine[-2].id)])
    assert first.desk.store.reader.missing_commits() == 0
    assert AlertKind.GAP not in kinds(first)
    centre.sync(first)
    assert lost.code in codes(first), "it came after all, from the folder"


def test_a_new_desk_is_let_in_by_the_kit_when_nobody_else_can(centre: Centre) -> None:
    """The stewards' computers are gone; the folder still holds what the desks wrote."""
    second = centre.let_in("second")
    kit = centre.first.recovery_kit()
    centre.first.keep_recovery_kit(kit.code)
    opened = open_case(second.desk, intake(second))
    centre.sync()
    centre.sync()
    third = centre.ask("third")
    centre.desks.remove(centre.first)
    third.recover_stewardship(kit.code)
    for _ in range(2):
        centre.sync(third, second)
    assert not third.is_waiting
    assert opened.code in codes(third)
    third.revoke_desk(centre.first.desk.device)
    centre.sync(third, second)
    assert [line.active for line in desks(second.desk)] == [False, True, True]
    assert told(second) == told(third)


def test_a_partner_leaves_out_what_the_thief_sends(centre: Centre) -> None:
    """A referral written after the theft reaches the other centre before the removal does."""
    founder = centre.founder
    file = founder.root / "centre.rinv"
    centre.first.invite(file)
    guest = founder.guest("guest", bootstrap.invitation_bytes(file))
    second = centre.let_in("second")
    for _ in range(3):
        centre.sync(guest, centre.first, second)

    def refer() -> None:
        with second._store.begin() as work:
            record_request(work, second, guest)

    def received() -> int:
        query = ReferralQuery(ReferralBox.RECEIVED)
        return guest.desk.store.reader.referral_page(query).total

    refer()
    for _ in range(2):
        centre.sync(second, guest, centre.first)
    assert received() == 1
    refer()
    centre.sync(second, guest)
    assert received() == 2
    centre.first.revoke_desk(second.desk.device)
    centre.sync(centre.first, guest)
    assert received() == 1
    opened: Any = guest._opened
    assert projections(opened) == refolded(opened, guest.desk.centre)
    assert guest.quarantine() == (), "only its own centre may decide"


def record_request(work: Any, here: Workspace, there: Workspace) -> None:
    asked = content(status="requested", case_code=work.next_code(), category="S04", priority="P3")
    record = referral_id(here.desk.centre, here.desk.chance(8))
    fact = Fact(REFERRAL_STATUS.name, record, here.desk.now(), asked)
    work.record(link(here.desk.centre, there.desk.centre), (fact,), here.desk.actor.id)


def test_a_newer_desk_and_an_old_key_are_told(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    founder, first = centre.founder, centre.first
    file = founder.root / "centre.rinv"
    first.invite(file)
    guest = founder.guest("guest", bootstrap.invitation_bytes(file))
    second = centre.let_in("second")
    for _ in range(2):
        centre.sync(guest, first, second)
    assert AlertKind.OLD_KEY not in kinds(first)
    assert AlertKind.NEWER not in kinds(first)
    with monkeypatch.context() as patch:
        patch.setattr("referral_app.journal.commit_body.SCHEMA", 99)
        open_case(second.desk, intake(second))
    founder.clock.advance(181 * DAY)
    centre.sync(second, first)
    assert AlertKind.NEWER in kinds(first)
    (old,) = [alert for alert in first.alerts() if alert.kind == AlertKind.OLD_KEY]
    assert old.values["name_fr"] == "guest"
    centre.sync(guest, first, guest, first)
    assert AlertKind.OLD_KEY not in kinds(first), "their key was renewed by their round"


def test_whoever_can_do_nothing_is_told_nothing(centre: Centre) -> None:
    worker = add_staff(centre.first.desk, "KT", Role.SOCIAL_WORKER, centre.first.desk.now())
    second = centre.let_in_for("second", worker)
    assert second.alerts() == ()
    for act in (second.quarantine, second.centre_keys, second.rotate_keys, second.recovery_kit):
        with pytest.raises(NotPermittedError):
            act()


def test_a_copied_desk_is_revoked_and_both_computers_come_back_with_fresh_keys(
    centre: Centre,
) -> None:
    device, twins = centre.copied()
    assert AlertKind.CLONE in kinds(centre.first)
    before = codes(centre.first)
    late = open_case(twins[0].desk, intake(twins[0]))
    centre.first.revoke_desk(device)
    assert AlertKind.CLONE not in kinds(centre.first)
    centre.sync(twins[0], centre.first, *twins)
    assert codes(centre.first) == before
    assert late.code in {line.code for line in centre.first.quarantine()}
    for twin in twins:
        with pytest.raises(RefusedError, match=r"desk\.retired"):
            open_case(twin.desk, intake(twin))
    fresh = [centre.let_in(name) for name in ("third", "fourth")]
    assert len({device, *(workspace.desk.device for workspace in fresh)}) == 3
    assert all(before <= codes(workspace) for workspace in fresh)
